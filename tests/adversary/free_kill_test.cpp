// The daemon running freely against feeds that publish all the time, killed -9 at random instants
// and started again, with two topics that overlap, two webhooks that fail half of the time, and a
// person who retries, drops and silences messages meanwhile: every story that was served is there
// once, under its topics, every happening is one event, every event is told to all who want it but
// for what the person dropped, none under two ids, and the file sink holds whole lines only.
//
//   NEWSWATCH_KILLS=500 build/release/tests/adversary_tests --gtest_filter='FreeKill.*'
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "adversary/faults.h"
#include "adversary/press.h"
#include "program/cli_process.h"
#include "support/receiver.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// A webhook that fails by chance.
class Hook {
 public:
  explicit Hook(unsigned seed) : faults_(seed) {}

  std::string sink(const std::string& name, const std::string& more = {}) const {
    return "[[sink]]\nname = \"" + name + "\"\ntype = \"webhook\"\nurl = \"" + receiver_.url() +
           "\"\nmax_per_hour = \"off\"\nallow_networks = [\"127.0.0.0/8\"]\ntimeout = \"1s\"\n" +
           more;
  }
  void heal() { faults_.heal(); }
  std::size_t asked() const { return receiver_.asked(); }

  // The events that it was told of, alone or in a summary. Fails for one under two ids.
  std::set<std::string> told() const {
    std::set<std::string> out;
    std::map<std::string, std::string> id_of_event;
    for (const test::Exchange& one : receiver_.exchanges()) {
      if (!one.accepted()) continue;
      const json message = json::parse(one.request.body)["data"];
      if (message.contains("items")) {
        for (const json& item : message["items"]) out.insert(item["event"]);
      } else if (message["type"] == "event.new") {
        const auto [at, fresh] = id_of_event.emplace(message["event"]["id"], message["id"]);
        EXPECT_EQ(at->second, message["id"].get<std::string>()) << "told under two ids";
        out.insert(at->first);
      }
    }
    return out;
  }

 private:
  Faults faults_;
  test::Receiver receiver_{[this](const test::Request& request) {
    return treatment_of(test::Target::kWebhook, faults_, request, 0);
  }};
};

// Gives one command after the other, whether a daemon runs or not, until it is destroyed.
class Operator {
 public:
  explicit Operator(const Installation& here)
      : here_(here), thread_([this](const std::stop_token& stop) {
          while (!stop.stop_requested()) act();
        }) {}

  // Ends the work. The events whose messages to `sink` were dropped, or perhaps were.
  std::set<std::string> dropped(const std::string& sink) {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    return dropped_[sink];
  }
  int commands() const { return commands_; }

 private:
  void act() {
    ++commands_;
    std::this_thread::sleep_for(20ms);  // between two commands a daemon may take the store
    switch (random_() % 4) {
      case 0:
        return run({"outbox", "retry", "--all"});
      case 1:
        return drop();
      case 2:
        return run({"events", "silence", random_() % 2 == 0 ? "half" : "launch", "--for", "1s"});
      default:
        return run({"events", "silence", "half", "--end"});
    }
  }
  void run(const std::vector<std::string>& words) {
    const Ran ran = run_cli(here_.command(words));
    // 4: there is no store yet, or a daemon took it just then. 1: the daemon was killed meanwhile.
    // 3: there is nothing of that name, or no such message any more.
    EXPECT_TRUE(ran.status == 0 || ran.status == 1 || ran.status == 3 || ran.status == 4)
        << fmt::format("{}: {} {}", fmt::join(words, " "), ran.status, ran.err);
    EXPECT_TRUE(ran.status == 0 || !ran.err.empty()) << fmt::format("{}", fmt::join(words, " "));
  }
  void drop() {
    std::istringstream waiting(run_cli(here_.command({"outbox", "list", "--json"})).out);
    for (std::string line; std::getline(waiting, line);) {
      const json row = json::parse(line);
      if (!row["id"].get<std::string>().ends_with(":event.new") || random_() % 4 != 0) continue;
      const std::string id = row["id"];
      dropped_[row["sink"]].insert(id.substr(0, id.find(':')));
      return run({"outbox", "drop", std::to_string(row["row"].get<int>())});
    }
  }

  const Installation& here_;
  std::mt19937 random_{29};
  int commands_ = 0;
  std::map<std::string, std::set<std::string>> dropped_;  // by sink
  std::jthread thread_;                                   // last: it uses the above
};

TEST(FreeKill, EveryEventIsToldUnderOneIdThroughManyKills) {
  Press press;
  const Installation here;
  Hook hook(1), half(2);
  here.configure(config_text(here.state(), press.feeds(), kVeryOften) +
                 "[[topic]]\nname = \"half\"\n[[topic.clause]]\n"
                 "any = { title = [\"/^q[b-k]/\"] }\n" +
                 hook.sink("hook") + half.sink("half", "topics = [\"half\"]\n"));
  std::mt19937 random(11);
  const int kills = times_by("NEWSWATCH_KILLS", 20);
  Operator person(here);
  int locked = 0;
  for (int life = 0; life < kills; ++life) {
    Daemon daemon(here);
    const std::size_t before = press.asked();
    ASSERT_TRUE(until([&] { return press.asked() > before || !daemon.running(); }, 40s));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 300));
    daemon.signal(SIGKILL);
    const int status = daemon.wait().value_or(-1);
    // A command of the person has the store.
    if (status == 4 && daemon.count("another newswatch runs") == 1 && ++locked < 20 * kills) {
      --life;
      continue;
    }
    ASSERT_EQ(status, 128 + SIGKILL) << fmt::format("{}", fmt::join(daemon.log(), "\n"));
  }
  const std::set<std::string> not_to_hook = person.dropped("hook");
  const std::set<std::string> not_to_half = person.dropped("half");
  const std::set<std::string> not_to_file = person.dropped("file");
  hook.heal();
  half.heal();
  std::set<std::string> all, of_half;
  {
    press.stop();
    Daemon last(here);
    EXPECT_TRUE(until(
        [&] {
          all.clear(), of_half.clear();
          for (const json& event : here.events()) {
            all.insert(event["id"]);
            if (event["topics"].size() == 2) of_half.insert(event["id"]);
          }
          const auto told_to = [](const Hook& one, std::set<std::string> dropped,
                                  const std::set<std::string>& wanted) {
            dropped.merge(one.told());
            return std::ranges::includes(dropped, wanted);
          };
          return told_to(hook, not_to_hook, all) && told_to(half, not_to_half, of_half);
        },
        60s));
    last.signal(SIGTERM);
    EXPECT_EQ(last.wait(), 0);
  }
  for (const json& event : here.events()) {  // the daemon may have found more since
    const char first = event["title"].get<std::string>()[1];
    EXPECT_EQ(event["topics"].size(), first >= 'b' && first <= 'k' ? 2U : 1U) << event;
    if (event["topics"].size() == 2) of_half.insert(event["id"]);
  }
  for (const std::string& id : half.told()) EXPECT_TRUE(of_half.contains(id)) << id;
  expect_all_is_told(here, press, not_to_file);
  fmt::print("{} kills, {} commands, {} events, {} requests of webhooks; dropped {}\n", kills,
             person.commands(), all.size(), hook.asked() + half.asked(),
             not_to_hook.size() + not_to_half.size() + not_to_file.size());
}

}  // namespace
}  // namespace newswatch::system_test
