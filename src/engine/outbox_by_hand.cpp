#include "engine/outbox_by_hand.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "engine/event_batch.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

// The named rows, each once, and at most kRowsAtOnce of them.
std::vector<std::uint64_t> named_rows(const model::RowChoice& choice, bool& more) {
  const std::set<std::uint64_t> each(choice.rows.begin(), choice.rows.end());
  std::vector<std::uint64_t> rows(each.begin(), each.end());
  more = rows.size() > kRowsAtOnce;
  if (more) rows.resize(kRowsAtOnce);
  return rows;
}

// Waiting or dead; nullopt: neither.
model::Result<std::optional<model::OutboxRow>> find_row(const store::EventStore& store,
                                                        std::uint64_t row) {
  auto found = store::find_outbox_row(store, row);
  return !found || *found ? std::move(found) : store::find_dead_row(store, row);
}

enum class Among { kFailed, kAll };  // also those that were not tried yet

model::Result<std::vector<model::OutboxRow>> rows_of(const store::EventStore& store,
                                                     const std::string& sink, Among among,
                                                     bool& more) {
  std::vector<model::OutboxRow> rows;
  const auto take = [&](const model::OutboxRow& row) {
    if (among == Among::kFailed && !row.dead && row.attempts == 0) return true;
    if (!sink.empty() && row.sink != sink) return true;
    more = rows.size() == kRowsAtOnce;
    if (!more) rows.push_back(row);
    return !more;
  };
  if (auto walked = store::for_each_dead(store, take); !walked) {
    return tl::unexpected(walked.error());
  }
  if (more) return rows;
  if (auto walked = store::for_each_outbox(store, take); !walked) {
    return tl::unexpected(walked.error());
  }
  return rows;
}

model::Result<std::vector<model::OutboxRow>> chosen(const store::EventStore& store,
                                                    const model::RowChoice& choice, Among among,
                                                    RowsDone& done) {
  if (choice.all) return rows_of(store, choice.sink, among, done.more);
  std::vector<model::OutboxRow> rows;
  for (const std::uint64_t number : named_rows(choice, done.more)) {
    auto found = find_row(store, number);
    if (!found) return tl::unexpected(found.error());
    if (std::optional<model::OutboxRow>& row = *found) {
      rows.push_back(std::move(*row));
    } else {
      done.not_found.push_back(number);
    }
  }
  return rows;
}

}  // namespace

model::Result<RowsDone> retry_by_hand(store::EventStore& store, const model::RowChoice& choice,
                                      model::Time now) {
  RowsDone done;
  auto rows = chosen(store, choice, Among::kFailed, done);
  if (!rows) return tl::unexpected(rows.error());
  store::Batch batch;
  batch.sync = true;
  for (model::OutboxRow& row : *rows) {
    done.rows.push_back(row.row);
    if (!row.dead && row.attempts == 0) continue;
    const bool revived = std::exchange(row.dead, false);
    if (revived) batch.dropped_dead.push_back(row.row);
    row.attempts = 0;
    row.own_fault = false;
    row.first_attempt.reset();
    row.not_before = now;
    // One that waits may have been delivered meanwhile.
    add_unique(done.changes.revived, row.sink);
    (revived ? done.changes.retried : done.changes.revised).push_back(row);
    batch.outbox.push_back(std::move(row));
  }
  if (batch.outbox.empty()) return done;
  if (auto stored = store.commit(batch); !stored) return tl::unexpected(stored.error());
  return done;
}

model::Result<RowsDone> drop_by_hand(store::EventStore& store, const model::RowChoice& choice) {
  RowsDone done;
  if (choice.all && choice.sink.empty()) return done;
  const auto rows = chosen(store, choice, Among::kAll, done);
  if (!rows) return tl::unexpected(rows.error());
  store::Batch batch;
  batch.sync = true;
  for (const model::OutboxRow& row : *rows) {
    done.rows.push_back(row.row);
    (row.dead ? batch.dropped_dead : batch.dropped_outbox).push_back(row.row);
  }
  if (done.rows.empty()) return done;
  if (auto stored = store.commit(batch); !stored) return tl::unexpected(stored.error());
  done.changes.removed = done.rows;
  return done;
}

model::Result<RowsDone> change_by_hand(store::EventStore& store,
                                       const model::ControlRequest& request, model::Time now) {
  return request.command == model::ControlCommand::kOutboxRetry
             ? retry_by_hand(store, request.choice, now)
             : drop_by_hand(store, request.choice);
}

model::ControlReply take_reply(RowsDone& done) {
  model::ControlReply reply;
  reply.rows = std::move(done.rows);
  reply.not_found = std::move(done.not_found);
  reply.more = done.more;
  return reply;
}

}  // namespace newswatch::engine
