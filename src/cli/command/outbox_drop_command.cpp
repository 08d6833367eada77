// newswatch outbox drop: messages that will never be sent.
#include "cli/change_outbox.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"

namespace newswatch::cli::command {

int outbox_drop(const OutboxDropArgs& args) {
  model::ControlRequest request{.command = model::ControlCommand::kOutboxDrop, .choice = {}};
  request.choice = args.choice;
  request.choice.all = !args.choice.sink.empty();
  if (!request.choice.all && args.choice.rows.empty()) {
    print::complain(
        "which messages? Their numbers (newswatch outbox list), or --sink NAME for all "
        "to one sink");
    return kUsage;
  }
  return change_outbox(args.global, request, "dropped");
}

}  // namespace newswatch::cli::command
