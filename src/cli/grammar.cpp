// What the grammar of the command line is made of.
#include "cli/grammar.h"

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

void add_count(CLI::App& app, std::optional<std::size_t>& count, const char* what) {
  app.add_option("-n,--lines", count, what)->type_name("N")->check(whole_number);
}

}  // namespace newswatch::cli
