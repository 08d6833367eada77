// Families outbox, dead, sent, sinks and trouble, and the newest message's number in meta.
#include <charconv>

#include "record/notice_json.h"
#include "record/notification_json.h"
#include "record/trouble_json.h"
#include "store/put_rows.h"
#include "store/queries.h"
#include "store/row_codec.h"

namespace newswatch::store {
namespace {

std::string trouble_key(const model::Trouble& trouble) {
  return row_key(model::name(trouble.kind), trouble.subject);
}

}  // namespace

void put_outbox(RowWrites& writes, const Batch& batch) {
  for (const auto& row : batch.outbox) {
    const std::string key = row_key(row.row);
    if (row.dead) writes.drop(Family::kOutbox, key);
    writes.put(row.dead ? Family::kDead : Family::kOutbox, key, record::stored_outbox_row(row));
  }
  for (const auto row : batch.dropped_outbox) writes.drop(Family::kOutbox, row_key(row));
  for (const auto row : batch.dropped_dead) writes.drop(Family::kDead, row_key(row));
  for (const auto& sent : batch.sent) {
    writes.put(Family::kSent, row_key(sent.event, sent.row), record::sent_message_json(sent));
  }
  for (const auto& sink : batch.sinks) {
    writes.put(Family::kSinks, sink.name, record::sink_state_json(sink));
  }
  for (const auto& name : batch.dropped_sinks) writes.drop(Family::kSinks, name);
  for (const auto& trouble : batch.troubles) {
    writes.put(Family::kTrouble, trouble_key(trouble), record::trouble_json(trouble));
  }
  for (const auto& trouble : batch.dropped_troubles) {
    writes.drop(Family::kTrouble, trouble_key(trouble));
  }
  if (batch.tally) writes.put(Family::kMeta, kMetaTally, record::stored_tally(*batch.tally));
  if (batch.silences) {
    writes.put(Family::kMeta, kMetaSilences, record::stored_silences(*batch.silences));
  }
  if (batch.last_outbox_row != 0) {
    writes.put(Family::kMeta, kMetaLastOutboxRow, std::to_string(batch.last_outbox_row));
  }
}

model::Result<std::vector<model::OutboxRow>> all_outbox(const Rows& rows) {
  return find_all<model::OutboxRow>(rows, Family::kOutbox, "", record::read_outbox_row);
}

model::Result<std::vector<model::OutboxRow>> dead_outbox(const Rows& rows) {
  return find_all<model::OutboxRow>(rows, Family::kDead, "", record::read_outbox_row);
}

model::Result<void> for_each_outbox(const Rows& rows, const OutboxVisit& visit,
                                    std::uint64_t from) {
  return rows.scan(Family::kOutbox, row_key(from), "", decoded(record::read_outbox_row, visit));
}

model::Result<void> for_each_dead(const Rows& rows, const OutboxVisit& visit) {
  return rows.scan(Family::kDead, "", "", decoded(record::read_outbox_row, visit));
}

model::Result<std::optional<model::OutboxRow>> find_outbox_row(const Rows& rows,
                                                               std::uint64_t row) {
  return find_one(rows, Family::kOutbox, row_key(row), record::read_outbox_row);
}

model::Result<std::optional<model::OutboxRow>> find_dead_row(const Rows& rows, std::uint64_t row) {
  return find_one(rows, Family::kDead, row_key(row), record::read_outbox_row);
}

model::Result<std::vector<model::SentMessage>> sent_messages(const Rows& rows,
                                                             const std::string& event) {
  std::vector<model::SentMessage> all;
  const auto take = [&](model::SentMessage sent) {
    all.push_back(std::move(sent));
    return true;
  };
  const std::string prefix = row_key(event, "");
  const auto scanned =
      rows.scan(Family::kSent, prefix, prefix, decoded(record::read_sent_message, take));
  if (!scanned) return tl::unexpected(scanned.error());
  return all;
}

model::Result<std::vector<model::Silence>> all_silences(const Rows& rows) {
  const auto found = get_one(rows, Family::kMeta, kMetaSilences);
  if (!found) return tl::unexpected(found.error());
  const std::optional<std::string>& json = *found;
  return json ? record::read_silences(*json) : std::vector<model::Silence>();
}

model::Result<model::Tally> tally(const Rows& rows) {
  const auto found = get_one(rows, Family::kMeta, kMetaTally);
  if (!found) return tl::unexpected(found.error());
  const std::optional<std::string>& json = *found;
  return json ? record::read_tally(*json) : model::Tally();
}

model::Result<std::vector<model::SinkState>> all_sinks(const Rows& rows) {
  return find_all<model::SinkState>(rows, Family::kSinks, "", record::read_sink_state);
}

model::Result<std::vector<model::Trouble>> all_troubles(const Rows& rows) {
  return find_all<model::Trouble>(rows, Family::kTrouble, "", record::read_trouble);
}

model::Result<std::uint64_t> last_outbox_row(const Rows& rows) {
  const auto found = get_one(rows, Family::kMeta, kMetaLastOutboxRow);
  if (!found) return tl::unexpected(found.error());
  const std::optional<std::string>& text = *found;
  if (!text) return 0;
  std::uint64_t row = 0;
  const std::string& digits = *text;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), row);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return model::fail(model::ErrorKind::kCorrupt,
                       fmt::format("stored row {}: not a number", kMetaLastOutboxRow));
  }
  return row;
}

}  // namespace newswatch::store
