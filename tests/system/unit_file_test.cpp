// The unit as it is installed: how closed it is, what it promises, and the service under a real
// systemd where one can be booted.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "support/feed_server.h"

namespace newswatch {
namespace {

namespace fs = std::filesystem;

const fs::path kUnitFile = fs::path(NEWSWATCH_SOURCE_DIR) / "systemd/newswatch.service";

struct Outcome {
  int status = -1;
  std::string output;  // both streams
};

Outcome shell(const std::string& command) {
  Outcome outcome;
  FILE* pipe = popen(("exec 2>&1 </dev/null; " + command).c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> chunk{};
  while (std::size_t n = std::fread(chunk.data(), 1, chunk.size(), pipe)) {
    outcome.output.append(chunk.data(), n);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
  return outcome;
}

std::string unit_text() {
  std::ostringstream text;
  text << std::ifstream(kUnitFile).rdbuf();
  return text.str();
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(UnitFileTest, PromisesWhatTheReadmeSays) {
  const auto unit = unit_text();
  for (const auto* line :
       {"Type=notify", "ExecStart=/usr/bin/newswatch run",
        "ExecReload=/usr/bin/newswatch config check", "ExecReload=/bin/kill -HUP $MAINPID",
        "Restart=on-failure", "RestartPreventExitStatus=2 5 78", "LimitCORE=0",
        "TimeoutStartSec=15min", "WatchdogSec=60s", "User=newswatch", "Group=newswatch",
        "StateDirectory=newswatch", "StateDirectoryMode=0750", "UMask=0027",
        "After=network-online.target nss-lookup.target", "Wants=network-online.target",
        "After=time-sync.target"}) {
    EXPECT_TRUE(has_line(unit, line)) << line;
  }
  EXPECT_LT(unit.find("kill -HUP"), unit.find("config check")) << "the daemon hears of a bad one";
}

TEST(UnitFileTest, StopsStartingWhatEndsAgainAndAgain) {
  const auto unit = unit_text();
  const auto number = [&](const std::string& key) {
    std::smatch found;
    const std::regex line("\n" + key + "=([0-9]+)(s|min)?\n");
    EXPECT_TRUE(std::regex_search(unit, found, line)) << key;
    return found.empty() ? 0 : std::stoi(found[1]) * (found[2] == "min" ? 60 : 1);
  };
  const int burst = number("StartLimitBurst"), pause = number("RestartSec");
  EXPECT_GE(number("StartLimitIntervalSec"), 2 * burst * pause) << "else the limit is never met";
  EXPECT_GE(burst * pause, 60) << "a trouble of a minute is waited for";
  EXPECT_LT(unit.find("StartLimitBurst"), unit.find("[Service]"));
}

TEST(UnitFileTest, HasNoDirectiveThatRestrictsNothing) {
  const std::regex idle("(^|\n)(IPAddressAllow|IPAddressDeny|RootDirectory|DynamicUser)=");
  EXPECT_FALSE(std::regex_search(unit_text(), idle));
}

TEST(UnitFileTest, ExposureIsAtMostOnePointOne) {
  if (shell("command -v systemd-analyze").status != 0) GTEST_SKIP() << "systemd is not installed";
  const auto said = shell("systemd-analyze security --no-pager --offline=true --threshold=11 " +
                          kUnitFile.string());
  EXPECT_EQ(said.status, 0) << said.output;
}

TEST(UnitFileTest, SystemdUnderstandsEveryLine) {
  if (shell("command -v systemd-analyze").status != 0) GTEST_SKIP() << "systemd is not installed";
  const auto said = shell("systemd-analyze verify --man=no " + kUnitFile.string());
  std::istringstream lines(said.output);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("newswatch.service") == std::string::npos) continue;
    // The program may not be installed here.
    if (line.find("/usr/bin/newswatch is not executable") != std::string::npos) continue;
    ADD_FAILURE() << line;
  }
}

// One feed with one story that the topic of the script is about, published when it is asked for.
std::string gazette() {
  std::array<char, 64> now{};
  const std::time_t seconds = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::strftime(now.data(), now.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return std::string(
             "<rss version=\"2.0\"><channel><title>Gazette</title><item><title>Harbour plan is "
             "approved after a long night</title><link>https://gazette.example/1</link>"
             "<guid>one</guid><pubDate>") +
         now.data() + "</pubDate></item></channel></rss>";
}

// Runs a script of this folder, which has a line per promise, on a machine with a systemd and a
// feed.
class UnderSystemd : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kBoot)) GTEST_SKIP() << "the tool that boots a systemd is not there";
    if (geteuid() != 0) GTEST_SKIP() << "only root can boot a systemd";
    if (std::string(NEWSWATCH_SANITIZE) != "") {
      GTEST_SKIP() << "a sanitizer needs memory that the unit does not give";
    }
    server_.handle("/feed", [](const test::Request&) {
      test::Reply reply;
      reply.body = gazette();
      return reply;
    });
  }

  void run(const std::string& script) {
    const auto said =
        shell("SYSTEMD_LIMIT_S=200 " + kBoot.string() + " " NEWSWATCH_SOURCE_DIR "/tests/system/" +
              script + " " + fs::path(NEWSWATCH_BINARY).parent_path().string() + " " +
              server_.url("/feed"));
    if (said.status == 125) GTEST_SKIP() << "systemd does not boot here: " << said.output;
    EXPECT_EQ(said.status, 0) << said.output;
  }

  const fs::path kBoot = fs::path(NEWSWATCH_SHARED_DIR) / "tools/with-systemd.sh";
  test::FeedServer server_;
};

TEST_F(UnderSystemd, TheServiceKeepsItsPromises) { run("service_under_systemd.sh"); }

TEST_F(UnderSystemd, EachDirectiveRefusesWhatItForbids) { run("sandbox_under_systemd.sh"); }

}  // namespace
}  // namespace newswatch
