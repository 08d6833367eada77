#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "config/read_lists.h"
#include "config/table_reader.h"
#include "text/escape.h"

namespace newswatch::config {
namespace {

constexpr std::string_view kDefaultPath = "notifications.jsonl";
constexpr std::string_view kCommandForm = "command = [\"/path/of/program\", \"argument\"]";

bool is_executable_file(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

// Sinks of later versions are named, so that a reader of the design is not left to guess.
bool read_type(TableReader& reader, Sink& sink) {
  constexpr std::string_view kLater[] = {"webhook", "smtp", "ntfy", "journal", "alertmanager"};
  std::string type;
  if (reader.find("type") == nullptr) {
    reader.need("type", type);
    return false;
  }
  if (const Node* node = reader.find("type");
      const auto* word = std::get_if<std::string>(&node->value)) {
    if (std::find(std::begin(kLater), std::end(kLater), *word) != std::end(kLater)) {
      reader.problem("type", fmt::format("type \"{}\" is not in this version of newswatch", *word),
                     "one of \"log\", \"file\", \"command\"");
      return false;
    }
  }
  if (!reader.read_word("type", type, {"log", "file", "command"})) return false;
  sink.type = type == "log"    ? SinkType::kLog
              : type == "file" ? SinkType::kFile
                               : SinkType::kCommand;
  return true;
}

void read_topics_of(TableReader& reader, Sink& sink, const std::vector<Topic>& topics,
                    Problems& problems) {
  if (!reader.read("topics", sink.topics)) return;
  std::vector<std::string> names;
  names.reserve(topics.size());
  for (const Topic& topic : topics) names.push_back(topic.name);
  const auto& nodes = std::get<Array>(reader.find("topics")->value);
  for (std::size_t i = 0; i < sink.topics.size(); ++i) {
    if (std::find(names.begin(), names.end(), sink.topics[i]) != names.end()) continue;
    const std::string_view near = nearest(sink.topics[i], names);
    problems.add(nodes[i].at, fmt::format("no [[topic]] is named {}", text::quoted(sink.topics[i])),
                 near.empty() ? "the name of a topic" : text::quoted(near));
  }
}

void read_types(TableReader& reader, Sink& sink, Problems& problems) {
  if (!reader.read("types", sink.types)) return;
  const auto& nodes = std::get<Array>(reader.find("types")->value);
  for (std::size_t i = 0; i < sink.types.size(); ++i) {
    if (sink.types[i] == "event.new" || sink.types[i] == "event.merged") continue;
    problems.add(nodes[i].at,
                 sink.types[i] == "trouble"
                     ? "type \"trouble\" is not in this version of newswatch"
                     : fmt::format("no message is of type {}", text::quoted(sink.types[i])),
                 "types = [\"event.new\", \"event.merged\"]");
  }
}

void read_command(TableReader& reader, Sink& sink, const Surroundings& around) {
  reader.read("timeout", sink.timeout, {std::chrono::milliseconds(1), std::chrono::hours(1)});
  if (reader.find("command") == nullptr) {
    reader.problem("command", "[[sink]] of type \"command\" without command",
                   std::string(kCommandForm));
    return;
  }
  if (reader.read("command", sink.command)) check_command(reader, sink.command, around);
}

Sink read_sink(TableReader& reader, const std::vector<Topic>& topics, Surroundings& around) {
  Sink sink;
  reader.need("name", sink.name);
  read_topics_of(reader, sink, topics, around.problems);
  read_types(reader, sink, around.problems);
  // Of a type that is unknown nobody knows the keys.
  if (!read_type(reader, sink)) return sink;
  if (sink.type == SinkType::kFile) {
    std::string path(kDefaultPath);
    if (reader.read("path", path) && path.empty()) {
      reader.problem("path", "path is empty", fmt::format("path = \"{}\"", kDefaultPath));
    }
    sink.path = std::filesystem::path(path).lexically_normal();
  } else {
    reader.of_no_use({"path"}, "it belongs to type \"file\"");
  }
  if (sink.type == SinkType::kCommand) {
    read_command(reader, sink, around);
  } else {
    reader.of_no_use({"command", "timeout"}, "it belongs to type \"command\"");
  }
  reader.not_in_this_version({"url", "secret_file", "allow_networks"});
  reader.finish();
  return sink;
}

}  // namespace

void check_command(TableReader& reader, const std::vector<std::string>& command,
                   const Surroundings& around) {
  if (command.empty() || command.front().empty()) {
    reader.problem("command", "command names no program", std::string(kCommandForm));
    return;
  }
  const std::string& program = command.front();
  if (program.find('/') != std::string::npos && program.front() != '/') {
    reader.problem("command", fmt::format("program {} is a relative path", text::quoted(program)),
                   "its whole path, from / on");
  } else if (around.named_files == NamedFiles::kCheck && !is_program(program, around.search_path)) {
    reader.problem("command",
                   fmt::format("program {} is not there, or not executable", text::quoted(program)),
                   "the whole path of one that is");
  }
}

bool is_program(const std::string& program, std::string_view search_path) {
  if (program.find('/') != std::string::npos) return is_executable_file(program);
  while (!search_path.empty()) {
    const std::size_t end = std::min(search_path.find(':'), search_path.size());
    const std::string_view folder = search_path.substr(0, end);
    if (!folder.empty() && is_executable_file(std::filesystem::path(folder) / program)) return true;
    search_path.remove_prefix(std::min(end + 1, search_path.size()));
  }
  return false;
}

std::vector<Sink> read_sinks(const Array& tables, const std::vector<Topic>& topics,
                             Surroundings& around) {
  std::vector<Sink> sinks;
  std::unordered_set<std::string> names;
  for (const Node& table : tables) {
    TableReader reader(table, "[[sink]]", around.problems);
    Sink sink = read_sink(reader, topics, around);
    check_name(sink.name, reader.at("name"), "[[sink]]", names, around.problems);
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
