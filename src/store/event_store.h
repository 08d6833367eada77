// EventStore: the port to what is kept: the reads of rows.h, and commit(). One writer thread owns
// it and calls everything. What is read as values stands in queries.h.
//
// A Batch is written whole or not at all. Reads see every batch that was committed. Errors:
// kTransient (disk full: commit again later, nothing is lost), kCorrupt (stored bytes are not
// ours), kPermanent (any other I/O error: end the process, a restart reads what is true).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/event.h"
#include "model/feed.h"
#include "model/fold_record.h"
#include "model/notification.h"
#include "model/question.h"
#include "model/result.h"
#include "model/story.h"
#include "store/rows.h"

namespace newswatch::store {

// What a report's row is keyed by.
struct ReportKey {
  std::string event;
  model::Time first_seen{};
  std::string story;
};

// All changes that one response (or one delivery) makes.
struct Batch {
  std::vector<model::FeedState> feeds;
  std::vector<model::Gap> gaps;                                 // put, keyed by (to, url)
  std::optional<model::Time> gaps_before;                       // dropped: those that ended before
  std::vector<model::Story> stories;                            // put, whole
  std::vector<std::pair<std::string, std::string>> keys;        // identity key -> story id
  std::vector<std::pair<std::string, std::string>> title_days;  // title key -> days, see identify
  std::vector<model::Event> events;                             // put, whole
  std::vector<model::Report> reports;                           // put, see ReportKey
  std::vector<model::IndexRow> index_rows;                      // put, keyed by seq
  std::vector<std::uint64_t> dropped_index_rows;                // seq
  std::optional<model::CountsChange> counts_change;             // put, keyed by seq
  // Put; takes the place of all changes that were committed before.
  std::optional<model::CountsSnapshot> counts_snapshot;
  std::vector<model::Question> questions;                              // put, whole
  std::vector<std::pair<std::string, std::string>> dropped_questions;  // event, candidate
  std::string judge_hour;                  // questions asked in the newest hour; empty: unchanged
  std::vector<ReportKey> dropped_reports;  // moved
  // Put, keyed by row. A dead one is put where dead_outbox() reads, and waits no more.
  std::vector<model::OutboxRow> outbox;
  std::vector<std::uint64_t> dropped_outbox;  // row: delivered
  std::string last_event_id;                  // empty: unchanged
  std::uint64_t last_outbox_row = 0;          // 0: unchanged
  // fsync before commit returns. Without it a crash of the process loses nothing, one of the
  // machine may lose the newest batches.
  bool sync = false;
};

class EventStore : public Rows {
 public:
  virtual model::Result<void> commit(const Batch& batch) = 0;
};

}  // namespace newswatch::store
