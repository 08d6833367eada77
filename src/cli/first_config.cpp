#include "cli/first_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "config/import_feeds.h"
#include "config/toml_text.h"
#include "net/masked_url.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::cli {

const std::string_view kSinkForms =
    "log, journal, file:PATH, command:PROGRAM, ntfy:URL, webhook:URL, slack:FILE or discord:FILE "
    "(a file that holds the address)";

namespace {

// A type of sink and the key that its one value goes to.
struct SinkForm {
  std::string_view type, key;
};
constexpr std::array<SinkForm, 8> kForms = {{{"log", ""},
                                             {"journal", ""},
                                             {"file", "path"},
                                             {"command", "command"},
                                             {"ntfy", "url"},
                                             {"webhook", "url"},
                                             {"slack", "url_file"},
                                             {"discord", "url_file"}}};

tl::unexpected<model::Error> refused(std::string_view what, std::string_view typed,
                                     std::string_view why) {
  constexpr std::size_t kShown = 120;
  return model::fail(
      model::ErrorKind::kBadInput,
      fmt::format("{} {}: {}", what, text::shortened(text::quoted(typed), kShown), why));
}

// TOML's strings take no control characters, and nobody should read others than they see.
bool fits_line(std::string_view text) { return text::printable(text) == text; }

model::Result<std::string> sink_table_of(std::string_view typed, std::string name) {
  const std::size_t colon = typed.find(':');
  const std::string_view type = typed.substr(0, colon);
  const std::string_view value =
      colon == std::string_view::npos ? std::string_view() : typed.substr(colon + 1);
  const auto form = std::ranges::find(kForms, type, &SinkForm::type);
  if (form == kForms.end()) return refused("sink", typed, fmt::format("write {}", kSinkForms));
  if (form->key.empty() && !value.empty()) return refused("sink", typed, "it takes no value");
  const bool optional = form->key.empty() || form->type == "file";
  if (value.empty() && !optional) {
    return refused("sink", typed, fmt::format("it needs a value; write {}", kSinkForms));
  }
  std::string out = fmt::format("\n[[sink]]\nname = {}\ntype = {}\n", config::toml_text(name),
                                config::toml_text(form->type));
  if (form->type == "command") {
    out += fmt::format("command = [{}]\n", config::toml_text(value));
  } else if (!value.empty()) {
    out += fmt::format("{} = {}\n", form->key, config::toml_text(value));
  }
  return out;
}

model::Result<std::string> sinks_text(const std::vector<std::string>& sinks) {
  std::string out =
      "\n# Who is told. `newswatch config show --default` has all kinds of sinks: mail, chats, "
      "webhooks.\n";
  std::map<std::string, int> names;
  for (const std::string& typed : sinks) {
    const std::string type = typed.substr(0, typed.find(':'));
    const int number = ++names[type];
    auto table = sink_table_of(typed, number == 1 ? type : fmt::format("{}-{}", type, number));
    if (!table) return tl::unexpected(table.error());
    out += *table;
  }
  return out;
}

std::string topic_text(const FirstAnswers& answers) {
  std::string out = fmt::format(
      "\n# What is watched. A story belongs to the topic if its title or summary has one of these "
      "words\n# or phrases, in any case; `word*` takes all words that begin so. See what a change "
      "would take:\n#     newswatch topics try FILE\n\n[[topic]]\nname = {}\n\n[[topic.clause]]\n"
      "any = {{ text = {} }}\n",
      config::toml_text(answers.topic.empty() ? answers.words.front() : answers.topic),
      config::toml_text(answers.words));
  if (!answers.without.empty()) {
    out += fmt::format("none = {{ text = {} }}\n", config::toml_text(answers.without));
  }
  return out;
}

std::string feeds_text(const FoundFeeds& feeds, FirstConfig& to) {
  // As for a config without feeds.
  const config::Import import = config::import_feeds({.feeds = feeds.taken}, {});
  to.refused = import.bad;
  std::string out =
      "\n# The feeds that are polled. `newswatch feeds discover SITE` finds others.\n";
  for (const std::string& other : feeds.others) {
    out += fmt::format("# Also found: {}\n", text::printable(net::masked_url(other)));
  }
  return out + import.toml;
}

}  // namespace

model::Result<FirstConfig> first_config(const FirstAnswers& answers) {
  if (answers.words.empty()) {
    return model::fail(model::ErrorKind::kBadInput, "no word to watch for");
  }
  for (const auto* texts :
       {&answers.words, &answers.without, &answers.sinks, &answers.allow_networks}) {
    for (const std::string& text : *texts) {
      if (!fits_line(text)) return refused("the text", text, "it has characters that nobody sees");
    }
  }
  if (!fits_line(answers.topic)) {
    return refused("the topic", answers.topic, "its name has characters that nobody sees");
  }
  FirstConfig out;
  out.toml =
      "# newswatch: the feeds, topics and sinks. Every other setting has its default;\n"
      "# `newswatch config show --default` prints all of them, with what they mean.\n"
      "# After a change: newswatch config check FILE\n";
  if (!answers.allow_networks.empty()) {
    out.toml += fmt::format(
        "\n[fetch]\n# Private addresses that may be asked; all others are refused.\n"
        "allow_networks = {}\n",
        config::toml_text(answers.allow_networks));
  }
  out.toml += feeds_text(answers.feeds, out);
  out.toml += topic_text(answers);
  const std::vector<std::string> log = {"log"};
  const auto sinks = sinks_text(answers.sinks.empty() ? log : answers.sinks);
  if (!sinks) return tl::unexpected(sinks.error());
  out.toml += *sinks;
  return out;
}

std::vector<std::string> split_words(std::string_view typed) {
  std::vector<std::string> words;
  while (!typed.empty()) {
    const std::size_t comma = std::min(typed.find(','), typed.size());
    const std::string_view word = text::trimmed(typed.substr(0, comma));
    if (!word.empty()) words.emplace_back(word);
    typed.remove_prefix(std::min(comma + 1, typed.size()));
  }
  return words;
}

}  // namespace newswatch::cli
