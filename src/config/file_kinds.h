// Kinds of keys (key_kinds.h) whose value names a file or a program. Files and programs themselves
// are looked at only when FileContext::named_files says so. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace newswatch::config {

class TableReader;
struct FileContext;

// Relative: to the config file's folder. May be empty.
struct PathKind {
  using Value = std::filesystem::path;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// A PEM file with certificates. May be empty.
struct CertificatesKind {
  using Value = std::filesystem::path;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// A file with a secret, or "$CREDENTIALS_DIRECTORY/NAME": what systemd hands to the service alone
// (LoadCredential=). May be empty. fault() says what is wrong with the file, empty when nothing is.
struct SecretFileKind {
  using Value = std::filesystem::path;
  std::string (*fault)(const std::filesystem::path& file);
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// A file that newswatch writes. Relative: to the state folder. Not empty.
struct StatePathKind {
  using Value = std::filesystem::path;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// A program and its arguments. The program is a whole path, or a word that is found on $PATH. An
// empty list is no command, and a problem where one is needed.
struct CommandKind {
  using Value = std::vector<std::string>;
  bool needed = false;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
  std::string example() const { return "[\"/path/of/program\", \"argument\"]"; }
};

// Whether the program would start: a path to an executable file, or a word found on search_path.
bool is_program(const std::string& program, std::string_view search_path);

// The path in its plain form, relative to the config file's folder; an empty one stays empty.
std::filesystem::path resolve(std::string_view path, const FileContext& file);

}  // namespace newswatch::config
