// Families index and counts, which a fold index is made of again, and questions, with the judge's
// hour in meta.
#include "record/question_json.h"
#include "store/counts_codec.h"
#include "store/put_rows.h"
#include "store/queries.h"
#include "store/row_codec.h"

namespace newswatch::store {
namespace {

// A row of `counts`.
model::Result<void> take_counts(model::StoredCounts& counts, std::string_view key,
                                std::string_view value) {
  if (key == kCountsSnapshot) {
    auto snapshot = read_counts_snapshot(value);
    if (!snapshot) return tl::unexpected(snapshot.error());
    counts.snapshot = std::move(*snapshot);
  } else if (key.starts_with(kCountsChange)) {
    auto change = read_counts_change(key, value);
    if (!change) return tl::unexpected(change.error());
    counts.changes.push_back(std::move(*change));
    counts.change_bytes += value.size();
  } else {
    counts.of_earlier_schema = true;
    return take_earlier_count(counts.snapshot, key, value);
  }
  return {};
}

}  // namespace

void put_questions(RowWrites& writes, const Batch& batch) {
  for (const auto& question : batch.questions) {
    writes.put(Family::kQuestions, row_key(question.event, question.candidate),
               record::stored_question(question));
  }
  for (const auto& [event, candidate] : batch.dropped_questions) {
    writes.drop(Family::kQuestions, row_key(event, candidate));
  }
  if (!batch.judge_hour.empty()) writes.put(Family::kMeta, kMetaJudgeHour, batch.judge_hour);
}

void put_fold_state(RowWrites& writes, const Batch& batch) {
  for (const auto& row : batch.index_rows) {
    writes.put(Family::kIndex, index_key(row.seq), index_value(row));
  }
  for (const auto seq : batch.dropped_index_rows) writes.drop(Family::kIndex, index_key(seq));
  if (const auto& snapshot = batch.counts_snapshot) {
    writes.drop_range(Family::kCounts, "", kAfterCountsChanges);
    writes.put(Family::kCounts, kCountsSnapshot, counts_snapshot_value(*snapshot));
  }
  if (const auto& change = batch.counts_change) {
    writes.put(Family::kCounts, counts_change_key(change->seq), counts_change_value(*change));
  }
}

model::Result<std::vector<model::Question>> all_questions(const Rows& rows) {
  return find_all<model::Question>(rows, Family::kQuestions, "", record::read_question);
}

model::Result<std::string> judge_hour(const Rows& rows) {
  auto hour = get_one(rows, Family::kMeta, kMetaJudgeHour);
  if (!hour) return tl::unexpected(hour.error());
  return hour->value_or("");
}

model::Result<void> for_each_index_row(const Rows& rows, const IndexVisit& visit) {
  return rows.scan(Family::kIndex, "", "",
                   [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                     const auto row = read_index_row(key, value);
                     if (!row) return tl::unexpected(row.error());
                     return visit(*row);
                   });
}

model::Result<model::StoredCounts> stored_counts(const Rows& rows) {
  model::StoredCounts counts;
  const auto scanned =
      rows.scan(Family::kCounts, "", "",
                [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                  const auto taken = take_counts(counts, key, value);
                  if (!taken) return tl::unexpected(taken.error());
                  return true;
                });
  if (!scanned) return tl::unexpected(scanned.error());
  return counts;
}

model::Result<std::vector<model::IndexRow>> find_index_rows(const Rows& rows,
                                                            std::span<const std::uint64_t> seqs) {
  std::vector<std::string> keys;
  for (const std::uint64_t seq : seqs) keys.push_back(index_key(seq));
  const auto values = rows.get(Family::kIndex, keys);
  if (!values) return tl::unexpected(values.error());
  std::vector<model::IndexRow> found;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::optional<std::string>& value = (*values)[i];
    if (!value) {
      return model::fail(model::ErrorKind::kCorrupt,
                         fmt::format("index row {} is not in the store", seqs[i]));
    }
    auto row = read_index_row(keys[i], *value);
    if (!row) return tl::unexpected(row.error());
    found.push_back(std::move(*row));
  }
  return found;
}

}  // namespace newswatch::store
