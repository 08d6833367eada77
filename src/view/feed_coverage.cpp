#include "view/feed_coverage.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "poll/watch.h"

namespace newswatch::view {
namespace {

// The gap from the last success to now, when that is too long ago.
std::optional<model::Gap> open_gap(const engine::FeedRow& row, model::Time now) {
  auto gap = poll::unwatched(row.state, now, row.interval);
  if (gap && row.state.failures == 0) gap->why = "not asked since";
  return gap;
}

Coverage coverage_of(const engine::FeedRow& row, const std::vector<model::Gap>& gaps,
                     model::Time since, model::Time now) {
  Coverage out;
  out.feed = row.name;
  out.url = row.state.url;
  if (!row.state.first_success) {
    out.window = {since, now};
    return out;
  }
  out.window = {std::max(since, *row.state.first_success), now};
  model::Time watched_from = out.window.from;
  model::Duration unwatched{};
  for (model::Gap gap : gaps) {
    if (gap.to < out.window.from) continue;
    if (gap.clock) {
      out.clock.push_back(std::move(gap));
      continue;
    }
    if (gap.to == out.window.from) continue;
    if (gap.rolled_over) {
      out.rolled_over.push_back(std::move(gap));
      continue;
    }
    gap.from = std::max(gap.from, watched_from);
    gap.to = std::min(gap.to, now);
    if (gap.from >= gap.to) continue;
    if (gap.from > watched_from) out.watched.push_back({watched_from, gap.from});
    watched_from = gap.to;
    unwatched += gap.to - gap.from;
    out.unwatched.push_back(std::move(gap));
  }
  if (watched_from < now) out.watched.push_back({watched_from, now});
  const model::Duration whole = now - out.window.from;
  out.share = whole > model::Duration(0)
                  ? 1 - static_cast<double>(unwatched.count()) / static_cast<double>(whole.count())
                  : 1;
  return out;
}

}  // namespace

std::vector<Coverage> coverage(std::span<const engine::FeedRow> rows,
                               std::span<const model::Gap> gaps, model::Time since,
                               model::Time now) {
  std::map<std::string_view, std::vector<model::Gap>> by_url;
  for (const model::Gap& gap : gaps) by_url[gap.url].push_back(gap);
  std::vector<Coverage> out;
  out.reserve(rows.size());
  for (const engine::FeedRow& row : rows) {
    if (row.condition == engine::FeedCondition::kRemoved) continue;
    std::vector<model::Gap> own = std::move(by_url[row.state.url]);
    if (auto open = open_gap(row, now)) own.push_back(std::move(*open));
    out.push_back(coverage_of(row, own, since, now));
  }
  return out;
}

}  // namespace newswatch::view
