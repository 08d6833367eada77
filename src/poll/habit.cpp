#include "poll/habit.h"

#include <algorithm>
#include <array>
#include <vector>

namespace newswatch::poll {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t kNewest = 30;  // items of a document that are looked at
constexpr std::size_t kTelling = 3;  // dates that are needed to tell a rate
constexpr model::Duration kShortest = minutes(1);
constexpr int kSlowness = 8;  // the weight of a new document is one eighth
constexpr int kForget = 50;   // with each document, the longest silence shrinks by a fiftieth

// The times of the newest items, newest first.
std::vector<model::Time> times_of(const model::FeedDocument& document, model::Time now) {
  std::vector<model::Time> times;
  times.reserve(document.items.size());
  for (const model::Item& item : document.items) {
    const auto time = item.published ? item.published : item.updated;
    if (time && *time <= now) times.push_back(*time);
  }
  std::sort(times.rbegin(), times.rend());
  if (times.size() > kNewest) times.resize(kNewest);
  return times;
}

}  // namespace

void learn(model::Habit& habit, const model::FeedDocument& document, std::size_t fresh,
           model::Time now) {
  if (fresh == 0) return;
  const std::vector<model::Time> times = times_of(document, now);
  const bool first = !habit.last_new;
  const bool dated = times.size() >= kTelling;
  model::Duration gap{}, longest{};
  if (dated) {
    std::vector<model::Duration> gaps;
    gaps.reserve(times.size());
    for (std::size_t i = 1; i < times.size(); ++i) gaps.push_back(times[i - 1] - times[i]);
    std::sort(gaps.begin(), gaps.end());
    gap = gaps[gaps.size() / 2];
    // The longest tenth is left out: an item may stay on top for long, or be the first of the year.
    longest = gaps[gaps.size() * 9 / 10];
  }
  if (!first && now > *habit.last_new) {
    const model::Duration silence = now - *habit.last_new;
    longest = std::max(longest, silence);
    if (!dated) gap = silence / static_cast<int>(std::min(fresh, kNewest));
  }
  if (gap > model::Duration(0) || dated) {
    gap = std::max(gap, kShortest);
    habit.gap = habit.gap == model::Duration(0) ? gap : habit.gap + (gap - habit.gap) / kSlowness;
  }
  habit.longest = std::max(habit.longest - habit.longest / kForget, longest);
  // What came in a first document was new when it was published, not now.
  habit.last_new = first && dated ? times.front() : now;
}

std::optional<model::Duration> quiet_after(const model::Habit& habit) {
  if (!habit.last_new || habit.gap == model::Duration(0)) return std::nullopt;
  return std::max<model::Duration>({days(3), 3 * habit.longest, 10 * habit.gap});
}

std::optional<model::Duration> deserved_interval(const model::Habit& habit) {
  if (habit.gap == model::Duration(0)) return std::nullopt;
  constexpr std::array<model::Duration, 9> kRound = {minutes(5),  minutes(10), minutes(15),
                                                     minutes(30), hours(1),    hours(2),
                                                     hours(6),    hours(12),   hours(24)};
  const auto at = std::find_if(kRound.rbegin(), kRound.rend(),
                               [&](model::Duration round) { return round <= habit.gap / 2; });
  return at == kRound.rend() ? kRound.front() : *at;
}

}  // namespace newswatch::poll
