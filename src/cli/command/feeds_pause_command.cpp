// newswatch feeds pause: feeds that are not polled until they are resumed.
#include "cli/ask_feeds.h"
#include "cli/command/commands.h"

namespace newswatch::cli::command {

int feeds_pause(const FeedsPauseArgs& args) {
  return ask_feeds(args.global, model::ControlCommand::kPauseFeeds, args.names,
                   "not polled until resumed: {}");
}

}  // namespace newswatch::cli::command
