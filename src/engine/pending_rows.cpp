#include "engine/pending_rows.h"

#include <utility>

namespace newswatch::engine {

void PendingRows::add(const model::OutboxRow& row) {
  remove(row.row);
  const std::string& event = row.notification.event.id;
  if (row.dead || event.empty()) return;
  events_[row.row] = event;
  rows_[event].insert(row.row);
}

void PendingRows::remove(std::uint64_t row) {
  const auto known = events_.extract(row);
  if (!known) return;
  const auto of = rows_.find(known.mapped());
  of->second.erase(row);
  if (of->second.empty()) rows_.erase(of);
}

std::vector<std::uint64_t> PendingRows::about(const std::string& event) const {
  const auto of = rows_.find(event);
  if (of == rows_.end()) return {};
  return {of->second.begin(), of->second.end()};
}

}  // namespace newswatch::engine
