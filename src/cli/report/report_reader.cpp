#include "cli/report/report_reader.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

#include "store/queries.h"
#include "text/ulid.h"
#include "view/feed_coverage.h"

namespace newswatch::cli::report {
namespace {

using EventLook = std::function<model::Result<bool>(const model::Event&)>;  // false: ends the walk

// The chosen events, ascending. Ids are made at or after first_seen: older ones need no look.
model::Result<void> for_each_chosen(const store::Rows& rows, const EventChoice& choice,
                                    const EventLook& look) {
  const std::string before = choice.window.since ? text::ulid(*choice.window.since, 0, 0) : "";
  model::Result<void> looked;
  const auto walked = store::for_each_event(rows, before, [&](const model::Event& event) {
    if (!choice.takes(event)) return true;
    const auto go_on = look(event);
    if (!go_on) looked = tl::unexpected(go_on.error());
    return go_on && *go_on;
  });
  return walked ? looked : walked;
}

// When there was something to see first: the first answer of a feed, or the first event.
model::Result<std::optional<model::Time>> watched_since(
    const store::Rows& rows, const EventChoice& choice,
    const std::vector<model::FeedState>& states) {
  std::optional<model::Time> begin;
  const auto at = [&](model::Time time) { begin = begin ? std::min(*begin, time) : time; };
  for (const model::FeedState& state : states) {
    if (state.first_success) at(*state.first_success);
  }
  const auto walked = for_each_chosen(rows, choice, [&](const model::Event& event) {
    at(event.first_seen);
    return false;
  });
  if (!walked) return tl::unexpected(walked.error());
  return begin;
}

}  // namespace

model::Result<Figures> read_figures(const OpenStore& store, const EventChoice& choice,
                                    model::Time now) {
  const store::Rows& rows = *store.reader;
  const auto states = store::all_feeds(rows);
  if (!states) return tl::unexpected(states.error());
  const auto begin = watched_since(rows, choice, *states);
  if (!begin) return tl::unexpected(begin.error());
  const model::Time to = std::min(choice.window.until.value_or(now), now);
  const model::Time from =
      std::max(choice.window.since.value_or(begin->value_or(to)), begin->value_or(to));
  const auto gaps = store::gaps_since(rows, from);
  if (!gaps) return tl::unexpected(gaps.error());
  const std::vector<engine::FeedRow> feeds = engine::feed_rows(store.settings, *states, now);
  Collector collector(from, to, feeds, view::coverage(feeds, *gaps, from, now));
  auto walked = for_each_chosen(rows, choice, [&](const model::Event& event) {
    collector.count(event);
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  collector.rank();
  walked = for_each_chosen(rows, choice, [&](const model::Event& event) -> model::Result<bool> {
    const auto reports = store::find_reports(rows, event.id, kReadReports);
    if (!reports) return tl::unexpected(reports.error());
    collector.read(event, *reports);
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  return collector.take();
}

}  // namespace newswatch::cli::report
