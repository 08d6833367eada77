// newswatch poll: feeds are asked now; the manners towards their hosts hold.
#include "cli/ask_feeds.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"

namespace newswatch::cli::command {

int poll(const PollArgs& args) {
  if (args.names.empty() && !args.all) {
    print::complain("which feeds? Their names, or --all");
    return kUsage;
  }
  return ask_feeds(args.global, model::ControlCommand::kPollNow, args.names,
                   "asked now, or as soon as their hosts allow: {}");
}

}  // namespace newswatch::cli::command
