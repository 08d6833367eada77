#include "net/http_time.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "text/ascii.h"
#include "text/times.h"

namespace newswatch::net {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr model::Duration kLongestWait = hours(24 * 365);

}  // namespace

std::optional<long> delta_seconds(std::string_view text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.starts_with('-')) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::numeric_limits<long>::max();
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::optional<model::Time> retry_after(std::string_view header, model::Time now) {
  header = text::trimmed(header);
  std::optional<model::Time> until;
  if (const auto wait = delta_seconds(header)) {
    constexpr long kMost = std::chrono::duration_cast<seconds>(kLongestWait).count();
    until = now + seconds(std::min(*wait, kMost));
  } else {
    until = text::parse_http_date(header);
  }
  if (!until) return std::nullopt;
  return std::clamp(*until, now, now + kLongestWait);
}

}  // namespace newswatch::net
