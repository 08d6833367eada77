// One response's batch into the real store: what an unchanged poll, a seen document and a new event
// cost, on the disk that TMPDIR names.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <memory>
#include <string>

#include "store/rocks_store.h"
#include "support/folder.h"

namespace newswatch {
namespace {

model::Story story(std::uint64_t n) {
  model::Story made;
  made.id = fmt::format("{:032x}", n);
  made.outlet = "Gazette";
  made.feed = "gazette";
  made.link = fmt::format("https://gazette.example/news/{}", n);
  made.title = fmt::format("Council votes on harbour plan {}", n);
  made.summary = std::string(400, 's');
  made.keys = {"guid:" + made.id, "url:" + made.link};
  return made;
}

void add_story(store::Batch& batch, std::uint64_t n) {
  batch.stories.push_back(story(n));
  for (const auto& key : batch.stories.back().keys) {
    batch.keys.push_back({key, batch.stories.back().id});
  }
}

void add_event(store::Batch& batch, std::uint64_t n) {
  const auto& opener = batch.stories.front();
  model::Event event;
  event.id = fmt::format("{:026}", n);
  event.topics = {"harbour"};
  event.title = opener.title;
  event.link = opener.link;
  event.outlets = {opener.outlet};
  event.report_count = 1;
  model::Report report;
  report.event = event.id;
  report.story = opener.id;
  report.title = opener.title;
  report.opened = true;
  model::OutboxRow row;
  row.row = n;
  row.sink = "log";
  row.notification.id = event.id + ":event.new";
  row.notification.event = event;
  row.notification.reports = {report};
  batch.last_event_id = event.id;
  batch.last_outbox_row = n;
  batch.events.push_back(std::move(event));
  batch.reports.push_back(std::move(report));
  batch.outbox.push_back(std::move(row));
  batch.sync = true;
}

void run(benchmark::State& state, int stories, bool opens_event) {
  const test::Folder folder;
  auto store = store::RocksStore::open(folder.path());
  if (!store) return state.SkipWithError(store.error().context.c_str());
  std::uint64_t n = 0;
  for (auto _ : state) {
    store::Batch batch;
    model::FeedState feed;
    feed.url = "https://gazette.example/feed";
    feed.etag = std::to_string(++n);
    batch.feeds = {feed};
    for (int i = 0; i < stories; ++i) add_story(batch, ++n);
    if (opens_event) add_event(batch, n);
    if (auto done = (*store)->commit(batch); !done) {
      return state.SkipWithError(done.error().context.c_str());
    }
  }
  state.SetItemsProcessed(state.iterations());
}

void commit_unchanged_feed(benchmark::State& state) { run(state, 0, false); }
void commit_thirty_new_stories(benchmark::State& state) { run(state, 30, false); }
void commit_new_event_synced(benchmark::State& state) { run(state, 1, true); }

BENCHMARK(commit_unchanged_feed)->Unit(benchmark::kMicrosecond);
BENCHMARK(commit_thirty_new_stories)->Unit(benchmark::kMicrosecond);
BENCHMARK(commit_new_event_synced)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace newswatch
