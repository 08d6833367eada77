#include "poll/next_poll.h"

#include <algorithm>
#include <string>

#include "net/http_time.h"
#include "text/ascii.h"
#include "text/hash.h"
#include "text/times.h"

namespace newswatch::poll {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr model::Duration kLongestError = hours(24);
constexpr model::Duration kLongestUnanswered = hours(1);
constexpr model::Duration kLongestRetryAfter = hours(48);

// Takes the first directive off a Cache-Control header. Commas in quotes do not end it.
std::string_view take_directive(std::string_view& header) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < header.size() && (quoted || header[end] != ','); ++end) {
    if (header[end] == '"') quoted = !quoted;
    if (header[end] == '\\' && quoted) ++end;
  }
  end = std::min(end, header.size());
  const std::string_view directive = text::trimmed(header.substr(0, end));
  header.remove_prefix(std::min(end + 1, header.size()));
  return directive;
}

model::Duration readable_seconds(std::string_view number) {
  const long seconds_given = net::delta_seconds(text::trimmed(number)).value_or(0);
  return std::min<model::Duration>(seconds(std::min(seconds_given, 10'000'000L)), hours(24 * 365));
}

// How long Cache-Control lets the answer be used; none where it must be asked for anew. nullopt: it
// says nothing of that.
std::optional<model::Duration> lifetime(std::string_view cache_control) {
  std::optional<model::Duration> age;
  while (!cache_control.empty()) {
    const std::string_view directive = take_directive(cache_control);
    const std::size_t equals = std::min(directive.find('='), directive.size());
    const std::string_view name = text::trimmed(directive.substr(0, equals));
    const bool has_value = equals < directive.size();
    // With fields, no-cache is about these alone.
    if (text::equal_in_any_case(name, "no-store") ||
        (text::equal_in_any_case(name, "no-cache") && !has_value)) {
      return model::Duration{};
    }
    if (age || !has_value || !text::equal_in_any_case(name, "max-age")) continue;
    std::string_view value = text::trimmed(directive.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
    age = readable_seconds(value);
  }
  return age;
}

// How old the answer was when it came (RFC 9111 section 4.2.3). A date of long ago is that of a
// clock that is wrong.
model::Duration age_of(const CacheHeaders& headers, model::Time now) {
  constexpr model::Duration kPlausible = hours(24 * 30);
  const model::Duration given = readable_seconds(headers.age);
  const auto made = text::parse_http_date(headers.date);
  return made && now - *made < kPlausible ? std::max(given, now - *made) : given;
}

std::uint32_t bits(const std::vector<int>& numbers) {
  std::uint32_t out = 0;
  for (const int number : numbers) {
    if (number >= 0 && number < 32) out |= 1U << number;
  }
  return out;
}

// The first time from `time` on whose hour and weekday the feed does not skip.
model::Time past_skips(model::Time time, const model::PollWishes& wishes) {
  const auto skipped = [&](model::Time at) {
    const auto midnight = std::chrono::floor<std::chrono::days>(at);
    const unsigned weekday = std::chrono::weekday(midnight).c_encoding();
    const auto hour = std::chrono::floor<hours>(at - midnight).count();
    return (wishes.skip_days >> weekday & 1) != 0 || (wishes.skip_hours >> hour & 1) != 0;
  };
  for (int i = 0; i < 24 * 8 && skipped(time); ++i) {
    time = std::chrono::floor<hours>(time) + hours(1);
  }
  return time;
}

}  // namespace

std::optional<model::Time> retry_after(std::string_view header, model::Time now) {
  const auto until = net::retry_after(header, now);
  if (!until) return std::nullopt;
  return std::min(*until, now + kLongestRetryAfter);
}

model::PollWishes wishes_of(const model::FeedInfo& info) {
  return {info.ttl_is_syndication ? 0 : info.ttl_minutes.value_or(0), bits(info.skip_hours),
          bits(info.skip_days)};
}

model::Time after_success(model::Time now, const Intervals& intervals, const CacheHeaders& headers,
                          const model::PollWishes& wishes) {
  model::Duration wait = std::max(intervals.interval, intervals.min_interval);
  const auto lengthen = [&](model::Duration wish) {
    wait = std::max(wait, std::min(wish, intervals.max_interval));
  };
  const model::Duration age = age_of(headers, now);
  if (const auto fresh = lifetime(headers.cache_control)) {
    lengthen(*fresh - age);  // comes before Expires (RFC 9111 section 5.3)
  } else if (const auto expires = text::parse_http_date(headers.expires)) {
    lengthen(*expires - text::parse_http_date(headers.date).value_or(now) - age);
  }
  lengthen(std::chrono::minutes(wishes.ttl_minutes));
  const model::Time next = now + wait;
  return std::max(next, std::min(past_skips(next, wishes), now + intervals.max_interval));
}

model::Duration spread(std::size_t place, std::size_t count, model::Duration interval) {
  constexpr model::Duration kApart = std::chrono::milliseconds(50);
  const auto n = static_cast<model::Duration::rep>(std::max<std::size_t>(count, 1));
  const model::Duration whole = std::min<model::Duration>(interval, n * kApart);
  return whole * static_cast<model::Duration::rep>(place) / n;
}

model::Time after_error(model::Time now, const Intervals& intervals, int failures, Failed how,
                        std::string_view url) {
  model::Duration wait = std::max(intervals.interval, intervals.min_interval);
  const model::Duration longest =
      std::max(how == Failed::kAnswered ? kLongestError : kLongestUnanswered, wait);
  for (int i = 1; i < failures && wait < longest; ++i) wait *= 2;
  wait = std::min(wait, longest);
  // From -10 % to +10 %, different for each feed and each failure.
  const auto roll = text::hash64(std::string(url) + "#" + std::to_string(failures)) % 2001;
  wait += wait * (static_cast<std::int64_t>(roll) - 1000) / 10'000;
  return now + std::max(wait, intervals.min_interval);
}

}  // namespace newswatch::poll
