// Drops what has expired (expiry.h) from the families stories, keys and titles, as RocksDB compacts
// them: in the background, in slices, at the price of a compaction that runs anyway. Files older
// than kCompactedWithin are due; RocksDB looks for them when it has written a table or was opened.
//
// Rows that can't be read stay. Any thread sets what has expired, RocksDB's threads ask: so there
// is a mutex. Internal to store/.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "store/expiry.h"
#include "store/schema.h"

namespace rocksdb {
struct ColumnFamilyOptions;
}

namespace newswatch::store {

inline constexpr std::chrono::days kCompactedWithin{3};

class ExpiryFilter {
 public:
  void set(Expiry expiry);
  std::shared_ptr<const Expiry> get() const;

 private:
  mutable std::mutex mutex_;  // guards the rest
  std::shared_ptr<const Expiry> expiry_ = std::make_shared<Expiry>();
};

// Has the filter where rows of this family expire by themselves.
void add_filter(Family family, const std::shared_ptr<ExpiryFilter>& filter,
                rocksdb::ColumnFamilyOptions& options);

}  // namespace newswatch::store
