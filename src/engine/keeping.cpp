#include "engine/keeping.h"

#include <algorithm>
#include <ranges>

#include "text/ulid.h"

namespace newswatch::engine {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr days kGapsKept{90};
constexpr days kCountsKept{3660};
constexpr days kAfterItsStories{7};

model::Time before(const std::optional<model::Duration>& kept, model::Time now) {
  return kept ? std::chrono::floor<hours>(now - *kept) : model::Time{};
}

// The begin of the day since which no more than `most` came.
template <class Number>
model::Time since_most(int most, const std::map<model::Day, model::DayCount>& counts,
                       Number number) {
  if (most == 0) return {};
  std::uint64_t sum = 0;
  for (const auto& [day, count] : std::views::reverse(counts)) {
    sum += count.*number;
    if (sum > static_cast<std::uint64_t>(most)) return model::Time(day + days(1));
  }
  return {};
}

}  // namespace

RetentionLimits retention_limits(const config::Settings& settings,
                                 const std::map<model::Day, model::DayCount>& days,
                                 model::Time now) {
  const config::RetentionSettings& kept = settings.retention;
  const model::Time open = std::chrono::floor<hours>(now - settings.event.window);
  RetentionLimits limits;
  limits.stories =
      std::max(before(kept.stories, now),
               std::min(open, since_most(kept.max_stories, days, &model::DayCount::stories)));
  // A story leads to its event, and goes first: when it goes depends on compaction.
  limits.events = std::min(
      limits.stories - kAfterItsStories,
      std::max(before(kept.events, now),
               std::min(open, since_most(kept.max_events, days, &model::DayCount::events))));
  limits.sent = std::min(open, before(kept.sent, now));
  limits.keys = std::chrono::floor<std::chrono::days>(before(kept.keys, now));
  return limits;
}

bool began_before(const std::string& event, model::Time limit) {
  const auto created = text::ulid_time(event);
  return created && *created < limit;
}

Keeping::Keeping(const std::vector<model::DayCount>& days, std::optional<model::Day> undated)
    : undated_(undated) {
  for (const model::DayCount& count : days) days_[count.day] = count;
}

store::Expiry Keeping::expiry_at(const RetentionLimits& limits,
                                 const std::map<std::string, model::FeedState>& feeds,
                                 model::Time now) const {
  store::Expiry expiry;
  expiry.stories_before = limits.stories;
  expiry.keys_before = limits.keys;
  expiry.undated = undated_.value_or(std::chrono::floor<days>(now));
  for (const auto& [url, feed] : feeds) {
    // An older version noted no day: of the documents that it took in, nor of their keys.
    const auto day =
        feed.last_document ? std::chrono::floor<days>(*feed.last_document) : expiry.undated;
    if (day < limits.keys && feed.first_success) expiry.kept_days.push_back(day);
  }
  std::ranges::sort(expiry.kept_days);
  const auto again = std::ranges::unique(expiry.kept_days);
  expiry.kept_days.erase(again.begin(), again.end());
  return expiry;
}

bool Keeping::collect(const fold::Index& index, const config::Settings& settings,
                      const std::map<std::string, model::FeedState>& feeds, model::Time now,
                      store::Batch& to) {
  next_horizon_ = std::chrono::floor<hours>(now - settings.event.window);
  const model::Day today = std::chrono::floor<days>(now);
  next_day_ = today;
  if (next_horizon_ == horizon_ && next_day_ == day_) return false;
  if (next_horizon_ != horizon_) to.dropped_index_rows = index.expired(next_horizon_);
  if (next_day_ == day_) {
    if (!to.dropped_index_rows.empty()) return true;
    horizon_ = next_horizon_;
    return false;
  }
  if (!undated_) to.undated = today;
  limits_ = this->limits(settings, now);
  next_expiry_ = expiry_at(limits_, feeds, now);
  to.gaps_before = model::Time(today - kGapsKept);
  to.days_before = today - kCountsKept;
  // A held story is listed by this row, which must not go before it.
  if (limits_.stories > model::Time{}) to.held_before = limits_.stories - kAfterItsStories;
  return true;
}

bool Keeping::committed(fold::Index& index) {
  index.drop_before(next_horizon_);
  horizon_ = next_horizon_;
  if (next_day_ == day_) return false;
  day_ = next_day_;
  const model::Day today = next_day_.value_or(model::Day{});
  undated_ = undated_.value_or(today);
  days_.erase(days_.begin(), days_.lower_bound(today - kCountsKept));
  expiry_ = next_expiry_;
  sweep_ = Sweep{.limits = limits_};
  return true;
}

void Keeping::count(std::uint64_t stories, std::uint64_t events, model::Time now,
                    store::Batch& to) const {
  if (stories + events == 0) return;
  const auto day = std::chrono::floor<days>(now);
  const auto known = days_.find(day);
  to.day_count = known == days_.end() ? model::DayCount{.day = day} : known->second;
  to.day_count->stories += stories;
  to.day_count->events += events;
}

void Keeping::counted(const store::Batch& batch) {
  if (batch.day_count) days_[batch.day_count->day] = *batch.day_count;
}

}  // namespace newswatch::engine
