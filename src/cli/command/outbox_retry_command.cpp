// newswatch outbox retry: messages that failed or were given up are sent again.
#include "cli/change_outbox.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"

namespace newswatch::cli::command {

int outbox_retry(const OutboxRetryArgs& args) {
  if (args.choice.rows.empty() && !args.choice.all) {
    print::complain("which messages? Give their numbers in `newswatch outbox list`, or --all");
    return kUsage;
  }
  return change_outbox(args.global,
                       {.command = model::ControlCommand::kOutboxRetry, .choice = args.choice},
                       "will be sent again");
}

}  // namespace newswatch::cli::command
