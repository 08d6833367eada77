// The grammar of the command line (CLI11), and which command it names.
#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <memory>

#include "cli/command/commands.h"
#include "cli/misuse.h"
#include "cli/print/output.h"
#include "cli/value_checks.h"
#include "version.h"

namespace newswatch::cli {
namespace {

// The options of all commands, and the command to run.
struct CommandLine {
  Global global;
  std::function<int()> chosen;
};

enum class JsonOutput { kPrinted, kNone };  // whether a command prints JSON when it is asked to

std::string footer(const char* example) {
  return std::string("Example:\n  ") + example +
         "\n\nExit status: 0 done, 1 failed, 2 wrong command line, 3 not found, 4 no store that "
         "can\n"
         "be used, 5 damaged store, 78 wrong config.";
}

// Added to every command, so that they may stand before or after the command's words.
void add_global(CLI::App& app, CommandLine& line, JsonOutput json = JsonOutput::kPrinted) {
  app.add_option("--config", line.global.locations.config_option,
                 "Config file; default: $NEWSWATCH_CONFIG, else /etc/newswatch/newswatch.toml")
      ->type_name("FILE");
  app.add_option("--state-dir", line.global.locations.state_dir_option,
                 "State folder, with the event database; default: state_dir of the config")
      ->type_name("DIR");
  if (json == JsonOutput::kNone) return;
  app.add_flag("--json", line.global.json, "Print JSON, one object a line");
}

CLI::App& add_group(CLI::App& app, CommandLine& line, const char* name, const char* what,
                    const char* example_line) {
  CLI::App& group = *app.add_subcommand(name, what);
  add_global(group, line);
  group.require_subcommand(1);
  group.footer(footer(example_line));
  return group;
}

template <class Args>
struct Added {
  CLI::App& app;
  Args& args;  // as long as the app
};

template <class Args>
Added<Args> add_command(CLI::App& app, CommandLine& line, const char* name, const char* what,
                        const char* example_line, int (*command)(const Args&),
                        JsonOutput json = JsonOutput::kPrinted) {
  CLI::App& added = *app.add_subcommand(name, what);
  add_global(added, line, json);
  added.footer(footer(example_line));
  const auto args = std::make_shared<Args>();
  added.callback([&line, args, command, json, name] {
    if (line.global.json && json == JsonOutput::kNone) {
      throw CLI::ValidationError("--json", std::string(name) + " prints no JSON");
    }
    line.chosen = [&line, args, command] {
      args->global = line.global;
      return command(*args);
    };
  });
  return {added, *args};
}

// An argument without an option name. The help shows its name alone.
template <class Value>
CLI::Option* add_positional(CLI::App& app, const char* name, Value& value, const char* what) {
  return app.add_option(name, value, what)->type_name("");
}

CLI::Option* add_when(CLI::App& app, const char* option, std::string& when, const char* what) {
  const std::string note =
      "WHEN: a day (2025-01-28, today, yesterday, \"last monday\"), a time (\"2025-01-28 09:00\"), "
      "or\n"
      "how long ago (7d, \"2 hours ago\"). All in local time, but for a time with a zone\n"
      "(2025-01-28T09:00:00Z).\n\n";
  const std::string footer = app.get_footer();
  if (!footer.starts_with(note)) app.footer(note + footer);
  return app.add_option(option, when, what)->type_name("WHEN");
}

void add_window(CLI::App& app, EventFilter& filter) {
  app.add_option("--topic", filter.topic, "Only events of this topic")->type_name("TOPIC");
  add_when(app, "--since", filter.since, "Only events first seen at WHEN or later");
  add_when(app, "--until", filter.until, "Only events first seen before WHEN; a day is included");
}

void add_count(CLI::App& app, std::optional<std::size_t>& count,
               const char* what = "The newest N; default: 50; 0: all, also with --json") {
  app.add_option("-n,--lines", count, what)->type_name("N")->check(whole_number);
}

void add_run(CLI::App& app, CommandLine& line) {
  const auto run = add_command(
      app, line, "run", "Run the daemon: poll the feeds, find events, notify of them",
      "newswatch run --config newswatch.toml --state-dir state", command::run, JsonOutput::kNone);
  run.app.add_flag("--once", run.args.once, "Poll every feed once, notify, then exit");
}

void add_filters(CLI::App& app, CommandLine& line) {
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

  const auto cluster = add_command(app, line, "cluster", "Fold a stream of items into events",
                                   "newswatch cluster < stream.jsonl", command::cluster);
  add_positional(cluster.app, "FILE", cluster.args.file, "Items, a JSON object a line; default: -");
}

void add_silence(CLI::App& events, CommandLine& line) {
  const auto silence =
      add_command(events, line, "silence", "Send no message about an event or topic for a time",
                  "newswatch events silence X9DM3S4G --for 2h", command::events_silence);
  add_positional(silence.app, "ID|TOPIC", silence.args.subject,
                 "Event id, or a topic's name; without it the silences are listed");
  silence.app.add_option("--for", silence.args.time, "How long; default: 2h")->type_name("TIME");
  silence.app.add_flag("--word", silence.args.word, "The subject is a word of titles");
  silence.app.add_flag("--end", silence.args.end, "End the silence now");
}

void add_events(CLI::App& app, CommandLine& line) {
  CLI::App& events = add_group(app, line, "events", "List, show, follow and export events",
                               "newswatch events list --since 7d");

  const auto list = add_command(events, line, "list", "List events, newest first",
                                "newswatch events list --since 7d", command::events_list);
  add_window(list.app, list.args.filter);
  add_count(list.app, list.args.limit);

  const auto show = add_command(events, line, "show",
                                "Show one event: its reports, and why each of them is in it",
                                "newswatch events show X9DM3S4G", command::events_show);
  add_positional(show.app, "ID", show.args.id,
                 "Event id, or enough of its start or end to be unique")
      ->required();

  const auto tail = add_command(events, line, "tail", "Show the newest events, oldest first",
                                "newswatch events tail --follow --json", command::events_tail);
  add_window(tail.app, tail.args.filter);
  add_count(tail.app, tail.args.lines, "Start with the newest N; default: 10");
  tail.app.add_flag("-f,--follow", tail.args.follow, "Keep printing events as they come");
  tail.app.add_option("--after", tail.args.after, "Start after this event; none is skipped")
      ->type_name("ID");

  const auto exported =
      add_command(events, line, "export", "Print all events with their reports",
                  "newswatch events export --format atom > events.atom", command::events_export);
  add_window(exported.app, exported.args.filter);
  exported.app
      .add_option("--format", exported.args.format, "jsonl, csv or atom; with --json: jsonl")
      ->type_name("FORMAT")
      ->check(one_of({"jsonl", "csv", "atom"}));
  add_silence(events, line);
  exported.app.add_flag("--bom", exported.args.bom,
                        "csv: a byte order mark in front, by which Excel knows UTF-8");
}

void add_explain(CLI::App& app, CommandLine& line) {
  const auto explain = add_command(
      app, line, "explain", "Say why a story is in its event, and what else it might have joined",
      "newswatch explain https://time.com/7210296/white-house-deepseek-review/", command::explain);
  add_positional(explain.app, "STORY", explain.args.what,
                 "Its link, guid or id (the first six digits are enough), or an event id for the "
                 "story that opened the event")
      ->required();
}

void add_feeds(CLI::App& app, CommandLine& line) {
  CLI::App& feeds = add_group(app, line, "feeds", "List, check, find, import and export feeds",
                              "newswatch feeds list");
  add_command(feeds, line, "list", "Show how each feed is doing", "newswatch feeds list",
              command::feeds_list);

  const auto check =
      add_command(feeds, line, "check",
                  "Say what is wrong or odd with each feed; exit status 1 if one is wrong",
                  "newswatch feeds check --online thehill", command::feeds_check);
  check.app.add_flag("--online", check.args.online, "Ask each feed once; nothing is stored");
  add_positional(check.app, "NAME", check.args.names, "Names of feeds; default: all");

  const auto discover = add_command(feeds, line, "discover", "Find the feeds of a website",
                                    "newswatch feeds discover time.com", command::feeds_discover);
  add_positional(discover.app, "URL", discover.args.url, "A page of the site, or a feed")
      ->required();

  const auto imported =
      add_command(feeds, line, "import", "Turn the feeds of another reader (OPML) into config",
                  "newswatch feeds import feeds.opml --into newswatch.toml", command::feeds_import,
                  JsonOutput::kNone);
  add_positional(imported.app, "FILE", imported.args.file, "OPML; - is standard input")->required();
  imported.app
      .add_option("--into", imported.args.into,
                  "Add them to this config, if it is still good then; default: print them")
      ->type_name("CONFIG");

  add_command(feeds, line, "export", "Print the feeds as OPML, for another reader",
              "newswatch feeds export > feeds.opml", command::feeds_export, JsonOutput::kNone);
}

void add_held(CLI::App& app, CommandLine& line) {
  const auto held =
      add_command(app, line, "held", "List stories that matched and were too old to notify of",
                  "newswatch held --since 7d", command::held);
  add_when(held.app, "--since", held.args.since, "Only stories first seen at WHEN or later");
  add_count(held.app, held.args.limit);
  held.app.add_flag("--near", held.args.near,
                    "Stories that a topic nearly took, and why it did not");
  held.app.add_flag("--messages", held.args.messages,
                    "Messages that are held back, and what each of them waits for");
}

void add_outbox(CLI::App& app, CommandLine& line) {
  CLI::App& outbox =
      add_group(app, line, "outbox", "List, show, retry and drop messages that are not delivered",
                "newswatch outbox list");
  const auto list =
      add_command(outbox, line, "list", "List messages that wait for their sink or were given up",
                  "newswatch outbox list --sink mail", command::outbox_list);
  list.app.add_option("--sink", list.args.sink, "Only messages to this sink")->type_name("NAME");

  const auto show = add_command(outbox, line, "show", "Show one message, and why it is still here",
                                "newswatch outbox show 17", command::outbox_show);
  add_positional(show.app, "ROW", show.args.row, "Its number in the list")
      ->required()
      ->check(whole_number);

  const auto retry =
      add_command(outbox, line, "retry", "Send messages again that failed or were given up",
                  "newswatch outbox retry --all --sink mail", command::outbox_retry);
  auto* const rows =
      add_positional(retry.app, "ROW", retry.args.choice.rows, "Their numbers in the list")
          ->check(whole_number);
  auto* const all = retry.app.add_flag("--all", retry.args.choice.all, "All of them");
  all->excludes(rows);
  retry.app.add_option("--sink", retry.args.choice.sink, "With --all: only those to this sink")
      ->type_name("NAME")
      ->needs(all);

  const auto drop = add_command(outbox, line, "drop", "Forget messages; they are never sent",
                                "newswatch outbox drop 17 18", command::outbox_drop);
  auto* const numbers =
      add_positional(drop.app, "ROW", drop.args.choice.rows, "Their numbers in the list")
          ->check(whole_number);
  drop.app.add_option("--sink", drop.args.choice.sink, "All messages to this sink")
      ->type_name("NAME")
      ->excludes(numbers);
}

void add_config(CLI::App& app, CommandLine& line) {
  CLI::App& config = add_group(app, line, "config", "Begin, check and show the configuration",
                               "newswatch config check newswatch.toml");
  const auto check = add_command(config, line, "check", "Say what is wrong with a config file",
                                 "newswatch config check newswatch.toml", command::config_check);
  add_positional(check.app, "FILE", check.args.file,
                 "Config file; - is standard input; default: as for all commands");
  check.app.add_flag("--online", check.args.online,
                     "Also send each sink a message that is marked as a test");
  const auto init = add_command(config, line, "init", "Write a short config to begin with",
                                "newswatch config init newswatch.toml", command::config_init);
  add_positional(init.app, "FILE", init.args.file,
                 "To write, one that is there is kept; - is standard output")
      ->required();
  const auto show = add_command(config, line, "show", "Print the settings in force as TOML",
                                "newswatch config show --default", command::config_show);
  show.app.add_flag("--default", show.args.built_in,
                    "Print the built-in default: every setting, with what it means");
}

void add_sinks_test(CLI::App& sinks, CommandLine& line) {
  const auto test = add_command(sinks, line, "test",
                                "Send a message that is marked as a test, and say what came of it",
                                "newswatch sinks test mail --dry-run", command::sinks_test);
  add_positional(test.app, "NAME", test.args.names, "Names of sinks; default: all");
  test.app.add_option("--event", test.args.event, "The message about this event")->type_name("ID");
  test.app.add_flag("--dry-run", test.args.dry_run,
                    "Send nothing; print the bytes, with secrets as ***");
}

void add_sinks(CLI::App& app, CommandLine& line) {
  CLI::App& sinks =
      add_group(app, line, "sinks", "Show the sinks that messages go to", "newswatch sinks list");
  add_command(sinks, line, "list",
              "Say whether each sink takes its messages, and what waits for it",
              "newswatch sinks list", command::sinks_list);
  add_sinks_test(sinks, line);
}

void add_status(CLI::App& app, CommandLine& line) {
  const auto status = add_command(
      app, line, "status",
      "Say how newswatch is doing; exit status 1 if it is not well, 4 if it does not run",
      "newswatch status --coverage --since 7d", command::status);
  status.app.add_flag(
      "--check", status.args.check,
      "One line for monitoring plugins; exit status 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN");
  status.app.add_flag("--coverage", status.args.coverage,
                      "Show when each feed was watched, and when something may have been missed");
  add_when(status.app, "--since", status.args.since, "Start of the coverage; default: 7d");
}

int print_text(const std::string& text) {
  print::Output out;
  out.write(text);
  return out.finish(kOk);
}

int parse_and_run(int argc, char** argv) {
  CommandLine line;
  line.global.locations = locations_of_environment();
  CLI::App app(
      "Watches news feeds and notifies once of each new happening. Without a command it\n"
      "says what is here and what to do next.",
      "newswatch");
  app.set_version_flag("--version", "newswatch " NEWSWATCH_VERSION);
  app.require_subcommand(0, 1);
  app.footer(footer("newswatch events list --since 7d"));
  add_global(app, line);
  add_run(app, line);
  add_filters(app, line);
  add_events(app, line);
  add_explain(app, line);
  add_feeds(app, line);
  add_held(app, line);
  add_outbox(app, line);
  add_config(app, line);
  add_sinks(app, line);
  add_status(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return print_text(app.help());
  } catch (const CLI::CallForVersion&) {
    return print_text("newswatch " NEWSWATCH_VERSION "\n");
  } catch (const CLI::ParseError& error) {
    print::complain(misuse(app, error));
    return kUsage;
  }
  if (!line.chosen) return command::overview({line.global});
  const int status = line.chosen();
  // What was not found may stand where nothing can be read.
  const bool fine = status == kOk || status == kNotFound;
  return fine && *line.global.rows_missing ? kFailure : status;
}

}  // namespace

int main(int argc, char** argv) {
  print::open_closed_streams();
  std::signal(SIGPIPE, SIG_IGN);  // write() reports a reader that left, see print/output.h
  try {
    return parse_and_run(argc, argv);
  } catch (const std::exception& error) {
    print::complain(std::string("unexpected: ") + error.what());
    return kFailure;
  }
}

}  // namespace newswatch::cli
