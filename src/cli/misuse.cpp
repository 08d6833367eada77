#include "cli/misuse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>
#include <vector>

#include "cli/print/phrases.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/nearest.h"

namespace newswatch::cli {
namespace {

using Words = std::vector<std::string>;

// "newswatch events list"
std::string command_words(const CLI::App& app) {
  const CLI::App* const above = app.get_parent();
  return above == nullptr ? app.get_name() : command_words(*above) + " " + app.get_name();
}

// The same without the program's name, which every error begins with: "events list has ".
std::string subject(const CLI::App& app) {
  const CLI::App* const above = app.get_parent();
  return above == nullptr ? ""
                          : command_words(app).substr(command_words(app).find(' ') + 1) + " has ";
}

std::string command_in_quotes(const std::string& words) { return "`" + words + "`"; }

std::string see_help(const CLI::App& app) {
  return "; see " + command_in_quotes(command_words(app) + " --help");
}

std::string typed(std::string_view word) {
  constexpr std::size_t kShown = 80;  // bytes
  return text::quoted(text::shortened(word, kShown));
}

std::vector<const CLI::App*> commands_below(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

const CLI::App* command_below(const CLI::App& app, std::string_view name) {
  const auto below = commands_below(app);
  const auto found =
      std::ranges::find_if(below, [&](auto* one) { return one->get_name() == name; });
  return found == below.end() ? nullptr : *found;
}

Words names_below(const CLI::App& app) {
  Words names;
  for (const CLI::App* one : commands_below(app)) names.push_back(one->get_name());
  return names;
}

Words long_options(const CLI::App& app) {
  Words names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

bool has_option(const CLI::App& app, const std::string& name) {
  return app.get_option_no_throw(name) != nullptr;
}

// The word that is meant: the nearest, else the only one that begins so. Empty: nobody knows.
std::string meant_by(std::string_view word, const Words& words) {
  const std::string lower = text::ascii_lower(word);
  const std::string_view near = text::nearest(lower, words);
  if (!near.empty() || lower.empty()) return std::string(near);
  const auto begins = [&](const std::string& one) { return one.starts_with(lower); };
  return std::ranges::count_if(words, begins) == 1 ? *std::ranges::find_if(words, begins) : "";
}

// The command that was named, as far as its words were known.
const CLI::App& named(const CLI::App& app) {
  const auto below = app.get_subcommands();
  return below.empty() ? app : named(*below.front());
}

// The words that nobody took of the first command in the row that has any.
struct Strangers {
  const CLI::App* app = nullptr;
  Words words;
};

Strangers strangers(const CLI::App& app) {
  Words words = app.remaining();
  std::erase(words, "--");
  const auto below = app.get_subcommands();
  if (!words.empty()) {
    // A word of a group may be a command too, and was taken for it: `conf check`.
    for (const CLI::App* taken : below) words.push_back(taken->get_name());
    return {&app, std::move(words)};
  }
  return below.empty() ? Strangers{} : strangers(*below.front());
}

std::string unknown_option(const CLI::App& app, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const CLI::App& command = named(app);
  const std::string begin = subject(app) + "no option " + typed(name);
  if (&command != &app && has_option(command, name)) {
    return begin +
           "; it goes after the command: " + command_in_quotes(command_words(command) + " " + name);
  }
  const bool one_dash = !name.starts_with("--");
  constexpr std::size_t kLetter = 2;  // "-n": no other letter is near it
  if (one_dash && name.size() == kLetter) return begin + see_help(app);
  const std::string meant = meant_by(one_dash ? "-" + name : name, long_options(app));
  return meant.empty() ? begin + see_help(app) : begin + "; did you mean " + meant + "?";
}

// The commands that may be meant by words which begin with an unknown one.
Words commands_meant(const CLI::App& app, const Words& words) {
  const std::string here = command_words(app) + " ";
  if (has_option(app, "--" + words.front())) return {here + "--" + words.front()};  // help, version
  Words meant;
  for (const CLI::App* group : commands_below(app)) {
    if (command_below(*group, words.front()) != nullptr) {
      meant.push_back(here + group->get_name() + " " + words.front());
    }
  }
  if (!meant.empty()) return meant;
  const std::string near = meant_by(words.front(), names_below(app));
  if (near.empty()) return {};
  std::string path = here + near;
  // In `conf check` the second word was taken for a command of its own.
  const auto taken = app.get_subcommands();
  const std::string second = words.size() > 1 ? words[1]
                             : taken.empty()  ? std::string()
                                              : taken.front()->get_name();
  if (!second.empty()) {
    const std::string next = meant_by(second, names_below(*command_below(app, near)));
    if (!next.empty()) path += " " + next;
  }
  return {path};
}

std::string unknown_word(const CLI::App& app, const Words& words) {
  if (commands_below(app).empty()) {
    const auto options = app.get_options();
    const bool time_given = std::ranges::any_of(options, [](const CLI::Option* option) {
      return option->count() > 0 && option->get_type_name() == "WHEN";
    });
    return typed(words.front()) + " is one word too many for " +
           command_in_quotes(command_words(app)) +
           (time_given ? "; a time of several words needs quotes: --since \"2 hours ago\""
                       : see_help(app));
  }
  const std::string begin = subject(app) + "no command " + typed(words.front());
  Words meant = commands_meant(app, words);
  if (meant.empty()) return begin + see_help(app);
  for (std::string& one : meant) one = command_in_quotes(one);
  return begin + "; did you mean " + print::alternatives(meant) + "?";
}

std::string without_end(std::string text, std::string_view end) {
  if (text.ends_with(end)) text.resize(text.size() - end.size());
  return text;
}

// CLI11 begins these errors with the option's name and a colon.
std::string wrong_count(const CLI::App& command, const std::string& what) {
  const std::string name = what.substr(0, what.find(':'));
  if (what.find("At Most") != std::string::npos) return name + " is given more than once";
  const CLI::Option* const option = command.get_option_no_throw(name);
  return name + " needs a value" +
         (option == nullptr ? "" : ": " + name + " " + option->get_type_name());
}

std::string wrong_value(const CLI::App& command, const std::string& what) {
  const std::size_t colon = what.find(':');
  const CLI::Option* const option = command.get_option_no_throw(what.substr(0, colon));
  return option == nullptr ? what : option->get_name(false, true) + what.substr(colon);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace

std::string misuse(const CLI::App& app, const CLI::ParseError& error) {
  if (const Strangers found = strangers(app); found.app != nullptr) {
    return found.words.front().starts_with('-') ? unknown_option(*found.app, found.words.front())
                                                : unknown_word(*found.app, found.words);
  }
  const CLI::App& command = named(app);
  const std::string what = error.what();
  if (error.get_name() == "RequiredError") {
    const Words below = names_below(command);
    if (!below.empty()) {
      return "which command of " + command_in_quotes(command_words(command)) + "? " +
             print::alternatives(below) + see_help(command);
    }
    return without_end(what, " is required") + " is missing" + see_help(command);
  }
  if (error.get_name() == "ArgumentMismatch") return wrong_count(command, what) + see_help(command);
  if (error.get_name() == "ConversionError") {  // of flags: numbers are checked before
    const std::string option = replaced(what, "Could not convert: ", "");
    return option.substr(0, option.find(" = ")) + " takes no value" + see_help(command);
  }
  if (error.get_name() == "ValidationError") return wrong_value(command, what) + see_help(command);
  return replaced(replaced(what, " excludes ", " can't go with "), " requires ", " goes with ") +
         see_help(command);
}

}  // namespace newswatch::cli
