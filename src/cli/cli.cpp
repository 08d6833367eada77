// The grammar of the command line (CLI11), and which command it names.
#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command/commands.h"
#include "cli/completion.h"
#include "cli/first_config.h"
#include "cli/grammar.h"
#include "cli/misuse.h"
#include "cli/print/output.h"
#include "cli/value_checks.h"
#include "version.h"

namespace newswatch::cli {
namespace {

void add_run(CLI::App& app, CommandLine& line) {
  const auto run = add_command(
      app, line, "run", "Run the daemon: poll the feeds, find events, notify of them",
      "newswatch run --config newswatch.toml --state-dir state", command::run, JsonOutput::kNone);
  run.app.add_flag("--once", run.args.once, "Poll every feed once, notify, then exit");
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

  const auto pause = add_command(feeds, line, "pause", "Do not poll feeds until they are resumed",
                                 "newswatch feeds pause thehill", command::feeds_pause);
  add_positional(pause.app, "NAME", pause.args.names, "Names of feeds")->required();
  const auto resume = add_command(feeds, line, "resume", "Poll feeds again that were paused",
                                  "newswatch feeds resume thehill", command::feeds_resume);
  add_positional(resume.app, "NAME", resume.args.names, "Names of feeds")->required();

  add_command(feeds, line, "export", "Print the feeds as OPML, for another reader",
              "newswatch feeds export > feeds.opml", command::feeds_export, JsonOutput::kNone);
}

void add_daemon(CLI::App& app, CommandLine& line) {
  const auto poll = add_command(app, line, "poll", "Have the daemon ask feeds now",
                                "newswatch poll thehill", command::poll);
  auto* const names = add_positional(poll.app, "NAME", poll.args.names, "Names of feeds");
  poll.app.add_flag("--all", poll.args.all, "All of them")->excludes(names);
  add_command(app, line, "reload", "Have the daemon read its config again", "newswatch reload",
              command::reload);
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

void add_init(CLI::App& app, CommandLine& line) {
  const auto init =
      add_command(app, line, "init",
                  "Write a config of your own, and show what it would have found and sent today",
                  "newswatch init --feed thehill.com --word deepseek --word 'deep seek' --sink log",
                  command::init, JsonOutput::kNone);
  add_positional(init.app, "FILE", init.args.file,
                 "To write; default: that of --config, else newswatch.toml");
  const auto each = [&](const char* name, std::vector<std::string>& values, const char* type,
                        const std::string& what) {
    init.app.add_option(name, values, what)->type_name(type)->expected(1)->take_all();
  };
  each("--feed", init.args.feeds, "ADDRESS", "A site or a feed; may be given again");
  init.app.add_option("--opml", init.args.opml, "The feeds of another reader")->type_name("FILE");
  each("--word", init.args.words, "WORD",
       "A word or phrase to watch for, any is enough; may be given again");
  each("--not", init.args.without, "WORD", "One that rules a story out; may be given again");
  init.app.add_option("--topic", init.args.topic, "Its name; default: its first word")
      ->type_name("NAME");
  each("--sink", init.args.sinks, "SINK", std::string(kSinkForms) + "; default: log");
  each("--allow-network", init.args.allow_networks, "CIDR",
       "Private addresses that may be asked, as 192.168.0.0/16");
  init.app.add_flag("--offline", init.args.offline, "Ask nothing of the network");
  init.app.add_flag("--force", init.args.force, "Replace a file that is there");
  init.app.footer("What is missing is asked for, on a terminal.\n\n" +
                  footer("newswatch init --feed thehill.com --word deepseek"));
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

void add_retention(CLI::App& app, CommandLine& line) {
  const auto retention =
      add_command(app, line, "retention", "Say how long what is kept, how large it is and grows",
                  "newswatch retention --dry-run", command::retention);
  retention.app.add_flag("--dry-run", retention.args.dry_run,
                         "Count what goes by the config as it is now; nothing is changed");
}

void add_backup(CLI::App& app, CommandLine& line) {
  const auto backup =
      add_command(app, line, "backup", "Copy the event database into a folder of backups",
                  "newswatch backup /srv/backup/newswatch", command::backup);
  add_positional(backup.app, "DIR", backup.args.dir, "Their folder; made when missing")->required();
  auto* const keep =
      backup.app.add_option("--keep", backup.args.keep, "The newest N stay there; default: 7")
          ->type_name("N")
          ->check(CLI::Range(1, 1'000'000));
  backup.app
      .add_flag("--verify", backup.args.verify, "Only say whether the backups there are whole")
      ->excludes(keep);

  const auto restore =
      add_command(app, line, "restore", "Put a backup in the place of the event database",
                  "newswatch restore /srv/backup/newswatch", command::restore);
  add_positional(restore.app, "DIR", restore.args.dir, "The folder of backups")->required();
  restore.app.add_option("--backup", restore.args.number, "Its number; default: the newest")
      ->type_name("N")
      ->check(whole_number);
  restore.app.add_flag("--force", restore.args.force,
                       "Move the event database that is there aside");

  const auto check = add_command(app, line, "check",
                                 "Say whether the event database is whole; status 5: it is not",
                                 "newswatch check", command::check);
  check.app.add_flag("--repair", check.args.repair,
                     "Mend what can be mended; the daemon must not run");
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

void add_completion(CLI::App& app, CommandLine& line) {
  const auto completion = add_command(
      app, line, "completion", "Print the script by which a shell completes commands",
      "newswatch completion bash > ~/.local/share/bash-completion/completions/newswatch",
      command::completion, JsonOutput::kNone);
  add_positional(completion.app, "SHELL", completion.args.shell, "bash, zsh or fish")
      ->required()
      ->check(one_of({"bash", "zsh", "fish"}));
}

// What the scripts of the shells ask: the words of a command line, the last one as far as it is
// typed. A line for each that fits: the word, a tab, what it is.
int print_candidates(const CLI::App& app, const std::vector<std::string>& words, Global& global) {
  print::Output out;
  for (const Candidate& one : complete(app, words, global)) out.line(one.word + "\t" + one.what);
  return out.finish(kOk);
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
  add_stream_commands(app, line);
  add_event_commands(app, line);
  add_searches(app, line);
  add_feeds(app, line);
  add_daemon(app, line);
  add_held(app, line);
  add_outbox(app, line);
  add_init(app, line);
  add_config(app, line);
  add_sinks(app, line);
  add_retention(app, line);
  add_status(app, line);
  add_backup(app, line);
  add_completion(app, line);
  if (argc > 1 && std::string_view(argv[1]) == "__complete") {
    return print_candidates(app, {argv + 2, argv + argc}, line.global);
  }
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
