#include "store/rocks_store.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <utility>

#include "record/event_json.h"
#include "record/feed_state_json.h"
#include "record/gap_json.h"
#include "record/notification_json.h"
#include "record/question_json.h"
#include "record/story_json.h"
#include "store/tables.h"

namespace newswatch::store {
namespace {

// The batch in RocksDB's form. Only memory can run out here, so no status is kept.
class Changes {
 public:
  explicit Changes(const Tables& tables) : tables_(tables) {}

  void put(Family family, std::string_view key, std::string_view value) {
    batch_.Put(tables_.handle(family), rocksdb::Slice(key.data(), key.size()),
               rocksdb::Slice(value.data(), value.size()));
  }
  void drop(Family family, std::string_view key) {
    batch_.Delete(tables_.handle(family), rocksdb::Slice(key.data(), key.size()));
  }
  void drop_range(Family family, std::string_view from, std::string_view to) {
    batch_.DeleteRange(tables_.handle(family), rocksdb::Slice(from.data(), from.size()),
                       rocksdb::Slice(to.data(), to.size()));
  }
  rocksdb::WriteBatch& batch() { return batch_; }

 private:
  const Tables& tables_;
  rocksdb::WriteBatch batch_;
};

void put_gaps(Changes& changes, const Batch& batch) {
  for (const auto& gap : batch.gaps) {
    changes.put(Family::kGaps, gap_key(gap.to, gap.url), record::gap_json(gap));
  }
  if (batch.gaps_before) changes.drop_range(Family::kGaps, "", gap_prefix(*batch.gaps_before));
}

void put_stories(Changes& changes, const Batch& batch) {
  for (const auto& story : batch.stories) {
    changes.put(Family::kStories, story.id, record::story_json(story));
    // No row to drop for the others: a tombstone for each would be read at every `held`.
    if (story.held) changes.put(Family::kHeld, held_key(story.first_seen, story.id), "");
  }
  for (const auto& [key, story] : batch.keys) changes.put(Family::kKeys, key, story);
  for (const auto& [key, days] : batch.title_days) changes.put(Family::kTitles, key, days);
}

void put_events(Changes& changes, const Batch& batch) {
  for (const auto& event : batch.events) {
    changes.put(Family::kEvents, event.id, record::stored_event(event));
  }
  for (const auto& [event, story] : batch.dropped_reports) {
    changes.drop(Family::kReports, report_key(event, story));
  }
  for (const auto& report : batch.reports) {
    changes.put(Family::kReports, report_key(report.event, report.story),
                record::stored_report(report));
  }
  if (!batch.last_event_id.empty()) changes.put(Family::kMeta, kMetaLastEvent, batch.last_event_id);
}

void put_questions(Changes& changes, const Batch& batch) {
  for (const auto& question : batch.questions) {
    changes.put(Family::kQuestions, question_key(question.event, question.candidate),
                record::stored_question(question));
  }
  for (const auto& [event, candidate] : batch.dropped_questions) {
    changes.drop(Family::kQuestions, question_key(event, candidate));
  }
  if (!batch.judge_hour.empty()) changes.put(Family::kMeta, kMetaJudgeHour, batch.judge_hour);
}

void put_fold_state(Changes& changes, const Batch& batch) {
  for (const auto& row : batch.index_rows) {
    changes.put(Family::kIndex, index_key(row.seq), index_value(row));
  }
  for (const auto seq : batch.dropped_index_rows) changes.drop(Family::kIndex, index_key(seq));
  for (const auto& count : batch.counts) {
    changes.put(Family::kCounts, stories_key(count.scope), stories_value(count.stories));
    for (const auto& [term, df] : count.df) {
      changes.put(Family::kCounts, term_key(count.scope, term), term_value(df));
    }
  }
}

void put_outbox(Changes& changes, const Batch& batch) {
  for (const auto& row : batch.outbox) {
    changes.put(Family::kOutbox, outbox_key(row.row), record::stored_outbox_row(row));
  }
  for (const auto row : batch.dropped_outbox) changes.drop(Family::kOutbox, outbox_key(row));
  if (batch.last_outbox_row != 0) {
    changes.put(Family::kMeta, kMetaLastOutboxRow, std::to_string(batch.last_outbox_row));
  }
}

}  // namespace

RocksStore::RocksStore(std::unique_ptr<Tables> tables) : tables_(std::move(tables)) {}

RocksStore::~RocksStore() { tables_->db().SyncWAL(); }

model::Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::filesystem::path& dir,
                                                            const Options& options) {
  auto tables = Tables::open_writer(dir, options.log, options.env);
  if (!tables) return tl::unexpected(tables.error());
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(*tables)));
}

model::Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::filesystem::path& dir) {
  return open(dir, Options());
}

model::Result<Rows::Values> RocksStore::get(Family family,
                                            std::span<const std::string> keys) const {
  return tables_->get(family, keys);
}

model::Result<void> RocksStore::scan(Family family, std::string_view from, std::string_view prefix,
                                     const Visit& visit) const {
  return tables_->scan(family, from, prefix, visit);
}

model::Result<void> RocksStore::scan_newest_first(Family family, std::string_view prefix,
                                                  const Visit& visit) const {
  return tables_->scan_newest_first(family, prefix, visit);
}

model::Result<void> RocksStore::commit(const Batch& batch) {
  Changes changes(*tables_);
  for (const auto& state : batch.feeds) {
    changes.put(Family::kFeeds, state.url, record::feed_state_json(state));
  }
  put_gaps(changes, batch);
  put_stories(changes, batch);
  put_events(changes, batch);
  put_questions(changes, batch);
  put_fold_state(changes, batch);
  put_outbox(changes, batch);
  rocksdb::WriteOptions options;
  options.sync = batch.sync;
  const auto status = tables_->db().Write(options, &changes.batch());
  if (!status.ok()) return tl::unexpected(tables_->error("commit", status));
  return {};
}

}  // namespace newswatch::store
