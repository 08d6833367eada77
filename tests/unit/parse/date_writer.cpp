#include "unit/parse/date_writer.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

namespace newswatch::parse {
namespace {

using std::chrono::minutes;

struct Zone {
  const char* name;
  int minutes;
};

// RFC 822's, and those that news is published in.
constexpr Zone kNamed[] = {
    {"GMT", 0},    {"UT", 0},      {"UTC", 0},    {"Z", 0},      {"EST", -300}, {"EDT", -240},
    {"CST", -360}, {"CDT", -300},  {"MST", -420}, {"MDT", -360}, {"PST", -480}, {"PDT", -420},
    {"IST", 330},  {"JST", 540},   {"KST", 540},  {"CET", 60},   {"CEST", 120}, {"EET", 120},
    {"EEST", 180}, {"MSK", 180},   {"BST", 60},   {"AEST", 600}, {"AEDT", 660}, {"NZDT", 780},
    {"HKT", 480},  {"AKST", -540}, {"HST", -600}, {"WIB", 420}};
constexpr int kOffsets[] = {0,    330,  -300, -480, 60,   120, 540, 345,
                            -210, -570, 765,  840,  -720, 1,   -61, 599};

constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr const char* kLongMonths[] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};
constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr const char* kLongDays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                     "Thursday", "Friday", "Saturday"};

// The fields of a calendar and a clock in some zone.
struct Local {
  int year, month, day, weekday, hour, minute, second, day_of_year;

  Local(model::Time time, int zone_minutes) {
    using std::chrono::January, std::chrono::sys_days, std::chrono::days, std::chrono::hh_mm_ss,
        std::chrono::minutes, std::chrono::seconds, std::chrono::year_month_day;
    const auto local = floor<seconds>(time) + minutes{zone_minutes};
    const auto midnight = floor<days>(local);
    const year_month_day date{midnight};
    const hh_mm_ss clock{local - midnight};
    year = static_cast<int>(date.year());
    month = static_cast<int>(static_cast<unsigned>(date.month()));
    day = static_cast<int>(static_cast<unsigned>(date.day()));
    weekday = static_cast<int>(std::chrono::weekday{midnight}.c_encoding());
    hour = static_cast<int>(clock.hours().count());
    minute = static_cast<int>(clock.minutes().count());
    second = static_cast<int>(clock.seconds().count());
    day_of_year = static_cast<int>((midnight - sys_days{date.year() / January / 1}).count()) + 1;
  }

  const char* month_name() const { return kMonths[month - 1]; }
  const char* day_name() const { return kDays[weekday]; }
};

const Zone& named(unsigned choice) { return kNamed[choice % std::size(kNamed)]; }
int offset(unsigned choice) { return kOffsets[choice % std::size(kOffsets)]; }

std::string numeric(int zone, const char* between) {
  return fmt::format("{}{:02}{}{:02}", zone < 0 ? '-' : '+', std::abs(zone) / 60, between,
                     std::abs(zone) % 60);
}

std::string clock_of(const Local& t) {
  return fmt::format("{:02}:{:02}:{:02}", t.hour, t.minute, t.second);
}

std::string rfc822(const Local& t, const std::string& zone) {
  return fmt::format("{}, {:02} {} {} {} {}", t.day_name(), t.day, t.month_name(), t.year,
                     clock_of(t), zone);
}

std::string with_offset(model::Time time, unsigned choice) {
  const int zone = offset(choice);
  return rfc822(Local(time, zone), numeric(zone, ""));
}

std::string with_zone_name(model::Time time, unsigned choice) {
  const Zone& zone = named(choice);
  return rfc822(Local(time, zone.minutes), zone.name);
}

std::string with_short_year(model::Time time, unsigned choice) {
  const Zone& zone = named(choice);
  const Local t(time, zone.minutes);
  return fmt::format("{}, {} {} {:02} {} {}", t.day_name(), t.day, t.month_name(), t.year % 100,
                     clock_of(t), zone.name);
}

std::string without_weekday(model::Time time, unsigned choice) {
  const int zone = offset(choice);
  const Local t(time, zone);
  return fmt::format("{} {} {} {} {}", t.day, t.month_name(), t.year, clock_of(t),
                     numeric(zone, ""));
}

std::string with_long_names(model::Time time, unsigned choice) {
  const int zone = offset(choice);
  const Local t(time, zone);
  return fmt::format("{}, {} {} {} {} {}", kLongDays[t.weekday], t.day, kLongMonths[t.month - 1],
                     t.year, clock_of(t), numeric(zone, choice % 2 == 0 ? "" : ":"));
}

// RFC 850, which RFC 9110 section 5.6.7 still knows.
std::string rfc850(model::Time time, unsigned /*choice*/) {
  const Local t(time, 0);
  return fmt::format("{}, {:02}-{}-{:02} {} GMT", kLongDays[t.weekday], t.day, t.month_name(),
                     t.year % 100, clock_of(t));
}

std::string asctime(model::Time time, unsigned /*choice*/) {
  const Local t(time, 0);
  return fmt::format("{} {} {:2} {} {}", t.day_name(), t.month_name(), t.day, clock_of(t), t.year);
}

std::string rfc3339(model::Time time, unsigned choice) {
  const int zone = offset(choice / 8);
  const Local t(time, zone);
  constexpr const char* kFractions[] = {"", "", ".5", ".123", ".123456789"};
  const std::string where = zone == 0 && choice % 2 == 0 ? "Z" : numeric(zone, ":");
  return fmt::format("{}-{:02}-{:02}{}{}{}{}", t.year, t.month, t.day, choice % 3 == 0 ? ' ' : 'T',
                     clock_of(t), kFractions[choice % std::size(kFractions)], where);
}

std::string iso_basic(model::Time time, unsigned choice) {
  const int zone = offset(choice);
  const Local t(time, zone);
  return fmt::format("{}{:02}{:02}T{:02}{:02}{:02}{}", t.year, t.month, t.day, t.hour, t.minute,
                     t.second, zone == 0 ? "Z" : numeric(zone, ""));
}

std::string iso_day_of_year(model::Time time, unsigned choice) {
  const int zone = offset(choice);
  const Local t(time, zone);
  return fmt::format("{}-{:03}T{}{}", t.year, t.day_of_year, clock_of(t), numeric(zone, ":"));
}

std::string iso_without_zone(model::Time time, unsigned choice) {
  const Local t(time, 0);
  return fmt::format("{}-{:02}-{:02}{}{}", t.year, t.month, t.day, choice % 2 == 0 ? ' ' : 'T',
                     clock_of(t));
}

std::string epoch(model::Time time, unsigned choice) {
  const auto count = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  return std::to_string(count) + (choice % 2 == 0 ? "" : "123");
}

std::string digits_alone(model::Time time, unsigned /*choice*/) {
  const Local t(time, 0);
  return fmt::format("{}{:02}{:02}{:02}{:02}{:02}", t.year, t.month, t.day, t.hour, t.minute,
                     t.second);
}

std::string american(model::Time time, unsigned choice) {
  const Zone& zone = named(choice);
  const Local t(time, zone.minutes);
  return fmt::format("{} {}, {} {}:{:02}:{:02} {} {}", kLongMonths[t.month - 1], t.day, t.year,
                     (t.hour + 11) % 12 + 1, t.minute, t.second, t.hour < 12 ? "AM" : "PM",
                     zone.name);
}

std::string german(model::Time time, unsigned /*choice*/) {
  const Local t(time, 0);
  return fmt::format("{:02}.{:02}.{} {}", t.day, t.month, t.year, clock_of(t));
}

}  // namespace

model::Time instant_of(long seconds_since_1995) {
  using std::chrono::January, std::chrono::seconds, std::chrono::sys_days, std::chrono::year;
  return model::Time{sys_days{year{1995} / January / 2}} + seconds{seconds_since_1995};
}

const std::vector<DateForm>& mail_dates() {
  static const std::vector<DateForm> forms = {{"offset", with_offset},
                                              {"zone name", with_zone_name},
                                              {"short year", with_short_year},
                                              {"no weekday", without_weekday},
                                              {"long names", with_long_names},
                                              {"RFC 850", rfc850},
                                              {"asctime", asctime}};
  return forms;
}

const std::vector<DateForm>& iso_dates() {
  static const std::vector<DateForm> forms = {{"RFC 3339", rfc3339},
                                              {"basic", iso_basic},
                                              {"day of year", iso_day_of_year},
                                              {"no zone", iso_without_zone}};
  return forms;
}

const std::vector<DateForm>& other_dates() {
  static const std::vector<DateForm> forms = {
      {"epoch", epoch}, {"digits", digits_alone}, {"American", american}, {"German", german}};
  return forms;
}

}  // namespace newswatch::parse
