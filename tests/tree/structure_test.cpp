// The house, checked: includes point down, heavy headers and the environment stay where they may
// be, the map names every folder, the pure archives need nothing of the world.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/source_tree.h"

namespace newswatch {
namespace {

const std::filesystem::path kSource = test::kRoot / "src";

// Higher may include lower. A stage may include itself and what is below every stage.
const std::map<std::string, int, std::less<>> kRanks = {
    {"model", 0}, {"text", 1},  {"net", 2},      {"process", 2},  {"config", 3}, {"record", 4},
    {"poll", 5},  {"fetch", 5}, {"parse", 5},    {"identify", 5}, {"match", 5},  {"fold", 5},
    {"judge", 5}, {"store", 5}, {"notify", 5},   {"engine", 6},   {"daemon", 7}, {"view", 7},
    {"web", 8},   {"cli", 9},   {"main.cpp", 10}};

std::vector<std::string> arrows_up(const std::vector<test::SourceFile>& files) {
  std::vector<std::string> wrong;
  for (const auto& file : files) {
    for (const auto& target : test::own_headers(file)) {
      if (target == "version.h") continue;  // generated
      const auto from = kRanks.find(file.folder());
      const auto to = kRanks.find(target.substr(0, target.find('/')));
      const bool down = from != kRanks.end() && to != kRanks.end() && to->second < from->second;
      if (!down && (from == kRanks.end() || from != to))
        wrong.push_back(file.path + " -> " + target);
    }
  }
  return wrong;
}

// A library's headers, by how they start, and where they may stand.
struct Library {
  std::string_view header;
  std::vector<std::string_view> places;  // prefixes of paths in src
  std::size_t most_files;                // outside record/
};

const std::array<Library, 13> kLibraries = {
    // Where JSON is read; what is written goes through record/json_writer.
    {{"nlohmann/", {"record/json_reader", "record/judge_json", "parse/", "cli/item_lines"}, 3},
     {"CLI/", {"cli/"}, 6},
     {"toml++/", {"config/"}, 3},
     {"spdlog/", {"daemon/", "notify/log_sink.cpp"}, 3},
     {"rocksdb/", {"store/"}, 6},
     {"systemd/", {"daemon/"}, 3},
     {"pugixml", {"parse/", "config/opml.cpp"}, 99},
     {"simdjson", {"text/utf8.cpp", "record/json_reader.cpp"}, 2},
     {"kainjow/", {"notify/webhook_template.cpp", "web/page.cpp"}, 2},
     {"openssl/", {"notify/webhook_signature.cpp"}, 1},
     {"event2/", {"web/http_server.cpp"}, 1},
     {"prometheus/", {"daemon/metrics.cpp"}, 1},
     {"curl/", {"net/", "fetch/"}, 99}}};

std::vector<std::string> stray_libraries(const std::vector<test::SourceFile>& files) {
  std::vector<std::string> wrong;
  for (const auto& library : kLibraries) {
    std::size_t count = 0;
    for (const auto& file : files) {
      const auto headers = test::foreign_headers(file);
      const bool uses = std::any_of(headers.begin(), headers.end(), [&](const std::string& h) {
        return h.starts_with(library.header);
      });
      if (!uses) continue;
      if (file.folder() != "record") ++count;
      const bool placed = std::any_of(library.places.begin(), library.places.end(),
                                      [&](auto place) { return file.path.starts_with(place); });
      const bool light = library.most_files == 99;
      if (!placed || (file.is_header() && !light)) {
        wrong.push_back(file.path + " includes " + std::string(library.header));
      }
    }
    if (count > library.most_files) {
      wrong.push_back(std::string(library.header) + " in " + std::to_string(count) + " files");
    }
  }
  return wrong;
}

// Files that ask the machine for something that is handed in everywhere else.
std::vector<std::string> askers(const std::vector<test::SourceFile>& files, const std::regex& asks,
                                const std::vector<std::string_view>& allowed) {
  std::vector<std::string> wrong;
  for (const auto& file : files) {
    const bool may = std::any_of(allowed.begin(), allowed.end(),
                                 [&](auto place) { return file.path.starts_with(place); });
    if (!may && std::regex_search(file.text, asks)) wrong.push_back(file.path);
  }
  return wrong;
}

const std::regex kEnvironment(R"(\b(secure_)?getenv\s*\()");
const std::regex kTime(
    R"(\b(system_clock|steady_clock)::now\s*\(|\b(clock_gettime|gettimeofday)\s*\(|\btime\((nullptr|NULL|0)\))");

using List = std::vector<std::string>;

TEST(StructureTest, IncludesPointDown) { EXPECT_EQ(arrows_up(test::read_tree(kSource)), List{}); }

TEST(StructureTest, FindsAnArrowThatRunsUp) {
  const std::vector<test::SourceFile> planted = {
      {"text/a.cpp", "#include \"text/a.h\"\n#include \"model/item.h\"\n"},
      {"text/b.cpp", "#include <string>\n#include \"net/url.h\"\n"},
      {"parse/c.cpp", "#include \"fold/fold.h\"\n"},
      {"odd/d.cpp", "#include \"odd/d.h\"\n"}};
  EXPECT_EQ(arrows_up(planted), (List{"text/b.cpp -> net/url.h", "parse/c.cpp -> fold/fold.h",
                                      "odd/d.cpp -> odd/d.h"}));
}

// A room with folders of its own: a command includes what is printed, never the other way round.
// The exit statuses of cli.h are for all.
std::vector<std::string> arrows_up_in_cli(const std::vector<test::SourceFile>& files) {
  std::vector<std::string> wrong;
  for (const auto& file : files) {
    if (file.folder() != "cli" || file.path == "cli/cli.cpp") continue;
    if (file.path.starts_with("cli/grammar")) continue;
    for (const auto& target : test::own_headers(file)) {
      const bool to_command =
          target.starts_with("cli/command/") && !file.path.starts_with("cli/command/");
      const bool out_of_print = file.path.starts_with("cli/print/") && target.starts_with("cli/") &&
                                !target.starts_with("cli/print/") && target != "cli/cli.h";
      if (to_command || out_of_print) wrong.push_back(file.path + " -> " + target);
    }
  }
  return wrong;
}

TEST(StructureTest, CommandsStandOnWhatIsPrinted) {
  EXPECT_EQ(arrows_up_in_cli(test::read_tree(kSource)), List{});
  EXPECT_EQ(arrows_up_in_cli({{"cli/print/a.cpp", "#include \"cli/find.h\"\n"},
                              {"cli/find.cpp", "#include \"cli/command/commands.h\"\n"},
                              {"cli/command/b.cpp", "#include \"cli/print/a.h\"\n"}}),
            (List{"cli/print/a.cpp -> cli/find.h", "cli/find.cpp -> cli/command/commands.h"}));
}

// Names of files that stand in two folders: a reader would not know which of them is meant.
std::vector<std::string> shared_names(const std::vector<test::SourceFile>& files) {
  std::map<std::string, std::set<std::string>> folders;
  for (const auto& file : files) {
    const std::filesystem::path path(file.path);
    folders[path.stem()].insert(path.parent_path());
  }
  List shared;
  for (const auto& [stem, of_stem] : folders) {
    if (of_stem.size() > 1) shared.push_back(stem);
  }
  return shared;
}

TEST(StructureTest, FilesOfTwoFoldersShareNoName) {
  EXPECT_EQ(shared_names(test::read_tree(kSource)), List{});
  EXPECT_EQ(shared_names({{"fold/event.h", ""}, {"fold/event.cpp", ""}, {"model/event.h", ""}}),
            List{"event"});
}

TEST(StructureTest, HeavyHeadersStandInFewSourcesOnly) {
  EXPECT_EQ(stray_libraries(test::read_tree(kSource)), List{});
}

TEST(StructureTest, FindsAHeavyHeaderOutOfPlace) {
  const std::vector<test::SourceFile> planted = {{"store/a.h", "#include <rocksdb/db.h>\n"},
                                                 {"fold/b.cpp", "#include <spdlog/spdlog.h>\n"},
                                                 {"parse/c.cpp", "#include <nlohmann/json.hpp>\n"},
                                                 {"cli/d.cpp", "#include <nlohmann/json.hpp>\n"}};
  EXPECT_EQ(stray_libraries(planted),
            (List{"cli/d.cpp includes nlohmann/", "fold/b.cpp includes spdlog/",
                  "store/a.h includes rocksdb/"}));
}

TEST(StructureTest, EnvironmentIsReadInTheCommandLineOnly) {
  EXPECT_EQ(askers(test::read_tree(kSource), kEnvironment,
                   {"main.cpp", "cli/", "config/load_settings.cpp"}),
            List{});
  EXPECT_EQ(askers({{"fold/a.cpp", "auto* v = std::getenv(\"HOME\");"}}, kEnvironment, {}),
            List{"fold/a.cpp"});
}

TEST(StructureTest, TimeIsAskedFromTheClockOnly) {
  EXPECT_EQ(askers(test::read_tree(kSource), kTime, {"model/clock.h", "daemon/queue.h"}), List{});
  EXPECT_EQ(askers({{"fold/a.cpp", "std::chrono::system_clock::now()"}}, kTime, {}),
            List{"fold/a.cpp"});
}

// The engine is a function of what it knows and of a message with its time.
TEST(StructureTest, EngineHasNoThreadNoClockNoLogAndNoEnvironment) {
  const std::regex worldly(
      R"(#\s*include\s*(<(thread|mutex|shared_mutex|atomic|condition_variable|future|spdlog/|systemd/)|"daemon/))"
      R"(|::now\s*\(|\bgetenv\b|\benviron\b)");
  EXPECT_EQ(askers(test::read_tree(kSource / "engine"), worldly, {}), List{});
  for (const auto* line :
       {"#include <mutex>", "#include <spdlog/spdlog.h>", "#include \"daemon/log.h\"",
        "auto t = Clock::now();", "::getenv(\"HOME\")"}) {
    EXPECT_EQ(askers({{"a.cpp", line}}, worldly, {}), List{"a.cpp"}) << line;
  }
  EXPECT_EQ(askers({{"a.cpp", "#include <chrono>\nf(message.now);"}}, worldly, {}), List{});
}

TEST(StructureTest, FilesAreShortAndNamedForWhatTheyDo) {
  const std::regex vague("(^|[/_])(utils?|helpers?|manager|common|misc)([_./]|$)");
  List wrong;
  for (const auto* root : {"src", "tests"}) {
    for (const auto& file : test::read_tree(test::kRoot / root)) {
      const auto lines = std::count(file.text.begin(), file.text.end(), '\n');
      if (lines > 400) wrong.push_back(file.path + ": " + std::to_string(lines) + " lines");
      if (std::regex_search(file.path, vague)) wrong.push_back(file.path + ": a vague name");
    }
  }
  EXPECT_EQ(wrong, List{});
}

TEST(StructureTest, MapNamesEveryFolderOnce) {
  std::set<std::string> folders, named;
  for (const auto& file : test::read_tree(kSource)) {
    if (file.path.find('/') != std::string::npos) folders.insert(file.folder());
  }
  const auto map = test::read_text(kSource / "README.md");
  for (const auto& name : test::captured(map, std::regex("\n\\| `([a-z_]+)/` \\|"))) {
    EXPECT_TRUE(named.insert(name).second) << name << " twice";
  }
  EXPECT_EQ(named, folders);
}

TEST(StructureTest, PureArchivesNeedNothingOfTheWorld) {
  const std::string command =
      std::string("nm --undefined-only --demangle ") + NEWSWATCH_PURE_PROGRAM;
  FILE* nm = popen(command.c_str(), "r");
  ASSERT_NE(nm, nullptr);
  // curl_free belongs to curl_url_get: it is how its strings are given back.
  const std::regex forbidden(
      R"(\b(curl_(?!url|free\b)\w*|rocksdb::.*|spdlog::.*|sd_\w+|getenv|socket|connect))");
  List wrong;
  bool uses_urls = false;
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), nm) != nullptr) {
    const std::string symbol(line.data());
    std::smatch match;
    if (std::regex_search(symbol, match, forbidden)) wrong.push_back(match[1]);
    uses_urls = uses_urls || symbol.find("curl_url") != std::string::npos;
  }
  ASSERT_EQ(pclose(nm), 0) << command;
  EXPECT_EQ(wrong, List{});
  EXPECT_TRUE(uses_urls) << "the archives were not linked whole";
}

}  // namespace
}  // namespace newswatch
