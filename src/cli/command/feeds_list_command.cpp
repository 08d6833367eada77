// newswatch feeds list: how each feed is doing.
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/paragraph.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "engine/feed_health.h"
#include "net/masked_url.h"
#include "poll/habit.h"
#include "record/feed_state_json.h"
#include "store/queries.h"
#include "text/times.h"

namespace newswatch::cli::command {
namespace {

print::Style style_of(engine::FeedCondition condition) {
  switch (condition) {
    case engine::FeedCondition::kWell:
      return print::Style::kGood;
    case engine::FeedCondition::kFailing:
    case engine::FeedCondition::kGone:
      return print::Style::kBad;
    case engine::FeedCondition::kToldWait:
    case engine::FeedCondition::kQuiet:
    case engine::FeedCondition::kPaused:
      return print::Style::kWarn;
    case engine::FeedCondition::kNeverPolled:
    case engine::FeedCondition::kRemoved:
      return print::Style::kDim;
  }
  return print::Style::kPlain;
}

std::string next_poll(const engine::FeedRow& row, model::Time now,
                      const print::Terminal& terminal) {
  if (!engine::is_polled(row.condition)) return "never";
  return row.state.next_poll <= now ? "due" : print::when(row.state.next_poll, now, terminal);
}

// What a person should know besides the state: why the feed waits, what to change in the config.
std::string why(const engine::FeedRow& row, model::Time now) {
  const model::FeedState& state = row.state;
  std::string why;
  const auto add = [&](const std::string& what) { why += (why.empty() ? "" : "; ") + what; };
  if (row.condition == engine::FeedCondition::kToldWait && state.retry_after) {
    add("Retry-After ends " + text::relative(*state.retry_after, now) +
        (state.limited_host.empty() ? "" : " for all of " + state.limited_host));
  }
  if (state.paused) add("paused " + text::relative(*state.paused, now));
  if (state.failures > 0) {
    add(std::to_string(state.failures) + (state.failures == 1 ? " failure: " : " failures: ") +
        state.last_error);
  } else if (row.condition == engine::FeedCondition::kQuiet && state.habit.last_new) {
    add("last new item " + text::relative(*state.habit.last_new, now) + "; usually one every " +
        text::roughly(state.habit.gap));
  }
  if (!state.proposed.empty())
    add("its site names another feed: " + net::masked_url(state.proposed));
  if (!state.asked_at.empty())
    add("moved to " + net::masked_url(state.asked_at) + ": change its url in the config");
  if (!state.moved_to.empty()) add("redirects permanently to " + net::masked_url(state.moved_to));
  if (state.failures == 0 && state.wait > row.interval + std::chrono::seconds(1) &&
      row.interval > model::Duration(0)) {
    add("the publisher asks for " + text::roughly(state.wait));
  }
  return why;
}

std::string json_of(const engine::FeedRow& row) {
  model::FeedState state = row.state;
  for (std::string* url :
       {&state.url, &state.asked_at, &state.moved_to, &state.proposed, &state.site}) {
    *url = net::masked_url(*url);
  }
  const bool polled = engine::is_polled(row.condition) && row.state.next_poll != model::Time{};
  return record::listed_feed_json(
      {.name = row.name,
       .outlet = row.outlet,
       .condition = name(row.condition),
       .next_poll = polled ? std::optional(row.state.next_poll) : std::nullopt},
      state);
}

void print_feeds(const std::vector<engine::FeedRow>& rows, bool config_read, model::Time now,
                 print::Output& out) {
  print::TextTable table({{"NAME"},
                          {"OUTLET", false, 1},
                          {"STATE"},
                          {"LAST SUCCESS"},
                          {"NEXT POLL"},
                          {"EVERY"},
                          {"ENOUGH"},
                          {"ITEMS", true}});
  std::vector<print::Labelled> reasons;
  for (const engine::FeedRow& row : rows) {
    const auto enough = poll::deserved_interval(row.state.habit);
    table.row(
        {{row.name},
         {row.outlet},
         {std::string(name(row.condition)), style_of(row.condition)},
         {print::ago(row.state.last_success, now, out.terminal())},
         {next_poll(row, now, out.terminal())},
         {config_read && engine::is_polled(row.condition) ? text::duration(row.interval) : ""},
         {enough ? text::duration(*enough) : ""},
         {std::to_string(row.state.items)}});
    reasons.emplace_back(row.name, why(row, now));
  }
  if (table.empty()) return;
  out.write(table.text(out.terminal()));
  const std::string below = print::labelled_list(reasons, out.terminal());
  if (!below.empty()) out.write("\n" + below);
}

}  // namespace

int feeds_list(const FeedsListArgs& args) {
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const auto states = store::all_feeds(*opened->reader);
  if (!states) return store_failed(states.error());
  const model::Time now = model::SystemClock().now();
  const std::vector<engine::FeedRow> rows = engine::feed_rows(opened->settings, *states, now);
  print::Output out;
  if (args.global.json) {
    for (const engine::FeedRow& row : rows) out.line(json_of(row));
  } else {
    print_feeds(rows, opened->config_read, now, out);
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
