// Receivers that fail half of the time, each as its kind does, and kill -9 at random instants:
// every message arrives at least once and under one id, those about one event arrive in their
// order, and nobody is asked earlier than he said.
//
// What was answered less than kRecorded before a kill may not be on the disk: the daemon may repeat
// such a message, and forget such a wait. Short as it is here; NEWSWATCH_LONG_TORTURE=SECONDS in
// the environment lets it go on for as long:
//
//   NEWSWATCH_LONG_TORTURE=3600 build/release/tests/adversary_tests
//   --gtest_filter='DeliveryTorture.*'
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "adversary/faults.h"
#include "program/cli_process.h"
#include "program/daemon_process.h"
#include "support/receiver.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::Exchange;
using test::Instant;
using test::Receiver;
using test::Request;
using test::Target;

constexpr auto kShortTorture = 14s;
constexpr auto kLifeAtMost = 2000ms;  // of a daemon; 10 of them are killed in the short form
#ifdef NEWSWATCH_SANITIZED
constexpr auto kRecorded = 1500ms;
#else
constexpr auto kRecorded = 150ms;
#endif
constexpr auto kStartsIn = 20ms;    // a daemon, at the earliest
constexpr auto kGap = 400ms;        // between two happenings
constexpr auto kQuietEnd = 5000ms;  // of the torture, without new happenings
constexpr int kKeptHappenings = 150;
constexpr auto kBetweenOutlets = 1500ms;
constexpr auto kTakenBack = 4000ms;  // after the first report
constexpr int kWords = 6;            // of a title
constexpr int kDeliveryFeeds = 3;

std::chrono::milliseconds torture_time() {
  const char* seconds = std::getenv("NEWSWATCH_LONG_TORTURE");
  return seconds == nullptr ? std::chrono::milliseconds(kShortTorture)
                            : std::max(std::chrono::milliseconds(kShortTorture),
                                       std::chrono::milliseconds(1000 * std::atoll(seconds)));
}

Instant machine_time() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// A word that no other number shares.
std::string word_of(int number) {
  std::string out = "z";
  for (int rest = number + 400; rest > 0; rest /= 20) out += "bcdfghjklmnpqrstvwxz"[rest % 20];
  return out + "o";
}

// By word_of() in the text; -1: none. `text` may be a title or a payload.
int happening_in(std::string_view text, int happenings) {
  for (int number = 0; number < happenings; ++number) {
    if (text.find(word_of(kWords * number) + " ") != text.npos) return number;
  }
  return -1;
}

// One happening after the other, each told by three outlets in turn; of every other one the first
// of them takes it back later.
class Newsroom {
 public:
  explicit Newsroom(std::chrono::milliseconds time)
      : begin_(std::chrono::steady_clock::now()),
        happenings_(static_cast<int>((time - kQuietEnd) / kGap)) {
    for (int feed = 0; feed < kDeliveryFeeds; ++feed) {
      server_.handle("/" + std::to_string(feed), [this, feed](const Request&) {
        test::Reply reply;
        reply.body = rss(entries(feed));
        return reply;
      });
    }
  }
  std::vector<FeedLine> feeds() const {
    std::vector<FeedLine> out;
    for (int feed = 0; feed < kDeliveryFeeds; ++feed) {
      const std::string name = std::to_string(feed);
      out.push_back({"feed" + name, "Outlet " + name, server_.url("/" + name)});
    }
    return out;
  }
  int happenings() const { return happenings_; }
  static bool is_taken_back(int number) { return number % 2 == 0; }

 private:
  std::vector<Entry> entries(int feed) const {
    const auto passed = std::chrono::steady_clock::now() - begin_;
    std::vector<Entry> out;
    for (int number = 0; number < happenings_; ++number) {
      const auto since = passed - number * kGap - feed * kBetweenOutlets;
      if (since < 0s) break;
      std::string title;  // nothing but words of its own: no two happenings are alike
      for (int word = 0; word < kWords; ++word) title += word_of(kWords * number + word) + " ";
      const std::string summary = title;
      title += feed == 0 && is_taken_back(number) && since > kTakenBack ? "denied" : "reported";
      out.push_back({fmt::format("{}-{}", feed, number), title, summary});
    }
    if (out.size() > kKeptHappenings) out.erase(out.begin(), out.end() - kKeptHappenings);
    return out;
  }

  const std::chrono::steady_clock::time_point begin_;
  const int happenings_;
  test::FeedServer server_;
};

// A message as a receiver got it: which, of which happening, and when.
struct Got {
  std::string id;  // what makes two of them the same message
  int happening = -1;
  Exchange exchange;
};

class DeliveryTorture : public testing::Test {
 protected:
  DeliveryTorture() {
    std::ofstream(here_.folder() / "discord.url")
        << "https://discord.example/api/webhooks/1/abcdef\n";
    std::string config = config_text(here_.state(), newsroom_.feeds(), kOften);
    const std::string common =
        "max_per_hour = \"off\"\nallow_networks = [\"127.0.0.0/8\"]\ntimeout = \"2s\"\n";
    config +=
        "[[sink]]\nname = \"webhook\"\ntype = \"webhook\"\ntypes = [\"*\"]\n"
        "follow_up = \"new\"\nurl = \"" +
        webhook_.url("/hook") + "\"\n" + common;
    config +=
        "[[sink]]\nname = \"discord\"\ntype = \"discord\"\nfollow_up = \"edit\"\n"
        "url_file = \"" +
        (here_.folder() / "discord.url").string() + "\"\napi_url = \"" + discord_.url("") + "\"\n" +
        common;
    config += "[[sink]]\nname = \"ntfy\"\ntype = \"ntfy\"\nurl = \"" + ntfy_.url("/topic") +
              "\"\n" + common;
    here_.configure(config);
  }

  // Kills one daemon after the other.
  void torture() {
    std::mt19937 random(23);
    const auto end = std::chrono::steady_clock::now() + time_;
    while (std::chrono::steady_clock::now() < end) {
      Daemon daemon(here_);
      std::this_thread::sleep_for(
          400ms + std::chrono::milliseconds(random() % (kLifeAtMost - 400ms).count()));
      if (random() % 2 == 0) {  // just when something was answered
        const std::size_t before = asked();
        const auto patience = std::chrono::steady_clock::now() + 500ms;
        while (asked() == before && std::chrono::steady_clock::now() < patience) {
          std::this_thread::sleep_for(100us);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
      }
      ASSERT_TRUE(daemon.running());
      const Instant kill = machine_time();
      daemon.signal(SIGKILL);
      ASSERT_EQ(daemon.wait(), 128 + SIGKILL);
      kills_.push_back({kill, machine_time() + kStartsIn});
    }
    for (Faults* faults : {&webhook_faults_, &discord_faults_, &ntfy_faults_}) faults->heal();
  }

  std::size_t asked() const { return webhook_.asked() + discord_.asked() + ntfy_.asked(); }

  bool all_is_told() const {
    const auto events = here_.events();
    return std::ssize(events) == newsroom_.happenings() &&
           std::ranges::all_of(
               events,
               [](const json& event) { return event["reports"].size() == kDeliveryFeeds; }) &&
           waiting().empty();
  }
  std::string waiting() const { return run_cli(here_.command({"outbox", "list", "--json"})).out; }

  // Whether what a receiver answered then was recorded for sure. It may answer a daemon that is no
  // more.
  bool is_recorded(Instant sent) const {
    return std::ranges::none_of(kills_, [&](const auto& kill) {
      return sent > kill.first - kRecorded && sent < kill.second;
    });
  }

  int happening(std::string_view text) const { return happening_in(text, newsroom_.happenings()); }

  std::vector<Got> at_webhook() const {
    std::vector<Got> out;
    for (Exchange& one : webhook_.exchanges()) {
      const json body = json::parse(one.request.body);
      if (body["data"].contains("reason")) continue;  // trouble
      out.push_back({one.request.header("webhook-id"),
                     happening(body["data"]["title"].get<std::string>()), std::move(one)});
    }
    return out;
  }
  std::vector<Got> at_ntfy() const {
    std::vector<Got> out;
    for (Exchange& one : ntfy_.exchanges()) {
      const json body = json::parse(one.request.body);
      const int number = happening(body["title"].get<std::string>() + " ");
      if (number < 0) continue;
      out.push_back({one.request.body, number, std::move(one)});
    }
    return out;
  }
  std::vector<Got> at_discord() const {
    std::vector<Got> out;
    for (Exchange& one : discord_.exchanges()) {
      const json body = json::parse(one.request.body);
      const int number = happening(body["embeds"][0]["title"].get<std::string>());
      if (number < 0) continue;
      out.push_back({one.request.method + body.dump(), number, std::move(one)});
    }
    return out;
  }

  // All that must hold at each receiver. `on_its_way`: see too_early().
  void check(const std::string& name, const Receiver& receiver, const std::vector<Got>& got,
             std::chrono::milliseconds on_its_way) const {
    std::set<int> told;
    std::map<std::string, Instant> taken;  // when last
    int repeated = 0;
    for (const Got& one : got) {
      if (!one.exchange.accepted()) continue;
      told.insert(one.happening);
      const auto before = taken.find(one.id);
      if (before != taken.end()) {
        ++repeated;
        EXPECT_FALSE(is_recorded(before->second)) << name << " got twice: " << one.id;
      }
      taken[one.id] = *one.exchange.answered;
    }
    const auto early = too_early(receiver.exchanges(), on_its_way,
                                 [&](Instant sent) { return is_recorded(sent); });
    for (const Exchange& one : early)
      ADD_FAILURE() << name << " was asked early: " << describe(receiver, one);
    // What was taken back is so in the last message about it.
    std::map<int, std::pair<Instant, bool>> last;
    for (const Got& one : got) {
      if (!one.exchange.accepted()) continue;
      auto& [when, denied] = last[one.happening];
      if (*one.exchange.answered < when) continue;
      when = *one.exchange.answered;
      denied = one.exchange.request.body.find("denied") != std::string::npos;
    }
    for (const auto& [number, state] : last) {
      EXPECT_TRUE(state.second || !Newsroom::is_taken_back(number))
          << name << " was not told of the change of " << number;
    }
    const int lost = newsroom_.happenings() - static_cast<int>(told.size());
    EXPECT_EQ(lost, 0) << name;
    fmt::print("{:<8} asked {:>5}, took {:>4} messages, repeated {}, lost {}, too early {}\n", name,
               receiver.exchanges().size(), taken.size(), repeated, lost, early.size());
  }

  // One event and one id of each type for a happening. Follow-ups are numbered in their order; the
  // first message has no number.
  void check_webhook_ids() const {
    std::map<std::string, int> happening_of;  // by event
    for (const json& event : here_.events()) {
      happening_of[event["id"]] = happening(event["title"].get<std::string>());
    }
    std::map<std::pair<int, std::string>, std::string> ids;  // by happening and type
    std::map<int, std::vector<std::string>> order;           // of first acceptance
    std::map<std::string, Instant> first;
    std::size_t follow_ups = 0;
    for (const Got& one : at_webhook()) {
      const json body = json::parse(one.exchange.request.body);
      const std::string event = body["data"]["event"]["id"];
      ASSERT_TRUE(happening_of.contains(event)) << "no such event: " << body;
      EXPECT_EQ(happening_of[event], one.happening);
      const auto [at, fresh] = ids.emplace(std::pair(one.happening, body["type"]), one.id);
      EXPECT_EQ(at->second, one.id) << "two ids for one message";
      if (!one.exchange.accepted()) continue;
      const auto [known, is_first] = first.emplace(one.id, *one.exchange.answered);
      if (!is_first) known->second = std::min(known->second, *one.exchange.answered);
      if (is_first) order[one.happening].push_back(one.id);
      if (is_first && body["type"] != "event.new") ++follow_ups;
    }
    EXPECT_GT(follow_ups, 0U);
    for (auto& [number, told] : order) {
      std::ranges::sort(told, {}, [&](const std::string& id) { return first.at(id); });
      EXPECT_TRUE(told.front().ends_with(":event_new")) << told.front();
      EXPECT_TRUE(std::ranges::is_sorted(told, {}, number_of))
          << fmt::format("{}", fmt::join(told, ", "));
    }
    fmt::print("webhook: {} follow-ups\n", follow_ups);
  }

  static int number_of(const std::string& id) {
    return id.ends_with(":event_new") ? 0 : std::atoi(id.c_str() + id.rfind(':') + 1);
  }

  // A change is one of a message that was posted before, about the same happening.
  void check_changes_at_discord() const {
    std::map<std::string, std::pair<int, Instant>> posted;  // by the message's id
    std::size_t changes = 0;
    for (const Got& one : at_discord()) {
      const Exchange& exchange = one.exchange;
      if (exchange.request.method == "POST") {
        if (!exchange.accepted()) continue;
        const json answer = json::parse(exchange.treatment.reply.body);
        posted[answer["id"]] = {one.happening, *exchange.answered};
        continue;
      }
      const std::string path = exchange.request.path();
      const auto message = posted.find(path.substr(path.rfind('/') + 1));
      ASSERT_NE(message, posted.end()) << "no such message: " << path;
      EXPECT_EQ(message->second.first, one.happening);
      EXPECT_LT(message->second.second, exchange.came);
      changes += exchange.accepted() ? 1 : 0;
    }
    EXPECT_GT(changes, 0U);
    fmt::print("discord: {} changes\n", changes);
  }

  void check_sequences_at_ntfy() const {
    std::map<int, std::string> sequence_of;
    for (const Got& one : at_ntfy()) {
      const json body = json::parse(one.exchange.request.body);
      const auto [at, fresh] = sequence_of.emplace(one.happening, body["sequence_id"]);
      EXPECT_EQ(at->second, body["sequence_id"].get<std::string>());
    }
  }

  // The request, and the answers before it that asked for a wait.
  static std::string describe(const Receiver& receiver, const Exchange& early) {
    std::string out = early.request.method;
    for (const Exchange& one : receiver.exchanges()) {
      if (!one.answered || !one.treatment.told || *one.answered > early.came) continue;
      const auto past = early.came - *one.answered;
      if (past > *one.treatment.told) continue;
      out += fmt::format("; {} us after {} {} that told {} ms", past.count(), one.request.method,
                         one.treatment.reply.status, one.treatment.told->count());
    }
    return out;
  }

  const std::chrono::milliseconds time_ = torture_time();
  Faults webhook_faults_{1}, discord_faults_{2}, ntfy_faults_{3};
  int number_ = 0;  // of Discord's messages
  Receiver webhook_{[this](const Request& request) {
    return treatment_of(Target::kWebhook, webhook_faults_, request, 0);
  }};
  Receiver discord_{[this](const Request& request) {
    return treatment_of(Target::kDiscord, discord_faults_, request, ++number_);
  }};
  Receiver ntfy_{[this](const Request& request) {
    return treatment_of(Target::kNtfy, ntfy_faults_, request, 0);
  }};
  Newsroom newsroom_{time_};
  Installation here_;
  std::vector<std::pair<Instant, Instant>> kills_;  // and until when no other daemon asks
};

TEST_F(DeliveryTorture, NothingIsLostRenamedReorderedOrSentTooEarly) {
  torture();
  Daemon last(here_);
  EXPECT_TRUE(until([&] { return all_is_told(); }, 60s)) << waiting();
  last.signal(SIGTERM);
  EXPECT_EQ(last.wait(10s), 0);
  fmt::print("{} happenings, {} kills\n", newsroom_.happenings(), kills_.size());

  check("webhook", webhook_, at_webhook(), 100ms);
  check("discord", discord_, at_discord(), 0ms);
  check("ntfy", ntfy_, at_ntfy(), 0ms);
  check_webhook_ids();
  check_changes_at_discord();
  check_sequences_at_ntfy();
}

}  // namespace
}  // namespace newswatch::system_test
