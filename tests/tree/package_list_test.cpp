// config/debian-packages.txt: every package is there for something that the tree uses.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/source_tree.h"

namespace newswatch {
namespace {

struct Package {
  std::string name;
  std::vector<std::string> needs;
  std::string use;  // "<header>", or a word
};

std::vector<Package> packages_of(const std::string& list) {
  std::vector<Package> packages;
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream columns(line);
    Package package;
    std::string needs, need, more;
    columns >> package.name >> needs >> package.use;
    if (columns >> more) package.use.clear();
    for (std::istringstream in(needs); std::getline(in, need, ',');) package.needs.push_back(need);
    packages.push_back(package);
  }
  return packages;
}

// Where a header must be included so that the need is one.
std::vector<std::string> folders_of(const std::string& need) {
  if (need == "build") return {"src", "tests/demo", "tests/support"};
  if (need == "test")
    return {"tests/unit", "tests/replay", "tests/system", "tests/adversary", "tests/tree"};
  if (need == "check") return {"tests/bench", "tests/fuzz"};
  return {};
}

bool is_included(const std::string& header, const std::string& need) {
  for (const auto& folder : folders_of(need)) {
    for (const auto& file : test::read_tree(test::kRoot / folder)) {
      const auto headers = test::foreign_headers(file);
      if (std::find(headers.begin(), headers.end(), header) != headers.end()) return true;
    }
  }
  return false;
}

bool has_word(const std::string& text, const std::string& word) {
  const auto is_inside = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !is_inside(text[at - 1])) && (end == text.size() || !is_inside(text[end]))) {
      return true;
    }
  }
  return false;
}

bool is_named(const std::string& word) {
  for (const auto* file :
       {"dev", ".ci/run", "CMakeLists.txt", "CMakePresets.json", "tests/CMakeLists.txt",
        "tests/fuzz/CMakeLists.txt", "config/debian/control"}) {
    if (has_word(test::read_text(test::kRoot / file), word)) return true;
  }
  for (const auto* folder : {"src", "tests"}) {
    for (const auto& file : test::read_tree(test::kRoot / folder)) {
      if (has_word(file.text, word)) return true;
    }
  }
  return false;
}

std::vector<std::string> useless(const std::vector<Package>& packages) {
  std::vector<std::string> wrong;
  std::set<std::string> names;
  const std::set<std::string> needs = {"build", "install", "deb", "test", "browser", "check"};
  for (const auto& [name, needed_by, use] : packages) {
    if (!names.insert(name).second) wrong.push_back(name + ": twice");
    if (use.empty()) {
      wrong.push_back(name + ": not three columns");
      continue;
    }
    for (const auto& need : needed_by) {
      if (!needs.contains(need)) wrong.push_back(name + ": nothing is called " + need);
    }
    const bool is_header = use.starts_with('<');
    if (is_header ? !is_included(use.substr(1, use.size() - 2), needed_by.front())
                  : !is_named(use)) {
      wrong.push_back(name + ": nothing uses " + use);
    }
  }
  return wrong;
}

TEST(PackageList, NamesOnlyWhatTheTreeUses) {
  const auto packages = packages_of(test::read_text(test::kRoot / "config/debian-packages.txt"));
  EXPECT_GT(packages.size(), 20U);
  EXPECT_EQ(useless(packages), std::vector<std::string>{});
}

TEST(PackageList, FindsWhatNothingUses) {
  // In two pieces, for this file is part of the tree.
  const auto nowhere = std::string("no") + "where-named";
  const auto packages = packages_of(
      "# a comment\n\n"
      "cmake  build  cmake\n"
      "cmake  build  cmake\n"
      "libgtest-dev  build  <gtest/gtest.h>\n"
      "mystery  test,joy  " +
      nowhere +
      "\n"
      "g++  build\n"
      "git  check  git and more\n");
  EXPECT_EQ(useless(packages),
            (std::vector<std::string>{"cmake: twice", "libgtest-dev: nothing uses <gtest/gtest.h>",
                                      "mystery: nothing is called joy",
                                      "mystery: nothing uses " + nowhere, "g++: not three columns",
                                      "git: not three columns"}));
}

// Those of a machine that builds anything, and those that only this tree's own build takes.
const std::set<std::string> kOnlyOurs = {"g++", "ccache", "ca-certificates"};

TEST(PackageList, NamesForTheBuildWhatDebiansPackageIsBuiltWith) {
  const auto control = test::read_text(test::kRoot / "config/debian/control");
  const auto from = control.find("Build-Depends:");
  const auto depends = control.substr(from, control.find("Standards-Version:") - from);
  for (const auto& [name, needs, use] :
       packages_of(test::read_text(test::kRoot / "config/debian-packages.txt"))) {
    const bool is_needed = needs.front() == "build" && !kOnlyOurs.contains(name);
    EXPECT_EQ(depends.find("\n " + name + ",") != std::string::npos ||
                  depends.find("\n " + name + "\n") != std::string::npos,
              is_needed || name == "scdoc")
        << name;
  }
}

TEST(PackageList, DebiansPackageHasTheVersionOfTheProgram) {
  const std::regex cmake("project\\(newswatch VERSION ([0-9.]+)"),
      debian("^newswatch \\(([^)]+)\\)");
  const auto program = test::captured(test::read_text(test::kRoot / "CMakeLists.txt"), cmake);
  const auto package =
      test::captured(test::read_text(test::kRoot / "config/debian/changelog"), debian);
  ASSERT_EQ(program.size(), 1U);
  ASSERT_FALSE(package.empty());
  EXPECT_EQ(package.front(), program.front());
}

}  // namespace
}  // namespace newswatch
