// Makes a store of many events of three reports each, the newest of now, to measure the page.
//
//   ninja -C build/release make_events
//   build/release/tests/bench/make_events STATE_FOLDER EVENTS
//   python3 tests/bench/page_load.py build/release/newswatch STATE_FOLDER
#include <fmt/format.h>

#include <cstdio>
#include <string>

#include "store/rocks_store.h"
#include "text/ulid.h"

namespace newswatch {
namespace {

constexpr std::uint64_t kBatch = 1000;
constexpr model::Duration kApart = std::chrono::minutes(5);

void add_event(store::Batch& batch, std::uint64_t n, model::Time seen) {
  model::Event& event = batch.events.emplace_back();
  event.id = text::ulid(seen, n, n);
  event.topics = {n % 3 == 0 ? "harbours" : "elections"};
  event.title =
      fmt::format("Event {}: the harbour of town {} opens after {} days", n, n % 977, n % 31);
  event.summary = "Ships that had waited off the coast began to enter on Monday, officials said.";
  event.link = fmt::format("https://news.example/{}", n);
  event.first_seen = event.updated = seen;
  event.first_published = seen - std::chrono::minutes(7);
  event.outlets = {"A", "B", "C"};
  event.origins = event.outlets;
  event.report_count = 3;
  event.told_topics = event.topics;
  for (std::uint64_t i = 0; i < event.report_count; ++i) {
    model::Report& report = batch.reports.emplace_back();
    report.event = event.id;
    report.story = fmt::format("{:032x}", n * 3 + i);
    report.outlet = event.outlets[i];
    report.origin = report.outlet;
    report.feed = "feed";
    report.title = event.title;
    report.link = fmt::format("{}/{}", event.link, i);
    report.first_seen = seen + std::chrono::minutes(i);
    report.opened = i == 0;
    report.score = i == 0 ? 0 : 0.7;
    report.why = {"words: harbour 0.21, town 0.12, opens 0.08",
                  "time: 1 min after its last report"};
    report.words = {"title: harbour"};
  }
}

int make(const std::string& state, std::uint64_t events) {
  auto store = store::RocksStore::open(std::filesystem::path(state) / "store");
  if (!store) {
    fmt::print(stderr, "{}\n", store.error().context);
    return 1;
  }
  const model::Time now = model::SystemClock().now();
  for (std::uint64_t done = 0; done < events;) {
    store::Batch batch;
    for (std::uint64_t i = 0; i < kBatch && done < events; ++i, ++done) {
      add_event(batch, done, now - kApart * static_cast<std::int64_t>(events - done));
    }
    batch.last_event_id = batch.events.back().id;
    if (const auto written = (*store)->commit(batch); !written) {
      fmt::print(stderr, "{}\n", written.error().context);
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace newswatch

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: make_events STATE_FOLDER EVENTS\n");
    return 2;
  }
  return newswatch::make(argv[1], std::stoull(argv[2]));
}
