// newswatch feeds import: another reader's list of feeds as config.
#include <fmt/format.h>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/input_file.h"
#include "cli/print/output.h"
#include "config/import_feeds.h"
#include "config/opml.h"

namespace newswatch::cli::command {

int feeds_import(const FeedsImportArgs& args) {
  constexpr std::size_t kMaxOpml = 16u << 20;
  const auto settings = open_settings(args.global, config::NamedFiles::kLeave);
  if (!settings) return settings.error();
  auto input = InputFile::open(args.file);
  const auto bytes =
      input ? input->read_all(kMaxOpml) : model::Result<std::string>(tl::unexpected(input.error()));
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
  std::string said = fmt::format("{} taken, {} known", import.taken, import.known);
  if (opml->duplicates > 0) said += fmt::format(", {} twice in the list", opml->duplicates);
  if (opml->others > 0) said += fmt::format(", {} of a type that is no feed", opml->others);
  said += fmt::format(", {} no good", import.bad.size());
  constexpr std::size_t kMostReasons = 10;
  for (std::size_t i = 0; i < import.bad.size() && i < kMostReasons; ++i) {
    said += (i == 0 ? ": " : "; ") + import.bad[i];
  }
  if (import.bad.size() > kMostReasons) said += "; and so on";
  print::complain(said);
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
