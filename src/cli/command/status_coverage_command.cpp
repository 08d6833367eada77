// newswatch status --coverage: when each feed was watched, and when it was not.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "cli/time_window.h"
#include "engine/watch_health.h"
#include "record/coverage_json.h"
#include "store/queries.h"
#include "text/times.h"
#include "view/feed_coverage.h"

namespace newswatch::cli::command {
namespace {

constexpr std::string_view kDefaultSince = "7d";

// "100%" only when there was no gap.
std::string percent(const view::Coverage& one) {
  if (one.watched.empty() && one.unwatched.empty()) return "never";
  const double share = one.unwatched.empty() ? 100 : std::min(one.share * 100, 99.9);
  return one.unwatched.empty() ? "100%" : fmt::format("{:.1f}%", share);
}

std::string longest(const std::vector<model::Gap>& gaps) {
  model::Duration most{};
  for (const model::Gap& gap : gaps) most = std::max(most, gap.to - gap.from);
  return gaps.empty() ? "" : text::roughly(most);
}

void print_coverage(const std::vector<view::Coverage>& all, model::Time now, print::Output& out) {
  print::TextTable feeds({{"FEED"},
                          {"WATCHED", true},
                          {"SINCE"},
                          {"GAPS", true},
                          {"LONGEST", true},
                          {"ROLLED OVER", true}});
  print::TextTable gaps({{"FROM"}, {"TO"}, {"FOR", true}, {"FEED"}, {"WHY", false, 1}});
  for (const view::Coverage& one : all) {
    const bool well = one.unwatched.empty() && one.rolled_over.empty() && !one.watched.empty();
    feeds.row({{one.feed},
               {percent(one), well ? print::Style::kGood : print::Style::kWarn},
               {print::when(one.window.from, now, out.terminal())},
               {std::to_string(one.unwatched.size())},
               {longest(one.unwatched)},
               {std::to_string(one.rolled_over.size())}});
    const auto row = [&](const model::Gap& gap, const std::string& why) {
      gaps.row({{print::instant(gap.from, out.terminal())},
                {gap.to == now ? "now" : print::instant(gap.to, out.terminal())},
                {text::roughly(gap.to - gap.from)},
                {one.feed},
                {why, print::Style::kDim}});
    };
    for (const model::Gap& gap : one.unwatched) row(gap, gap.why);
    for (const model::Gap& gap : one.clock) row(gap, gap.why);
    for (const model::Gap& gap : one.rolled_over) {
      row(gap, "rolled over: no earlier item was left, some may be missing");
    }
  }
  if (!feeds.empty()) out.write(feeds.text(out.terminal()));
  if (!gaps.empty()) out.write("\n" + gaps.text(out.terminal()));
}

}  // namespace

int status_coverage(const StatusArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto since = parse_since(args.since.empty() ? kDefaultSince : args.since, now);
  if (!since) {
    print::complain(since.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const auto states = store::all_feeds(*opened->reader);
  if (!states) return store_failed(states.error());
  const auto gaps = store::gaps_since(*opened->reader, *since);
  if (!gaps) return store_failed(gaps.error());
  const std::vector<engine::FeedRow> rows = engine::feed_rows(opened->settings, *states, now);
  const std::vector<view::Coverage> all = view::coverage(rows, *gaps, *since, now);
  print::Output out;
  if (args.global.json) {
    for (const view::Coverage& one : all) out.line(record::coverage_json(one));
  } else {
    print_coverage(all, now, out);
  }
  return out.finish(engine::reasons(rows, {}, {}, now).empty() ? kOk : kFailure);
}

}  // namespace newswatch::cli::command
