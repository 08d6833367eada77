#include "demo/outlets.h"

#include <fmt/format.h>

#include <array>

namespace newswatch::demo {
namespace {

constexpr std::chrono::minutes kIndia{330};

struct Civil {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::seconds> time;
  unsigned weekday = 0;
};

Civil civil(Time time, std::chrono::minutes zone) {
  const Time local = time + zone;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return {day, std::chrono::hh_mm_ss<std::chrono::seconds>(local - day),
          std::chrono::weekday(day).c_encoding()};
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

}  // namespace

std::string rfc822(Time time, std::chrono::minutes zone, std::string_view zone_name) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Civil c = civil(time, zone);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} {}", kDays.at(c.weekday),
                     static_cast<unsigned>(c.date.day()),
                     kMonths.at(static_cast<unsigned>(c.date.month()) - 1),
                     static_cast<int>(c.date.year()), c.time.hours().count(),
                     c.time.minutes().count(), c.time.seconds().count(), zone_name);
}

std::string indian_rfc3339(Time time) {
  const Civil c = civil(time, kIndia);
  return fmt::format("{}-{:02}-{:02}T{:02}:{:02}:{:02}+05:30", static_cast<int>(c.date.year()),
                     static_cast<unsigned>(c.date.month()), static_cast<unsigned>(c.date.day()),
                     c.time.hours().count(), c.time.minutes().count(), c.time.seconds().count());
}

Time built(std::span<const Listed> items, Time now) {
  return items.empty() ? now : squeeze(items.front().article->published, now);
}

std::string xml_escaped(std::string_view text) {
  std::string out(text);
  replace_all(out, "&", "&amp;");
  replace_all(out, "<", "&lt;");
  replace_all(out, ">", "&gt;");
  return out;
}

std::string damaged(std::string document) {
  replace_all(document, "&amp;", "&");
  const auto last_item = document.rfind("<description>");
  if (last_item != std::string::npos) document.resize(last_item + 24);
  return document;
}

}  // namespace newswatch::demo
