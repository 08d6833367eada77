// `newswatch outbox`: beside the daemon that runs, and without one.
#include <gmock/gmock.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "program/daemon_process.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class CliOutbox : public CliFolder {
 protected:
  void SetUp() override {
    CliFolder::SetUp();
    // No feed is asked; one sink works, the other fails.
    std::ofstream(config_) << "[daemon]\nstate_dir = \"" << (folder_ / "state").string() << "\"\n"
                           << "[[feed]]\nname = \"one\"\nurl = \"http://127.0.0.1:9/\"\n"
                              "[[sink]]\nname = \"file\"\ntype = \"file\"\n"
                              "[[sink]]\nname = \"down\"\ntype = \"command\"\n"
                              "command = [\"/bin/false\"]\n";
    store::Batch batch;
    batch.outbox = {row(1, "file", 80, true), row(2, "down", 3), row(3, "down", 0),
                    row(4, "file", 80, true), row(5, "down", 80, true)};
    batch.last_outbox_row = 5;
    commit(batch);
  }

  static model::OutboxRow row(std::uint64_t number, const std::string& sink, int attempts,
                              bool dead = false) {
    model::OutboxRow out;
    out.row = number;
    out.sink = sink;
    out.notification.id = "E" + std::to_string(number) + ":event.new";
    out.notification.type = "event.new";
    out.notification.title = "Title " + std::to_string(number);
    out.notification.event.id = "E" + std::to_string(number);
    out.created = ago(80h);
    out.not_before = dead ? ago(1h) : ago(-50min);
    out.attempts = attempts;
    out.dead = dead;
    if (attempts > 0) {
      out.first_attempt = ago(79h);
      out.last_error = "no route\x1b[2J";
    }
    return out;
  }

  // Row and state of each message.
  std::vector<std::string> states() {
    std::vector<std::string> out;
    for (const std::string& line : lines(cli({"outbox", "list", "--json"}).out)) {
      const json one = json::parse(line);
      EXPECT_EQ(one["schema"], 1);
      out.push_back(std::to_string(one["row"].get<int>()) + " " + one["state"].get<std::string>());
    }
    return out;
  }

  Daemon daemon() const { return Daemon({NEWSWATCH_BINARY, "run", "--config", config_}); }
  std::string told() const {
    std::ostringstream text;
    text << std::ifstream(folder_ / "state/notifications.jsonl").rdbuf();
    return text.str();
  }
};

TEST_F(CliOutbox, ListsWhatWaitsAndWhatWasGivenUp) {
  const Ran ran = cli({"outbox", "list"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("given up after 80 tries"));
  EXPECT_THAT(ran.out, HasSubstr("failed, 3 tries, next in"));
  EXPECT_THAT(ran.out, HasSubstr("waits, next in"));
  EXPECT_THAT(ran.out, HasSubstr("Title 4"));
  EXPECT_EQ(ran.out.find('\x1b'), std::string::npos);
  EXPECT_THAT(states(),
              ElementsAre("1 given_up", "4 given_up", "5 given_up", "2 failed", "3 waits"));
  EXPECT_EQ(lines(cli({"outbox", "list", "--sink", "file", "--json"}).out).size(), 2u);
  const Ran none = cli({"outbox", "list", "--sink", "other"});
  EXPECT_EQ(none.status, 0);
  EXPECT_THAT(none.err, HasSubstr("no message waits"));
}

TEST_F(CliOutbox, ShowsOneMessage) {
  const Ran ran = cli({"outbox", "show", "4"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("given up after 80 tries"));
  EXPECT_THAT(ran.out, HasSubstr("no route"));
  EXPECT_THAT(ran.out, HasSubstr("E4:event.new"));
  const json one = json::parse(cli({"outbox", "show", "2", "--json"}).out);
  EXPECT_EQ(one["state"], "failed");
  EXPECT_EQ(one["notification"]["title"], "Title 2");
  EXPECT_EQ(cli({"outbox", "show", "99"}).status, 3);
  EXPECT_EQ(cli({"outbox", "show", "x"}).status, 2);
}

TEST_F(CliOutbox, StatusIsNotHealthyWhileMessagesDoNotGetThrough) {
  Ran ran = cli({"status"});
  EXPECT_EQ(ran.status, 4) << "no daemon";
  EXPECT_THAT(ran.out, HasSubstr("not healthy: sink down: 1 message overdue"));
  EXPECT_THAT(ran.out, HasSubstr("given up; newswatch outbox list, then retry or drop"));
  EXPECT_THAT(cli({"sinks", "list"}).out, HasSubstr("overdue"));
  ASSERT_EQ(cli({"outbox", "drop", "1", "2", "4", "5"}).status, 0);
  ran = cli({"status"});
  EXPECT_EQ(ran.out.find("sink down"), std::string::npos) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr(" 0 given up"));
}

TEST_F(CliOutbox, WithoutADaemonTheStoreIsChangedHere) {
  Ran ran = cli({"outbox", "retry", "1", "2", "99"});
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.out, HasSubstr("2 messages will be sent again"));
  EXPECT_THAT(ran.err, HasSubstr("no message 99"));
  EXPECT_THAT(states(), ElementsAre("4 given_up", "5 given_up", "1 due", "2 due", "3 waits"));
  EXPECT_EQ(cli({"outbox", "drop", "5", "3"}).status, 0);
  ran = cli({"outbox", "retry", "--all", "--json"});
  EXPECT_EQ(json::parse(ran.out)["rows"], json::array({4}));
  EXPECT_THAT(states(), ElementsAre("1 due", "2 due", "4 due"));
  EXPECT_EQ(cli({"outbox", "retry"}).status, 2);
  EXPECT_EQ(cli({"outbox", "retry", "1", "--all"}).status, 2);
  EXPECT_EQ(cli({"outbox", "retry", "1", "--sink", "file"}).status, 2);
  EXPECT_EQ(cli({"outbox", "drop"}).status, 2);
  EXPECT_EQ(cli({"outbox", "drop", "1", "--sink", "file"}).status, 2);
  EXPECT_THAT(cli({"outbox", "drop", "--sink", "file"}).out, HasSubstr("2 messages dropped"));
  EXPECT_THAT(states(), ElementsAre("2 due"));
}

TEST_F(CliOutbox, TheDaemonThatRunsSendsAgainWhatIsAskedFor) {
  Daemon running = daemon();
  ASSERT_TRUE(running.logs("daemon.ready"));
  EXPECT_EQ(told(), "");
  const Ran ran = cli({"outbox", "retry", "--all", "--sink", "file"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("2 messages will be sent again"));
  EXPECT_TRUE(until([&] { return lines(told()).size() == 2; }));
  EXPECT_EQ(running.count("sink.error sink=down"), 0u) << "its backoff holds";
  EXPECT_EQ(cli({"outbox", "retry", "5"}).status, 0);
  EXPECT_TRUE(running.logs("sink.error sink=down"));
  EXPECT_EQ(cli({"outbox", "drop", "2", "3", "5"}).status, 0);
  EXPECT_TRUE(until([&] { return states().empty(); }));
  EXPECT_EQ(running.count("outbox.by_hand"), 3u);
  running.signal(SIGTERM);
  EXPECT_EQ(running.wait(5s), 0);
  EXPECT_TRUE(states().empty()) << "none comes back";
  EXPECT_FALSE(std::filesystem::exists(folder_ / "state/control"));
}

TEST_F(CliOutbox, AfterAKillTheSocketThatIsLeftDeceivesNobody) {
  {
    Daemon killed = daemon();
    ASSERT_TRUE(killed.logs("daemon.ready"));
    killed.signal(SIGKILL);
    killed.wait();
  }
  ASSERT_TRUE(std::filesystem::exists(folder_ / "state/control"));
  EXPECT_EQ(cli({"outbox", "retry", "1"}).status, 0);
  Daemon again = daemon();
  ASSERT_TRUE(until([&] { return lines(told()).size() == 1; }));
  EXPECT_EQ(cli({"outbox", "retry", "4"}).status, 0);
  EXPECT_TRUE(until([&] { return lines(told()).size() == 2; }));
}

}  // namespace
}  // namespace newswatch::system_test
