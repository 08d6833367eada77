#include "engine/sign_of_life.h"

#include <fmt/format.h>

namespace newswatch::engine {
namespace {

constexpr auto kHour = std::chrono::hours(8);

// 1,004
std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

}  // namespace

std::optional<model::Time> next_sign(const config::HeartbeatSettings& settings, model::Time after) {
  using enum config::HeartbeatSettings::Summary;
  if (settings.summary == kOff) return std::nullopt;
  auto day = std::chrono::floor<std::chrono::days>(after);
  while (day + kHour <= after ||
         (settings.summary == kWeekly && std::chrono::weekday(day) != std::chrono::Monday)) {
    day += std::chrono::days(1);
  }
  return day + kHour;
}

std::string sign_text(std::size_t feeds, const model::Tally& tally) {
  return fmt::format("Still watching: {} {}, {} polls, {} matched, {} new {}, {} held",
                     grouped(feeds), feeds == 1 ? "feed" : "feeds", grouped(tally.polls),
                     grouped(tally.matched), grouped(tally.events),
                     tally.events == 1 ? "event" : "events", grouped(tally.held));
}

}  // namespace newswatch::engine
