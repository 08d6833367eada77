#include "daemon/hourly_limit.h"

#include <charconv>

#include "text/time_text.h"

namespace newswatch::daemon {
namespace {

constexpr std::size_t kHourLength = std::string_view("2025-01-28T20").size();

std::string hour_of(model::Time now) { return text::rfc3339(now).substr(0, kHourLength); }

}  // namespace

HourlyLimit::HourlyLimit(std::string_view stored) {
  if (stored.size() <= kHourLength || stored[kHourLength] != ' ') return;
  const std::string_view count = stored.substr(kHourLength + 1);
  const auto read = std::from_chars(count.data(), count.data() + count.size(), asked_);
  if (read.ec == std::errc()) hour_ = stored.substr(0, kHourLength);
}

std::size_t HourlyLimit::left(model::Time now, int max_per_hour) const {
  const auto most = static_cast<std::size_t>(max_per_hour);
  if (hour_of(now) != hour_) return most;
  return most > asked_ ? most - asked_ : 0;
}

void HourlyLimit::take(model::Time now, std::size_t questions) {
  if (std::string hour = hour_of(now); hour != hour_) {
    hour_ = std::move(hour);
    asked_ = 0;
  }
  asked_ += questions;
}

std::string HourlyLimit::text() const { return hour_ + " " + std::to_string(asked_); }

}  // namespace newswatch::daemon
