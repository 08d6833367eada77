// Makes a store of many events with reports of many outlets, to measure and to look at what is made
// of all events: `newswatch report`, `events export`.
//
//   ninja -C build/release make_events
//   build/release/tests/bench/make_events STATE_FOLDER EVENTS [DAYS] [hostile]
//   time build/release/newswatch report --config STATE_FOLDER/newswatch.toml -o report.html
//
// It also writes a config with its feeds into the folder. Events are spread over the last DAYS
// (default 7); one outlet in four is quick, and the numbers are the same each time. hostile: titles
// and outlets try to be markup.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "model/clock.h"
#include "store/rocks_store.h"
#include "text/ulid.h"

namespace newswatch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const std::vector<std::string> kOutlets = {"TIME",
                                           "The Hill",
                                           "India Times",
                                           "Reuters",
                                           "Associated Press",
                                           "Le Monde",
                                           "Der Spiegel",
                                           "The Guardian",
                                           "Nikkei Asia",
                                           "South China Morning Post",
                                           "El País",
                                           "Politico",
                                           "Axios",
                                           "Financial Times",
                                           "日本経済新聞",
                                           "Al Jazeera English"};
const std::vector<std::string> kTitles = {"Altman calls fears of DeepSeek wildly overstated",
                                          "White House looks at DeepSeek's security",
                                          "Nvidia falls by a sixth in a day",
                                          "DeepSeek limits sign-ups after attacks",
                                          "Navy tells sailors not to use DeepSeek",
                                          "What to know about the Chinese model R1",
                                          "Texas bans DeepSeek on its devices",
                                          "OpenAI says that its models were distilled",
                                          "Italy's regulator asks where DeepSeek keeps its data",
                                          "Chip makers regain some of their loss"};
const std::vector<std::string> kHostile = {"<script>alert(1)</script>",
                                           "\"onmouseover=alert(1) x=\"",
                                           "{{{secret}}} {{/rows}}",
                                           "a | b | c\n# heading",
                                           "[link](javascript:alert(1)) `code`",
                                           "\u202edesrever \x1b[31m",
                                           "</style></svg><img src=x onerror=alert(1)>",
                                           std::string(3'000, 'W')};

class EventMaker {
 public:
  EventMaker(model::Time now, int days, bool hostile) : now_(now), days_(days), hostile_(hostile) {}

  void add(std::uint64_t number, std::uint64_t all, store::Batch& to) {
    const double share = (static_cast<double>(number) + 0.5) / static_cast<double>(all);
    const auto whole = std::chrono::duration_cast<model::Duration>(hours(24)) * days_;
    const model::Time begun =
        now_ - whole +
        model::Duration(static_cast<std::int64_t>(static_cast<double>(whole.count()) * share));
    model::Event event;
    event.title = hostile_ ? kHostile[number % kHostile.size()] : kTitles[number % kTitles.size()];
    event.link = hostile_ && number % 3 == 0
                     ? "javascript:alert(1)"
                     : fmt::format("https://example.test/{}?a=1&b=2", number);
    event.topics = {number % 3 == 0 ? "chips" : "deepseek"};
    std::vector<model::Report> reports;
    const auto count = 1 + static_cast<std::size_t>(std::min(9.0, -2.2 * std::log(fraction())));
    for (std::size_t i = 0; i < count; ++i) reports.push_back(some_report(event, begun, number, i));
    event.first_seen = reports[0].first_seen;
    for (const model::Report& report : reports) {
      event.first_seen = std::min(event.first_seen, report.first_seen);
      event.updated = std::max(event.updated, report.first_seen);
      if (std::ranges::find(event.outlets, report.outlet) == event.outlets.end()) {
        event.outlets.push_back(report.outlet);
      }
    }
    event.report_count = static_cast<std::uint32_t>(reports.size());
    event.id = text::ulid(event.updated, 0, number);
    for (model::Report& report : reports) {
      report.event = event.id;
      to.reports.push_back(std::move(report));
    }
    to.events.push_back(std::move(event));
  }

 private:
  double fraction() { return (static_cast<double>(random_() % 1'000'000) + 1) / 1'000'001; }

  model::Report some_report(const model::Event& event, model::Time begun, std::uint64_t number,
                            std::size_t i) {
    const auto which =
        static_cast<std::size_t>(std::pow(fraction(), 1.6) * static_cast<double>(kOutlets.size()));
    model::Report report;
    report.outlet = kOutlets[which];
    if (hostile_ && which % 2 == 0) report.outlet = "<b>" + report.outlet + "|</b>";
    report.feed = fmt::format("feed{}", which);
    report.story = fmt::format("{:024x}{:08x}", number, i);
    report.title = event.title;
    report.link = event.link;
    const double slow = which % 4 == 0 ? 8 : 40 + 15 * static_cast<double>(which);
    report.published = begun + seconds(static_cast<int>(-60 * slow * std::log(fraction())));
    report.published = std::min(*report.published, now_ - seconds(1));
    const int lag =
        static_cast<int>(-300 * (1 + static_cast<double>(which % 5)) * std::log(fraction()));
    report.first_seen = std::min(*report.published + seconds(lag), now_);
    report.opened = i == 0;
    return report;
  }

  model::Time now_;
  int days_;
  bool hostile_;
  std::mt19937_64 random_{1};
};

void add_feeds(model::Time now, int days, store::Batch& to, std::ofstream& config) {
  for (std::size_t i = 0; i < kOutlets.size(); ++i) {
    model::FeedState state;
    state.name = fmt::format("feed{}", i);
    state.url = fmt::format("https://{}.test/feed", state.name);
    state.first_success = now - hours(24) * (days + 1);
    state.last_attempt = state.last_success = now - minutes(3);
    state.next_poll = now + minutes(7);
    state.status = 200;
    state.polls = 1000;
    state.errors = i * 3;
    if (i == 3) {
      state.failures = 4;
      state.last_success = now - hours(5);
      state.last_error = "HTTP status 503: <b>Service</b> Unavailable";
    }
    if (i % 5 == 2) {
      to.gaps.push_back({.url = state.url,
                         .feed = state.name,
                         .from = now - hours(40),
                         .to = now - hours(31),
                         .why = "newswatch did not run"});
    }
    to.feeds.push_back(state);
    config << fmt::format("[[feed]]\nname = \"{}\"\noutlet = \"{}\"\nurl = \"{}\"\n\n", state.name,
                          kOutlets[i], state.url);
  }
}

int make(const std::string& folder, std::uint64_t events, int days, bool hostile) {
  const model::Time now = model::SystemClock().now();
  const auto store = store::RocksStore::open(folder + "/store");
  if (!store) return std::fputs((store.error().context + "\n").c_str(), stderr), 1;
  std::ofstream config(folder + "/newswatch.toml");
  config << "[daemon]\nstate_dir = \"" << folder << "\"\n\n";
  store::Batch feeds;
  add_feeds(now, days, feeds, config);
  if (!(*store)->commit(feeds)) return 1;
  EventMaker maker(now, days, hostile);
  for (std::uint64_t at = 0; at < events;) {
    store::Batch batch;
    for (int i = 0; i < 1000 && at < events; ++i) maker.add(at++, events, batch);
    if (!(*store)->commit(batch)) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace newswatch

int main(int argc, char** argv) {
  if (argc < 3) return std::fputs("make_events STATE_FOLDER EVENTS [DAYS] [hostile]\n", stderr), 2;
  const int days = argc > 3 ? std::max(1, std::atoi(argv[3])) : 7;
  return newswatch::make(argv[1], std::strtoull(argv[2], nullptr, 10), days, argc > 4);
}
