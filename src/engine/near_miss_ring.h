// NearMissRing: keeps the number of stored near misses bounded. The newest stay.
//
// Pure; one thread.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "store/event_store.h"

namespace newswatch::engine {

class NearMissRing {
 public:
  static constexpr std::size_t kMost = 1000;

  NearMissRing() = default;
  // keys: of those in the store.
  explicit NearMissRing(std::vector<std::string> keys) : keys_(keys.begin(), keys.end()) {}

  // Adds to a batch with near misses the deletion of the oldest that leave the ring.
  void drop_oldest(store::Batch& batch) const;
  // To be called when the batch is committed.
  void committed(const store::Batch& batch);

 private:
  std::set<std::string> keys_;
};

}  // namespace newswatch::engine
