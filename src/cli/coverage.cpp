#include "cli/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/output.h"
#include "cli/table.h"
#include "cli/when.h"
#include "poll/watch.h"
#include "record/coverage_json.h"
#include "store/queries.h"
#include "text/time_text.h"

namespace newswatch::cli {
namespace {

constexpr std::string_view kDefaultSince = "7d";

// What the last success leaves open until now, when that is too long ago.
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
    if (gap.to <= out.window.from) continue;
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

// Never "100%" of what was not.
std::string percent(const Coverage& one) {
  if (one.watched.empty() && one.unwatched.empty()) return "never";
  const double share = one.unwatched.empty() ? 100 : std::min(one.share * 100, 99.9);
  return one.unwatched.empty() ? "100%" : fmt::format("{:.1f}%", share);
}

std::string longest(const std::vector<model::Gap>& gaps) {
  model::Duration most{};
  for (const model::Gap& gap : gaps) most = std::max(most, gap.to - gap.from);
  return gaps.empty() ? "" : text::roughly(most);
}

void print(const std::vector<Coverage>& all, model::Time now, Output& out) {
  Table feeds({{"FEED"},
               {"WATCHED", true},
               {"SINCE"},
               {"GAPS", true},
               {"LONGEST", true},
               {"ROLLED OVER", true}});
  Table gaps({{"FROM"}, {"TO"}, {"FOR", true}, {"FEED"}, {"WHY", false, 1}});
  for (const Coverage& one : all) {
    const bool well = one.unwatched.empty() && one.rolled_over.empty() && !one.watched.empty();
    feeds.row({{one.feed},
               {percent(one), well ? Style::kGood : Style::kWarn},
               {text::relative(one.window.from, now)},
               {std::to_string(one.unwatched.size())},
               {longest(one.unwatched)},
               {std::to_string(one.rolled_over.size())}});
    const auto row = [&](const model::Gap& gap, const std::string& why) {
      gaps.row({{text::rfc3339(std::chrono::floor<std::chrono::seconds>(gap.from))},
                {gap.to == now ? "now"
                               : text::rfc3339(std::chrono::floor<std::chrono::seconds>(gap.to))},
                {text::roughly(gap.to - gap.from)},
                {one.feed},
                {why, Style::kDim}});
    };
    for (const model::Gap& gap : one.unwatched) row(gap, "not watched: " + gap.why);
    for (const model::Gap& gap : one.rolled_over)
      row(gap, "rolled over: no item of before was left");
  }
  if (!feeds.empty()) out.write(feeds.text(out.terminal()));
  if (!gaps.empty()) out.write("\n" + gaps.text(out.terminal()));
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

int show_coverage(const StatusArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto since = parse_since(args.since.empty() ? kDefaultSince : args.since, now);
  if (!since) {
    complain(since.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const auto states = store::all_feeds(*opened->reader);
  if (!states) return store_failed(states.error());
  const auto gaps = store::gaps_since(*opened->reader, *since);
  if (!gaps) return store_failed(gaps.error());
  const std::vector<engine::FeedRow> rows = engine::feed_rows(opened->settings, *states, now);
  const std::vector<Coverage> all = coverage(rows, *gaps, *since, now);
  Output out;
  if (args.global.json) {
    for (const Coverage& one : all) out.line(record::coverage_json(one));
  } else {
    print(all, now, out);
  }
  return out.finish(engine::is_healthy(rows, now) ? kOk : kFailure);
}

}  // namespace newswatch::cli
