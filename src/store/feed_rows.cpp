// Families feeds and gaps, and what is known of the clock in meta.
#include "record/feed_state_json.h"
#include "record/gap_json.h"
#include "store/put_rows.h"
#include "store/queries.h"
#include "store/row_codec.h"

namespace newswatch::store {

void put_feeds(RowWrites& writes, const Batch& batch) {
  for (const auto& state : batch.feeds) {
    writes.put(Family::kFeeds, state.url, record::feed_state_json(state));
  }
  for (const auto& gap : batch.gaps) {
    writes.put(Family::kGaps, row_key(gap.to, gap.url), record::gap_json(gap));
  }
  if (!batch.clock_memory.empty()) writes.put(Family::kMeta, kMetaClock, batch.clock_memory);
  if (batch.gaps_before) writes.drop_range(Family::kGaps, "", row_key(*batch.gaps_before));
}

model::Result<std::vector<model::FeedState>> all_feeds(const Rows& rows) {
  return find_all<model::FeedState>(rows, Family::kFeeds, "", record::read_feed_state);
}

model::Result<std::string> clock_memory(const Rows& rows) {
  auto memory = get_one(rows, Family::kMeta, kMetaClock);
  if (!memory) return tl::unexpected(memory.error());
  return memory->value_or("");
}

model::Result<std::vector<model::Gap>> gaps_since(const Rows& rows, model::Time since) {
  return find_all<model::Gap>(rows, Family::kGaps, row_key(since), record::read_gap);
}

}  // namespace newswatch::store
