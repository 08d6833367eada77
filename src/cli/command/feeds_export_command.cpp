// newswatch feeds export: the feeds of the config as OPML, for another reader.
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "config/opml.h"
#include "text/escape.h"

namespace newswatch::cli::command {

int feeds_export(const FeedsExportArgs& args) {
  const auto settings = open_settings(args.global, config::NamedFiles::kLeave);
  if (!settings) return settings.error();
  print::Output out;
  out.write(config::write_opml(settings->feeds));
  for (const config::FeedSettings& feed : settings->feeds) {
    if (feed.url_file.empty()) continue;
    print::complain(text::printable(feed.name) +
                    ": left out: its address is a secret, in its url_file");
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
