// newswatch sinks list: whether each sink takes its messages, and what waits for it.
#include <algorithm>
#include <string>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "engine/watch_health.h"
#include "record/json_io.h"

namespace newswatch::cli::command {
namespace {

print::Style style_of(std::string_view state) {
  if (state == "failing" || state == "overdue" || state == "stopped") return print::Style::kBad;
  return state == "ok" ? print::Style::kGood : print::Style::kDim;
}

std::string json_of(const engine::SinkRow& row, std::string_view state) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("name", row.name);
  io.field("type", row.type);
  io.field("state", state);
  io.field("last_success", row.state.last_success);
  io.field("last_failure", row.state.last_failure);
  io.field("last_error", row.state.last_error);
  io.field("failures", row.state.failures);
  io.field("failing_since", row.state.failing_since);
  io.field("delivered", row.state.delivered);
  io.field("stopped", row.state.stopped);
  io.field("closed_until", row.state.closed_until);
  io.field("waiting", row.waiting);
  io.field("held", row.held);
  io.field("overdue", row.overdue);
  io.field("oldest", row.oldest);
  io.field("given_up", row.given_up);
  return io.text();
}

}  // namespace

int sinks_list(const SinksListArgs& args) {
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const model::Time now = model::SystemClock().now();
  const auto sinks = engine::read_sink_rows(*opened->reader, opened->settings, now);
  if (!sinks) return store_failed(sinks.error());
  print::Output out;
  print::TextTable table({{"NAME"},
                          {"TYPE"},
                          {"STATE"},
                          {"LAST SUCCESS"},
                          {"SENT", true},
                          {"WAITING", true},
                          {"OLDEST"},
                          {"GIVEN UP", true},
                          {"LAST ERROR", false, 3}});
  for (const engine::SinkRow& row : sinks->rows()) {
    const std::string_view state = engine::state_of(row, opened->config_read);
    if (args.global.json) {
      out.line(json_of(row, state));
      continue;
    }
    table.row({{row.name, print::Style::kAccent},
               {row.type},
               {std::string(state), style_of(state)},
               {print::ago(row.state.last_success, now, out.terminal())},
               {std::to_string(row.state.delivered)},
               {std::to_string(row.waiting)},
               {row.oldest ? print::ago(row.oldest, now, out.terminal()) : ""},
               {std::to_string(row.given_up)},
               {row.state.last_error}});
  }
  if (!table.empty()) out.write(table.text(out.terminal()));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
