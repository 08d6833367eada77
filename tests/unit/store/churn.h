// A writer that puts, overwrites and drops rows as fast as it can, and a reader beside it that
// checks every row after each look. For a short test, and for tests/bench/reader_churn.cpp.
#pragma once

#include <atomic>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "store/queries.h"
#include "store/rocks_reader.h"
#include "store/rocks_store.h"
#include "unit/store/samples.h"

namespace newswatch::store {

struct ChurnCounts {
  std::uint64_t steps = 0, looks = 0, restarts = 0, readers = 0;
  std::string wrong;  // the first error or wrong row; empty: none
};

// Step n puts event n, outbox row n and near miss n, drops those that are kChurnKept older, and
// overwrites story n % kChurnStories. So what the store has follows from n alone.
inline constexpr std::uint64_t kChurnKept = 100, kChurnStories = 500, kChurnStepsOfAWriter = 400;

inline std::string churn_story(std::uint64_t n) {
  return fmt::format("{:032x}", n % kChurnStories);
}

// Bytes that LZ4 can't make fewer, so that memtables and files fill quickly.
inline std::string churn_bytes(std::uint64_t n) {
  std::mt19937_64 random(n);
  std::string bytes;
  while (bytes.size() < 4000) bytes += fmt::format("{:016x}", random());
  return bytes;
}

inline Batch churn_step(std::uint64_t n) {
  Batch batch;
  model::Event event = sample_event(static_cast<int>(n));
  event.summary = churn_bytes(n);
  batch.events = {event};
  model::Story story = sample_story(churn_story(n));
  story.title = std::to_string(n);
  story.summary = churn_bytes(n + 1);
  batch.stories = {story};
  batch.outbox = {sample_row(n)};
  batch.outbox[0].notification.title = std::to_string(n);
  batch.near = {{.seen = at(static_cast<std::int64_t>(n)), .story = "s", .topic = "t"}};
  if (n > kChurnKept) {
    batch.dropped_outbox = {n - kChurnKept};
    batch.near_before = row_key(at(static_cast<std::int64_t>(n - kChurnKept + 1)));
  }
  batch.last_outbox_row = n;
  batch.last_event_id = event.id;
  batch.sync = n % 50 == 0;
  return batch;
}

// What is wrong with the rows of a store of which step n is the last; empty: nothing.
inline std::string churn_fault(const Rows& rows, std::uint64_t n, std::mt19937_64& random) {
  const std::uint64_t first = n > kChurnKept ? n - kChurnKept + 1 : 1;
  const auto outbox = all_outbox(rows);
  if (!outbox) return outbox.error().context;
  std::uint64_t expected = first;
  for (const model::OutboxRow& row : *outbox) {
    if (row.row != expected || row.notification.title != std::to_string(expected)) {
      return fmt::format("outbox row {} where {} should be", row.row, expected);
    }
    ++expected;
  }
  if (expected != n + 1) return fmt::format("outbox ends with {}", expected - 1);
  const auto near = near_keys(rows);
  if (!near) return near.error().context;
  if (near->size() != n - first + 1) return fmt::format("{} near misses", near->size());
  for (const std::uint64_t of : {n, random() % n + 1}) {
    const auto event = find_event(rows, event_id(static_cast<int>(of)));
    if (!event) return event.error().context;
    if (!*event || (*event)->summary != churn_bytes(of)) return fmt::format("event {}", of);
    const auto story = find_story(rows, churn_story(of));
    if (!story) return story.error().context;
    const std::uint64_t newest = n - (n - of) % kChurnStories;  // that step wrote this story last
    if (!*story || (*story)->title != std::to_string(newest)) return fmt::format("story {}", of);
  }
  const auto next = find_event(rows, event_id(static_cast<int>(n + 1)));
  if (!next) return next.error().context;
  return *next ? "an event of a later step" : "";
}

// Writes until `enough` says so of the number of steps. The writer is closed and opened again after
// every kChurnStepsOfAWriter steps; every tenth look is that of a new reader.
inline ChurnCounts churn(const std::filesystem::path& dir,
                         const std::function<bool(std::uint64_t)>& enough) {
  ChurnCounts counts;
  std::atomic<bool> begun = false, done = false, failed = false;
  std::string writers_fault;
  std::jthread writing([&] {
    std::unique_ptr<RocksStore> store;
    for (std::uint64_t n = 1; !failed && !enough(n - 1); ++n) {
      if (n % kChurnStepsOfAWriter == 1) {
        counts.restarts += n > 1 ? 1 : 0;
        store.reset();
        auto opened = RocksStore::open(dir);
        if (!opened) {
          writers_fault = opened.error().context;
          break;
        }
        store = std::move(*opened);
      }
      if (const auto committed = store->commit(churn_step(n)); !committed) {
        writers_fault = committed.error().context;
        break;
      }
      counts.steps = n;
      begun = true;
      begun.notify_one();
    }
    begun = done = true;
    begun.notify_one();
  });
  begun.wait(false);
  std::mt19937_64 random(7);
  std::unique_ptr<RocksReader> reader;
  std::uint64_t seen = 0;
  for (bool last = false; !last && counts.wrong.empty(); ++counts.looks) {
    last = done;
    if (counts.looks % 10 == 0) {
      auto opened = RocksReader::open(dir, {.scratch_dir = dir.parent_path()});
      if (!opened) {
        counts.wrong = opened.error().context;
        break;
      }
      reader = std::move(*opened);
      ++counts.readers;
    } else if (const auto fresh = reader->refresh(); !fresh) {
      counts.wrong = fresh.error().context;
      break;
    }
    const auto n = last_outbox_row(*reader);
    if (!n) {
      counts.wrong = n.error().context;
    } else if (*n < seen) {
      counts.wrong = fmt::format("step {} after step {}", *n, seen);
    } else {
      seen = *n;
      if (seen > 0) counts.wrong = churn_fault(*reader, seen, random);
      if (!counts.wrong.empty()) counts.wrong += fmt::format(" at step {}", seen);
    }
  }
  failed = true;
  writing.join();
  if (counts.wrong.empty()) counts.wrong = writers_fault;
  if (counts.wrong.empty() && seen != counts.steps) counts.wrong = "the last steps are not seen";
  return counts;
}

}  // namespace newswatch::store
