// newswatch outbox show: one message, and why it is still in the outbox.
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/paragraph.h"
#include "cli/print/phrases.h"
#include "record/notification_json.h"
#include "store/queries.h"
#include "text/escape.h"
#include "view/outbox_state.h"

namespace newswatch::cli::command {
namespace {

std::string row_text(const model::OutboxRow& row, model::Time now,
                     const print::Terminal& terminal) {
  const model::Notification& message = row.notification;
  std::string out =
      print::styled(text::printable(message.title), print::Style::kBold, terminal) + "\n\n";
  const auto line = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += print::labelled(0, name, print::kFactLabel, value, terminal);
  };
  line("sink", row.sink);
  line("state", view::outbox_state(row, now).text);
  line("last error", row.last_error);
  if (row.first_attempt) line("first try", print::moment(*row.first_attempt, now, terminal));
  line("decided", print::moment(row.created, now, terminal));
  line("message", message.id);
  line("link", message.link);
  line("event", message.event.id);
  return out;
}

}  // namespace

int outbox_show(const OutboxShowArgs& args) {
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  auto found = store::find_outbox_row(*opened->reader, args.row);
  if (found && !*found) found = store::find_dead_row(*opened->reader, args.row);
  if (!found) return store_failed(found.error());
  const std::optional<model::OutboxRow>& row = *found;
  if (!row) {
    print::complain("no message " + std::to_string(args.row) +
                    " waits; `newswatch outbox list` shows those that do");
    return kNotFound;
  }
  const model::Time now = model::SystemClock().now();
  print::Output out;
  if (args.global.json) {
    out.line(record::shown_outbox_row(*row, now));
  } else {
    out.write(row_text(*row, now, out.terminal()));
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
