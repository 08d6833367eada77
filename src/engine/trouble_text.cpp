#include "engine/trouble_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "net/masked_url.h"
#include "text/times.h"

namespace newswatch::engine {
namespace {

using enum model::TroubleKind;

constexpr std::size_t kNamed = 3;  // of a group, in its title

std::string since_text(const Troubles::Telling& telling, model::Time now) {
  return " since " + text::clock_time(telling.of.front().since, now);
}

// "feed thehill"; of several "12 feeds (a, b, c, ...)", "2 sinks (mail, pager)".
std::string who(const Troubles::Telling& telling) {
  const std::string_view what = model::is_of_feed(telling.kind) ? "feed" : "sink";
  if (telling.of.size() == 1) return fmt::format("{} {}", what, telling.of.front().name);
  std::string names;
  for (std::size_t i = 0; i < std::min(telling.of.size(), kNamed); ++i) {
    names += (i == 0 ? "" : ", ") + telling.of[i].name;
  }
  if (telling.of.size() > kNamed) names += ", ...";
  return fmt::format("{} {}s ({})", telling.of.size(), what, names);
}

std::string begun(const Troubles::Telling& telling, model::Time now) {
  const bool one = telling.of.size() == 1;
  const std::string reason = reason_of(telling);
  switch (telling.kind) {
    case kFeedFailing:
      return who(telling) + (one ? " fails" : " fail") + since_text(telling, now) + ": " + reason;
    case kFeedGone:
      return who(telling) + (one ? " is" : " are") + " gone and no longer polled: " + reason;
    case kFeedMoved:
      return who(telling) + " moved: " + reason;
    case kFeedQuiet:
      return who(telling) + (one ? " has" : " have") + " nothing new: " + reason;
    case kSinkFailing:
      return who(telling) + (one ? " takes" : " take") + " no messages" + since_text(telling, now) +
             ": " + reason;
    case kSinkDead:
      return who(telling) + ": " + reason;
    case kStoreFull:
      return "the disk takes no writes" + since_text(telling, now) + ": " + reason;
    case kConfigRejected:
      return "the new config is refused, the old one stays in force: " + reason;
    case kClockStepped:
      return "the clock was set: " + reason;
    case kClockWrong:
      return "the clock is wrong: " + reason;
  }
  return reason;
}

std::string over(const Troubles::Telling& telling, model::Time now) {
  const bool one = telling.of.size() == 1;
  const std::string after =
      " after " + text::roughly(std::max(now - telling.of.front().since, model::Duration(0)));
  switch (telling.kind) {
    case kFeedFailing:
      return who(telling) + (one ? " answers" : " answer") + " again" + after;
    case kFeedGone:
      return who(telling) + (one ? " is" : " are") + " polled again";
    case kFeedMoved:
      return who(telling) + (one ? " is" : " are") + " asked where the config says again";
    case kFeedQuiet:
      return who(telling) + (one ? " has" : " have") + " something new again" + after;
    case kSinkFailing:
      return who(telling) + (one ? " takes" : " take") + " messages again" + after;
    case kSinkDead:
      return who(telling) + ": no message that was given up is left";
    case kStoreFull:
      return "the disk takes writes again" + after;
    case kConfigRejected:
      return "the config is accepted" + after;
    case kClockStepped:
      return "the clock is believed again" + after;
    case kClockWrong:
      return "the clock is right again" + after;
  }
  return "";
}

}  // namespace

std::string title_of(const Troubles::Telling& telling, model::Time now) {
  return telling.recovered ? over(telling, now) : begun(telling, now);
}

std::string reason_of(const Troubles::Telling& telling) {
  if (telling.of.size() == 1) return telling.of.front().reason;
  std::map<std::string, std::size_t> counts;
  for (const model::Trouble& one : telling.of) ++counts[one.cause.empty() ? one.reason : one.cause];
  if (counts.size() == 1) return counts.begin()->first;
  std::vector<std::pair<std::string, std::size_t>> causes(counts.begin(), counts.end());
  std::ranges::stable_sort(causes, std::ranges::greater(),
                           [](const auto& one) { return one.second; });
  std::string text;
  for (std::size_t i = 0; i < std::min(causes.size(), kNamed); ++i) {
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", causes[i].first, causes[i].second);
  }
  return causes.size() > kNamed ? text + ", ..." : text;
}

std::string short_text(const model::Trouble& trouble) {
  switch (trouble.kind) {
    case kSinkFailing:
      return "sink " + trouble.name + " takes no messages";
    case kStoreFull:
      return "the disk takes no writes";
    case kConfigRejected:
      return "the config on disk is refused, an older one is in force";
    case kClockStepped:
      return "the clock was set";
    case kClockWrong:
      return "the clock is wrong";
    default:
      return trouble.name + ": " + std::string(model::name(trouble.kind));
  }
}

std::string moved_text(const model::FeedState& feed) {
  return "asked at " + net::masked_url(feed.asked_at) + " from now on; put that into the config";
}

std::string quiet_text(const model::FeedState& feed) {
  std::string text = "nothing since ";
  text += feed.habit.last_new ? text::rfc3339(*feed.habit.last_new) : "long ago";
  return text + "; usually every " + text::roughly(feed.habit.gap);
}

std::string stepped_text(const model::ClockStep& step) {
  const bool back = step.by() < model::Duration(0);
  return fmt::format("{} by {}, from {} to {}", back ? "back" : "forward",
                     text::roughly(back ? -step.by() : step.by()), text::rfc3339(step.from),
                     text::rfc3339(step.to));
}

std::string wrong_clock_text(const ClockVerdict& verdict) {
  const bool behind = verdict.ahead < model::Duration(0);
  return fmt::format("{} {}, by the times of {} {}; no story is held as old until it is right",
                     text::roughly(behind ? -verdict.ahead : verdict.ahead),
                     behind ? "behind" : "ahead", verdict.servers,
                     verdict.servers == 1 ? "server" : "servers");
}

}  // namespace newswatch::engine
