// newswatch feeds resume: feeds that were paused are polled again.
#include "cli/ask_feeds.h"
#include "cli/command/commands.h"

namespace newswatch::cli::command {

int feeds_resume(const FeedsPauseArgs& args) {
  return ask_feeds(args.global, model::ControlCommand::kResumeFeeds, args.names,
                   "polled again: {}");
}

}  // namespace newswatch::cli::command
