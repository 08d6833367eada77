// Encodes a Batch: each function adds its part of the batch to the writes.
//
// Each is in the file that also reads its families (queries.h), so that only one file knows a
// family's keys and values: feed_rows.cpp, story_rows.cpp, event_rows.cpp, fold_rows.cpp,
// outbox_rows.cpp, retention_rows.cpp. The head of each names its families. Internal to store/.
#pragma once

#include "store/event_store.h"
#include "store/row_writes.h"

namespace newswatch::store {

void put_feeds(RowWrites& writes, const Batch& batch);
void put_stories(RowWrites& writes, const Batch& batch);
void put_events(RowWrites& writes, const Batch& batch);
void put_questions(RowWrites& writes, const Batch& batch);
void put_fold_state(RowWrites& writes, const Batch& batch);
void put_outbox(RowWrites& writes, const Batch& batch);
void put_retention(RowWrites& writes, const Batch& batch);

}  // namespace newswatch::store
