// What the grammar of the command line is made of: commands with their arguments, each with the
// options that all commands have, and an example in its help. For cli.cpp and the grammar_*.cpp,
// one for each part of the commands. One thread.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/command/commands.h"
#include "cli/event_filter.h"
#include "cli/open.h"

namespace newswatch::cli {

// The options of all commands, and the command to run.
struct CommandLine {
  Global global;
  std::function<int()> chosen;
};

enum class JsonOutput { kPrinted, kNone };  // whether a command prints JSON when it is asked to

std::string footer(const char* example);

// Added to every command, so that they may stand before or after the command's words.
void add_global(CLI::App& app, CommandLine& line, JsonOutput json = JsonOutput::kPrinted);

CLI::App& add_group(CLI::App& app, CommandLine& line, const char* name, const char* what,
                    const char* example_line);

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

CLI::Option* add_when(CLI::App& app, const char* option, std::string& when, const char* what);

void add_window(CLI::App& app, EventFilter& filter);

void add_count(CLI::App& app, std::optional<std::size_t>& count,
               const char* what = "The newest N; default: 50; 0: all, also with --json");

// The commands of each part.
void add_stream_commands(CLI::App& app, CommandLine& line);
void add_event_commands(CLI::App& app, CommandLine& line);

}  // namespace newswatch::cli
