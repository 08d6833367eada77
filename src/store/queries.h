// Reads stored rows as values, for the daemon and for readers alike.
//
// Errors: those of Rows, and kCorrupt with the row's key when its value cannot be decoded. nullopt:
// there is no such row. One thread at a time, as for the Rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
#include "store/rows.h"

namespace newswatch::store {

using EventVisit = std::function<bool(const model::Event&)>;  // false: ends the walk
using StoryVisit = std::function<bool(const model::Story&)>;

model::Result<std::optional<model::Event>> find_event(const Rows& rows, const std::string& id);
// The events with ids greater than after_id (empty: all), ascending, merged and waiting ones
// included.
model::Result<void> for_each_event(const Rows& rows, const std::string& after_id,
                                   const EventVisit& visit);
// before_id: only those with lesser ids; empty: all.
model::Result<void> for_each_event_newest_first(const Rows& rows, const EventVisit& visit,
                                                const std::string& before_id = {});
// The only id that begins with `prefix`, in upper or lower case; kBadInput: several do.
model::Result<std::optional<std::string>> complete_event_id(const Rows& rows,
                                                            std::string_view prefix);
model::Result<std::string> last_event_id(const Rows& rows);  // empty: none yet

// `first_seen` is that of the report.
model::Result<std::optional<model::Report>> find_report(const Rows& rows, const std::string& event,
                                                        model::Time first_seen,
                                                        const std::string& story);
// Reports of an event in order of arrival: by first_seen; those of one instant with the report that
// opened an event first, then by published and story. find_reports() returns the first `limit` (0:
// all), newest_reports() the last `n`. Both read only the rows that they return, and those of the
// same instant as the last one.
model::Result<std::vector<model::Report>> find_reports(const Rows& rows, const std::string& event,
                                                       std::size_t limit);
model::Result<std::vector<model::Report>> newest_reports(const Rows& rows, const std::string& event,
                                                         std::size_t n);

// When the reports of an event were first seen, ascending: the first `most`, from the keys alone.
model::Result<std::vector<model::Time>> report_times(const Rows& rows, const std::string& event,
                                                     std::size_t most);

model::Result<std::vector<model::Fact>> all_facts(const Rows& rows);  // by a and b

// find_stories(), find_keys() and find_title_days() return one value per key, in the order of the
// keys.
model::Result<std::vector<std::optional<model::Story>>> find_stories(
    const Rows& rows, std::span<const std::string> ids);
model::Result<std::optional<model::Story>> find_story(const Rows& rows, const std::string& id);
// The same for story ids.
model::Result<std::optional<std::string>> complete_story_id(const Rows& rows,
                                                            std::string_view prefix);
// The stories with ids greater than after_id (empty: all), ascending.
model::Result<void> for_each_story(const Rows& rows, const std::string& after_id,
                                   const StoryVisit& visit);
// Held stories (Story::held) first seen at `since` or later (nullopt: all), by first_seen
// ascending.
model::Result<void> for_each_held(const Rows& rows, std::optional<model::Time> since,
                                  const StoryVisit& visit);

// Near misses found at `since` or later (nullopt: all), ascending; near_keys(): the keys of all.
std::string near_key(const model::NearMiss& near);
model::Result<std::vector<std::string>> near_keys(const Rows& rows);
model::Result<std::vector<model::NearMiss>> near_misses(const Rows& rows,
                                                        std::optional<model::Time> since);
model::Result<std::string> matched_rules(const Rows& rows);  // see kMetaRules; empty: not known

// The stories that have these keys (identify/identify.h). Expired keys may be among them.
model::Result<std::vector<std::optional<model::KeyOwner>>> find_keys(
    const Rows& rows, std::span<const std::string> keys);
// The days under these title keys (identify/identify.h).
model::Result<Rows::Values> find_title_days(const Rows& rows, std::span<const std::string> keys);

model::Result<std::vector<model::FeedState>> all_feeds(const Rows& rows);  // by url
model::Result<std::string> clock_memory(const Rows& rows);  // engine/clock_sense.h; empty: none
// Gaps that ended at `since` or later, by their end.
model::Result<std::vector<model::Gap>> gaps_since(const Rows& rows, model::Time since);

// all_outbox(): messages that wait for delivery; dead_outbox(): those given up. Ascending by row.
model::Result<std::vector<model::OutboxRow>> all_outbox(const Rows& rows);
model::Result<std::vector<model::OutboxRow>> dead_outbox(const Rows& rows);
// The same, row by row, until the visit returns false.
using OutboxVisit = std::function<bool(const model::OutboxRow&)>;
model::Result<void> for_each_outbox(const Rows& rows, const OutboxVisit& visit,
                                    std::uint64_t from = 0);
model::Result<void> for_each_dead(const Rows& rows, const OutboxVisit& visit);
model::Result<std::optional<model::OutboxRow>> find_outbox_row(const Rows& rows, std::uint64_t row);
model::Result<std::optional<model::OutboxRow>> find_dead_row(const Rows& rows, std::uint64_t row);
model::Result<std::uint64_t> last_outbox_row(const Rows& rows);  // 0: none yet
// The messages about the event that were delivered, by row.
model::Result<std::vector<model::SentMessage>> sent_messages(const Rows& rows,
                                                             const std::string& event);
model::Result<std::vector<model::Silence>> all_silences(const Rows& rows);
model::Result<model::Tally> tally(const Rows& rows);
model::Result<std::vector<model::DayCount>> day_counts(const Rows& rows);   // by day
model::Result<std::optional<model::Day>> undated(const Rows& rows);         // see kMetaUndated
model::Result<std::vector<model::SinkState>> all_sinks(const Rows& rows);   // by name
model::Result<std::vector<model::Trouble>> all_troubles(const Rows& rows);  // by kind and subject

model::Result<std::vector<model::Question>> all_questions(const Rows& rows);  // by event, candidate
model::Result<std::string> judge_hour(const Rows& rows);                      // empty: never asked

// What a fold index is made of again: its rows, ascending by seq, until the visit returns false,
// and the counts.
using IndexVisit = std::function<bool(const model::IndexRow&)>;
model::Result<void> for_each_index_row(const Rows& rows, const IndexVisit& visit);
model::Result<model::StoredCounts> stored_counts(const Rows& rows);
// The index rows with these seqs. kCorrupt: one is missing.
model::Result<std::vector<model::IndexRow>> find_index_rows(const Rows& rows,
                                                            std::span<const std::uint64_t> seqs);

}  // namespace newswatch::store
