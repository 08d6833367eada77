// The format of the store: families, keys and binary values. Schema 5.
//
// Schema 1 had no family `questions` and no links in an index value, schema 2 no family `gaps`,
// schema 3 no family `dead` and no first_seen in the keys of `reports`, schema 4 a row of `counts`
// for each term. All are read, and made 5 when the daemon opens them: earlier_schema.h.
//
// A store is one RocksDB folder. What people read is JSON (record/) under keys that people read, so
// that a stock `ldb --column_family=events scan` shows it:
//
//   family   key                                   value
//   meta     schema | last_event_id |              decimal or text
//            last_outbox_row | judge_hour
//   feeds    the feed's url                        feed_state_json.h
//   keys     identity key (identify/)              story id
//   titles   title key (identify/)                 days it was seen on (identify/)
//   stories  story id                              story_json.h
//   held     first_seen/story id                   empty: the story stands in stories
//   events   event id                              event_json.h, stored_event
//   reports  event id/first_seen/story id          event_json.h, stored_report
//   index    seq, 8 bytes big-endian               binary, below
//   counts   snapshot | change/seq, 20 digits      binary: counts_codec.h
//   outbox   row, 20 digits                        notification_json.h, stored_outbox_row
//   dead     row, 20 digits                        as in outbox: messages that were given up
//   questions  event id/event id asked about       question_json.h
//   gaps     end of the gap/feed url               gap_json.h
//
// first_seen and ends are milliseconds since 1970 in 14 digits. Numbers in keys are padded or
// big-endian, so that the order of bytes is the order of numbers.
//
// index value: version byte 2; event, story, outlet, title, each as a 32-bit length and bytes;
// story_time and arrived as 64-bit milliseconds; a 16-bit number of links and 64 bits for each;
// then per weight a 64-bit term and a 32-bit IEEE float, up to the end. (Version 1: without the
// links.)
// All numbers are big-endian.
//
// To add a family: its row above, its place in Family and its entry in kFamilies with a new
// kSchemaVersion (all here); its field in Batch (event_store.h); its question (queries.h); how it
// is written and read in the *_rows.cpp that has its kind of values; a test. A store of an older
// schema gets it, empty, when the daemon opens it, and a reader finds it empty until then. If it
// needs options of its own, families() in tables.cpp gives them.
//
// A change of any of this is a new kSchemaVersion, with a reader of the old one and a sample of its
// bytes among the tests. Decoding fails with kCorrupt. Pure; any thread; nothing throws.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/clock.h"
#include "model/fold_record.h"
#include "model/result.h"

namespace newswatch::store {

inline constexpr std::uint64_t kSchemaVersion = 5;

// In the order of kFamilies, which is the order in which they came to be.
enum class Family {
  kMeta,
  kFeeds,
  kKeys,
  kTitles,
  kStories,
  kHeld,
  kEvents,
  kReports,
  kIndex,
  kCounts,
  kOutbox,
  kQuestions,
  kGaps,
  kDead
};

struct FamilyEntry {
  Family family;
  std::string_view name;  // RocksDB's, and what people give `ldb --column_family`
  std::uint64_t since;    // schema version that has it first
};

inline constexpr auto kFamilies = std::to_array<FamilyEntry>({
    {Family::kMeta, "meta", 1},
    {Family::kFeeds, "feeds", 1},
    {Family::kKeys, "keys", 1},
    {Family::kTitles, "titles", 1},
    {Family::kStories, "stories", 1},
    {Family::kHeld, "held", 1},
    {Family::kEvents, "events", 1},
    {Family::kReports, "reports", 1},
    {Family::kIndex, "index", 1},
    {Family::kCounts, "counts", 1},
    {Family::kOutbox, "outbox", 1},
    {Family::kQuestions, "questions", 2},
    {Family::kGaps, "gaps", 3},
    {Family::kDead, "dead", 4},
});

constexpr std::string_view name_of(Family family) {
  return kFamilies[static_cast<std::size_t>(family)].name;
}
// How many of kFamilies, from the first, a store of the schema has.
constexpr std::size_t families_of(std::uint64_t schema) {
  std::size_t count = 0;
  while (count < kFamilies.size() && kFamilies[count].since <= schema) ++count;
  return count;
}

inline constexpr std::string_view kMetaSchema = "schema";
inline constexpr std::string_view kMetaLastEvent = "last_event_id";
inline constexpr std::string_view kMetaLastOutboxRow = "last_outbox_row";
inline constexpr std::string_view kMetaJudgeHour = "judge_hour";

// A part of a key that people read: text as it is, a time as its milliseconds in 14 digits, a
// number in 20.
inline std::string key_part(std::string_view text) { return std::string(text); }
std::string key_part(model::Time time);
std::string key_part(std::uint64_t number);

// The parts with '/' between them. An empty last part gives what all keys with the others begin
// with.
template <class... Parts>
std::string row_key(const Parts&... parts) {
  std::string key;
  ((key += key_part(parts), key += '/'), ...);
  key.pop_back();
  return key;
}

// The story id of a key of `held`.
std::string_view held_story(std::string_view key);

std::string index_key(std::uint64_t seq);
std::string index_value(const model::IndexRow& row);
model::Result<model::IndexRow> read_index_row(std::string_view key, std::string_view value);

}  // namespace newswatch::store
