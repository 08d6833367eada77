#include "engine/gathered_messages.h"

#include <algorithm>

#include "notify/policy.h"

namespace newswatch::engine {
void GatheredMessages::add(const model::OutboxRow& row) {
  if (row.gather.empty() || row.dead || row.attempts > 0) return;
  const model::Time at = row.not_before - notify::kGatherGrace;
  const Due due{at, std::max(at - row.created, model::Duration(0))};
  const auto [known, fresh] = due_.try_emplace({row.sink, row.gather}, due);
  if (!fresh && due.at < known->second.at) known->second = due;
}

std::vector<GatheredMessages::Key> GatheredMessages::due(model::Time now) const {
  std::vector<Key> keys;
  for (const auto& [key, due] : due_) {
    // One that lies further ahead than its own wait was decided before the clock was set back.
    if (due.at <= now || due.at > now + due.wait) keys.push_back(key);
  }
  return keys;
}

std::optional<model::Time> SinkHours::count(const std::string& sink, int most, model::Time now) {
  Hour& hour = hours_[sink];
  if (now - hour.since >= kHour || hour.since > now) hour = {now, 0};
  if (hour.messages >= most) return hour.since + kHour;
  ++hour.messages;
  return std::nullopt;
}

}  // namespace newswatch::engine
