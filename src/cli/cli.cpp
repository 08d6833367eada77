// The grammar of the command line (CLI11), and which command it names.
#include "cli/cli.h"

#include <fcntl.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "version.h"

namespace newswatch::cli {
namespace {

// Everything that a command line can say, and the command that it chose.
struct CommandLine {
  Global global;
  command::RunArgs run;
  command::ParseArgs parse;
  command::ItemsArgs match, cluster;
  command::EventsListArgs events_list;
  command::EventsShowArgs events_show;
  command::EventsTailArgs events_tail;
  command::EventsExportArgs events_export;
  command::ExplainArgs explain;
  command::FeedsListArgs feeds_list;
  command::FeedsCheckArgs feeds_check;
  command::FeedsDiscoverArgs feeds_discover;
  command::FeedsImportArgs feeds_import;
  command::FeedsExportArgs feeds_export;
  command::HeldArgs held;
  command::ConfigCheckArgs config_check;
  command::ConfigShowArgs config_show;
  command::StatusArgs status;
  std::function<int()> chosen;
};

// On every level, so that they may stand before or after the command word.
void add_global(CLI::App& app, CommandLine& line) {
  app.add_option("--config", line.global.places.config_option, "Config file")->type_name("FILE");
  app.add_option("--state-dir", line.global.places.state_dir_option, "State folder")
      ->type_name("DIR");
  app.add_flag("--json", line.global.json, "One JSON object a line");
}

CLI::App& add_group(CLI::App& app, CommandLine& line, const char* name, const char* what) {
  CLI::App& group = *app.add_subcommand(name, what);
  add_global(group, line);
  group.require_subcommand(1);
  return group;
}

template <class Args>
CLI::App& add_command(CLI::App& app, CommandLine& line, const char* name, const char* what,
                      const char* example, Args& args, int (*command)(const Args&)) {
  CLI::App& added = *app.add_subcommand(name, what);
  add_global(added, line);
  added.footer(std::string("Example:\n  ") + example);
  added.callback([&line, &args, command] {
    line.chosen = [&line, &args, command] {
      args.global = line.global;
      return command(args);
    };
  });
  return added;
}

void add_window(CLI::App& app, EventFilter& filter) {
  const char* form = "2025-01-28, 2025-01-28T09:00:00Z, 7d, 12h, today, yesterday (UTC)";
  app.add_option("--topic", filter.topic, "Events of this topic only")->type_name("TOPIC");
  app.add_option("--since", filter.since, std::string("First seen since: ") + form)
      ->type_name("WHEN");
  app.add_option("--until", filter.until, "First seen until: likewise; a day is included")
      ->type_name("WHEN");
}

void add_run(CLI::App& app, CommandLine& line) {
  CLI::App& run = add_command(app, line, "run", "The daemon: poll, match, fold, store and tell",
                              "newswatch run --config newswatch.toml --state-dir state", line.run,
                              command::run);
  run.add_flag("--once", line.run.once, "One round over all feeds, then exit");
}

void add_filters(CLI::App& app, CommandLine& line) {
  CLI::App& parse =
      add_command(app, line, "parse", "Print a feed document as JSON",
                  "curl -s https://time.com/feed/ | newswatch parse -", line.parse, command::parse);
  parse.add_option("file", line.parse.file, "Document; - is standard input")->required();
  parse.add_option("--content-type", line.parse.content_type, "Content-Type that HTTP gave");
  parse.add_option("--url", line.parse.url, "URL of the document, for its relative links");

  CLI::App& match = add_command(app, line, "match", "Which topics each item meets, and why",
                                "newswatch match --config newswatch.toml < items.jsonl", line.match,
                                command::match);
  match.add_option("file", line.match.file, "Items, a JSON object a line; default: -");

  CLI::App& cluster =
      add_command(app, line, "cluster", "Fold a stream of items into events",
                  "newswatch cluster < stream.jsonl", line.cluster, command::cluster);
  cluster.add_option("file", line.cluster.file, "Items, a JSON object a line; default: -");
}

void add_count(CLI::App& app, std::optional<std::size_t>& count, const char* what) {
  app.add_option("-n,--lines", count, what)
      ->type_name("N")
      ->check(CLI::NonNegativeNumber.description(""));
}

void add_events(CLI::App& app, CommandLine& line) {
  CLI::App& events = add_group(app, line, "events", "Events: list, show, tail, export");

  CLI::App& list =
      add_command(events, line, "list", "Events, newest first", "newswatch events list --since 7d",
                  line.events_list, command::events_list);
  add_window(list, line.events_list.filter);
  add_count(list, line.events_list.limit, "At most N events");

  CLI::App& show =
      add_command(events, line, "show", "One event with its reports and reasons",
                  "newswatch events show 01JK2V9Q", line.events_show, command::events_show);
  show.add_option("id", line.events_show.id,
                  "Event id, or as much of its start or end as is unique")
      ->required();

  CLI::App& tail =
      add_command(events, line, "tail", "The newest events, oldest of them first",
                  "newswatch events tail -f --json", line.events_tail, command::events_tail);
  add_window(tail, line.events_tail.filter);
  add_count(tail, line.events_tail.lines, "Begin with the newest N; default: 10");
  tail.add_flag("-f,--follow", line.events_tail.follow, "Go on as the daemon adds events");
  tail.add_option("--after", line.events_tail.after, "Begin after this event: none is skipped")
      ->type_name("ID");

  CLI::App& exported = add_command(events, line, "export", "All events with their reports",
                                   "newswatch events export --format atom > events.atom",
                                   line.events_export, command::events_export);
  add_window(exported, line.events_export.filter);
  exported.add_option("--format", line.events_export.format, "jsonl, csv or atom")
      ->required()
      ->check(CLI::IsMember({"jsonl", "csv", "atom"}));
}

void add_explain(CLI::App& app, CommandLine& line) {
  CLI::App& explain = add_command(
      app, line, "explain", "Why a story is in its event, and what else it might have joined",
      "newswatch explain https://time.com/7210296/white-house-deepseek-review/", line.explain,
      command::explain);
  explain
      .add_option("story", line.explain.what,
                  "Link, story id (six digits of its start will do), guid, or the id of an event: "
                  "the story that opened it")
      ->type_name("STORY|LINK")
      ->required();
}

void add_feeds(CLI::App& app, CommandLine& line) {
  CLI::App& feeds = add_group(app, line, "feeds", "Feeds: list, check, discover, import, export");
  add_command(feeds, line, "list", "How each feed is doing", "newswatch feeds list",
              line.feeds_list, command::feeds_list);

  CLI::App& check =
      add_command(feeds, line, "check", "What is wrong or odd with each feed",
                  "newswatch feeds check --online thehill", line.feeds_check, command::feeds_check);
  check.add_flag("--online", line.feeds_check.online, "Ask each feed once; nothing is stored");
  check.add_option("names", line.feeds_check.names, "Names of feeds; default: all");

  CLI::App& discover = add_command(feeds, line, "discover", "The feeds of a site",
                                   "newswatch feeds discover time.com", line.feeds_discover,
                                   command::feeds_discover);
  discover.add_option("url", line.feeds_discover.url, "A page of the site, or a feed")->required();

  CLI::App& imported = add_command(feeds, line, "import", "A reader's list of feeds as config",
                                   "newswatch feeds import feeds.opml >> newswatch.toml",
                                   line.feeds_import, command::feeds_import);
  imported.add_option("file", line.feeds_import.file, "OPML; - is standard input")->required();

  add_command(feeds, line, "export", "The feeds as OPML, for a reader",
              "newswatch feeds export > feeds.opml", line.feeds_export, command::feeds_export);
}

void add_held(CLI::App& app, CommandLine& line) {
  CLI::App& held = add_command(app, line, "held", "Stories that were too old to be told",
                               "newswatch held --since 7d", line.held, command::held);
  held.add_option("--since", line.held.since, "First seen since")->type_name("WHEN");
}

void add_config(CLI::App& app, CommandLine& line) {
  CLI::App& config = add_group(app, line, "config", "The configuration: check, show");
  CLI::App& check = add_command(config, line, "check", "Say what is wrong with a config file",
                                "newswatch config check newswatch.toml", line.config_check,
                                command::config_check);
  check.add_option("file", line.config_check.file, "Config file; - is standard input");
  add_command(config, line, "show", "The effective configuration as TOML",
              "newswatch config show > newswatch.toml", line.config_show, command::config_show);
}

void add_status(CLI::App& app, CommandLine& line) {
  CLI::App& status =
      add_command(app, line, "status", "Is the watch itself well? Exit 1 when it is not",
                  "newswatch status --coverage --since 7d", line.status, command::status);
  status.add_flag("--coverage", line.status.coverage,
                  "When each feed was watched, and when something may have been missed");
  status.add_option("--since", line.status.since, "Of --coverage; default: 7d")->type_name("WHEN");
}

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

int parse_and_run(int argc, char** argv) {
  CommandLine line;
  line.global.places.newswatch_config = environment("NEWSWATCH_CONFIG");
  line.global.places.state_directory = environment("STATE_DIRECTORY");
  line.global.places.xdg_state_home = environment("XDG_STATE_HOME");
  line.global.places.home = environment("HOME");

  CLI::App app("Watches news feeds and tells once of each new happening.", "newswatch");
  app.set_version_flag("--version", "newswatch " NEWSWATCH_VERSION);
  app.require_subcommand(1);
  app.footer("Example:\n  newswatch events list --since 7d");
  add_global(app, line);
  add_run(app, line);
  add_filters(app, line);
  add_events(app, line);
  add_explain(app, line);
  add_feeds(app, line);
  add_held(app, line);
  add_config(app, line);
  add_status(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? kOk : kUsage;
  }
  return line.chosen();
}

// Else a file of the store gets the number of a stream that the caller closed, and what is printed
// goes into it.
void open_closed_streams() {
  for (const int stream : {0, 1, 2}) {
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", O_RDWR);
  }
}

}  // namespace

int main(int argc, char** argv) {
  open_closed_streams();
  std::signal(SIGPIPE, SIG_IGN);  // a reader that leaves is an error of write(), see output.h
  try {
    return parse_and_run(argc, argv);
  } catch (const std::exception& error) {
    print::complain(std::string("unexpected: ") + error.what());
    return kFailure;
  }
}

}  // namespace newswatch::cli
