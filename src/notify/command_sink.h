// CommandSink: runs a program of the user for each notification (process/child.h).
//
// stdin: the notification as one line of JSON. Environment: the one given here and NEWSWATCH_ID,
// _TYPE, _TITLE, _LINK, _EVENT, _TOPICS, _OUTLETS (the last two joined by commas), with control
// characters as escapes. stdout: /dev/null.
// Exit status 0: delivered; 65: this message is refused for good (EX_DATAERR of sysexits.h);
// everything else is tried again. The error has the end of stderr.
// Notify loop's thread only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "notify/notifier.h"
#include "notify/sink_type.h"
#include "process/child.h"

namespace newswatch::notify {

struct CommandOptions {
  std::vector<std::string> command;      // program and arguments; not empty
  std::vector<std::string> environment;  // NAME=value, of this process
  model::Duration timeout;
};

class CommandSink final : public Notifier {
 public:
  // `clock` must outlive the sink.
  CommandSink(CommandOptions options, const model::Clock& clock);

  void start(const model::OutboxRow& row) override;
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) override;
  void collect(std::vector<Delivery>& done) override;
  std::string preview(const model::OutboxRow& row) override;
  void end_soon() override;
  void cancel() override;

 private:
  CommandOptions options_;
  const model::Clock& clock_;
  std::uint64_t row_ = 0;  // of the child
  std::unique_ptr<process::Child> child_;
  std::vector<Delivery> done_;  // could not be started
};

// type = "command"
SinkType command_sink_type();

}  // namespace newswatch::notify
