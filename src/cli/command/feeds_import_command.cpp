// newswatch feeds import: the feeds of another reader (OPML) as [[feed]] tables, printed or added
// to a config.
#include <fmt/format.h>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/config_file.h"
#include "cli/input_file.h"
#include "cli/print/output.h"
#include "config/import_feeds.h"
#include "config/opml.h"
#include "notify/sinks.h"

namespace newswatch::cli::command {
namespace {

model::Result<config::Opml> read_opml_file(const std::string& file) {
  const auto bytes = read_input(file, config::kLargestOpml);
  if (!bytes) return tl::unexpected(bytes.error());
  return config::read_opml(*bytes);
}

int failed(const model::Error& error) {
  print::complain(error.context);
  return kFailure;
}

int print_import(const FeedsImportArgs& args) {
  const auto settings =
      open_settings(args.global, config::NamedFiles::kLeave, config::Feeds::kOptional);
  if (!settings) return settings.error();
  const auto opml = read_opml_file(args.file);
  if (!opml) return failed(opml.error());
  const config::Import import = config::import_feeds(*opml, *settings);
  print::Output out;
  out.write(import.toml);
  print::complain(config::import_summary(*opml, import));
  return out.finish(kOk);
}

// The config as it would be is read before the file is touched.
int add_import(const FeedsImportArgs& args) {
  using config::Feeds;
  const std::string& file = args.into;
  constexpr std::size_t kLongestConfig = 16u << 20;
  std::error_code error;
  const bool made = !std::filesystem::exists(file, error) && !error;
  const auto folder = std::filesystem::absolute(file, error).parent_path();
  const auto read = [&](std::string_view toml, Feeds feeds) {
    return config::parse_settings(toml, file, notify::sink_table(), folder,
                                  config::NamedFiles::kLeave, feeds);
  };
  auto toml = made ? model::Result<std::string>("") : read_input(file, kLongestConfig);
  if (!toml) return failed(toml.error());
  const auto before = read(*toml, Feeds::kOptional);
  if (!before) return config_failed(before.error());
  const auto opml = read_opml_file(args.file);
  if (!opml) return failed(opml.error());
  const config::Import import = config::import_feeds(*opml, *before);
  if (import.taken > 0) {
    if (!toml->empty() && !toml->ends_with('\n')) *toml += '\n';
    *toml += import.toml;
    if (const auto after = read(*toml, Feeds::kNeeded); !after) {
      print::complain(file + " stays as it is, because with these feeds it would be wrong:");
      return config_failed(after.error());
    }
    const auto written = made ? create_config(file, *toml) : replace_config(file, *toml);
    if (!written) return failed(written.error());
  }
  print::complain(fmt::format("{}: {}", file, config::import_summary(*opml, import)));
  return kOk;
}

}  // namespace

int feeds_import(const FeedsImportArgs& args) {
  return args.into.empty() ? print_import(args) : add_import(args);
}

}  // namespace newswatch::cli::command
