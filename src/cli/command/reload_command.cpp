// newswatch reload: the daemon reads its config again.
#include <optional>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "daemon/control.h"
#include "record/json_io.h"

namespace newswatch::cli::command {

int reload(const ReloadArgs& args) {
  std::filesystem::path folder;
  {
    const auto opened = open_store(args.global);
    if (!opened) return opened.error();
    folder = opened->folder;
  }
  model::ControlRequest request;
  request.command = model::ControlCommand::kReload;
  const auto asked = daemon::ask_daemon(folder.parent_path(), request);
  if (!asked) {
    print::complain(asked.error().context);
    return kFailure;
  }
  const std::optional<model::ControlReply>& reply = *asked;
  if (!reply) {
    print::complain("no daemon runs here; it reads the config when it starts");
    return kNoStore;
  }
  if (!reply->error.empty()) {
    print::complain(reply->error);
    return kBadConfig;
  }
  print::Output out;
  if (args.global.json) {
    record::JsonWriter io;
    io.field("schema", 1);
    io.field("reloaded", true);
    out.line(io.text());
  } else {
    out.line("the config was read again and is in force");
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
