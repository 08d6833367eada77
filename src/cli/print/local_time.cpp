#include "cli/print/local_time.h"

#include <array>
#include <ctime>

namespace newswatch::cli::print {
namespace {

constexpr int kFirstYear = 1900;  // of tm_year

std::tm broken_down(model::Time time) {
  const std::time_t seconds =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm out{};
  ::localtime_r(&seconds, &out);
  return out;
}

}  // namespace

std::string local_time(model::Time time) {
  const std::tm at = broken_down(time);
  std::array<char, 80> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S %Z", &at)};
}

std::chrono::year_month_day local_date(model::Time time) {
  const std::tm at = broken_down(time);
  return std::chrono::year(at.tm_year + kFirstYear) /
         std::chrono::month(static_cast<unsigned>(at.tm_mon + 1)) /
         std::chrono::day(static_cast<unsigned>(at.tm_mday));
}

model::Time at_local(std::chrono::year_month_day date, std::chrono::seconds since_midnight) {
  std::tm at{};
  at.tm_year = static_cast<int>(date.year()) - kFirstYear;
  at.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  at.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
  at.tm_sec = static_cast<int>(since_midnight.count());  // mktime() makes hours of them
  at.tm_isdst = -1;
  return model::Time(std::chrono::seconds(std::mktime(&at)));
}

}  // namespace newswatch::cli::print
