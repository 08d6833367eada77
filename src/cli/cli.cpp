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

// The arguments of all commands, and the command to run.
struct CommandLine {
  Global global;
  command::RunArgs run;
  command::ParseArgs parse;
  command::MatchArgs match;
  command::ItemsArgs cluster;
  command::RematchArgs rematch;
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
  command::OutboxListArgs outbox_list;
  command::OutboxShowArgs outbox_show;
  command::OutboxRetryArgs outbox_retry;
  command::OutboxDropArgs outbox_drop;
  command::ConfigCheckArgs config_check;
  command::ConfigInitArgs config_init;
  command::ConfigShowArgs config_show;
  command::StatusArgs status;
  std::function<int()> chosen;
};

std::string example(const char* line) { return std::string("Example:\n  ") + line; }

// Added to every command, so that they may stand before or after the command's words.
void add_global(CLI::App& app, CommandLine& line) {
  app.add_option("--config", line.global.locations.config_option,
                 "Config file; default: $NEWSWATCH_CONFIG, else /etc/newswatch/newswatch.toml")
      ->type_name("FILE");
  app.add_option("--state-dir", line.global.locations.state_dir_option,
                 "State folder, with the event database; default: state_dir of the config")
      ->type_name("DIR");
  app.add_flag("--json", line.global.json, "Print JSON, one object a line");
}

CLI::App& add_group(CLI::App& app, CommandLine& line, const char* name, const char* what,
                    const char* example_line) {
  CLI::App& group = *app.add_subcommand(name, what);
  add_global(group, line);
  group.require_subcommand(1);
  group.footer(example(example_line));
  return group;
}

template <class Args>
CLI::App& add_command(CLI::App& app, CommandLine& line, const char* name, const char* what,
                      const char* example_line, Args& args, int (*command)(const Args&)) {
  CLI::App& added = *app.add_subcommand(name, what);
  add_global(added, line);
  added.footer(example(example_line));
  added.callback([&line, &args, command] {
    line.chosen = [&line, &args, command] {
      args.global = line.global;
      return command(args);
    };
  });
  return added;
}

// An argument without an option name. The help shows its name alone.
template <class Value>
CLI::Option* add_positional(CLI::App& app, const char* name, Value& value, const char* what) {
  return app.add_option(name, value, what)->type_name("");
}

CLI::Option* add_when(CLI::App& app, const char* option, std::string& when, const char* what) {
  const std::string note =
      "WHEN: a day or a time in UTC (2025-01-28, 2025-01-28T09:00:00Z, today, yesterday), or how\n"
      "long ago (7d, 12h).\n\n";
  const std::string footer = app.get_footer();
  if (!footer.starts_with(note)) app.footer(note + footer);
  return app.add_option(option, when, what)->type_name("WHEN");
}

void add_window(CLI::App& app, EventFilter& filter) {
  app.add_option("--topic", filter.topic, "Only events of this topic")->type_name("TOPIC");
  add_when(app, "--since", filter.since, "Only events first seen at WHEN or later");
  add_when(app, "--until", filter.until, "Only events first seen before WHEN; a day is included");
}

void add_count(CLI::App& app, std::optional<std::size_t>& count, const char* what) {
  app.add_option("-n,--lines", count, what)
      ->type_name("N")
      ->check(CLI::NonNegativeNumber.description(""));
}

void add_run(CLI::App& app, CommandLine& line) {
  CLI::App& run = add_command(
      app, line, "run", "Run the daemon: poll the feeds, find events, notify of them",
      "newswatch run --config newswatch.toml --state-dir state", line.run, command::run);
  run.add_flag("--once", line.run.once, "Poll every feed once, notify, then exit");
}

void add_filters(CLI::App& app, CommandLine& line) {
  CLI::App& parse =
      add_command(app, line, "parse", "Print a feed document as JSON",
                  "curl -s https://time.com/feed/ | newswatch parse -", line.parse, command::parse);
  add_positional(parse, "FILE", line.parse.file, "Feed document; - is standard input")->required();
  parse.add_option("--content-type", line.parse.content_type, "Content-Type of the HTTP response")
      ->type_name("TYPE");
  parse.add_option("--url", line.parse.url, "URL of the document, the base of relative links")
      ->type_name("URL");

  CLI::App& match = add_command(app, line, "match", "Say which topics each item matches, and why",
                                "newswatch match --config newswatch.toml < items.jsonl", line.match,
                                command::match);
  auto* const file = add_positional(match, "FILE", line.match.file,
                                    "Items, a JSON object a line, or a feed document; default: -");
  add_when(match, "--since", line.match.since,
           "The stories of the store, first seen at WHEN or later")
      ->excludes(file);

  CLI::App& rematch =
      add_command(app, line, "rematch",
                  "Match stored stories by the rules of today, and tell what is new by them",
                  "newswatch rematch --since 7d --dry-run", line.rematch, command::rematch);
  add_when(rematch, "--since", line.rematch.since, "Stories first seen at WHEN or later")
      ->required();
  rematch.add_flag("--dry-run", line.rematch.dry_run, "Only list what would be matched");

  CLI::App& cluster =
      add_command(app, line, "cluster", "Fold a stream of items into events",
                  "newswatch cluster < stream.jsonl", line.cluster, command::cluster);
  add_positional(cluster, "FILE", line.cluster.file, "Items, a JSON object a line; default: -");
}

void add_events(CLI::App& app, CommandLine& line) {
  CLI::App& events = add_group(app, line, "events", "List, show, follow and export events",
                               "newswatch events list --since 7d");

  CLI::App& list =
      add_command(events, line, "list", "List events, newest first",
                  "newswatch events list --since 7d", line.events_list, command::events_list);
  add_window(list, line.events_list.filter);
  add_count(list, line.events_list.limit, "At most N events");

  CLI::App& show = add_command(
      events, line, "show", "Show one event: its reports, and why each of them is in it",
      "newswatch events show X9DM3S4G", line.events_show, command::events_show);
  add_positional(show, "ID", line.events_show.id,
                 "Event id, or enough of its start or end to be unique")
      ->required();

  CLI::App& tail =
      add_command(events, line, "tail", "Show the newest events, oldest first",
                  "newswatch events tail --follow --json", line.events_tail, command::events_tail);
  add_window(tail, line.events_tail.filter);
  add_count(tail, line.events_tail.lines, "Start with the newest N; default: 10");
  tail.add_flag("-f,--follow", line.events_tail.follow, "Keep printing events as they come");
  tail.add_option("--after", line.events_tail.after, "Start after this event; none is skipped")
      ->type_name("ID");

  CLI::App& exported = add_command(events, line, "export", "Print all events with their reports",
                                   "newswatch events export --format atom > events.atom",
                                   line.events_export, command::events_export);
  add_window(exported, line.events_export.filter);
  exported.add_option("--format", line.events_export.format, "jsonl, csv or atom")
      ->required()
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"jsonl", "csv", "atom"}).description(""));
  exported.add_flag("--bom", line.events_export.bom,
                    "csv: a byte order mark in front, by which Excel knows UTF-8");
}

void add_explain(CLI::App& app, CommandLine& line) {
  CLI::App& explain = add_command(
      app, line, "explain", "Say why a story is in its event, and what else it might have joined",
      "newswatch explain https://time.com/7210296/white-house-deepseek-review/", line.explain,
      command::explain);
  add_positional(explain, "STORY", line.explain.what,
                 "Its link, guid or id (the first six digits are enough), or an event id for the "
                 "story that opened the event")
      ->required();
}

void add_feeds(CLI::App& app, CommandLine& line) {
  CLI::App& feeds = add_group(app, line, "feeds", "List, check, find, import and export feeds",
                              "newswatch feeds list");
  add_command(feeds, line, "list", "Show how each feed is doing", "newswatch feeds list",
              line.feeds_list, command::feeds_list);

  CLI::App& check =
      add_command(feeds, line, "check", "Say what is wrong or odd with each feed",
                  "newswatch feeds check --online thehill", line.feeds_check, command::feeds_check);
  check.add_flag("--online", line.feeds_check.online, "Ask each feed once; nothing is stored");
  add_positional(check, "NAME", line.feeds_check.names, "Names of feeds; default: all");

  CLI::App& discover = add_command(feeds, line, "discover", "Find the feeds of a website",
                                   "newswatch feeds discover time.com", line.feeds_discover,
                                   command::feeds_discover);
  add_positional(discover, "URL", line.feeds_discover.url, "A page of the site, or a feed")
      ->required();

  CLI::App& imported =
      add_command(feeds, line, "import", "Turn the feeds of another reader (OPML) into config",
                  "newswatch feeds import feeds.opml --into newswatch.toml", line.feeds_import,
                  command::feeds_import);
  add_positional(imported, "FILE", line.feeds_import.file, "OPML; - is standard input")->required();
  imported
      .add_option("--into", line.feeds_import.into,
                  "Add them to this config, if it is still good then; default: print them")
      ->type_name("CONFIG");

  add_command(feeds, line, "export", "Print the feeds as OPML, for another reader",
              "newswatch feeds export > feeds.opml", line.feeds_export, command::feeds_export);
}

void add_held(CLI::App& app, CommandLine& line) {
  CLI::App& held =
      add_command(app, line, "held", "List stories that matched and were too old to notify of",
                  "newswatch held --since 7d", line.held, command::held);
  add_when(held, "--since", line.held.since, "Only stories first seen at WHEN or later");
  held.add_flag("--near", line.held.near, "Stories that a topic nearly took, and why it did not");
}

void add_outbox(CLI::App& app, CommandLine& line) {
  CLI::App& outbox =
      add_group(app, line, "outbox", "List, show, retry and drop messages that are not delivered",
                "newswatch outbox list");
  CLI::App& list =
      add_command(outbox, line, "list", "List messages that wait for their sink or were given up",
                  "newswatch outbox list --sink mail", line.outbox_list, command::outbox_list);
  list.add_option("--sink", line.outbox_list.sink, "Only messages to this sink")->type_name("NAME");

  CLI::App& show = add_command(outbox, line, "show", "Show one message, and why it is still here",
                               "newswatch outbox show 17", line.outbox_show, command::outbox_show);
  add_positional(show, "ROW", line.outbox_show.row, "Its number in the list")->required();

  CLI::App& retry = add_command(
      outbox, line, "retry", "Send messages again that failed or were given up",
      "newswatch outbox retry --all --sink mail", line.outbox_retry, command::outbox_retry);
  auto* const rows =
      add_positional(retry, "ROW", line.outbox_retry.choice.rows, "Their numbers in the list");
  auto* const all = retry.add_flag("--all", line.outbox_retry.choice.all, "All of them");
  all->excludes(rows);
  retry.add_option("--sink", line.outbox_retry.choice.sink, "With --all: only those to this sink")
      ->type_name("NAME")
      ->needs(all);

  CLI::App& drop =
      add_command(outbox, line, "drop", "Forget messages; they are never sent",
                  "newswatch outbox drop 17 18", line.outbox_drop, command::outbox_drop);
  add_positional(drop, "ROW", line.outbox_drop.rows, "Their numbers in the list")->required();
}

void add_config(CLI::App& app, CommandLine& line) {
  CLI::App& config = add_group(app, line, "config", "Begin, check and show the configuration",
                               "newswatch config check newswatch.toml");
  CLI::App& check = add_command(config, line, "check", "Say what is wrong with a config file",
                                "newswatch config check newswatch.toml", line.config_check,
                                command::config_check);
  add_positional(check, "FILE", line.config_check.file,
                 "Config file; - is standard input; default: as for all commands");
  CLI::App& init =
      add_command(config, line, "init", "Write a short config to begin with",
                  "newswatch config init newswatch.toml", line.config_init, command::config_init);
  add_positional(init, "FILE", line.config_init.file,
                 "To write, one that is there is kept; - is standard output")
      ->required();
  CLI::App& show =
      add_command(config, line, "show", "Print the settings in force as TOML",
                  "newswatch config show --default", line.config_show, command::config_show);
  show.add_flag("--default", line.config_show.built_in,
                "Print the built-in default: every setting, with what it means");
}

void add_status(CLI::App& app, CommandLine& line) {
  CLI::App& status = add_command(
      app, line, "status", "Say how newswatch is doing; exit status 1 if it is not healthy",
      "newswatch status --coverage --since 7d", line.status, command::status);
  status.add_flag("--coverage", line.status.coverage,
                  "Show when each feed was watched, and when something may have been missed");
  add_when(status, "--since", line.status.since, "Start of the coverage; default: 7d");
}

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

int parse_and_run(int argc, char** argv) {
  CommandLine line;
  line.global.locations.newswatch_config = environment("NEWSWATCH_CONFIG");
  line.global.locations.state_directory = environment("STATE_DIRECTORY");
  line.global.locations.xdg_state_home = environment("XDG_STATE_HOME");
  line.global.locations.home = environment("HOME");

  CLI::App app("Watches news feeds and notifies once of each new happening.", "newswatch");
  app.set_version_flag("--version", "newswatch " NEWSWATCH_VERSION);
  app.require_subcommand(1);
  app.footer(example("newswatch events list --since 7d"));
  add_global(app, line);
  add_run(app, line);
  add_filters(app, line);
  add_events(app, line);
  add_explain(app, line);
  add_feeds(app, line);
  add_held(app, line);
  add_outbox(app, line);
  add_config(app, line);
  add_status(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? kOk : kUsage;
  }
  const int status = line.chosen();
  // What was not found may stand where nothing can be read.
  const bool fine = status == kOk || status == kNotFound;
  return fine && *line.global.rows_missing ? kFailure : status;
}

// Without this a file of the store could get the number of a standard stream that is closed, and
// output would be written into it.
void open_closed_streams() {
  for (const int stream : {0, 1, 2}) {
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", O_RDWR);
  }
}

}  // namespace

int main(int argc, char** argv) {
  open_closed_streams();
  std::signal(SIGPIPE, SIG_IGN);  // write() reports a reader that left, see print/output.h
  try {
    return parse_and_run(argc, argv);
  } catch (const std::exception& error) {
    print::complain(std::string("unexpected: ") + error.what());
    return kFailure;
  }
}

}  // namespace newswatch::cli
