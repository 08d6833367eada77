// What retention costs a writer that goes on, and how fast a replay is.
//
//   ninja -C build/release keeping_cost && build/release/tests/bench/keeping_cost [STORIES]
//
// A store of so many stories (default 1,200,000: about 1 GB) over 180 days is made in $TMPDIR. Then
// everything older than 90 days goes: by compaction while batches of one small response are
// committed every 2 ms, whose times are shown beside those without it; by a sweep of events, whose
// slices are timed; and the last 100,000 stories are replayed. Figures are for people.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/engine.h"
#include "engine/replay.h"
#include "record/story_json.h"
#include "store/queries.h"
#include "store/rocks_reader.h"
#include "store/rocks_store.h"
#include "store/row_writes.h"
#include "store/tables.h"
#include "support/folder.h"
#include "text/times.h"
#include "text/ulid.h"

namespace newswatch {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::days;

constexpr int kDays = 180;
constexpr std::uint64_t kStoriesAnEvent = 10;

const model::Time kEnd = *text::parse_rfc3339("2025-06-30T00:00:00Z");

std::string words(std::uint64_t seed) {
  static constexpr const char* kWords[] = {"harbour",  "council",  "votes", "bridge", "strike",
                                           "minister", "budget",   "court", "storm",  "market",
                                           "launch",   "chip",     "probe", "deal",   "summit",
                                           "border",   "hospital", "train", "fire",   "school"};
  std::string text;
  for (int i = 0; i < 9; ++i) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    text += fmt::format("{}{} ", kWords[(seed >> 33) % std::size(kWords)], (seed >> 45) % 400);
  }
  return text;
}

model::Story story(std::uint64_t n, std::uint64_t all) {
  model::Story made;
  made.id = fmt::format("{:032x}", n * 0x9E3779B97F4A7C15ULL);
  made.outlet = fmt::format("Gazette {}", n % 40);
  made.feed = fmt::format("gazette-{}", n % 40);
  made.link = fmt::format("https://gazette{}.example/news/2025/{}", n % 40, n);
  made.title = words(n);
  for (int i = 0; i < 4; ++i) made.summary += words(n * 31 + static_cast<std::uint64_t>(i));
  made.first_seen = made.story_time =
      kEnd - std::chrono::milliseconds(static_cast<std::int64_t>(
                 (1.0 - static_cast<double>(n) / static_cast<double>(all)) * kDays * 86'400'000));
  made.keys = {"guid:" + made.outlet + "|" + made.id, "url:" + made.link};
  return made;
}

void check(const model::Result<void>& done) {
  if (done) return;
  fmt::print(stderr, "{}\n", done.error().context);
  std::exit(1);
}

void fill(store::RocksStore& store, std::uint64_t all) {
  store::Batch batch;
  for (std::uint64_t n = 0; n < all; ++n) {
    model::Story made = story(n, all);
    const auto day = std::chrono::floor<days>(made.first_seen);
    for (const std::string& key : made.keys) batch.keys.push_back({key, made.id, day});
    if (n % kStoriesAnEvent == 0) {
      model::Event event;
      event.id = text::ulid(made.first_seen, n, n);
      event.topics = {"harbour"};
      event.title = made.title;
      event.link = made.link;
      event.first_seen = event.updated = made.first_seen;
      event.outlets = {made.outlet};
      event.report_count = 1;
      event.told_topics = event.topics;
      made.event = batch.last_event_id = event.id;
      made.topics = event.topics;
      model::Report report;
      report.event = event.id;
      report.story = made.id;
      report.title = made.title;
      report.link = made.link;
      report.first_seen = made.first_seen;
      report.opened = true;
      batch.reports.push_back(report);
      batch.events.push_back(event);
    }
    batch.stories.push_back(std::move(made));
    if (batch.stories.size() == 500 || n + 1 == all) {
      check(store.commit(batch));
      batch = {};
    }
  }
}

struct Times {
  std::vector<double> ms;
  void add(Clock::time_point from) {
    ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - from).count());
  }
  void print(const char* what) {
    std::ranges::sort(ms);
    const auto at = [&](double share) {
      return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
    };
    fmt::print("{:<34} n={:<7} p50 {:.2f} ms  p99 {:.2f} ms  most {:.2f} ms\n", what, ms.size(),
               at(0.5), at(0.99), ms.back());
  }
};

// A small response, again and again, until `over`.
Times commits(store::Tables& tables, const std::function<bool()>& over) {
  Times times;
  for (std::uint64_t n = 0; !over(); ++n) {
    store::RowWrites writes(tables);
    for (std::uint64_t i = 0; i < 3; ++i) {
      const model::Story made = story((1ULL << 40) + n * 3 + i, 1ULL << 41);
      writes.put(store::Family::kStories, made.id, record::story_json(made));
      for (const std::string& key : made.keys) {
        writes.put(store::Family::kKeys, key, made.id + " 2025-06-30");
      }
    }
    const auto from = Clock::now();
    check(writes.write(false));
    times.add(from);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return times;
}

std::uint64_t bytes_of(const std::filesystem::path& folder) {
  std::uint64_t sum = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.is_regular_file()) sum += file.file_size();
  }
  return sum;
}

void compact(const std::filesystem::path& folder) {
  auto opened = store::Tables::open_writer(folder, {}, nullptr);
  if (!opened) return check(tl::unexpected(opened.error()));
  store::Tables& tables = **opened;
  const auto until = Clock::now() + std::chrono::seconds(10);
  commits(tables, [&] { return Clock::now() > until; }).print("commit, nothing goes");
  fmt::print("{:.0f} MB before\n", static_cast<double>(bytes_of(folder)) / 1e6);
  const auto day = std::chrono::floor<days>(kEnd - days(90));
  tables.expire({.stories_before = kEnd - days(90), .keys_before = day});
  std::atomic<bool> over = false;
  const auto from = Clock::now();
  std::jthread compaction([&] {
    tables.compact(store::Family::kStories);
    tables.compact(store::Family::kKeys);
    over = true;
  });
  commits(tables, [&] { return over.load(); }).print("commit, while 90 of 180 days go");
  fmt::print("{:.0f} MB after {:.1f} s\n", static_cast<double>(bytes_of(folder)) / 1e6,
             std::chrono::duration<double>(Clock::now() - from).count());
}

void sweep(const std::filesystem::path& folder) {
  auto store = store::RocksStore::open(folder);
  if (!store) return check(tl::unexpected(store.error()));
  config::Settings settings;
  settings.feeds = {{.name = "g", .outlet = "Gazette", .url = "https://gazette.example/feed"}};
  settings.retention.events = days(90);
  auto engine = engine::Engine::open(**store, std::make_shared<const config::Settings>(settings));
  if (!engine) return check(tl::unexpected(engine.error()));
  engine::PollResult polled;
  polled.url = settings.feeds[0].url;
  polled.at = kEnd;
  polled.response = fetch::Response{};
  polled.response->status = 304;
  if (auto done = (*engine)->ingest(std::move(polled)); !done) check(tl::unexpected(done.error()));
  Times slices;
  std::size_t events = 0;
  while ((*engine)->sweeping()) {
    const auto from = Clock::now();
    const auto step = (*engine)->sweep();
    if (!step) return check(tl::unexpected(step.error()));
    slices.add(from);
    events = std::max(events, step->events);
  }
  slices.print(fmt::format("slice of a sweep ({} events)", events).c_str());
}

void replay(const std::filesystem::path& folder, std::uint64_t all) {
  auto reader = store::RocksReader::open(folder);
  if (!reader) return check(tl::unexpected(reader.error()));
  config::Settings settings;
  config::TopicSettings topic;
  topic.name = "harbour";
  topic.clauses.emplace_back();
  topic.clauses.back().any.title = {"harbour1*", "council1*"};
  settings.topics = {topic};
  settings.event.window = std::chrono::hours(1);
  const auto since = kEnd - std::chrono::milliseconds(static_cast<std::int64_t>(
                                100'000.0 / static_cast<double>(all) * kDays * 86'400'000));
  const auto from = Clock::now();
  const auto result = engine::replay(**reader, settings, since);
  if (!result) return check(tl::unexpected(result.error()));
  fmt::print("replay of {} stories ({} matched): {:.1f} s\n", result->stories, result->matched,
             std::chrono::duration<double>(Clock::now() - from).count());
}

int run(std::uint64_t all) {
  const test::Folder folder;
  const auto path = folder.path() / "store";
  {
    auto store = store::RocksStore::open(path);
    if (!store) return 1;
    fill(**store, all);
  }
  compact(path);
  sweep(path);
  replay(path, all);
  return 0;
}

}  // namespace
}  // namespace newswatch

int main(int argc, char** argv) {
  return newswatch::run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'200'000);
}
