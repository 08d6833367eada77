// newswatch outbox list: messages that wait for their sink, and those that were given up.
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/text_table.h"
#include "record/notification_json.h"
#include "store/queries.h"
#include "view/outbox_state.h"

namespace newswatch::cli::command {
namespace {

print::Cell state_cell(const model::OutboxRow& row, model::Time now) {
  using enum view::OutboxState::Tone;
  view::OutboxState state = view::outbox_state(row, now);
  const auto style = state.tone == kBad    ? print::Style::kBad
                     : state.tone == kWarn ? print::Style::kWarn
                                           : print::Style::kPlain;
  return {std::move(state.text), style};
}

}  // namespace

int outbox_list(const OutboxListArgs& args) {
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const model::Time now = model::SystemClock().now();
  print::Output out;
  print::TextTable table({{"ROW", true},
                          {"SINK"},
                          {"STATE"},
                          {"MESSAGE", false, 1},
                          {"TITLE", false, 3},
                          {"LAST ERROR", false, 3}});
  const auto take = [&](const model::OutboxRow& row) {
    if (!args.sink.empty() && row.sink != args.sink) return true;
    if (args.global.json) {
      out.line(record::listed_outbox_row(row, now));
    } else {
      table.row({{std::to_string(row.row)},
                 {row.sink, print::Style::kAccent},
                 state_cell(row, now),
                 {row.notification.id, print::Style::kDim},
                 {row.notification.title},
                 {row.last_error}});
    }
    return out.open();
  };
  auto walked = store::for_each_dead(*opened->reader, take);
  if (walked) walked = store::for_each_outbox(*opened->reader, take);
  if (!walked) return out.finish(store_failed(walked.error()));
  if (!table.empty()) {
    out.write(table.text(out.terminal()));
  } else if (!args.global.json) {
    print::complain("no message waits");
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
