#include "config/document.h"

#include <toml++/toml.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "text/escape.h"

namespace newswatch::config {
namespace {

constexpr int kMaxDepth = 100;

Position position(const toml::source_region& source) {
  return {static_cast<int>(source.begin.line), static_cast<int>(source.begin.column)};
}

model::Time midnight(const toml::date& date) {
  return std::chrono::sys_days(std::chrono::year(date.year) / date.month / date.day);
}

model::Time instant(const toml::date_time& value) {
  using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
  const std::chrono::nanoseconds fraction(value.time.nanosecond);
  model::Time time = midnight(value.date) + hours(value.time.hour) + minutes(value.time.minute) +
                     seconds(value.time.second) +
                     std::chrono::duration_cast<model::Duration>(fraction);
  if (value.offset) time -= minutes(value.offset->minutes);
  return time;
}

// nullopt: nested too deeply.
std::optional<Node> convert(const toml::node& from, int depth) {
  if (depth > kMaxDepth) return std::nullopt;
  Node to{position(from.source()), TimeOfDay{}};
  if (const auto* table = from.as_table()) {
    Table entries;
    entries.reserve(table->size());
    for (const auto& [key, value] : *table) {
      auto node = convert(value, depth + 1);
      if (!node) return std::nullopt;
      entries.push_back({std::string(key.str()), position(key.source()), std::move(*node)});
    }
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    to.value = std::move(entries);
  } else if (const auto* array = from.as_array()) {
    Array nodes;
    nodes.reserve(array->size());
    for (const auto& value : *array) {
      auto node = convert(value, depth + 1);
      if (!node) return std::nullopt;
      nodes.push_back(std::move(*node));
    }
    to.value = std::move(nodes);
  } else if (const auto* string = from.as_string()) {
    to.value = string->get();
  } else if (const auto* integer = from.as_integer()) {
    to.value = integer->get();
  } else if (const auto* number = from.as_floating_point()) {
    to.value = number->get();
  } else if (const auto* boolean = from.as_boolean()) {
    to.value = boolean->get();
  } else if (const auto* date = from.as_date()) {
    to.value = Day{midnight(date->get())};
  } else if (const auto* date_time = from.as_date_time()) {
    to.value = Instant{instant(date_time->get())};
  }
  return to;
}

// The line of a key with too many parts; 0 when there is none. toml++ recurses over the parts of a
// dotted key without a limit; it has one for nested values only.
int line_of_endless_key(std::string_view toml) {
  int line = 1, dots = 0;
  char quote = 0;
  for (std::size_t i = 0; i < toml.size(); ++i) {
    const char c = toml[i];
    if (c == '\n') {
      ++line;
      dots = 0;
      quote = 0;
    } else if (quote != 0) {
      if (c == '\\' && quote == '"') {
        ++i;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#') {
      i = std::min(toml.find('\n', i), toml.size()) - 1;
    } else if (c == '.' && ++dots > kMaxDepth) {
      return line;
    }
  }
  return 0;
}

Problem syntax_problem(const toml::parse_error& error, std::string_view file) {
  const Position at = position(error.source());
  const std::string_view what = error.description();
  // Usually someone wrote `interval = 10m`.
  const bool number = what.find("parsing decimal integer") != std::string_view::npos;
  return {std::string(file), at.line, at.column, "not TOML: " + text::printable(what),
          number ? "a value with a unit in quotes, as in \"10m\"" : ""};
}

}  // namespace

tl::expected<Node, Problem> parse_document(std::string_view toml, std::string_view file) {
  const Problem too_deep{std::string(file), 0, 0, "nested too deeply", "flat tables"};
  if (const int line = line_of_endless_key(toml); line != 0) {
    return tl::unexpected(Problem{too_deep.file, line, 1, too_deep.what, too_deep.fix});
  }
  try {
    const toml::table root = toml::parse(toml);
    if (auto node = convert(root, 0)) return std::move(*node);
    return tl::unexpected(too_deep);
  } catch (const toml::parse_error& error) {
    return tl::unexpected(syntax_problem(error, file));
  } catch (const std::exception& error) {
    return tl::unexpected(
        Problem{std::string(file), 0, 0, "not readable: " + text::printable(error.what()), ""});
  }
}

std::string_view type_name(const Node& node) {
  constexpr std::string_view kNames[] = {"a string",      "a whole number", "a number",
                                         "true or false", "a date",         "a date-time",
                                         "a time of day", "a list",         "a table"};
  return kNames[node.value.index()];
}

}  // namespace newswatch::config
