// Any bytes as an answer, a line of its head each, and behind an empty line the page: what is read
// can be said again, the waits it asks for are within their bounds, and validators are stored as
// they came.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/challenge.h"
#include "fetch/response_head.h"
#include "fuzz/demand.h"
#include "net/http_time.h"
#include "poll/next_poll.h"
#include "record/feed_state_json.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::fuzz {
namespace {

using std::chrono::hours;

constexpr model::Time kNow{std::chrono::milliseconds(1738094400000)};  // 2025-01-28T20:00:00Z

void check_delta(std::string_view text) {
  const auto seconds = net::delta_seconds(text);
  const bool digits = !text.empty() && std::ranges::all_of(text, text::is_digit);
  demand(seconds.has_value() == digits, "seconds are digits");
  demand(seconds.value_or(0) >= 0, "seconds are not negative");
}

void check_retry(std::string_view header) {
  const auto until = net::retry_after(header, kNow);
  const auto polled = poll::retry_after(header, kNow);
  demand(until.has_value() == polled.has_value(), "a feed is left alone where it says so");
  if (!until) return;
  demand(*until >= kNow && *until <= kNow + hours(24 * 365), "for a year at most");
  demand(*polled >= kNow && *polled <= std::min(*until, kNow + hours(48)), "or for two days");
}

void check_poll(const poll::CacheHeaders& headers, const poll::Intervals& intervals,
                const model::PollWishes& wishes) {
  const model::Duration least = std::max(intervals.interval, intervals.min_interval);
  const model::Duration wait = poll::after_success(kNow, intervals, headers, wishes) - kNow;
  demand(wait >= least, "no header shortens the wait");
  demand(wait <= std::max(least, intervals.max_interval), "nor lengthens it without end");
  const poll::CacheHeaders none;
  demand(poll::after_success(kNow, intervals, none, wishes) - kNow <= wait ||
             wishes != model::PollWishes(),
         "a wait with headers is no shorter than without");
}

void check_date(std::string_view header) {
  const auto date = text::parse_http_date(header);
  if (date) demand(text::parse_rfc3339(text::rfc3339(*date)) == date, "RFC 3339 can say it");
}

void check_validators(std::string_view etag, std::string_view last_modified) {
  model::FeedState state;
  state.etag = etag;
  state.last_modified = last_modified;
  const auto read = record::read_feed_state(record::feed_state_json(state));
  demand(read && read->etag == etag && read->last_modified == last_modified,
         "validators are stored byte for byte");
}

void check_page(const fetch::RefusedResponse& refusal) {
  const std::string said = fetch::challenge(refusal);
  demand(text::printable(said) == said, "what page came is safe to print");
  demand(said.size() <= 300, "and short");
  demand(refusal.wall.empty() || fetch::is_wall(said), "a wall's header makes it a wall");
}

// Takes the head off the front of the bytes.
fetch::ResponseHead take_head(std::string_view& bytes) {
  fetch::ResponseHead head;
  while (!bytes.empty() && !head.done) {
    const std::size_t size = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    const bool taken = head.take(bytes.substr(0, size));
    demand(head.bytes <= fetch::ResponseHead::kMaxBytes, "a head is bounded");
    if (!taken) break;
    bytes.remove_prefix(size);
  }
  return head;
}

using Named = std::vector<std::pair<std::string_view, std::string>>;

Named headers_of(const fetch::ResponseHead& head) {
  const fetch::Response& read = head.headers;
  return {{"Content-Type", read.content_type},
          {"ETag", read.etag},
          {"Last-Modified", read.last_modified},
          {"Cache-Control", read.cache_control},
          {"Expires", read.expires},
          {"Retry-After", read.retry_after},
          {"Date", read.date},
          {"Age", read.age},
          {"Content-Location", read.content_location},
          {"Content-Encoding", head.content_encoding},
          {"Server", head.server},
          {"CF-Mitigated", head.mitigated},
          {"X-DataDome", head.datadome},
          {"Location", head.location}};
}

void check_head(const fetch::ResponseHead& head) {
  const Named headers = headers_of(head);
  std::string again = "HTTP/1.1 " + std::to_string(head.status) + "\r\n";
  for (const auto& [name, value] : headers) {
    demand(text::trimmed(value) == value, "a value has no blanks around it");
    demand(value.find('\n') == std::string::npos, "a value is one line");
    if (!value.empty()) again.append(name).append(": ").append(value).append("\r\n");
  }
  demand(!head.done || head.status >= 200, "a whole head is no interim one");
  if (head.status < 200) return;
  again += "\r\nETag: trailer\r\n";
  std::string_view rest = again;
  if (again.size() > fetch::ResponseHead::kMaxBytes) return;
  fetch::ResponseHead said = take_head(rest);
  demand(said.done && said.status == head.status, "a head can be said again");
  demand(headers_of(said) == headers, "with its headers");
  demand(said.take(rest) && headers_of(said) == headers, "trailers change nothing");
}

}  // namespace
}  // namespace newswatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  using std::chrono::hours;
  using std::chrono::minutes;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const fetch::ResponseHead head = fuzz::take_head(bytes);
  const fetch::Response& read = head.headers;
  fuzz::check_head(head);
  for (const auto& [name, value] : fuzz::headers_of(head)) {
    fuzz::check_delta(value);
    fuzz::check_retry(value);
    fuzz::check_date(value);
  }
  const poll::CacheHeaders headers{read.cache_control, read.expires, read.date, read.retry_after,
                                   read.age};
  const model::PollWishes wishes{.ttl_minutes = static_cast<int>(size % 4000),
                                 .skip_hours = static_cast<std::uint32_t>(size & 0xFFFFFF),
                                 .skip_days = static_cast<std::uint32_t>(size & 0x7F)};
  for (const auto& wish : {model::PollWishes(), wishes}) {
    fuzz::check_poll(headers, {minutes(10), minutes(5), hours(24)}, wish);
    fuzz::check_poll(headers, {hours(48), minutes(5), hours(24)}, wish);
  }
  fuzz::check_validators(read.etag, read.last_modified);
  fuzz::check_page({.content_type = read.content_type,
                    .mitigated = head.mitigated,
                    .datadome = head.datadome,
                    .server = head.server,
                    .body = bytes,
                    .wall = head.wall});
  return 0;
}
