// TableReader: takes the settings out of one table of a config file, and finds every problem in it.
// Internal to config/.
//
// Each read function marks its key as known. When the key is there and its value is good, the value
// is stored and true returned; when it is bad, a problem is noted and `out` stays as it was, so
// that later checks see a usable value. finish() notes the keys that nobody asked for. Views into
// the document, which must outlive the reader. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"

namespace newswatch::config {

struct DurationRange {
  model::Duration least, most;
};

class TableReader {
 public:
  // name: how messages call the table, "[fetch]" or "[[feed]]". `node` must hold a Table.
  TableReader(const Node& node, std::string_view name, Problems& problems);

  // nullptr: not given.
  const Node* find(std::string_view key);
  // Where the value stands; the table when the key is not given.
  Position at(std::string_view key) const;
  void problem(std::string_view key, std::string what, std::string fix = {});

  // Strings are UTF-8 without control characters.
  bool read(std::string_view key, std::string& out);
  // A string that is not empty; not given is a problem.
  bool need(std::string_view key, std::string& out);
  // One of the words.
  bool read_word(std::string_view key, std::string& out,
                 std::initializer_list<std::string_view> words);
  bool read(std::string_view key, std::vector<std::string>& out);
  bool read(std::string_view key, int& out, int least, int most);
  bool read(std::string_view key, double& out, double least, double most);
  bool read(std::string_view key, model::Duration& out, DurationRange range);
  // "16MiB": bytes.
  bool read_size(std::string_view key, std::size_t& out, std::size_t most);
  // The table of that key; nullptr: not given, or not one.
  const Node* table(std::string_view key, std::string_view fix);
  // The tables of [[key]]; nullptr: not given, or not such.
  const Array* tables(std::string_view key);

  // Keys that come with a later version: a problem each where one is given.
  void not_in_this_version(std::initializer_list<std::string_view> keys);
  // Keys that are known and of no use here: a problem each, with the reason.
  void of_no_use(std::initializer_list<std::string_view> keys, std::string_view because);
  // Unknown keys: a problem each, with the nearest known one, or the other table that has it.
  void finish(std::span<const TableReader* const> others = {});

  std::string_view name() const { return name_; }

 private:
  const Entry* entry(std::string_view key) const;
  void wrong_kind(std::string_view key, const Node& node, std::string_view example);

  const Table& table_;
  Position at_;
  std::string name_;
  Problems& problems_;
  std::vector<std::string> known_, refused_;
};

// The string without control characters, or a problem: TOML reads "\b" as a backspace.
bool clean(const Node& node, std::string_view what, Problems& problems);

// The word nearest to it, empty when none is near.
std::string_view nearest(std::string_view word, const std::vector<std::string>& words);

}  // namespace newswatch::config
