#include <fmt/format.h>

#include <algorithm>

#include "config/file_kinds.h"
#include "config/key_kinds.h"
#include "config/read_tables.h"
#include "text/escape.h"

namespace newswatch::config {
namespace {

constexpr std::string_view kDefaultPath = "notifications.jsonl";

bool read_type(TableReader& reader, Sink& sink) {
  const ChoiceKind<SinkType> kind{
      {{"log", SinkType::kLog}, {"file", SinkType::kFile}, {"command", SinkType::kCommand}}, {}};
  constexpr std::string_view kLater[] = {"webhook", "smtp", "ntfy", "journal", "alertmanager"};
  const Node* node = reader.find("type");
  if (node == nullptr) {
    reader.missing("type", reader.name(), TextKind{}.example());
    return false;
  }
  const auto* word = std::get_if<std::string>(&node->value);
  if (word != nullptr &&
      std::find(std::begin(kLater), std::end(kLater), *word) != std::end(kLater)) {
    reader.problem("type", fmt::format("type \"{}\" is not in this version of newswatch", *word),
                   "one of \"log\", \"file\", \"command\"");
    return false;
  }
  return kind.read(reader, "type", sink.type);
}

void read_topics_of(TableReader& reader, Sink& sink, const std::vector<Topic>& topics) {
  if (!StringsKind{}.read(reader, "topics", sink.topics)) return;
  std::vector<std::string> names;
  names.reserve(topics.size());
  for (const Topic& topic : topics) names.push_back(topic.name);
  for (std::size_t i = 0; i < sink.topics.size(); ++i) {
    if (std::find(names.begin(), names.end(), sink.topics[i]) != names.end()) continue;
    const std::string_view near = nearest(sink.topics[i], names);
    reader.file().problems.add(
        reader.element_at("topics", i),
        fmt::format("no [[topic]] is named {}", text::quoted(sink.topics[i])),
        near.empty() ? "the name of a topic" : text::quoted(near));
  }
}

void read_types(TableReader& reader, Sink& sink) {
  if (!StringsKind{}.read(reader, "types", sink.types)) return;
  for (std::size_t i = 0; i < sink.types.size(); ++i) {
    if (sink.types[i] == "event.new" || sink.types[i] == "event.merged") continue;
    reader.file().problems.add(
        reader.element_at("types", i),
        sink.types[i] == "trouble"
            ? "type \"trouble\" is not in this version of newswatch"
            : fmt::format("no message is of type {}", text::quoted(sink.types[i])),
        "types = [\"event.new\", \"event.merged\"]");
  }
}

void read_command(TableReader& reader, Sink& sink) {
  using namespace std::chrono_literals;
  const CommandKind command{.needed = true};
  DurationKind{1ms, 1h}.read(reader, "timeout", sink.timeout);
  if (reader.has("command")) {
    command.read(reader, "command", sink.command);
  } else {
    reader.missing("command", "[[sink]] of type \"command\"", command.example());
  }
}

Sink read_sink(TableReader& reader, const std::vector<Topic>& topics) {
  constexpr std::string_view kLater[] = {"url", "secret_file", "allow_networks"};
  Sink sink;
  if (reader.has("name")) {
    TextKind{.blank_allowed = false}.read(reader, "name", sink.name);
  } else {
    reader.missing("name", reader.name(), TextKind{}.example());
  }
  read_topics_of(reader, sink, topics);
  read_types(reader, sink);
  // Of a type that is unknown nobody knows the keys.
  if (!read_type(reader, sink)) return sink;
  if (sink.type == SinkType::kFile) {
    sink.path = kDefaultPath;
    StatePathKind{}.read(reader, "path", sink.path);
  } else {
    reader.refuse("path", "it belongs to type \"file\"");
  }
  if (sink.type == SinkType::kCommand) {
    read_command(reader, sink);
  } else {
    reader.refuse("command", "it belongs to type \"command\"");
    reader.refuse("timeout", "it belongs to type \"command\"");
  }
  reader.refuse_later(kLater);
  reader.finish();
  return sink;
}

}  // namespace

std::vector<Sink> read_sinks(const Array& tables, const std::vector<Topic>& topics,
                             const FileContext& file) {
  std::vector<Sink> sinks;
  std::unordered_set<std::string> names;
  for (const Node& table : tables) {
    TableReader reader(table, "[[sink]]", file);
    Sink sink = read_sink(reader, topics);
    check_name(sink.name, reader, names);
    const auto same = std::find_if(sinks.begin(), sinks.end(), [&](const Sink& other) {
      return sink.type == SinkType::kFile && other.type == sink.type && other.path == sink.path;
    });
    if (same != sinks.end()) {
      reader.problem(
          "path", fmt::format("[[sink]] {} writes to this file already", text::quoted(same->name)),
          "another path");
    }
    sinks.push_back(std::move(sink));
  }
  return sinks;
}

}  // namespace newswatch::config
