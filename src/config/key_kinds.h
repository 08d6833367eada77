// The kinds of values that a key of the config can have: how each is read, checked and printed.
//
// A kind is a plain value that holds the range or the words that it accepts. Each has
//   Value     the C++ type of the value.
//   read()    Takes the key's value out of a table. True: it is given and good, `value` has it.
//             False: not given, or bad; then a problem is noted and `value` is still fit for later
//             checks. `value` is the default before, which the problem may suggest.
//   toml()    The value as a TOML value that read() takes again.
//   needed    (some kinds) A table without the key is a problem; example() is what to write.
// file_kinds.h and network_kinds.h have more kinds. Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "model/clock.h"

namespace newswatch::config {

class TableReader;

// UTF-8 without control characters.
struct TextKind {
  using Value = std::string;
  bool needed = false;
  bool blank_allowed = true;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
  std::string example() const { return "\"...\""; }
};

// One of these words.
struct WordKind {
  using Value = std::string;
  std::vector<std::string_view> words;
  std::vector<std::string_view> later = {};  // words of later versions, refused with that reason
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// One of these words, each of which stands for a value of an enum.
template <class Enum>
struct ChoiceKind {
  using Value = Enum;
  struct Choice {
    std::string_view word;
    Enum value;
  };
  std::vector<Choice> choices;
  std::vector<std::string_view> later = {};

  bool read(TableReader& reader, std::string_view key, Value& value) const {
    WordKind words{{}, later};
    for (const Choice& choice : choices) words.words.push_back(choice.word);
    std::string word;
    if (!words.read(reader, key, word)) return false;
    for (const Choice& choice : choices) {
      if (choice.word == word) value = choice.value;
    }
    return true;
  }
  std::string toml(const Value& value) const {
    for (const Choice& choice : choices) {
      if (choice.value == value) return WordKind{}.toml(std::string(choice.word));
    }
    return {};
  }
};

struct BoolKind {
  using Value = bool;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

struct StringsKind {
  using Value = std::vector<std::string>;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

struct IntKind {
  using Value = int;
  int least, most;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// A whole number, or "off": 0.
struct IntOrOffKind {
  using Value = int;
  int least, most;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

struct NumberKind {
  using Value = double;
  double least, most;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// "20s", "1h30m".
struct DurationKind {
  using Value = model::Duration;
  model::Duration least, most;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// A duration, or a word for none: nullopt.
struct DurationOrOffKind {
  using Value = std::optional<model::Duration>;
  model::Duration least, most;
  std::string_view off = "off";
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// "16MiB": bytes, at least one.
struct SizeKind {
  using Value = std::size_t;
  std::size_t most;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// A TOML date or date-time. As the end of a span a date includes its day.
struct TimeKind {
  using Value = model::Time;
  bool is_end = false;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// "off", "hourly", "08:30" or "08:30 Europe/Berlin".
struct DigestKind {
  using Value = DigestSettings;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// A range of scores.
struct BandKind {
  using Value = Band;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

}  // namespace newswatch::config
