#include "engine/server_times.h"

#include <algorithm>
#include <vector>

#include "net/http_time.h"
#include "text/ascii.h"
#include "text/times.h"

namespace newswatch::engine {
namespace {

constexpr std::size_t kHosts = 16;
constexpr std::size_t kMany = 3;  // from here on a majority decides
constexpr model::Duration kKept = std::chrono::hours(1);
constexpr long kOldest = 10L * 365 * 24 * 3600;  // seconds; a greater Age is nonsense

model::Duration middle(std::vector<model::Duration> list) {
  std::ranges::sort(list);
  return list[list.size() / 2];
}

}  // namespace

std::optional<model::Duration> clock_ahead(const fetch::Response& response, model::Time now) {
  const auto date = text::parse_http_date(response.date);
  if (!date) return std::nullopt;
  const long age = net::delta_seconds(text::trimmed(response.age)).value_or(0);
  return now - (*date + std::chrono::seconds(std::min(age, kOldest)));
}

void ServerTimes::add(const std::string& host, model::Duration ahead, model::Monotonic at) {
  by_host_[host] = {ahead, at};
  if (by_host_.size() <= kHosts) return;
  by_host_.erase(
      std::ranges::min_element(by_host_, {}, [](const auto& entry) { return entry.second.at; }));
}

ClockVerdict ServerTimes::verdict(model::Monotonic now) const {
  using enum ClockVerdict::Word;
  std::vector<model::Duration> ahead, behind;
  std::size_t all = 0;
  for (const auto& [host, entry] : by_host_) {
    if (now - entry.at > kKept) continue;
    ++all;
    if (agrees(entry.ahead)) continue;
    (entry.ahead > kTolerance ? ahead : behind).push_back(entry.ahead);
  }
  if (all == 0) return {};
  const auto& most = ahead.size() > behind.size() ? ahead : behind;
  const bool wrong = all < kMany ? most.size() == all : 3 * most.size() >= 2 * all;
  if (wrong) return {kWrong, middle(most), most.size()};
  return {all < kMany && !most.empty() ? kUnknown : kRight, {}, 0};
}

}  // namespace newswatch::engine
