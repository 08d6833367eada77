#include "config/file_kinds.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "config/key_kinds.h"
#include "config/table_reader.h"
#include "config/toml_text.h"
#include "process/denial.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::config {
namespace {

bool is_executable_file(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

std::filesystem::path resolve_secret(std::string_view path, const FileContext& file) {
  constexpr std::string_view kCredentials = "$CREDENTIALS_DIRECTORY/";
  if (!path.starts_with(kCredentials)) return resolve(path, file);
  return file.credentials / path.substr(kCredentials.size());
}

}  // namespace

bool is_program(const std::string& program, std::string_view search_path) {
  if (program.find('/') != std::string::npos) return is_executable_file(program);
  while (!search_path.empty()) {
    const std::string_view folder = text::take_piece(search_path, ":");
    if (!folder.empty() && is_executable_file(std::filesystem::path(folder) / program)) return true;
  }
  return false;
}

std::filesystem::path resolve(std::string_view path, const FileContext& file) {
  if (path.empty()) return {};
  return (file.folder / path).lexically_normal();
}

bool PathKind::read(TableReader& reader, std::string_view key, Value& value) const {
  std::string path;
  if (!TextKind{}.read(reader, key, path)) return false;
  value = resolve(path, reader.file());
  return true;
}

std::string PathKind::toml(const Value& value) const { return toml_text(value.string()); }

bool CertificatesKind::read(TableReader& reader, std::string_view key, Value& value) const {
  if (!PathKind{}.read(reader, key, value)) return false;
  if (value.empty() || reader.file().named_files == NamedFiles::kLeave) return true;
  constexpr std::string_view kMark = "-----BEGIN CERTIFICATE-----";
  const std::string named = fmt::format("{} {}", key, text::quoted(value.string()));
  if (const auto denied = process::denial(value, process::Wish::kRead)) {
    reader.problem(key, fmt::format("{}: {}", named, process::to_string(*denied, {})));
    return false;
  }
  std::error_code error;
  std::ostringstream bytes;
  if (std::filesystem::is_regular_file(value, error)) bytes << std::ifstream(value).rdbuf();
  if (bytes.view().find(kMark) != std::string_view::npos) return true;
  reader.problem(key,
                 named + (bytes.view().empty() ? " is not a file that can be read"
                                               : " holds no PEM certificate"),
                 "the path of a PEM file, or \"\" for the system's");
  return false;
}

std::string CertificatesKind::toml(const Value& value) const { return PathKind{}.toml(value); }

bool SecretFileKind::read(TableReader& reader, std::string_view key, Value& value) const {
  std::string path;
  if (!TextKind{}.read(reader, key, path)) return false;
  value = resolve_secret(path, reader.file());
  if (value.empty() || reader.file().named_files == NamedFiles::kLeave) return true;
  std::string wrong = fault(value);
  if (wrong.empty()) return true;
  reader.problem(key, std::move(wrong));
  return false;
}

std::string SecretFileKind::toml(const Value& value) const { return PathKind{}.toml(value); }

bool StatePathKind::read(TableReader& reader, std::string_view key, Value& value) const {
  std::string path;
  if (!TextKind{}.read(reader, key, path)) return false;
  if (path.empty()) {
    reader.problem(key, fmt::format("{} is empty", key), fmt::format("{} = {}", key, toml(value)));
    return false;
  }
  value = std::filesystem::path(path).lexically_normal();
  return true;
}

std::string StatePathKind::toml(const Value& value) const { return PathKind{}.toml(value); }

bool CommandKind::read(TableReader& reader, std::string_view key, Value& value) const {
  if (!StringsKind{}.read(reader, key, value)) return false;
  if (value.empty() && !needed) return true;
  if (value.empty() || value.front().empty()) {
    reader.problem(key, fmt::format("{} names no program", key),
                   fmt::format("{} = {}", key, example()));
    return false;
  }
  const std::string& program = value.front();
  if (program.find('/') != std::string::npos && program.front() != '/') {
    reader.problem(key, fmt::format("program {} is a relative path", text::quoted(program)),
                   "its whole path, from / on");
    return false;
  }
  const FileContext& file = reader.file();
  if (file.named_files == NamedFiles::kCheck && !is_program(program, file.search_path)) {
    reader.problem(key,
                   fmt::format("program {} is not there, or not executable", text::quoted(program)),
                   "the whole path of one that is");
    return false;
  }
  return true;
}

std::string CommandKind::toml(const Value& value) const { return toml_text(value); }

}  // namespace newswatch::config
