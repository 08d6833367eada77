#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "config/key_kinds.h"
#include "config/keys.h"
#include "config/read_tables.h"
#include "model/trouble.h"
#include "text/escape.h"
#include "text/nearest.h"

namespace newswatch::config {
namespace {

// Beside those about trouble.
constexpr std::array<std::string_view, 8> kMessageTypes = {
    "event.new", "event.grown", "event.corrected", "event.merged",
    "summary",   "digest",      "trouble",         "*"};

// nullptr: a type that the table does not have, which is a problem.
const SinkKeys* known_type(TableReader& reader, std::string_view type, SinkTable table) {
  if (const SinkKeys* known = find_sink_type(table, type)) return known;
  const Node* node = reader.find("type");
  const auto* text = node == nullptr ? nullptr : std::get_if<std::string>(&node->value);
  if (text == nullptr || *text != type) return nullptr;  // a problem already
  WordKind types;
  for (const SinkKeys& sink : table) types.words.push_back(sink.type);
  std::string word;
  types.read(reader, "type", word);
  return nullptr;
}

void check_topics(TableReader& reader, const SinkSettings& sink,
                  const std::vector<TopicSettings>& topics) {
  std::vector<std::string> names;
  names.reserve(topics.size());
  for (const TopicSettings& topic : topics) names.push_back(topic.name);
  for (std::size_t i = 0; i < sink.topics.size(); ++i) {
    if (std::find(names.begin(), names.end(), sink.topics[i]) != names.end()) continue;
    const std::string_view near = text::nearest(sink.topics[i], names);
    reader.file().problems.add(
        reader.element_at("topics", i),
        fmt::format("no [[topic]] is named {}", text::quoted(sink.topics[i])),
        near.empty() ? "the name of a topic" : text::quoted(near));
  }
}

// A type, or the first words of some: "feed" for "feed.failing" and "feed.quiet".
bool is_message_type(const std::string& type) {
  const auto begins = [&](std::string_view one) {
    return one.starts_with(type) && (one.size() == type.size() || one[type.size()] == '.');
  };
  return std::ranges::any_of(kMessageTypes, begins) ||
         std::ranges::any_of(model::kTroubleNames, begins) || model::is_trouble(type);
}

void check_types(TableReader& reader, const SinkSettings& sink) {
  for (std::size_t i = 0; i < sink.types.size(); ++i) {
    const std::string& type = sink.types[i];
    if (is_message_type(type)) continue;
    std::vector<std::string> names(kMessageTypes.begin(), kMessageTypes.end());
    names.insert(names.end(), model::kTroubleNames.begin(), model::kTroubleNames.end());
    const std::string_view near = text::nearest(type, names);
    reader.file().problems.add(
        reader.element_at("types", i), fmt::format("no message is of type {}", text::quoted(type)),
        near.empty() ? "types = [\"event.new\", \"event.grown\", \"trouble\"], or [\"*\"] for all"
                     : text::quoted(near));
  }
}

// Keys that the sink's type does not have: they belong to other types.
void refuse_other_keys(TableReader& reader, const SinkKeys& own, SinkTable table) {
  std::map<std::string_view, std::vector<std::string_view>> owners;  // of each key: types
  for (const SinkKeys& type : table) {
    for (const OptionKey& key : type.keys) owners[key.name].push_back(type.type);
  }
  for (const auto& [key, types] : owners) {
    if (std::find(types.begin(), types.end(), own.type) != types.end()) continue;
    reader.refuse(key, fmt::format("it belongs to type \"{}\"", fmt::join(types, "\" or \"")));
  }
}

// What the files hold that the options name.
void read_secrets(TableReader& reader, const SinkKeys& type, SinkSettings& sink) {
  if (reader.file().named_files == NamedFiles::kLeave) return;
  for (const OptionKey& key : type.keys) {
    if (!key.secret) continue;
    const auto& file = sink.option<std::filesystem::path>(key.name);
    if (file.empty()) continue;
    auto secret = key.secret(file);
    if (secret) {
      sink.secrets.emplace(key.name, *std::move(secret));
    } else {
      reader.problem(key.name, secret.error().context);
    }
  }
}

SinkSettings read_sink(TableReader& reader, const std::vector<TopicSettings>& topics,
                       SinkTable table) {
  SinkSettings sink;
  read_keys(common_sink_keys(), reader, sink);
  check_topics(reader, sink, topics);
  check_types(reader, sink);
  const SinkKeys* type = known_type(reader, sink.type, table);
  if (type == nullptr) return sink;  // nobody knows its keys
  sink.options = default_options(*type);
  read_keys(type->keys, reader, sink.options, fmt::format("[[sink]] of type \"{}\"", type->type));
  refuse_other_keys(reader, *type, table);
  read_secrets(reader, *type, sink);
  if (type->check != nullptr) type->check(reader, sink);
  reader.finish();
  return sink;
}

// The sink may not share the value of its type's exclusive key with a sink before it.
void check_exclusive(TableReader& reader, const SinkSettings& sink,
                     const std::vector<SinkSettings>& others, SinkTable table) {
  const SinkKeys* type = find_sink_type(table, sink.type);
  if (type == nullptr || type->exclusive_key.empty()) return;
  const auto value = [&](const SinkSettings& of) {
    return of.options.find(type->exclusive_key)->second;
  };
  const auto other = std::find_if(others.begin(), others.end(), [&](const SinkSettings& before) {
    return before.type == sink.type && value(before) == value(sink);
  });
  if (other == others.end()) return;
  reader.problem(
      type->exclusive_key,
      fmt::format("[[sink]] {} {} already", text::quoted(other->name), type->exclusive_use),
      fmt::format("another {}", type->exclusive_key));
}

}  // namespace

std::vector<SinkSettings> read_sinks(const Array& tables, const std::vector<TopicSettings>& topics,
                                     SinkTable sink_types, const FileContext& file) {
  std::vector<SinkSettings> sinks;
  std::unordered_set<std::string> names;
  for (const Node& table : tables) {
    TableReader reader(table, "[[sink]]", file);
    SinkSettings sink = read_sink(reader, topics, sink_types);
    check_name(sink.name, reader, names);
    check_exclusive(reader, sink, sinks, sink_types);
    sinks.push_back(std::move(sink));
  }
  return sinks;
}

}  // namespace newswatch::config
