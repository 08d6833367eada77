// newswatch feeds import: the feeds of another reader (OPML) as [[feed]] tables.
#include <fmt/format.h>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/input_file.h"
#include "cli/print/output.h"
#include "config/import_feeds.h"
#include "config/opml.h"
#include "text/escape.h"

namespace newswatch::cli::command {
namespace {

// "12 taken, 3 known already, 1 repeated, 2 unusable: the reasons"
std::string summary(const config::Opml& opml, const config::Import& import) {
  std::string out = fmt::format("{} taken, {} known already", import.taken, import.known);
  if (opml.duplicates > 0) out += fmt::format(", {} repeated", opml.duplicates);
  if (opml.others > 0) out += fmt::format(", {} neither rss nor atom", opml.others);
  if (opml.switched_off > 0) out += fmt::format(", {} switched off (isComment)", opml.switched_off);
  if (opml.links > 0) out += fmt::format(", {} links to pages", opml.links);
  out += fmt::format(", {} unusable", import.bad.size());
  constexpr std::size_t kMostReasons = 10;
  for (std::size_t i = 0; i < import.bad.size() && i < kMostReasons; ++i) {
    out += (i == 0 ? ": " : "; ") + import.bad[i];
  }
  if (import.bad.size() > kMostReasons) out += "; and more";
  for (const std::string& file : opml.included) {
    out += fmt::format("; include not followed, import it by itself: {}", text::printable(file));
  }
  return out;
}

}  // namespace

int feeds_import(const FeedsImportArgs& args) {
  constexpr std::size_t kMaxOpml = 16u << 20;
  const auto settings = open_settings(args.global, config::NamedFiles::kLeave);
  if (!settings) return settings.error();
  const auto bytes = read_input(args.file, kMaxOpml);
  if (!bytes) {
    print::complain(bytes.error().context);
    return kFailure;
  }
  const auto opml = config::read_opml(*bytes);
  if (!opml) {
    print::complain(opml.error().context);
    return kFailure;
  }
  const config::Import import = config::import_feeds(*opml, *settings);
  print::Output out;
  out.write(import.toml);
  print::complain(summary(*opml, import));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
