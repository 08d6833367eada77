#include "parse/date.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

#include "parse/date_reader.h"
#include "parse/date_zones.h"
#include "text/ascii.h"
#include "text/times.h"

namespace newswatch::parse {
namespace {

// Reads the two formats that nearly all feeds use, without splitting them. nullopt: it is another
// format, or its year or offset may be out of bounds here; then the tokens decide.
std::optional<model::Time> usual_date(std::string_view text) {
  using std::chrono::sys_days, std::chrono::year;
  constexpr model::Time kFrom{sys_days{year{kFirstDateYear + 1} / 1 / 1}};
  constexpr model::Time kTo{sys_days{year{kLastDateYear} / 1 / 1}};
  if (text.size() < 20) return std::nullopt;
  const bool rfc5322 = text[3] == ',';
  const auto time = rfc5322 ? text::parse_rfc5322(text) : text::parse_rfc3339(text);
  if (!time || *time < kFrom || *time >= kTo) return std::nullopt;
  const std::string_view offset = text.substr(text.size() - (rfc5322 ? 5 : 6));
  const bool has_offset = offset[0] == '+' || offset[0] == '-';
  if (has_offset && offset.substr(1) > (rfc5322 ? "1400" : "14:00")) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(*time);
}

// Reads "1706342400" or "1706342400000": seconds or milliseconds since 1970.
std::optional<model::Time> unix_time(std::string_view text) {
  const std::size_t whole = std::min(text.find('.'), text.size());
  if (whole == 10 && text.find_first_not_of("0123456789", whole + 1) == std::string_view::npos) {
    text = text.substr(0, whole);
  }
  if (text.size() != 10 && text.size() != 13) return std::nullopt;
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return model::Time{std::chrono::seconds{text.size() == 10 ? number : number / 1000}};
}

}  // namespace

std::optional<model::Time> parse_date(std::string_view text) {
  text = text::trimmed(text);
  if (text.size() > DateTokens::kMaxText) return std::nullopt;
  if (const auto time = usual_date(text)) return time;
  if (const auto time = unix_time(text)) return time;
  std::string rest(text);
  const auto place = take_zone_of_place(rest);
  const DateTokens tokens(rest);
  auto fields = read_date(tokens);
  if (!fields) return std::nullopt;
  if (!fields->has_zone && fields->has_time && place) {
    fields->zone = *place;
  } else if (!fields->has_zone && fields->has_time) {
    if (const auto comment = tokens.comment(); !comment.empty()) {
      const auto zone = read_zone(DateTokens(comment));
      if (!zone) return std::nullopt;
      fields->zone = *zone;
    } else if (tokens.is_korean()) {
      fields->zone.minutes = 9 * 60;
    }
  }
  return time_of(*fields);
}

}  // namespace newswatch::parse
