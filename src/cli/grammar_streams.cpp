// The grammar of the commands that take items or stored stories and say what newswatch makes of
// them.
#include <CLI/CLI.hpp>

#include "cli/command/commands.h"
#include "cli/grammar.h"

namespace newswatch::cli {

void add_stream_commands(CLI::App& app, CommandLine& line) {
  const auto parse =
      add_command(app, line, "parse", "Print a feed document as JSON",
                  "curl -s https://time.com/feed/ | newswatch parse -", command::parse);
  add_positional(parse.app, "FILE", parse.args.file, "Feed document; - is standard input")
      ->required();
  parse.app
      .add_option("--content-type", parse.args.content_type, "Content-Type of the HTTP response")
      ->type_name("TYPE");
  parse.app.add_option("--url", parse.args.url, "URL of the document, the base of relative links")
      ->type_name("URL");

  const auto match =
      add_command(app, line, "match", "Say which topics each item matches, and why",
                  "newswatch match --config newswatch.toml < items.jsonl", command::match);
  auto* const file = add_positional(match.app, "FILE", match.args.file,
                                    "Items, a JSON object a line, or a feed document; default: -");
  add_when(match.app, "--since", match.args.since,
           "The stories of the store, first seen at WHEN or later")
      ->excludes(file);

  const auto rematch =
      add_command(app, line, "rematch",
                  "Match stored stories by the rules of today, and tell what is new by them",
                  "newswatch rematch --since 7d --dry-run", command::rematch);
  add_when(rematch.app, "--since", rematch.args.since, "Stories first seen at WHEN or later")
      ->required();
  rematch.app.add_flag("--dry-run", rematch.args.dry_run, "Only list what would be matched");

  const auto replay =
      add_command(app, line, "replay", "Say which events there would be under another config",
                  "newswatch replay --since 30d --config new.toml", command::replay);
  add_when(replay.app, "--since", replay.args.since, "Stories first seen at WHEN or later")
      ->required();

  const auto cluster = add_command(app, line, "cluster", "Fold a stream of items into events",
                                   "newswatch cluster < stream.jsonl", command::cluster);
  add_positional(cluster.app, "FILE", cluster.args.file, "Items, a JSON object a line; default: -");
}

}  // namespace newswatch::cli
