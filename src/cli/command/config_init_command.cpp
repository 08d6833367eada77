// newswatch config init: a short config to begin with. It overwrites nothing.
#include <fmt/format.h>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/config_file.h"
#include "cli/print/output.h"
#include "config/default_config.h"
#include "record/json_io.h"

namespace newswatch::cli::command {

int config_init(const ConfigInitArgs& args) {
  print::Output out;
  if (args.file == "-") {
    out.write(config::kStarterToml);
    return out.finish(kOk);
  }
  if (const auto written = create_config(args.file, config::kStarterToml); !written) {
    print::complain(written.error().context);
    return kFailure;
  }
  if (args.global.json) {
    record::JsonWriter io;
    io.field("schema", 1);
    io.field("file", args.file);
    out.line(io.text());
  } else {
    print::complain(fmt::format("wrote {}", args.file));
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
