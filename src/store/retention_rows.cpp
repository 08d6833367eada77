// Family days, the day of undated keys in meta, and what retention drops by itself: ranges of
// events and what belongs to them. (What expires by compaction is in expiry_filter.cpp.)
#include <chrono>

#include "record/day_count_json.h"
#include "store/put_rows.h"
#include "store/queries.h"
#include "store/row_codec.h"
#include "text/times.h"

namespace newswatch::store {
namespace {

std::optional<model::Day> day_of(std::string_view text) {
  const auto time = text::parse_rfc3339(text);
  if (!time) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(*time);
}

}  // namespace

void put_retention(RowWrites& writes, const Batch& batch) {
  if (batch.day_count) {
    writes.put(Family::kDays, text::day(batch.day_count->day),
               record::day_count_json(*batch.day_count));
  }
  if (batch.undated) writes.put(Family::kMeta, kMetaUndated, text::day(*batch.undated));
  if (batch.held_before) writes.drop_range(Family::kHeld, "", row_key(*batch.held_before));
  if (batch.days_before) writes.drop_range(Family::kDays, "", text::day(*batch.days_before));
  for (const std::string& url : batch.dropped_feeds) writes.drop(Family::kFeeds, url);
  for (const auto& [from, to] : batch.dropped_events) {
    writes.drop_range(Family::kEvents, from, to);
    writes.drop_range(Family::kReports, from, to);
  }
  for (const auto& [from, to] : batch.dropped_sent) writes.drop_range(Family::kSent, from, to);
}

model::Result<std::vector<model::DayCount>> day_counts(const Rows& rows) {
  std::vector<model::DayCount> counts;
  auto scanned =
      rows.scan(Family::kDays, "", "",
                [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                  auto count = decode(record::read_day_count, key, value);
                  if (!count) return tl::unexpected(count.error());
                  const auto day = day_of(key);
                  if (!day) {
                    return model::fail(model::ErrorKind::kCorrupt,
                                       fmt::format("stored row {} of days: no day", key));
                  }
                  count->day = *day;
                  counts.push_back(*count);
                  return true;
                });
  if (!scanned) return tl::unexpected(scanned.error());
  return counts;
}

model::Result<std::optional<model::Day>> undated(const Rows& rows) {
  const auto found = get_one(rows, Family::kMeta, kMetaUndated);
  if (!found) return tl::unexpected(found.error());
  const std::optional<std::string>& text = *found;
  return text ? day_of(*text) : std::nullopt;
}

}  // namespace newswatch::store
