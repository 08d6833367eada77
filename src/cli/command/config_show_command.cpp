// newswatch config show: the settings in force as TOML, or the built-in default with its comments.
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "config/default_config.h"
#include "config/show.h"
#include "notify/sinks.h"
#include "record/json_io.h"

namespace newswatch::cli::command {

int config_show(const ConfigShowArgs& args) {
  std::string source = "built-in", toml(config::kDefaultToml);
  if (!args.built_in) {
    const auto settings = open_settings(args.global, config::NamedFiles::kLeave);
    if (!settings) return settings.error();
    source = settings->source;
    toml = config::show(*settings, notify::sink_table());
  }
  print::Output out;
  if (args.global.json) {
    record::JsonWriter io;
    io.field("schema", 1);
    io.field("source", source);
    io.field("toml", toml);
    out.line(io.text());
    return out.finish(kOk);
  }
  out.write(toml);
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
