// EventStore: the port to the stored data: the reads of rows.h, commit() and snapshot(). The writer
// thread owns it and makes all calls but snapshot(), instant() and sizes(), which others may make
// meanwhile. queries.h reads rows as values.
//
// A Batch is written whole or not at all. Reads see every committed batch. Errors: kTransient (disk
// full: commit again later, nothing is lost), kCorrupt (stored bytes are damaged), kPermanent (any
// other I/O error: end the process; only a restart shows what was written).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/day_count.h"
#include "model/event.h"
#include "model/feed.h"
#include "model/fold_record.h"
#include "model/identity_key.h"
#include "model/near_miss.h"
#include "model/notification.h"
#include "model/question.h"
#include "model/regrouping.h"
#include "model/result.h"
#include "model/silence.h"
#include "model/sink_state.h"
#include "model/story.h"
#include "model/tally.h"
#include "model/trouble.h"
#include "store/expiry.h"
#include "store/rows.h"

namespace newswatch::store {

// The key of a report's row.
struct ReportKey {
  std::string event;
  model::Time first_seen{};
  std::string story;
};

// Event ids, "from" included and "to" not.
struct IdRange {
  std::string from, to;
};

// The changes of one step. "put": written whole, in place of an older row with the same key.
struct Batch {
  std::vector<model::FeedState> feeds;
  std::vector<std::string> dropped_feeds;  // urls
  std::vector<model::Gap> gaps;            // put, keyed by (to, url)
  std::optional<model::Time> gaps_before;  // drops gaps that ended before it
  std::vector<model::Story> stories;       // put
  std::optional<model::Time> held_before;  // forgets that stories first seen before it were held
  std::vector<model::KeyRow> keys;         // put
  std::vector<std::pair<std::string, std::string>> title_days;  // title key -> days, see identify
  std::vector<model::Event> events;                             // put
  std::vector<model::Report> reports;                           // put, see ReportKey
  std::vector<model::IndexRow> index_rows;                      // put, keyed by seq
  std::vector<std::uint64_t> dropped_index_rows;                // seq
  std::optional<model::CountsChange> counts_change;             // put, keyed by seq
  // Put; takes the place of all changes that were committed before.
  std::optional<model::CountsSnapshot> counts_snapshot;
  std::vector<model::Question> questions;                              // put
  std::vector<std::pair<std::string, std::string>> dropped_questions;  // event, candidate
  std::string judge_hour;                  // QuestionBudget::text(); empty: unchanged
  std::vector<ReportKey> dropped_reports;  // moved to another event
  // Drops the events with from <= id < to, their reports, and who was told of them.
  std::vector<IdRange> dropped_events;
  std::vector<IdRange> dropped_sent;  // who was told of these events, alone
  // Put, keyed by row. A dead one moves from what all_outbox() reads to what dead_outbox() reads.
  std::vector<model::OutboxRow> outbox;
  std::vector<std::uint64_t> dropped_outbox;     // row: delivered
  std::string clock_memory;                      // engine/clock_sense.h; empty: unchanged
  std::vector<std::uint64_t> dropped_dead;       // row: of those that were given up
  std::string last_event_id;                     // empty: unchanged
  std::uint64_t last_outbox_row = 0;             // 0: unchanged
  std::vector<model::NearMiss> near;             // put, keyed by (seen, story, topic)
  std::string near_before;                       // drops near misses with lesser keys; empty: none
  std::string rules;                             // meta, see kMetaRules; empty: unchanged
  std::vector<model::Trouble> troubles;          // put, keyed by (kind, subject)
  std::vector<model::Trouble> dropped_troubles;  // dropped
  std::vector<model::SinkState> sinks;           // put, keyed by name
  std::vector<std::string> dropped_sinks;        // names
  std::optional<std::vector<model::Silence>> silences;  // all that are in force; absent: unchanged
  std::optional<model::Tally> tally;                    // absent: unchanged
  std::vector<model::Fact> facts;                       // put, keyed by (a, b)
  std::optional<model::DayCount> day_count;             // put, keyed by day
  std::optional<model::Day> days_before;                // drops the counts of earlier days
  std::optional<model::Day> undated;                    // meta, see kMetaUndated
  std::vector<model::SentMessage> sent;                 // put, keyed by (event, row)
  // fsync before commit() returns. Without it a crash of the process loses nothing; a crash of the
  // machine may lose the newest batches.
  bool sync = false;
};

// The name of a folder with a snapshot begins so. It is gone soon, and after a power cut nobody
// needs it: what is written there does not wait for the disk.
inline constexpr std::string_view kSnapshotPrefix = "snapshot-";

class EventStore : public Rows {
 public:
  virtual model::Result<void> commit(const Batch& batch) = 0;
  // From now on this has expired: it may go at any time. Not stored.
  virtual void expire(Expiry expiry) = 0;
  // Makes the folder `dir`, beside the store and named as above, with the store in it as it is now,
  // for a backup (backups.h): tables are linked, the rest is copied. kPermanent: the file system
  // has no links, or is another one.
  virtual model::Result<void> snapshot(const std::filesystem::path& dir) = 0;
  // All rows as they are now, for another thread to read, one thread at a time. While it lives,
  // what is dropped or replaced keeps its place on the disk. The store must outlive it.
  virtual std::unique_ptr<Rows> instant() const = 0;
  virtual std::vector<FamilySize> sizes() const = 0;  // in the order of kFamilies
};

}  // namespace newswatch::store
