#include "config/key_kinds.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/table_reader.h"
#include "config/toml_text.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/sizes.h"
#include "text/times.h"
#include "text/zones.h"

namespace newswatch::config {
namespace {

std::string shown(std::string_view value) { return text::quoted(text::shortened(value, 80)); }

// TOML reads "\b" as a backspace.
bool has_no_control_character(const Node& node, std::string_view key, const FileContext& file) {
  const auto& value = std::get<std::string>(node.value);
  if (std::none_of(value.begin(), value.end(),
                   [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
    return true;
  }
  file.problems.add(node.at, fmt::format("a control character in {}, {}", key, shown(value)),
                    "the value in single quotes, where a backslash is a backslash");
  return false;
}

// nullopt: not a number. TOML writes whole numbers without a point.
std::optional<double> number_in(const Node& node) {
  if (const auto* number = std::get_if<double>(&node.value)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&node.value)) {
    return static_cast<double>(*whole);
  }
  return std::nullopt;
}

}  // namespace

bool TextKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  const auto* text = std::get_if<std::string>(&node->value);
  if (text == nullptr) {
    reader.wrong_type(key, *node, "\"...\", a string in quotes");
    return false;
  }
  if (!has_no_control_character(*node, key, reader.file())) return false;
  if (!blank_allowed && text->find_first_not_of(' ') == std::string::npos) {
    reader.problem(key, fmt::format("{} of {} is empty", key, reader.name()),
                   fmt::format("{} = {}", key, example()));
    return false;
  }
  value = *text;
  return true;
}

std::string TextKind::toml(const Value& value) const { return toml_text(value); }

bool WordKind::read(TableReader& reader, std::string_view key, Value& value) const {
  std::string word;
  if (!TextKind{}.read(reader, key, word)) return false;
  if (std::find(words.begin(), words.end(), word) != words.end()) {
    value = std::move(word);
    return true;
  }
  if (std::find(later.begin(), later.end(), word) != later.end()) {
    reader.problem(key, fmt::format("{} \"{}\" is not in this version of newswatch", key, word),
                   fmt::format("\"{}\"", fmt::join(words, "\" or \"")));
  } else {
    reader.problem(key, fmt::format("{} can't be {}", key, shown(word)),
                   fmt::format("one of \"{}\"", fmt::join(words, "\", \"")));
  }
  return false;
}

std::string WordKind::toml(const Value& value) const { return toml_text(value); }

bool StringsKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  const auto* list = std::get_if<Array>(&node->value);
  if (list == nullptr) {
    reader.wrong_type(key, *node, "[\"...\"], a list of strings");
    return false;
  }
  Value strings;
  for (const Node& element : *list) {
    const auto* text = std::get_if<std::string>(&element.value);
    if (text == nullptr) {
      reader.file().problems.add(
          element.at, fmt::format("{} holds {} where a string should be", key, type_name(element)),
          fmt::format("{} = [\"...\"]", key));
    } else if (has_no_control_character(element, key, reader.file())) {
      strings.push_back(*text);
    }
  }
  if (strings.size() != list->size()) return false;
  value = std::move(strings);
  return true;
}

std::string StringsKind::toml(const Value& value) const { return toml_text(value); }

bool BoolKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  if (const auto* given = std::get_if<bool>(&node->value)) {
    value = *given;
    return true;
  }
  reader.wrong_type(key, *node, "true or false");
  return false;
}

std::string BoolKind::toml(const Value& value) const { return value ? "true" : "false"; }

bool IntKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  const auto* number = std::get_if<std::int64_t>(&node->value);
  if (number == nullptr) {
    reader.wrong_type(key, *node, fmt::format("{}, a whole number", value));
    return false;
  }
  if (*number < least || *number > most) {
    reader.problem(key, fmt::format("{} is {}", key, *number),
                   fmt::format("a whole number from {} to {}", least, most));
    return false;
  }
  value = static_cast<int>(*number);
  return true;
}

std::string IntKind::toml(const Value& value) const { return fmt::to_string(value); }

bool IntOrOffKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  if (const auto* text = std::get_if<std::string>(&node->value); text && *text == "off") {
    value = 0;
    return true;
  }
  return IntKind{least, most}.read(reader, key, value);
}

std::string IntOrOffKind::toml(const Value& value) const {
  return value == 0 ? toml_text("off") : fmt::to_string(value);
}

bool NumberKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  const auto number = number_in(*node);
  if (!number) {
    reader.wrong_type(key, *node, fmt::format("{}, a number", value));
    return false;
  }
  if (!(*number >= least && *number <= most)) {  // also true for NaN
    reader.problem(key, fmt::format("{} is {}", key, *number),
                   fmt::format("a number from {} to {}", least, most));
    return false;
  }
  value = *number;
  return true;
}

std::string NumberKind::toml(const Value& value) const { return fmt::to_string(value); }

bool DurationKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  const auto* text = std::get_if<std::string>(&node->value);
  if (text == nullptr) {
    const auto* number = std::get_if<std::int64_t>(&node->value);
    reader.wrong_type(key, *node,
                      number != nullptr && *number >= 0
                          ? fmt::format("\"{}s\" if seconds are meant", *number)
                          : fmt::format("\"{}\", a duration in quotes", text::duration(value)));
    return false;
  }
  const auto duration = text::parse_duration(*text);
  if (!duration) {
    reader.problem(
        key, fmt::format("{} is no duration: {}", key, shown(*text)),
        "a number and a unit, as in \"250ms\", \"20s\", \"10m\", \"12h\", \"2d\" or \"1h30m\"");
    return false;
  }
  if (*duration < least || *duration > most) {
    reader.problem(
        key, fmt::format("{} is {}", key, text::duration(*duration)),
        fmt::format("a duration from {} to {}", text::duration(least), text::duration(most)));
    return false;
  }
  value = *duration;
  return true;
}

std::string DurationKind::toml(const Value& value) const {
  return toml_text(text::duration(value));
}

bool DurationOrOffKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  if (const auto* text = std::get_if<std::string>(&node->value); text && *text == off) {
    value.reset();
    return true;
  }
  model::Duration duration = value.value_or(most);
  if (!DurationKind{least, most}.read(reader, key, duration)) return false;
  value = duration;
  return true;
}

std::string DurationOrOffKind::toml(const Value& value) const {
  return toml_text(value ? text::duration(*value) : std::string(off));
}

bool DigestKind::read(TableReader& reader, std::string_view key, Value& value) const {
  std::string words;
  if (!TextKind{}.read(reader, key, words)) return false;
  const auto bad = [&](std::string what) {
    reader.problem(
        key, fmt::format("{} {}", key, what),
        fmt::format("{} = \"off\", \"hourly\", \"08:30\" or \"08:30 Europe/Berlin\"", key));
    return false;
  };
  DigestSettings read;
  if (words == "off" || words == "hourly") {
    read.every = words == "off" ? DigestSettings::Every::kOff : DigestSettings::Every::kHour;
    value = read;
    return true;
  }
  const std::string time = words.substr(0, words.find(' '));
  const bool shaped = time.size() == 5 && time[2] == ':' && text::is_digit(time[0]) &&
                      text::is_digit(time[1]) && text::is_digit(time[3]) && text::is_digit(time[4]);
  const int hour = shaped ? (time[0] - '0') * 10 + time[1] - '0' : 24;
  const int minute = shaped ? (time[3] - '0') * 10 + time[4] - '0' : 60;
  if (hour > 23 || minute > 59) return bad(fmt::format("{} is no time of day", shown(words)));
  if (words.size() > time.size()) read.zone = text::trimmed(words.substr(time.size()));
  if (!text::is_zone(read.zone)) {
    return bad(fmt::format("{}: no zone is called {}", shown(words), text::quoted(read.zone)));
  }
  read.every = DigestSettings::Every::kDay;
  read.time_of_day = std::chrono::hours(hour) + std::chrono::minutes(minute);
  value = read;
  return true;
}

std::string DigestKind::toml(const Value& value) const {
  using Every = DigestSettings::Every;
  if (value.every == Every::kOff) return toml_text("off");
  if (value.every == Every::kHour) return toml_text("hourly");
  const auto minutes = value.time_of_day.count();
  return toml_text(fmt::format("{:02}:{:02} {}", minutes / 60, minutes % 60, value.zone));
}

bool SizeKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  const auto* text = std::get_if<std::string>(&node->value);
  if (text == nullptr) {
    reader.wrong_type(key, *node, fmt::format("\"{}\", a size in quotes", text::byte_size(value)));
    return false;
  }
  const auto size = text::parse_size(*text);
  if (!size || *size == 0 || *size > most) {
    reader.problem(
        key, fmt::format("{} can't be {}", key, shown(*text)),
        fmt::format("a size up to {}, as in \"512KiB\" or \"16MiB\"", text::byte_size(most)));
    return false;
  }
  value = *size;
  return true;
}

std::string SizeKind::toml(const Value& value) const { return toml_text(text::byte_size(value)); }

bool TimeKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  if (const auto* day = std::get_if<Day>(&node->value)) {
    value = is_end ? day->midnight + std::chrono::days(1) : day->midnight;
    return true;
  }
  if (const auto* instant = std::get_if<Instant>(&node->value)) {
    value = instant->time;
    return true;
  }
  reader.problem(
      key, fmt::format("{} can't be {}", key, type_name(*node)),
      fmt::format("{} = 2025-01-20 or {} = 2025-01-20T08:00:00Z, without quotes", key, key));
  return false;
}

std::string TimeKind::toml(const Value& value) const { return text::rfc3339(value); }

bool BandKind::read(TableReader& reader, std::string_view key, Value& value) const {
  const Node* node = reader.find(key);
  if (node == nullptr) return false;
  std::vector<double> ends;
  if (const auto* list = std::get_if<Array>(&node->value)) {
    for (const Node& element : *list) {
      if (const auto end = number_in(element)) ends.push_back(*end);
    }
    if (ends.size() != list->size()) ends.clear();
  }
  if (ends.size() == 2 && ends[0] >= 0 && ends[0] < ends[1] && ends[1] <= 1) {
    value = {ends[0], ends[1]};
    return true;
  }
  reader.problem(key, fmt::format("{} is no range of scores", key),
                 fmt::format("{} = [0.10, 0.40], two numbers from 0 to 1, the lower first", key));
  return false;
}

std::string BandKind::toml(const Value& value) const {
  return fmt::format("[{}, {}]", value.low, value.high);
}

}  // namespace newswatch::config
