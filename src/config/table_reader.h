// TableReader: finds the keys of one table of a config file, and notes what is wrong with them.
// Internal to config/; key_kinds.h reads the values.
//
// The reader remembers which keys were asked for; finish() notes a problem for every other key of
// the table. It holds views into the document, which must outlive it. One thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"
#include "config/load_settings.h"

namespace newswatch::config {

// One config file that is being read: where its problems go, and what its values may refer to.
struct FileContext {
  Problems& problems;
  std::filesystem::path folder;  // relative paths begin here
  NamedFiles named_files = NamedFiles::kCheck;
  std::string search_path;            // $PATH
  std::filesystem::path credentials;  // systemd's $CREDENTIALS_DIRECTORY, or where it would be
};

// The credential that is the key of a judge when the config names no file.
inline constexpr std::string_view kJudgeCredential = "judge-api-key";

class TableReader {
 public:
  // name: what messages call the table, "[fetch]" or "[[feed]]". `node` must hold a Table; `file`
  // must outlive the reader.
  TableReader(const Node& node, std::string_view name, const FileContext& file);

  std::string_view name() const { return name_; }
  const FileContext& file() const { return file_; }

  // The value of a key, which is known from now on. nullptr: not given.
  const Node* find(std::string_view key);
  bool has(std::string_view key) const { return entry(key) != nullptr; }
  // Where the value stands; the table's place when the key is not given.
  Position at(std::string_view key) const;
  // Where an element of a list stands. The value must be a list with that element.
  Position element_at(std::string_view key, std::size_t index) const;

  // Notes a problem where the key's value stands.
  void problem(std::string_view key, std::string what, std::string fix = {});
  // A value of the wrong TOML type; example: the text behind "key = " that would be right.
  void wrong_type(std::string_view key, const Node& node, std::string_view example);
  // A key that is needed and not given. table: the name of the table in the message.
  void missing(std::string_view key, std::string_view table, std::string_view example);

  // The table of that key; nullptr: not given, or not a table.
  const Node* table(std::string_view key, std::string_view fix);
  // The tables of [[key]]; nullptr: not given, or not a list of tables.
  const Array* tables(std::string_view key);

  // A key that belongs elsewhere: a problem with the reason when it is given.
  void refuse(std::string_view key, std::string_view because,
              std::string_view fix = "nothing in its place");
  // Unknown keys: a problem for each, with the nearest known key, or the other table that has it.
  void finish(std::span<const TableReader* const> others = {});

 private:
  const Entry* entry(std::string_view key) const;

  const Table& table_;
  Position at_;
  std::string name_;
  const FileContext& file_;
  std::vector<std::string> known_, refused_;
};

}  // namespace newswatch::config
