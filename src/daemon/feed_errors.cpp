#include "daemon/feed_errors.h"

#include "daemon/log_lines.h"

namespace newswatch::daemon {

void FeedErrors::add(const model::FeedState& feed, model::Monotonic now) {
  flush(now);
  if (feed.failures > 1) return log_lines::feed_error(feed);
  const std::string& text = feed.error_cause.empty() ? feed.last_error : feed.error_cause;
  Cause& cause = causes_.try_emplace(text, Cause{now, 0}).first->second;
  if (++cause.feeds <= kOwnLines) log_lines::feed_error(feed);
}

void FeedErrors::flush(model::Monotonic now) {
  std::erase_if(causes_, [&](const auto& entry) {
    const auto& [text, cause] = entry;
    if (now - cause.since < kTogether) return false;
    if (cause.feeds > kOwnLines) log_lines::feed_errors(cause.feeds - kOwnLines, text);
    return true;
  });
}

}  // namespace newswatch::daemon
