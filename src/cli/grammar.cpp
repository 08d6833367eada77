#include "cli/grammar.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "cli/command/commands.h"
#include "cli/value_checks.h"

namespace newswatch::cli {

std::string footer(const char* example) {
  return std::string("Example:\n  ") + example +
         "\n\nExit status: 0 done, 1 failed, 2 wrong command line, 3 not found, 4 no store that "
         "can\n"
         "be used, 5 damaged store, 78 wrong config.";
}

void add_global(CLI::App& app, CommandLine& line, JsonOutput json) {
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

CLI::App& add_runnable(CLI::App& app, CommandLine& line, const char* name, const char* what,
                       const char* example_line, std::function<int(const Global&)> run,
                       JsonOutput json) {
  CLI::App& added = *app.add_subcommand(name, what);
  add_global(added, line, json);
  added.footer(footer(example_line));
  added.callback([&line, run = std::move(run), json, name] {
    if (line.global.json && json == JsonOutput::kNone) {
      throw CLI::ValidationError("--json", std::string(name) + " prints no JSON");
    }
    line.chosen = [&line, run] { return run(line.global); };
  });
  return added;
}

CLI::Option* add_when(CLI::App& app, const char* option, std::string& when,
                      const std::string& what) {
  const std::string note =
      "WHEN: a day (2025-01-28, today, yesterday, \"last monday\"), a time (\"2025-01-28 09:00\"), "
      "or\n"
      "how long ago (7d, \"2 hours ago\"). All in local time, but for a time with a zone\n"
      "(2025-01-28T09:00:00Z).\n\n";
  const std::string below = app.get_footer();
  if (!below.starts_with(note)) app.footer(note + below);
  return app.add_option(option, when, what)->type_name("WHEN");
}

void add_window(CLI::App& app, EventFilter& filter, const std::string& rows) {
  app.add_option("--topic", filter.topic, "Only " + rows + " of this topic")->type_name("TOPIC");
  add_when(app, "--since", filter.since, "Only " + rows + " first seen at WHEN or later");
  add_when(app, "--until", filter.until,
           "Only " + rows + " first seen before WHEN; a day is included");
}

void add_count(CLI::App& app, std::optional<std::size_t>& count, const char* what,
               const char* names) {
  app.add_option(names, count, what)->type_name("N")->check(whole_number);
}

namespace {

constexpr const char* kLimit = "-n,--limit";

void add_search(CLI::App& app, CommandLine& line) {
  const auto search = add_command(
      app, line, "search", "Find stories and events by words of their titles and summaries",
      "newswatch search deepseek \"white house\" \"chip*\" --since 30d", command::search);
  add_positional(search.app, "WORDS", search.args.words,
                 "All must be there: words, \"phrases in quotes\", beginnings*; case and accents "
                 "make no difference")
      ->required();
  add_window(search.app, search.args.filter, "stories and events");
  add_count(search.app, search.args.limit, "The newest N; default: 50; 0: all", kLimit);
}

void add_stories(CLI::App& app, CommandLine& line) {
  CLI::App& stories = add_group(app, line, "stories", "List the stories that are stored",
                                "newswatch stories list --unmatched --since 1d");
  const auto list =
      add_command(stories, line, "list", "List stories, newest first, matched or not",
                  "newswatch stories list --unmatched --since 1d", command::stories_list);
  list.app.add_flag("--unmatched", list.args.unmatched, "Only stories that no topic took");
  list.app.add_option("--feed", list.args.feed, "Only stories that this feed showed")
      ->type_name("NAME");
  add_window(list.app, list.args.filter, "stories");
  add_count(list.app, list.args.limit, "The newest N; default: 50; 0: all", kLimit);
}

void add_topics(CLI::App& app, CommandLine& line) {
  CLI::App& topics = add_group(app, line, "topics", "Try the rule of a topic before it is in force",
                               "newswatch topics try chips.toml --since 30d");
  const auto tried =
      add_command(topics, line, "try",
                  "Say what a rule would take, gain and lose of the stories that are stored",
                  "newswatch topics try chips.toml --since 30d", command::topics_try);
  tried.app.footer(
      "A story is stored with at most 2,000 bytes of its summary and without its full contents: "
      "what\n"
      "a rule would find further on is not found here.\n\n" +
      tried.app.get_footer());
  add_positional(tried.app, "FILE", tried.args.file,
                 "TOML with [[topic]] tables, or a whole config; - is standard input")
      ->required();
  tried.app.add_option("--topic", tried.args.topic, "Only this topic of the file")
      ->type_name("TOPIC");
  add_when(tried.app, "--since", tried.args.since, "Only stories first seen at WHEN or later");
  add_count(tried.app, tried.args.limit, "Samples of each kind; default: 10; 0: all", kLimit);
}

}  // namespace

void add_searches(CLI::App& app, CommandLine& line) {
  add_search(app, line);
  add_stories(app, line);
  add_topics(app, line);
}

}  // namespace newswatch::cli
