// What each HTTP target gets, and how often, over an hour in which it fails half of the time.
//
//   ninja -C build/release delivery_faults && build/release/tests/bench/delivery_faults [SEED
//   [TARGET]]
//
// A receiver on loopback answers as the target does: it takes a message, asks for a wait in its own
// form, has a trouble of its own, hangs, or takes a message and hangs up before it says so. For ten
// minutes it is away. One message it will never take. The deliverer is the daemon's; its clock goes
// on to the next due time whenever nothing is under way, so an hour takes seconds. In the last five
// minutes the receiver is well.
//
// Sent: requests. Repeated: messages that were taken more than once, because the target did not say
// that it had them. Lost: neither taken nor refused. Too early: requests before a wait was over
// that an answer had told. Late: messages after their turn; those about one event keep their order.
// Exit status 1 if one of the last three is not 0.
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "bench/cpu_time.h"
#include "notify/deliverer.h"
#include "notify/policy.h"
#include "support/folder.h"
#include "support/sink_settings.h"
#include "support/target_answers.h"

namespace newswatch::bench {
namespace {

using namespace std::chrono_literals;
using test::Exchange;
using test::Instant;
using test::Target;
using test::Treatment;

constexpr model::Duration kWell = 55min, kAwayFrom = 20min, kAwayTo = 30min;
constexpr model::Duration kLongest = 6h;     // the outbox is empty by then
constexpr model::Duration kPatience = 80ms;  // of the sink
constexpr int kEvents = 100;
constexpr int kFollowUps = 2;  // of an event, at most
constexpr int kRefused = 71;   // the event whose first message the target never takes

// Runs as the machine's clock does, and jumps when it is told to.
class JumpingClock final : public model::Clock {
 public:
  model::Time now() const override { return real_.now() + ahead_.load(); }
  model::Monotonic monotonic() const override { return real_.monotonic(); }
  Instant instant() const {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now() + ahead_.load());
  }
  void jump(model::Duration by) { ahead_ = ahead_.load() + by; }

 private:
  const model::SystemClock real_;
  std::atomic<model::Duration> ahead_{};
};

// A word that stands in the text of message `number` alone.
std::string mark(int number) { return fmt::format("m{:04}x", number); }

config::SinkSettings sink_of(Target target, const test::Receiver& receiver) {
  config::SinkOptions options = {
      {"allow_networks", std::vector<std::string>{"127.0.0.0/8"}},
      {"timeout", kPatience},
  };
  std::map<std::string, std::string, std::less<>> secrets;
  std::string type{test::name_of(target).substr(0, test::name_of(target).find(','))};
  const std::string url = receiver.url("");
  switch (target) {
    case Target::kWebhook:
      options.emplace("url", url + "/hook");
      options.emplace("follow_up", std::string("new"));
      break;
    case Target::kNtfy:
      options.emplace("url", url + "/news");
      break;
    case Target::kSlackBot:
      options.emplace("api_url", url + "/api");
      options.emplace("channel", std::string("C1"));
      secrets["token_file"] = "xoxb-1";
      break;
    case Target::kSlackWebhook:
      options.emplace("follow_up", std::string("new"));
      secrets["url_file"] = url + "/services/T1/B1/secret1";
      break;
    case Target::kDiscord:
      options.emplace("api_url", url);
      secrets["url_file"] = "https://discord.com/api/webhooks/1/secret1";
      break;
    case Target::kTelegram:
      options.emplace("api_url", url);
      options.emplace("chat", std::string("-1001"));
      secrets["token_file"] = "1:secret1";
      break;
    case Target::kMatrix:
      options.emplace("url", url);
      options.emplace("room", std::string("!news:example.org"));
      secrets["token_file"] = "secret1";
      break;
    case Target::kAlertmanager:
      options.emplace("urls", std::vector<std::string>{url});
      break;
    case Target::kApprise:
      options.emplace("url", url + "/notify/secret1");
      options.emplace("follow_up", std::string("new"));
      break;
  }
  config::SinkSettings sink = test::sink("target", type, std::move(options));
  sink.types = {"*"};
  sink.secrets = std::move(secrets);
  return sink;
}

struct Figures {
  int messages = 0, sent = 0, repeated = 0, lost = 0, early = 0, late = 0, dead = 0;
  bool holds_up = false;
};

class Hour {
 public:
  Hour(Target target, unsigned seed) : target_(target), random_(seed), answers_(seed + 1) {
    settings_.sinks = {sink_of(target, receiver_)};
    plan();
  }

  Figures live() {
    notify::Deliverer deliverer(settings_, {folder_.path(), {}, [](const auto&) {}}, clock_);
    while (!plan_.empty() || deliverer.outbox().size() > 0) {
      if (clock_.now() - begin_ > kLongest) break;
      add_due(deliverer);
      for (const notify::DeliveryOutcome& outcome : deliverer.step(clock_.now())) {
        note(outcome);
        // After an hour without success the engine sums up what waits; here it does not.
        if (outcome.attempt.away_since) deliverer.release({"target"});
      }
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait = kPatience;
      deliverer.watch(clock_.now(), fds, wait);
      if (deliverer.outbox().under_way()) {
        ::poll(fds.data(), fds.size(), static_cast<int>(wait->count()));
      } else {
        jump(deliverer);
      }
    }
    return count(deliverer);
  }

 private:
  struct Planned {
    model::Time at{};
    int number = 0, event = 0;
    std::string_view type;
  };

  void plan() {
    const auto within = [&](model::Duration time) {
      return model::Duration(
          static_cast<std::int64_t>(random_() % static_cast<unsigned>(time.count())));
    };
    for (int event = 0; event < kEvents; ++event) {
      model::Time at = begin_ + within(kWell - 10min);
      if (event % 2 == 1) at = begin_ + 5min * (event / 10);  // five at once
      plan_.push_back({at, 0, event, notify::kEventNew});
      for (int more = static_cast<int>(random_() % (kFollowUps + 1)); more > 0; --more) {
        at += within(5min);
        plan_.push_back({at, 0, event, more == 1 ? notify::kEventCorrected : notify::kEventGrown});
      }
    }
    // The next is the last.
    std::ranges::sort(plan_, std::greater<>(),
                      [](const Planned& one) { return std::tuple(one.at, one.event); });
    int number = static_cast<int>(plan_.size());
    for (Planned& one : plan_) one.number = --number;
  }

  // What the writer does: the rows, with the reference that the target gave of the first message.
  void add_due(notify::Deliverer& deliverer) {
    while (!plan_.empty() && plan_.back().at <= clock_.now()) {
      const Planned one = plan_.back();
      plan_.pop_back();
      model::Notification message;
      message.event.id = fmt::format("E{:04}", one.event);
      message.event.topics = {"topic"};
      message.event.outlets = {"Gazette", "Courier"};
      message.event.origins = message.event.outlets;
      message.event.first_seen = one.at;
      message.id = fmt::format("{}:{}", message.event.id, one.type);
      if (one.type != notify::kEventNew) message.id += fmt::format(":{}", one.number);
      message.type = one.type;
      message.time = one.at;
      message.title = message.event.title = "Harbour council votes " + mark(one.number);
      message.link = message.event.link = fmt::format("https://example.com/{}", one.event);
      message.news = "Now 3 outlets";
      const bool is_new = one.type == notify::kEventNew;
      const notify::ToldState before{is_new ? std::vector<std::string>() : message.event.topics,
                                     {2, 2}};
      auto rows = notify::make_rows(settings_.sinks, message, before,
                                    static_cast<std::uint64_t>(one.number) + 1, one.at, one.at);
      for (model::OutboxRow& row : rows) {
        const auto known = reference_.find(message.event.id);
        if (row.follow != model::FollowUp::kOwn && known != reference_.end()) {
          row.reference = known->second;
        }
        event_of_[one.number] = one.event;
        if (is_new && one.event == kRefused) refused_ = mark(one.number);
      }
      deliverer.add(std::move(rows));
    }
  }

  void note(const notify::DeliveryOutcome& outcome) {
    const model::OutboxRow& row = outcome.attempt.row;
    if (outcome.result && row.follow == model::FollowUp::kOwn) {
      reference_.try_emplace(row.notification.event.id, outcome.result->reference);
    }
    dead_ += outcome.attempt.fate == notify::Fate::kDead ? 1 : 0;
    if (outcome.attempt.fate == notify::Fate::kSinkStopped) fail(outcome.attempt.row.last_error);
  }

  // To when something is to be done again.
  void jump(const notify::Deliverer& deliverer) {
    std::optional<model::Time> next = deliverer.outbox().next_due();
    if (!plan_.empty()) next = std::min(next.value_or(plan_.back().at), plan_.back().at);
    if (!next && deliverer.outbox().size() > 0) fail("rows wait for nothing");
    if (!next) return;
    if (const model::Duration by = *next - clock_.now(); by > 0ms) clock_.jump(by);
  }

  Treatment answer(const test::Request& request) {
    if (!refused_.empty() && request.body.find(refused_) != std::string::npos) {
      return test::refused(target_);
    }
    const model::Duration at = clock_.now() - begin_;
    const bool is_well = at > kWell;
    if (!is_well && at >= kAwayFrom && at < kAwayTo) return test::out_of_order(target_);
    const unsigned dice = is_well ? 0 : answers_() % 20;
    const double seconds = 1 + static_cast<double>(answers_() % 20000) / 1000;
    if (dice == 19) return {.hang = 5s};
    if (dice >= 15) return test::out_of_order(target_);
    if (dice >= 11) return test::too_fast(target_, seconds, dice % 2 == 0);
    if (dice == 8 && target_ == Target::kDiscord) {
      return test::taken_as_last(request, ++number_, 2.5);
    }
    Treatment treatment = test::taken(target_, request, ++number_);
    // Of this message no change is possible.
    if (dice == 9 && target_ == Target::kDiscord) treatment.reply.body.clear();
    if (dice == 10) treatment.how = Treatment::How::kHangUp;
    return treatment;
  }

  Figures count(const notify::Deliverer& deliverer) {
    Figures figures{.messages = static_cast<int>(event_of_.size()), .dead = dead_};
    const auto exchanges = receiver_.exchanges();
    figures.sent = static_cast<int>(exchanges.size());
    std::map<int, int> taken;   // how often, by number
    std::map<int, int> newest;  // message, by event
    std::size_t unknown = 0;
    for (const Exchange& one : exchanges) {
      if (!one.treatment.takes) continue;
      const std::size_t at = one.request.body.find(" m");
      const int number =
          at == std::string::npos ? -1 : std::atoi(one.request.body.c_str() + at + 2);
      if (!event_of_.contains(number)) ++unknown;
      if (++taken[number] > 1) continue;
      const auto [known, fresh] = newest.emplace(event_of_[number], number);
      if (!fresh && number < known->second) ++figures.late;
      known->second = std::max(known->second, number);
    }
    if (unknown > 0) fail("a message is not one of those that were to be sent");
    figures.repeated = static_cast<int>(
        std::ranges::count_if(taken, [](const auto& entry) { return entry.second > 1; }));
    figures.lost = figures.messages - static_cast<int>(taken.size()) - figures.dead;
    figures.lost += static_cast<int>(deliverer.outbox().size());
    // Only these send while another request is under way.
    const bool sends_many = target_ == Target::kWebhook || target_ == Target::kAlertmanager;
    figures.early = static_cast<int>(
        test::too_early(exchanges, sends_many ? 50ms : 0ms, [](Instant) { return true; }).size());
    figures.holds_up = !sends_many && refusal_holds_up(exchanges);
    return figures;
  }

  // Whether the next message waited after the refusal: others came at the same time.
  bool refusal_holds_up(const std::vector<Exchange>& exchanges) const {
    for (std::size_t i = 0; i + 1 < exchanges.size(); ++i) {
      const Exchange& one = exchanges[i];
      if (one.request.body.find(refused_) == std::string::npos) continue;
      if (one.answered && exchanges[i + 1].came - *one.answered > 900ms) return true;
    }
    return false;
  }

  const Target target_;
  std::mt19937 random_, answers_;
  JumpingClock clock_;
  const model::Time begin_ = clock_.now();
  const test::Folder folder_;
  std::vector<Planned> plan_;
  std::string refused_;  // the mark of that message; set before it is sent
  int number_ = 0;       // of the target's messages
  test::Receiver receiver_{[this](const test::Request& request) { return answer(request); },
                           [this] { return clock_.instant(); }};
  config::Settings settings_;
  std::map<std::string, std::string> reference_;  // by event
  std::map<int, int> event_of_;                   // by message
  int dead_ = 0;
};

int run(unsigned seed, std::string_view only) {
  fmt::print("{:<16} {:>8} {:>6} {:>8} {:>7} {:>5} {:>9} {:>5}\n", "an hour of faults", "messages",
             "sent", "repeated", "refused", "lost", "too early", "late");
  bool good = true;
  for (const Target target : test::all_targets()) {
    if (test::name_of(target).find(only) == std::string_view::npos) continue;
    const Figures f = Hour(target, 16 * seed + static_cast<unsigned>(target)).live();
    fmt::print("{:<16} {:>8} {:>6} {:>8} {:>7} {:>5} {:>9} {:>5}\n", test::name_of(target),
               f.messages, f.sent, f.repeated, f.dead, f.lost, f.early, f.late);
    if (f.holds_up) fmt::print("  the refused message held up the others\n");
    good = good && !f.holds_up && f.lost == 0 && f.early == 0 && f.late == 0 && f.dead == 1;
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace newswatch::bench

int main(int argc, char** argv) {
  ::setvbuf(stdout, nullptr, _IOLBF, 0);
  return newswatch::bench::run(argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 1,
                               argc > 2 ? argv[2] : "");
}
