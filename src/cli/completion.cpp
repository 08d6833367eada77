#include "cli/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/completion_names.h"
#include "cli/open.h"
#include "text/ascii.h"

namespace newswatch::cli {
namespace {

using Words = std::vector<std::string>;
using Candidates = std::vector<Candidate>;

// What the command line is at the word that is being typed.
struct Place {
  const CLI::App* app;
  const CLI::Option* value_of = nullptr;  // an option whose value comes next
  bool only_arguments = false;            // after "--"
  Words arguments;                        // those without an option name so far
  std::vector<const CLI::Option*> given;
};

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

const CLI::App* command_named(const CLI::App& app, const std::string& name) {
  for (const CLI::App* one : commands_of(app)) {
    if (one->get_name() == name) return one;
  }
  return nullptr;
}

void keep_location(const CLI::Option& option, const std::string& value, Global& global) {
  if (option.check_name("--config")) global.locations.config_option = value;
  if (option.check_name("--state-dir")) global.locations.state_dir_option = value;
}

// An option may have its value behind "=", which bash makes a word of its own.
void take_option(Place& place, const std::string& word, Global& global) {
  const std::size_t equals = word.find('=');
  const CLI::Option* const option = place.app->get_option_no_throw(word.substr(0, equals));
  if (option == nullptr) return;
  place.given.push_back(option);
  if (option->get_expected_max() == 0) return;
  if (equals == word.npos) {
    place.value_of = option;
  } else {
    keep_location(*option, word.substr(equals + 1), global);
  }
}

Place walk(const CLI::App& app, const Words& words, Global& global) {
  Place place{&app};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    if (place.value_of != nullptr) {
      if (word == "=") continue;
      keep_location(*place.value_of, word, global);
      place.value_of = nullptr;
    } else if (place.only_arguments || word == "-" || !word.starts_with('-')) {
      const CLI::App* const below = command_named(*place.app, word);
      if (below != nullptr) {
        place.app = below;
      } else {
        place.arguments.push_back(word);
      }
    } else if (word == "--") {
      place.only_arguments = true;
    } else {
      take_option(place, word, global);
    }
  }
  return place;
}

// The first sentence of a help text: "Names of feeds; default: all" is "Names of feeds".
std::string first_words(const std::string& help) {
  return help.substr(0, help.find_first_of(";\n"));
}

// Ids are typed in small letters, too.
bool begins_with(std::string_view word, std::string_view typed) {
  return text::ascii_lower(word).starts_with(text::ascii_lower(typed));
}

void add_commands(const CLI::App& app, Candidates& found) {
  for (const CLI::App* one : commands_of(app)) {
    found.push_back({one->get_name(), first_words(one->get_description())});
  }
}

void add_options(const Place& place, Candidates& found) {
  for (const CLI::Option* option : place.app->get_options()) {
    if (std::ranges::find(place.given, option) != place.given.end()) continue;
    for (const std::string& name : option->get_lnames()) {
      found.push_back({"--" + name, first_words(option->get_description())});
    }
  }
}

Candidates words_for(const std::vector<std::string_view>& words) {
  Candidates found;
  for (const std::string_view word : words) found.push_back({std::string(word), ""});
  return found;
}

// The kind of a value by the name that the help gives it: that of the option's value, or that of
// the argument. NAME is of a feed or a sink, by the command or the option.
std::optional<NameKind> kind_of(const CLI::App& app, const CLI::Option& option,
                                std::string_view value) {
  constexpr std::array<std::pair<std::string_view, NameKind>, 9> kKinds = {
      {{"ID", NameKind::kEvent},
       {"A", NameKind::kEvent},
       {"B", NameKind::kEvent},
       {"EVENT", NameKind::kEvent},
       {"STORY", NameKind::kEvent},
       {"ID|TOPIC", NameKind::kEventOrTopic},
       {"TOPIC", NameKind::kTopic},
       {"ROW", NameKind::kMessage},
       {"SINK", NameKind::kSink}}};
  for (const auto& [name, kind] : kKinds) {
    if (name == value) return kind;
  }
  if (value != "NAME") return std::nullopt;
  const CLI::App* const above = app.get_parent();
  const bool of_sink =
      option.check_name("--sink") || (above != nullptr && above->get_name() == "sinks");
  return of_sink ? NameKind::kSink : NameKind::kFeed;
}

Candidates values_of(const Place& place, const CLI::Option& option, std::string_view typed,
                     const Global& global) {
  const bool has_name = option.nonpositional();
  const std::string value = has_name ? option.get_type_name() : option.get_name();
  if (value == "FILE" || value == "CONFIG") return {{":files", ""}};
  if (value == "DIR") return {{":folders", ""}};
  if (value == "FORMAT") {
    return place.app->get_name() == "report" ? words_for({"html", "md"})
                                             : words_for({"jsonl", "csv", "atom"});
  }
  if (value == "SHELL") return words_for({"bash", "zsh", "fish"});
  if (value == "WHEN") return words_for({"today", "yesterday", "1d", "7d", "30d"});
  if (value == "TIME") return words_for({"30m", "2h", "12h", "1d", "7d"});
  const std::optional<NameKind> kind = kind_of(*place.app, option, value);
  if (!kind) return {};
  // `events split EVENT STORY...`: the stories of that event.
  const bool reports = value == "STORY" && !place.arguments.empty();
  return names_of(reports ? NameKind::kReport : *kind, global, typed,
                  reports ? place.arguments.front() : "");
}

// The argument that comes next. The last one of a command may take any number of words.
const CLI::Option* next_argument(const Place& place) {
  std::size_t before = place.arguments.size();
  for (const CLI::Option* option : place.app->get_options()) {
    if (!option->get_positional()) continue;
    const auto most = static_cast<std::size_t>(option->get_items_expected_max());
    if (before < most) return option;
    before -= most;
  }
  return nullptr;
}

}  // namespace

std::vector<Candidate> complete(const CLI::App& app, const std::vector<std::string>& words,
                                Global& global) {
  if (words.empty()) return {};
  const Place place = walk(app, words, global);
  std::string typed = words.back(), before;
  const CLI::Option* option = place.value_of;
  const std::size_t equals = typed.find('=');
  if (option != nullptr) {
    if (typed == "=") typed.clear();
  } else if (!place.only_arguments && typed.starts_with("--") && equals != typed.npos) {
    option = place.app->get_option_no_throw(typed.substr(0, equals));
    if (option == nullptr) return {};
    before = typed.substr(0, equals + 1);
    typed.erase(0, equals + 1);
  }
  Candidates found;
  if (option != nullptr) {
    found = values_of(place, *option, typed, global);
  } else if (!place.only_arguments && typed.starts_with('-')) {
    add_options(place, found);
  } else if (!commands_of(*place.app).empty()) {
    add_commands(*place.app, found);
  } else if (const CLI::Option* const argument = next_argument(place)) {
    found = values_of(place, *argument, typed, global);
  }
  std::erase_if(found, [&](const Candidate& one) {
    const bool used =
        option == nullptr && std::ranges::find(place.arguments, one.word) != place.arguments.end();
    return used || (!one.word.starts_with(':') && !begins_with(one.word, typed));
  });
  for (Candidate& one : found) {
    if (!one.word.starts_with(':')) one.word = before + one.word;
  }
  return found;
}

}  // namespace newswatch::cli
