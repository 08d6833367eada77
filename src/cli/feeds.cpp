// newswatch feeds list.
#include <vector>

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/feed_health.h"
#include "cli/json_lines.h"
#include "cli/open.h"
#include "cli/output.h"
#include "cli/table.h"
#include "record/feed_state_json.h"
#include "text/time_text.h"

namespace newswatch::cli {
namespace {

Style style_of(FeedCondition condition) {
  switch (condition) {
    case FeedCondition::kWell:
      return Style::kGood;
    case FeedCondition::kFailing:
    case FeedCondition::kGone:
      return Style::kBad;
    case FeedCondition::kToldWait:
      return Style::kWarn;
    case FeedCondition::kNeverPolled:
    case FeedCondition::kRemoved:
      return Style::kDim;
  }
  return Style::kPlain;
}

bool is_polled(const FeedRow& row) {
  return row.condition != FeedCondition::kGone && row.condition != FeedCondition::kRemoved;
}

std::string next_poll(const FeedRow& row, model::Time now) {
  if (!is_polled(row)) return "never";
  return row.state.next_poll <= now ? "due" : text::relative(row.state.next_poll, now);
}

// What a person should know beyond the state.
std::string why(const FeedRow& row) {
  std::string why;
  if (row.state.failures > 0) {
    why = std::to_string(row.state.failures) +
          (row.state.failures == 1 ? " failure: " : " failures: ") + row.state.last_error;
  } else if (!row.state.moved_to.empty()) {
    why = "moved to " + row.state.moved_to;
  }
  return why;
}

std::string json_of(const FeedRow& row) {
  const bool polled = is_polled(row) && row.state.next_poll != model::Time{};
  const std::vector<Member> members = {
      {"name", row.name},
      {"outlet", row.outlet},
      {"state", std::string(name(row.condition))},
      {"url", row.state.url},
      {"next_poll", polled ? std::optional(row.state.next_poll) : std::nullopt}};
  return object_line(members, record::feed_state_json(row.state));
}

}  // namespace

int list_feeds(const Global& global) {
  const auto opened = open_store(global);
  if (!opened) return opened.error();
  const auto states = opened->reader->feeds();
  if (!states) return store_failed(states.error());
  const model::Time now = model::SystemClock().now();
  Output out;
  Table table({{"NAME"},
               {"OUTLET", false, 1},
               {"STATE"},
               {"LAST SUCCESS"},
               {"NEXT POLL"},
               {"ITEMS", true},
               {"WHY", false, 1}});
  for (const FeedRow& row : feed_rows(opened->settings, *states, now)) {
    if (global.json) {
      out.line(json_of(row));
      continue;
    }
    table.row({{row.name},
               {row.outlet},
               {std::string(name(row.condition)), style_of(row.condition)},
               {row.state.last_success ? text::relative(*row.state.last_success, now) : "never"},
               {next_poll(row, now)},
               {std::to_string(row.state.items)},
               {why(row), Style::kDim}});
  }
  if (!table.empty()) out.write(table.text(out.terminal()));
  return out.finish(kOk);
}

}  // namespace newswatch::cli
