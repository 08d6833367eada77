#include "daemon/heart.h"

#include <algorithm>

namespace newswatch::daemon {
namespace {

// A feed that is due is asked, answers and is stored in less than this.
constexpr model::Duration kLongestPoll = std::chrono::minutes(2);

bool is_due(const model::FeedState& feed, model::Time now) {
  return !feed.gone && feed.next_poll + kLongestPoll < now;
}

}  // namespace

model::Result<std::string> unwell_text(const engine::Engine& engine, model::Time now) {
  const auto reasons = engine.unwell(now);
  if (!reasons) return tl::unexpected(reasons.error());
  std::string text;
  for (const model::WatchReason& reason : *reasons) {
    text += (text.empty() ? "" : "; ") + reason.detail;
  }
  return text;
}

model::Result<std::optional<std::string>> Heart::due(const engine::Engine& engine, bool full) {
  const config::HeartbeatSettings& settings = engine.settings().heartbeat;
  if (settings.address().empty()) return std::nullopt;
  const model::Monotonic mono = clock_.monotonic();
  // The first one proves a poll.
  const bool due =
      last_ ? mono - *last_ >= settings.every : has_stored_ || mono - stored_at_ >= settings.every;
  if (!due) return std::nullopt;
  last_ = mono;
  const model::Time now = clock_.now();
  if (full) return "the disk takes no writes";
  const auto feeds = engine.feeds();
  const bool late = std::ranges::any_of(feeds, [&](const auto& feed) { return is_due(feed, now); });
  if (late && mono - stored_at_ >= kLongestPoll) return "no feed was polled, though some are due";
  return unwell_text(engine, now);
}

}  // namespace newswatch::daemon
