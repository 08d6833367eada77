#include "config/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace newswatch::config {

// toml++ asserts what bad input can break, which would abort the process.
struct BrokenAssertion : std::exception {};
constexpr void assert_of_toml(bool holds) {
  if (!holds) throw BrokenAssertion();
}

}  // namespace newswatch::config

#undef NDEBUG  // else toml++ takes for true what it asserts
#define TOML_ASSERT(holds) newswatch::config::assert_of_toml(static_cast<bool>(holds))
#include <toml++/toml.h>

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

bool is_bad_control(unsigned char c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

// The bytes of the character at the start of the text; 0: it is not UTF-8.
std::size_t character_size(std::string_view text) {
  constexpr std::size_t kLongest = 4;
  for (std::size_t size = 1; size <= std::min(kLongest, text.size()); ++size) {
    if (text::is_valid_utf8(text.substr(0, size))) return size;
  }
  return 0;
}

// Where the byte at `i` stands.
Position place(std::string_view toml, std::size_t i) {
  const std::string_view before = toml.substr(0, i);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::string_view start = before.substr(before.rfind('\n') + 1);
  const auto column = 1 + std::count_if(start.begin(), start.end(), [](char c) {
                        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
                      });
  return {static_cast<int>(line), static_cast<int>(column)};
}

// What no config holds anywhere, with its place. On some of it, in comments above all, toml++ would
// abort the process.
std::optional<Problem> bad_character(std::string_view toml, std::string_view file) {
  const auto problem = [&](std::size_t i, std::string what, std::string fix) {
    const Position at = place(toml, i);
    return Problem{std::string(file), at.line, at.column, "not TOML: " + std::move(what),
                   std::move(fix)};
  };
  for (std::size_t i = 0; i < toml.size();) {
    const auto c = static_cast<unsigned char>(toml[i]);
    if (is_bad_control(c)) {
      return problem(i, fmt::format("the control character U+{:04X}", unsigned{c}),
                     "\\uXXXX where a string needs it");
    }
    if (c == '\r' && toml.substr(i + 1, 1) != "\n") {
      return problem(i, "a carriage return without a line feed", "lines that end in a line feed");
    }
    if (c < 0x80) {
      ++i;
      continue;
    }
    const std::size_t size = character_size(toml.substr(i, 4));
    if (size == 0) {
      return problem(i, fmt::format("the byte 0x{:02X} is not UTF-8", unsigned{c}),
                     "the file in UTF-8");
    }
    const std::string_view character = toml.substr(i, size);
    if (character == "\uFEFF" && i > 0) {
      return problem(i, "a byte order mark inside the file", "the file without it");
    }
    if (character == "\xC2\x85" || character == "\u2028" || character == "\u2029") {
      return problem(i, "a line end of another script", "lines that end in a line feed");
    }
    i += size;
  }
  return std::nullopt;
}

// Walks over the strings and comments of a file as TOML reads them, and counts what nests outside
// of them. toml++ recurses over the parts of a dotted key without a limit.
class NestingScan {
 public:
  explicit NestingScan(std::string_view toml) : in_(toml) {}

  // The line where something nests too deeply; 0 when there is none.
  int line_of_excess() {
    while (pos_ < in_.size()) {
      const char c = in_[pos_];
      if (c == '#') {
        pos_ = std::min(in_.find('\n', pos_), in_.size());
      } else if (c == '"' || c == '\'') {
        string(c);
      } else {
        if (c == '\n') new_line();
        if (c == '[' || c == '{') ++brackets_;
        if ((c == ']' || c == '}') && brackets_ > 0) --brackets_;
        if (c == '.') ++dots_;
        if (dots_ > kMaxDepth || brackets_ > kMaxDepth) return line_;
        ++pos_;
      }
    }
    return 0;
  }

 private:
  void new_line() {
    ++line_;
    dots_ = 0;
  }

  void string(char quote) {
    const std::string three(3, quote);
    const bool many_lines = in_.substr(pos_).starts_with(three);
    const std::string_view end = std::string_view(three).substr(0, many_lines ? 3 : 1);
    for (pos_ += end.size(); pos_ < in_.size(); ++pos_) {
      if (in_.substr(pos_).starts_with(end)) {
        pos_ += end.size();
        // A string of several lines may end in quotes of its own.
        while (many_lines && pos_ < in_.size() && in_[pos_] == quote) ++pos_;
        return;
      }
      if (in_[pos_] == '\n') {
        if (!many_lines) return;  // toml++ stops here
        ++line_;
      } else if (in_[pos_] == '\\' && quote == '"' && in_.substr(pos_ + 1, 1) != "\n") {
        ++pos_;
      }
    }
  }

  std::string_view in_;
  std::size_t pos_ = 0;
  int line_ = 1, dots_ = 0, brackets_ = 0;
};

Problem syntax_problem(const toml::parse_error& error, std::string_view file) {
  const Position at = position(error.source());
  const std::string_view what = error.description();
  // Usually someone wrote `interval = 10m`.
  const bool number = what.find("parsing decimal integer") != std::string_view::npos;
  return {std::string(file), at.line, at.column, "not TOML: " + text::printable(what),
          number ? "a value with a unit in quotes, as in \"10m\"" : ""};
}

bool breaks_parser(std::string_view toml) {
  try {
    [[maybe_unused]] const toml::table ignored = toml::parse(toml);
    return false;
  } catch (const BrokenAssertion&) {
    return true;
  } catch (const std::exception&) {
    return false;  // an error of the text, which the caller's own parse reports
  }
}

// The place is that of the last byte of the shortest beginning on which an assertion breaks.
Problem assertion_problem(std::string_view toml, std::string_view file) {
  std::size_t good = 0, bad = toml.size();
  while (good + 1 < bad) {
    const std::size_t middle = good + (bad - good) / 2;
    (breaks_parser(toml.substr(0, middle)) ? bad : good) = middle;
  }
  const Position at = place(toml, bad - std::min<std::size_t>(bad, 1));
  return {std::string(file), at.line, at.column, "not TOML from here on", ""};
}

}  // namespace

tl::expected<Node, Problem> parse_document(std::string_view toml, std::string_view file) {
  const Problem too_deep{std::string(file), 0, 0, "nested too deeply", "flat tables"};
  if (auto bad = bad_character(toml, file)) return tl::unexpected(std::move(*bad));
  if (const int line = NestingScan(toml).line_of_excess(); line != 0) {
    return tl::unexpected(Problem{too_deep.file, line, 1, too_deep.what, too_deep.fix});
  }
  try {
    const toml::table root = toml::parse(toml);
    if (auto node = convert(root, 0)) return std::move(*node);
    return tl::unexpected(too_deep);
  } catch (const toml::parse_error& error) {
    return tl::unexpected(syntax_problem(error, file));
  } catch (const BrokenAssertion&) {
    return tl::unexpected(assertion_problem(toml, file));
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
