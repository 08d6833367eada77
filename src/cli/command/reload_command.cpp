// newswatch reload: the daemon reads its config again.
#include "cli/change_store.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
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
  const auto asked = ask_daemon_of(folder, request, kBadConfig);
  if (!asked) return asked.error();
  if (!asked->has_value()) {
    print::complain("no daemon runs here; it reads the config when it starts");
    return kNoStore;
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
