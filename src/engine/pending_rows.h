// PendingRows: which messages of the outbox are about which event, so that a step that changes an
// event finds those that are still on their way without reading the whole outbox.
//
// What is no longer in the store may still be here; the reader sees that. Errors: none. Plain
// value; pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/notification.h"

namespace newswatch::engine {

class PendingRows {
 public:
  // A stored row; nothing if it is about no event, or was given up.
  void add(const model::OutboxRow& row);
  void remove(std::uint64_t row);
  // Ascending.
  std::vector<std::uint64_t> about(const std::string& event) const;

 private:
  std::map<std::uint64_t, std::string> events_;  // by row
  std::map<std::string, std::set<std::uint64_t>> rows_;
};

}  // namespace newswatch::engine
