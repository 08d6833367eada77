// newswatch outbox drop: messages that will never be sent.
#include "cli/change_outbox.h"
#include "cli/command/commands.h"

namespace newswatch::cli::command {

int outbox_drop(const OutboxDropArgs& args) {
  model::ControlRequest request{.command = model::ControlCommand::kOutboxDrop, .choice = {}};
  request.choice.rows = args.rows;
  return change_outbox(args.global, request, "dropped");
}

}  // namespace newswatch::cli::command
