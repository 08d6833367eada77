// Any bytes as a stored row. The first chooses the kind of row. Where its key is read as well, the
// key ends at the first line end.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/demand.h"
#include "record/day_count_json.h"
#include "record/event_json.h"
#include "record/fact_json.h"
#include "record/feed_state_json.h"
#include "record/gap_json.h"
#include "record/near_miss_json.h"
#include "record/notice_json.h"
#include "record/notification_json.h"
#include "record/question_json.h"
#include "record/raw_members.h"
#include "record/story_json.h"
#include "record/trouble_json.h"
#include "store/counts_codec.h"
#include "store/schema.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::fuzz {
namespace {

using nlohmann::json;
using Rewritten = std::optional<std::string>;

void check_error(const model::Error& error) {
  demand(!error.context.empty(), "an error says what is wrong");
  demand(text::printable(error.context) == error.context, "an error is safe to print");
}

// The row as it is written after it was read. nullopt: it can't be read.
template <auto read, auto write>
Rewritten rewritten(std::string_view row) {
  const auto value = read(row);
  if (value) return write(*value);
  check_error(value.error());
  return std::nullopt;
}

// These are written in one form of several, or as the nearest that there is.
bool is_said_otherwise(std::string_view key, const json& said, const json& kept) {
  constexpr std::array<std::string_view, 5> kKeys = {"schema", "kind", "follow_up", "verdict",
                                                     "priority"};
  if (std::ranges::find(kKeys, key) != kKeys.end()) return true;
  const auto* was = said.get_ptr<const std::string*>();
  const auto* is = kept.get_ptr<const std::string*>();
  if (was == nullptr || is == nullptr) return false;
  return was->empty() || text::parse_rfc3339(*was) || text::equal_in_any_case(*was, *is);
}

// What a row says is what is written, where that has the same key.
void check_kept(std::string_view key, const json& said, const json& kept) {
  if (said.is_null() || is_said_otherwise(key, said, kept)) return;
  if (kept.is_object()) {
    for (const auto& [name, value] : kept.items()) {
      const auto found = said.find(name);
      if (found != said.end()) check_kept(name, *found, value);
    }
  } else if (kept.is_array()) {
    if (said.empty()) return;
    demand(said.size() == kept.size(), "a list keeps its length");
    for (std::size_t i = 0; i < kept.size(); ++i) check_kept("", said[i], kept[i]);
  } else {
    demand(said == kept, "a value stays as it was");
  }
}

// Which of two members of one name is meant is not said by RFC 8259 (section 4), and parsers
// differ.
bool says_a_name_twice(std::string_view row) {
  std::vector<std::set<std::string>> names;  // of the objects that are open
  bool twice = false;
  const auto see = [&](int, json::parse_event_t event, const json& value) {
    if (event == json::parse_event_t::object_start) names.emplace_back();
    if (event == json::parse_event_t::object_end) names.pop_back();
    if (event == json::parse_event_t::key && !names.back().insert(value).second) twice = true;
    return true;
  };
  [[maybe_unused]] const json parsed = json::parse(row, see);
  return twice;
}

// Walks over all rows read members so, without the JSON parser.
void check_members(std::string_view row, const json& object) {
  for (const auto& [name, value] : object.items()) {
    const auto found = record::raw_members(row, std::array{std::string_view(name)});
    demand(found.has_value(), "a written row has its members");
    const std::string_view raw = found->front();
    demand(json::parse(raw) == value, "a raw member is the member");
    if (value.is_string())
      demand(record::raw_text(raw) == value.get<std::string>(), "a raw text is the text");
    if (!value.is_array()) continue;
    for (const json& element : value) {
      if (!element.is_string()) break;
      demand(record::raw_list_has(raw, record::as_raw(element.get<std::string>())),
             "a raw list has its texts");
    }
  }
}

// Rows may be damaged.
void check_raw(std::string_view row) {
  const auto found = record::raw_members(row, std::array<std::string_view, 2>{"title", "topics"});
  if (!found) return;
  for (const std::string_view raw : *found) {
    demand(raw.empty() || row.find(raw) != std::string_view::npos, "a raw member is of the row");
    demand(record::raw_text(raw).size() <= 2 * raw.size(), "a raw text is bounded");
    record::raw_list_has(raw, record::as_raw("x"));
  }
}

template <Rewritten (*rewrite)(std::string_view)>
void json_row(std::string_view row) {
  check_raw(row);
  const Rewritten written = rewrite(row);
  if (!written) return;
  demand(rewrite(*written) == written, "a row is read as it was written");
  const json kept = json::parse(*written);
  if (!says_a_name_twice(row)) check_kept("", json::parse(row), kept);
  check_members(*written, kept);
}

template <auto read, auto write>
void json_row(std::string_view row) {
  json_row<rewritten<read, write>>(row);
}

std::string_view take_key(std::string_view& row) { return text::take_piece(row, "\n"); }

void index_row(std::string_view input) {
  constexpr std::size_t kKey = 8;
  const std::string_view key = input.substr(0, kKey);
  const std::string_view value = input.substr(key.size());
  const auto row = store::read_index_row(key, value);
  if (!row) return check_error(row.error());
  demand(store::index_key(row->seq) == key, "the key is its own");
  const std::string written = store::index_value(*row);
  if (value.front() == written.front()) demand(written == value, "there is one form");
  const auto again = store::read_index_row(key, written);
  demand(again && store::index_value(*again) == written, "a row is read as it was written");
}

void counts_snapshot(std::string_view value) {
  const auto written = rewritten<store::read_counts_snapshot, store::counts_snapshot_value>(value);
  if (!written) return;
  demand(written->size() <= value.size(), "nothing is added");
  demand(
      (rewritten<store::read_counts_snapshot, store::counts_snapshot_value>(*written)) == written,
      "a snapshot is read as it was written");
}

void counts_change(std::string_view row) {
  const std::string_view key = take_key(row);
  const auto change = store::read_counts_change(key, row);
  if (!change) return check_error(change.error());
  const auto again = store::read_counts_change(store::counts_change_key(change->seq),
                                               store::counts_change_value(*change));
  demand(again && *again == *change, "a change is read as it was written");
}

void earlier_count(std::string_view row) {
  const std::string_view key = take_key(row);
  model::CountsSnapshot snapshot;
  const auto taken = store::take_earlier_count(snapshot, key, row);
  if (!taken) return check_error(taken.error());
  demand(snapshot.scopes.size() == 1, "a row is of one scope");
  const auto again = store::read_counts_snapshot(store::counts_snapshot_value(snapshot));
  demand(again && *again == snapshot, "a snapshot is read as it was written");
}

void key_row(std::string_view value) {
  const model::KeyOwner owner = store::read_key_value(value);
  const model::KeyRow row{.key = {}, .story = owner.story, .shown = owner.shown};
  demand(store::read_key_value(store::key_value(row)) == owner, "a key is read as it was written");
}

// `a` chooses the first. New ones go to the end, so that the seeds stay what they are.
constexpr auto kKinds = std::to_array<void (*)(std::string_view)>({
    json_row<record::read_event, record::stored_event>,
    json_row<record::read_report, record::stored_report>,
    json_row<record::read_story, record::story_json>,
    json_row<record::read_feed_state, record::feed_state_json>,
    json_row<record::read_outbox_row, record::stored_outbox_row>,
    json_row<record::read_question, record::stored_question>,
    json_row<record::read_gap, record::gap_json>,
    json_row<record::read_near_miss, record::near_miss_json>,
    json_row<record::read_trouble, record::trouble_json>,
    json_row<record::read_sink_state, record::sink_state_json>,
    json_row<record::read_sent_message, record::sent_message_json>,
    json_row<record::read_day_count, record::day_count_json>,
    json_row<record::read_fact, record::fact_json>,
    json_row<record::read_silences, record::stored_silences>,
    json_row<record::read_tally, record::stored_tally>,
    index_row,
    counts_snapshot,
    counts_change,
    earlier_count,
    key_row,
});

}  // namespace
}  // namespace newswatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  const auto kind = static_cast<std::size_t>((input.front() - 'a') & 31);
  if (kind >= fuzz::kKinds.size()) return -1;
  fuzz::kKinds[kind](input.substr(1));
  return 0;
}
