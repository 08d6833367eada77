// Pieces of the grammar of the command line (CLI11), for cli.cpp, which begins it, and for the
// files that add commands. Internal to cli/. One thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/event_filter.h"
#include "cli/open.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace newswatch::cli {

// The options of all commands, and the command to run.
struct CommandLine {
  Global global;
  std::function<int()> chosen;
};

enum class JsonOutput { kPrinted, kNone };  // whether a command prints JSON when it is asked to

// The end of a help: the example and the exit statuses.
std::string footer(const char* example);

// Adds the options that all commands have, so that they may stand before or after the words.
void add_global(CLI::App& app, CommandLine& line, JsonOutput json = JsonOutput::kPrinted);

CLI::App& add_group(CLI::App& app, CommandLine& line, const char* name, const char* what,
                    const char* example_line);

// Adds a command; `run` is called when it is the one that was typed, with the options of all.
CLI::App& add_runnable(CLI::App& app, CommandLine& line, const char* name, const char* what,
                       const char* example_line, std::function<int(const Global&)> run,
                       JsonOutput json);

template <class Args>
struct Added {
  CLI::App& app;
  Args& args;  // as long as the app
};

template <class Args>
Added<Args> add_command(CLI::App& app, CommandLine& line, const char* name, const char* what,
                        const char* example_line, int (*command)(const Args&),
                        JsonOutput json = JsonOutput::kPrinted) {
  const auto args = std::make_shared<Args>();
  const auto run = [args, command](const Global& global) {
    args->global = global;
    return command(*args);
  };
  return {add_runnable(app, line, name, what, example_line, run, json), *args};
}

// An argument without an option name. The help shows its name alone. App is CLI::App, which need
// not be known here.
template <class App, class Value>
CLI::Option* add_positional(App& app, const char* name, Value& value, const char* what) {
  return app.add_option(name, value, what)->type_name("");
}

CLI::Option* add_when(CLI::App& app, const char* option, std::string& when,
                      const std::string& what);
// --topic, --since and --until. rows: what they choose.
void add_window(CLI::App& app, EventFilter& filter, const std::string& rows = "events");
void add_count(CLI::App& app, std::optional<std::size_t>& count,
               const char* what = "The newest N; default: 50; 0: all, also with --json",
               const char* names = "-n,--lines");

// Commands about items and how they match and fold, and about events.
void add_stream_commands(CLI::App& app, CommandLine& line);
void add_event_commands(CLI::App& app, CommandLine& line);
// The commands that look through all stories of the store.
void add_searches(CLI::App& app, CommandLine& line);

}  // namespace newswatch::cli
