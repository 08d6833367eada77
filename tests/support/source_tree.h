// The sources of the project as text, for the tests that check how they are laid out.
//
// Any thread; whoever reads a tree owns it. A folder that is not there has no files.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace newswatch::test {

struct SourceFile {
  std::string path;  // below the root that was read: "fold/index.cpp"
  std::string text;

  std::string folder() const { return path.substr(0, path.find('/')); }
  bool is_header() const { return path.ends_with(".h"); }
};

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// The .h and .cpp files below `root`, by path.
inline std::vector<SourceFile> read_tree(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  if (!std::filesystem::exists(root)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const auto kind = entry.path().extension();
    if (kind != ".h" && kind != ".cpp") continue;
    files.push_back(
        {std::filesystem::relative(entry.path(), root).generic_string(), read_text(entry.path())});
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

inline const std::filesystem::path kRoot = NEWSWATCH_SOURCE_DIR;

// What `form` captures, wherever it matches.
inline std::vector<std::string> captured(const std::string& text, const std::regex& form) {
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), form), end; it != end; ++it) {
    found.push_back((*it)[1]);
  }
  return found;
}

inline std::vector<std::string> own_headers(const SourceFile& file) {
  static const std::regex kForm("(?:^|\n)[ \t]*#[ \t]*include[ \t]*\"([^\"]+)\"");
  return captured(file.text, kForm);
}

inline std::vector<std::string> foreign_headers(const SourceFile& file) {
  static const std::regex kForm("(?:^|\n)[ \t]*#[ \t]*include[ \t]*<([^>]+)>");
  return captured(file.text, kForm);
}

}  // namespace newswatch::test
