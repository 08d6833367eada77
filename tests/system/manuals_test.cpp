// The manuals of config/man, compared with the program and its sources, so that they do not go
// stale: newswatch(1) with the help of every command, newswatch-log(7) with what writes the log.
// (tests/unit/config/manual_test.cpp and tests/unit/store/manual_test.cpp do so for the config and
// the database.)
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "model/trouble.h"
#include "support/source_tree.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using Names = std::set<std::string>;
using TextLines = std::vector<std::string>;

const std::filesystem::path kManuals = test::kRoot / "config" / "man";

Names all_matches(const std::string& text, const std::regex& what) {
  Names found;
  for (std::sregex_iterator at(text.begin(), text.end(), what), end; at != end; ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

// The lines of a section, "# NAME", of a page.
TextLines section_of(const std::string& page, const std::string& name) {
  TextLines section;
  bool inside = false;
  for (const std::string& line : lines(test::read_text(kManuals / page))) {
    if (line.starts_with("# ")) {
      inside = line.substr(2).starts_with(name);
    } else if (inside) {
      section.push_back(line);
    }
  }
  return section;
}

// What a page says: the lines that begin with a bold word, each with the indented ones below it.
struct ManualEntry {
  std::string head, body;
};

std::vector<ManualEntry> entries_of(const TextLines& section) {
  std::vector<ManualEntry> entries;
  for (const std::string& line : section) {
    if (line.starts_with('*')) entries.push_back({line, ""});
    if (line.starts_with('\t') && !entries.empty()) entries.back().body += line + "\n";
  }
  return entries;
}

// A command as its help has it.
struct KnownCommand {
  std::string words;  // "events list"
  Names options;      // "--topic"; without those of all commands
  Names arguments;    // "ID"
  bool has_json = false;
};

void add_commands(const TextLines& words, std::vector<KnownCommand>& commands) {
  TextLines typed = words;
  typed.emplace_back("--help");
  const Ran ran = run_cli(typed);
  ASSERT_EQ(ran.status, 0);
  KnownCommand command;
  for (const std::string& word : words) command.words += (command.words.empty() ? "" : " ") + word;
  static const std::regex kOption(R"(  (?:-\w,)?(--[a-z-]+).*)"), kName(R"(  ([A-Z|]+|[a-z]+) .*)");
  std::string part;
  std::smatch match;
  bool is_group = false;
  for (const std::string& line : lines(ran.out)) {
    if (line.ends_with(':')) part = line;
    if (part == "Options:" && std::regex_match(line, match, kOption)) {
      command.options.insert(match[1]);
    } else if (part == "Positionals:" && std::regex_match(line, match, kName)) {
      command.arguments.insert(match[1]);
    } else if (part == "Subcommands:" && std::regex_match(line, match, kName)) {
      is_group = true;
      TextLines below = words;
      below.push_back(match[1]);
      add_commands(below, commands);
    }
  }
  if (is_group) return;
  command.has_json = command.options.contains("--json");
  for (const char* of_all : {"--help", "--config", "--state-dir", "--json"}) {
    command.options.erase(of_all);
  }
  commands.push_back(command);
}

const std::vector<KnownCommand>& all_commands() {
  static const std::vector<KnownCommand> commands = [] {
    std::vector<KnownCommand> found;
    add_commands({}, found);
    return found;
  }();
  return commands;
}

// "*feeds pause* NAME..., *feeds resume* NAME..." is about both.
bool is_about(const ManualEntry& entry, const std::string& words) {
  return entry.head.find("*" + words + "*") != std::string::npos;
}

TEST(Manuals, NewswatchHasEveryCommandWithItsOptionsAndNoOther) {
  std::vector<ManualEntry> entries;
  for (const ManualEntry& entry : entries_of(section_of("newswatch.1.scd", "COMMANDS"))) {
    entries.push_back(entry);
  }
  Names known;
  for (const KnownCommand& command : all_commands()) {
    known.insert(command.words);
    const auto entry = std::ranges::find_if(
        entries, [&](const ManualEntry& one) { return is_about(one, command.words); });
    ASSERT_NE(entry, entries.end()) << "newswatch.1.scd lacks " << command.words;
    for (const std::string& option : command.options) {
      EXPECT_THAT(entry->head + entry->body, testing::HasSubstr("*" + option + "*"))
          << command.words;
    }
    static const std::regex kTyped(R"(\*(--[a-z-]+)\*)");
    for (const std::string& option : all_matches(entry->head, kTyped)) {
      EXPECT_TRUE(command.options.contains(option)) << command.words << " has no " << option;
    }
    for (const std::string& argument : command.arguments) {
      EXPECT_THAT(entry->head, testing::HasSubstr(argument)) << command.words;
    }
  }
  EXPECT_GT(known.size(), 40u);
  static const std::regex kCommand(R"((?:^|, )\*([a-z ]+)\*)");
  for (const ManualEntry& entry : entries) {
    for (const std::string& words : all_matches(entry.head, kCommand)) {
      EXPECT_TRUE(known.contains(words)) << "newswatch.1.scd: no command " << words;
    }
  }
}

// "*events list*, *show*" is about `events list` and `events show`.
Names commands_of(const std::string& head) {
  static const std::regex kWords(R"(\*([a-z -]+)\*)");
  Names commands;
  std::string group;
  for (std::sregex_iterator at(head.begin(), head.end(), kWords), end; at != end; ++at) {
    const std::string words = (*at)[1];
    if (words.find(' ') != words.npos) {
      group = words.substr(0, words.find(' ') + 1);
    } else {
      commands.insert(group + words);
    }
    commands.insert(words);
  }
  return commands;
}

TEST(Manuals, NewswatchHasTheJsonOfEveryCommandThatPrintsSome) {
  Names described;
  for (const ManualEntry& entry : entries_of(section_of("newswatch.1.scd", "JSON"))) {
    if (!entry.body.empty()) described.merge(commands_of(entry.head));
  }
  for (const KnownCommand& command : all_commands()) {
    const bool always = command.words == "parse" || command.words == "cluster";
    EXPECT_EQ(described.contains(command.words), command.has_json && !always) << command.words;
  }
}

TEST(Manuals, RunHasItsOptionsAndTheExitStatuses) {
  const std::string page = test::read_text(kManuals / "newswatch-run.8.scd");
  for (const KnownCommand& command : all_commands()) {
    if (command.words != "run") continue;
    for (const std::string& option : command.options) {
      EXPECT_THAT(page, testing::HasSubstr("*" + option + "*"));
    }
  }
  static const std::regex kStatus(R"(constexpr int k\w+ = (\d+);)"), kSaid(R"(\*(\d+)\*)");
  const Names statuses = all_matches(test::read_text(test::kRoot / "src/cli/cli.h"), kStatus);
  EXPECT_EQ(statuses.size(), 7u);
  Names said;
  for (const ManualEntry& entry : entries_of(section_of("newswatch.1.scd", "EXIT STATUS"))) {
    said.merge(all_matches(entry.head, kSaid));
  }
  EXPECT_EQ(said, statuses);
}

// The pieces of a source that end where a function does.
TextLines functions_of(const std::string& text) {
  TextLines functions;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find("\n}\n", begin)) != text.npos; begin = end + 3) {
    functions.push_back(text.substr(begin, end - begin));
  }
  return functions;
}

Names troubles() {
  Names names;
  for (const std::string_view name : model::kTroubleNames) {
    names.emplace(name);
    names.insert(std::string(name) + ".recovered");
  }
  return names;
}

// The lines that a function writes: literals, or the names of trouble.
Names lines_in(const std::string& function) {
  static const std::regex kName("\"([a-z]+\\.[a-z_]+)\"");
  Names names;
  for (const std::string& name : all_matches(function, kName)) {
    if (name != "version.h") names.insert(name);
  }
  return function.find("model::name(told.kind)") == function.npos ? names : troubles();
}

// The names of the fields in the calls of field(NAME, ...), some of which are chosen there.
Names fields_in(const std::string& function) {
  static const std::regex kCall(R"(field\(([^,]*),)"), kName("\"([a-z_]+)\"");
  Names fields;
  for (const std::string& name : all_matches(function, kCall)) {
    fields.merge(all_matches(name, kName));
  }
  // The kinds of a silence.
  if (function.find("record::name(silence.kind)") != function.npos) {
    fields.insert({"event", "topic", "word"});
  }
  return fields;
}

TEST(Manuals, LogHasEveryLineWithItsFieldsAndNoOther) {
  static const std::regex kName(R"(\*([a-z]+\.[a-z_]+(?:\.recovered)?)\*)"),
      kField(R"(\*([a-z_]+)\*)");
  const auto page = lines(test::read_text(kManuals / "newswatch-log.7.scd"));
  std::map<std::string, Names> described;
  // Lines about trouble have their fields in the words above them.
  Names of_trouble;
  for (const std::string& line : section_of("newswatch-log.7.scd", "TROUBLE")) {
    if (line.starts_with("*feed.failing*")) break;
    of_trouble.merge(all_matches(line, kField));
  }
  for (const ManualEntry& entry : entries_of(page)) {
    for (const std::string& name : all_matches(entry.head, kName)) {
      if (name == "newswatch.toml") continue;  // a manual
      described[name].merge(all_matches(entry.body, kField));
      if (troubles().contains(name)) described[name].insert(of_trouble.begin(), of_trouble.end());
    }
  }
  std::map<std::string, Names> written;
  for (const auto& file : test::read_tree(test::kRoot / "src/daemon")) {
    const bool writes = file.path.find("log_lines.cpp") != file.path.npos || file.path == "log.cpp";
    if (!writes) continue;
    for (const std::string& function : functions_of(file.text)) {
      const Names names = lines_in(function), fields = fields_in(function);
      Names said;
      for (const std::string& name : names) {
        written[name].insert(fields.begin(), fields.end());
        const auto found = described.find(name);
        if (found != described.end()) said.insert(found->second.begin(), found->second.end());
      }
      for (const std::string& field : fields) {
        EXPECT_TRUE(names.empty() || said.contains(field))
            << *names.begin() << " has the field " << field << ", which newswatch-log.7.scd lacks";
      }
    }
  }
  EXPECT_GT(written.size(), 60u);
  for (const auto& [name, fields] : described) {
    EXPECT_TRUE(written.contains(name)) << "nothing writes " << name;
    for (const std::string& field : fields) {
      EXPECT_TRUE(written[name].contains(field)) << name << " has no field " << field;
    }
  }
  for (const auto& [name, fields] : written) {
    EXPECT_TRUE(described.contains(name)) << "newswatch-log.7.scd lacks " << name;
  }
}

// What a newcomer reads is short, and leads to all manuals.
TEST(Manuals, AreNamedByAShortReadme) {
  const std::string readme = test::read_text(test::kRoot / "README.md");
  EXPECT_LE(lines(readme).size(), 150u);
  for (const auto& file : std::filesystem::directory_iterator(kManuals)) {
    const std::string stem = file.path().stem().string();
    EXPECT_THAT(readme, testing::HasSubstr("`man " + stem.substr(0, stem.size() - 2) + "`"));
  }
}

TEST(Manuals, AreCleanForThoseWhoShowThem) {
  if (std::system("command -v scdoc mandoc >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "scdoc or mandoc is missing";
  }
  int pages = 0;
  for (const auto& file : std::filesystem::directory_iterator(kManuals)) {
    ++pages;
    // scdoc itself begins a paragraph behind each heading.
    const std::string command = "{ scdoc < '" + file.path().string() +
                                "' || echo scdoc failed; } 2>&1 | mandoc -Tlint -W warning | "
                                "grep -v 'skipping paragraph macro: PP'";
    FILE* pipe = ::popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::string said;
    std::array<char, 4096> part{};
    while (std::fgets(part.data(), part.size(), pipe) != nullptr) said += part.data();
    EXPECT_EQ(WEXITSTATUS(::pclose(pipe)), 1) << "grep has nothing to show";
    EXPECT_EQ(said, "") << file.path();
    // Each page leads to the others.
    const std::string text = test::read_text(file.path());
    for (const auto& other : std::filesystem::directory_iterator(kManuals)) {
      if (other.path() == file.path()) continue;
      const std::string stem = other.path().stem().string();  // "newswatch-log.7"
      const std::string named = "*" + stem.substr(0, stem.size() - 2) + "*(" + stem.back() + ")";
      EXPECT_THAT(text, testing::HasSubstr(named)) << file.path();
    }
  }
  EXPECT_EQ(pages, 5);
}

}  // namespace
}  // namespace newswatch::system_test
