// The format of the store: families, keys and binary values. Schema 8.
//
// Schema 2 added the family `questions` and the links of an index value, schema 3 the family
// `gaps`, schema 4 the family `dead` and first_seen in the keys of `reports`, schema 5 the rows of
// `counts` as they are (counts_codec.h), schema 6 the family `near`, schema 7 the
// families `trouble`, `sinks` and `sent`, schema 8 the families `days` and `facts` and the
// day in a value of `keys`. Stores of schema 1 to 7 can be read; the daemon upgrades them when it
// opens them (earlier_schema.h).
//
// A store is one RocksDB folder; a family is a RocksDB column family. Most keys are text and most
// values JSON (record/), so that people can read them with `ldb --column_family=events scan`:
//
//   family   key                                   value
//   meta     schema | last_event_id |              decimal or text
//            last_outbox_row | judge_hour |
//            clock | rules | silences |
//            tally | undated
//   feeds    the feed's url                        feed_state_json.h
//   keys     identity key (identify/)              story id, day it was last in a document
//   titles   title key (identify/)                 days it was seen on (identify/)
//   stories  story id                              story_json.h
//   held     first_seen/story id                   empty: the story stands in stories
//   events   event id                              event_json.h, stored_event
//   reports  event id/first_seen/story id          event_json.h, stored_report
//   index    seq, 8 bytes big-endian               binary, below
//   counts   snapshot | change/seq, 20 digits      binary: counts_codec.h
//   outbox   row, 20 digits                        notification_json.h, stored_outbox_row
//   dead     row, 20 digits                        as in outbox; messages that were given up
//   questions  event id/candidate's event id       question_json.h
//   gaps     end of the gap/feed url               gap_json.h
//   near     seen/story id/topic                   near_miss_json.h; the newest 1,000
//   trouble  kind/feed url or sink                 trouble_json.h; what is wrong now
//   sinks    the sink's name                       trouble_json.h
//   sent     event id/row, 20 digits               trouble_json.h; who was told of an event
//   days     day (2025-01-28)                      day_count_json.h; what came on that day
//   facts    story id/story id                     fact_json.h; what a person said of the two
//
// Times in keys are milliseconds since 1970 in 14 digits. Numbers in keys are padded or big-endian,
// so that the order of bytes is the order of numbers. A value of `keys` is "ID 2025-01-28"; those
// of schema 7 and before have no day.
//
// index value: version byte 2; event, story, outlet, title, each as a 32-bit length and bytes;
// story_time and arrived as 64-bit milliseconds; a 16-bit number of links and 64 bits for each;
// then for each weight a 64-bit term and a 32-bit IEEE float, up to the end. (Version 1: without
// the links.) All numbers are big-endian.
//
// To add a family: its row above, its member of Family and its entry in kFamilies with a new
// kSchemaVersion (all here); its field in Batch (event_store.h); its reads in queries.h; the code
// of both in the *_rows.cpp of its kind of values; a test. An older store gets the family, empty,
// when the daemon opens it; until then readers see it as empty. Options of its own go into
// families() of tables.cpp.
//
// Any change of the format needs a new kSchemaVersion, code that reads the old one, and a sample of
// its bytes in the tests. Decoding fails with kCorrupt. Pure; any thread; nothing throws.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/clock.h"
#include "model/fold_record.h"
#include "model/identity_key.h"
#include "model/result.h"

namespace newswatch::store {

inline constexpr std::uint64_t kSchemaVersion = 8;

// In the order of kFamilies, which is that of the schemas that added them.
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
  kDead,
  kNear,
  kTrouble,
  kSinks,
  kSent,
  kDays,
  kFacts
};

struct FamilyEntry {
  Family family;
  std::string_view name;  // of the column family
  std::uint64_t since;    // the schema version that added it
};

inline constexpr auto kFamilies = std::to_array<FamilyEntry>({
    {Family::kMeta, "meta", 1},       {Family::kFeeds, "feeds", 1},
    {Family::kKeys, "keys", 1},       {Family::kTitles, "titles", 1},
    {Family::kStories, "stories", 1}, {Family::kHeld, "held", 1},
    {Family::kEvents, "events", 1},   {Family::kReports, "reports", 1},
    {Family::kIndex, "index", 1},     {Family::kCounts, "counts", 1},
    {Family::kOutbox, "outbox", 1},   {Family::kQuestions, "questions", 2},
    {Family::kGaps, "gaps", 3},       {Family::kDead, "dead", 4},
    {Family::kNear, "near", 6},       {Family::kTrouble, "trouble", 7},
    {Family::kSinks, "sinks", 7},     {Family::kSent, "sent", 7},
    {Family::kDays, "days", 8},       {Family::kFacts, "facts", 8},
});

constexpr std::string_view name_of(Family family) {
  return kFamilies[static_cast<std::size_t>(family)].name;
}
// A store of this schema has the first families_of(schema) of kFamilies.
constexpr std::size_t families_of(std::uint64_t schema) {
  std::size_t count = 0;
  while (count < kFamilies.size() && kFamilies[count].since <= schema) ++count;
  return count;
}

inline constexpr std::string_view kMetaSchema = "schema";
inline constexpr std::string_view kMetaLastEvent = "last_event_id";
inline constexpr std::string_view kMetaLastOutboxRow = "last_outbox_row";
inline constexpr std::string_view kMetaJudgeHour = "judge_hour";
// A hash of the rules by which all stories of the store were matched that are not too old.
inline constexpr std::string_view kMetaRules = "rules";
// Silences (record/notice_json.h); absent: there never was one.
inline constexpr std::string_view kMetaSilences = "silences";
inline constexpr std::string_view kMetaTally = "tally";  // model/tally.h
// The day that stands for that of keys without one (store/expiry.h); absent: none was set.
inline constexpr std::string_view kMetaUndated = "undated";
inline constexpr std::string_view kMetaClock = "clock";  // absent until a poll says otherwise

// A part of a text key: text unchanged, a time as milliseconds in 14 digits, a number in 20 digits.
inline std::string key_part(std::string_view text) { return std::string(text); }
std::string key_part(model::Time time);
std::string key_part(std::uint64_t number);

// The parts joined by '/'. With an empty last part it is the prefix of all keys with the others.
template <class... Parts>
std::string row_key(const Parts&... parts) {
  std::string key;
  ((key += key_part(parts), key += '/'), ...);
  key.pop_back();
  return key;
}

// The story id in a key of `held`.
std::string_view held_story(std::string_view key);

std::string key_value(const model::KeyRow& row);
model::KeyOwner read_key_value(std::string_view value);  // what is no day counts as none

std::string index_key(std::uint64_t seq);
std::string index_value(const model::IndexRow& row);
model::Result<model::IndexRow> read_index_row(std::string_view key, std::string_view value);

}  // namespace newswatch::store
