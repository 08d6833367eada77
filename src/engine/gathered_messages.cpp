#include "engine/gathered_messages.h"

#include <algorithm>

namespace newswatch::engine {
namespace {

constexpr model::Duration kLongestGather = SinkHours::kHour + std::chrono::minutes(1);

}  // namespace

void GatheredMessages::add(const model::OutboxRow& row) {
  if (row.gather.empty() || row.dead || row.attempts > 0) return;
  const model::Time due = row.not_before - kGrace;
  const auto [at, fresh] = due_.try_emplace({row.sink, row.gather}, due);
  if (!fresh) at->second = std::min(at->second, due);
}

std::vector<GatheredMessages::Key> GatheredMessages::due(model::Time now) const {
  std::vector<Key> keys;
  for (const auto& [key, due] : due_) {
    // One that lies further ahead than any wait is of a clock that was set back since.
    if (due <= now || due > now + kLongestGather) keys.push_back(key);
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
