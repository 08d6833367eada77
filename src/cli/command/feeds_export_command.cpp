// newswatch feeds export: the feeds of the config as OPML, for another reader.
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "config/opml.h"

namespace newswatch::cli::command {

int feeds_export(const FeedsExportArgs& args) {
  const auto settings = open_settings(args.global, config::NamedFiles::kLeave);
  if (!settings) return settings.error();
  print::Output out;
  out.write(config::write_opml(settings->feeds));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
