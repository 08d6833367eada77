#include "store/queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

#include "record/event_json.h"
#include "record/feed_state_json.h"
#include "record/gap_json.h"
#include "record/notification_json.h"
#include "record/question_json.h"
#include "record/story_json.h"

namespace newswatch::store {
namespace {

template <class T>
using Decode = model::Result<T> (*)(std::string_view);

template <class T>
model::Result<T> decode(Decode<T> read, std::string_view key, std::string_view value) {
  auto decoded = read(value);
  if (!decoded) return model::fail(fmt::format("stored row {}", key), decoded.error());
  return decoded;
}

model::Result<std::optional<std::string>> get_one(const Rows& rows, Family family,
                                                  std::string_view key) {
  const std::string name(key);
  auto values = rows.get(family, std::span(&name, 1));
  if (!values) return tl::unexpected(values.error());
  return std::move(values->front());
}

template <class T>
model::Result<std::optional<T>> find_one(const Rows& rows, Family family, const std::string& key,
                                         Decode<T> read) {
  const auto value = get_one(rows, family, key);
  if (!value) return tl::unexpected(value.error());
  if (!*value) return std::optional<T>();
  auto decoded = decode(read, key, **value);
  if (!decoded) return tl::unexpected(decoded.error());
  return std::optional<T>(std::move(*decoded));
}

template <class T>
model::Result<std::vector<T>> find_all(const Rows& rows, Family family, const std::string& prefix,
                                       Decode<T> read) {
  std::vector<T> all;
  const auto scanned =
      rows.scan(family, prefix, prefix,
                [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                  auto decoded = decode(read, key, value);
                  if (!decoded) return tl::unexpected(decoded.error());
                  all.push_back(std::move(*decoded));
                  return true;
                });
  if (!scanned) return tl::unexpected(scanned.error());
  return all;
}

model::Result<void> take_count(model::FoldState& state, std::string_view key,
                               std::string_view value) {
  const auto name = read_count_key(key);
  if (!name) return tl::unexpected(name.error());
  model::TermCounts& counts = state.counts[name->scope];
  if (name->term) {
    const auto df = read_term_value(value);
    if (!df) return tl::unexpected(df.error());
    counts.df[*name->term] = *df;
  } else {
    const auto stories = read_stories_value(value);
    if (!stories) return tl::unexpected(stories.error());
    counts.stories = *stories;
  }
  return {};
}

Rows::Visit event_row(const EventVisit& visit) {
  return [&visit](std::string_view key, std::string_view value) -> model::Result<bool> {
    const auto event = decode<model::Event>(record::read_event, key, value);
    if (!event) return tl::unexpected(event.error());
    return visit(*event);
  };
}

// The one key of the family that begins with prefix.
model::Result<std::optional<std::string>> the_one_key(const Rows& rows, Family family,
                                                      const std::string& prefix) {
  std::vector<std::string> found;
  const auto scanned = rows.scan(
      family, prefix, prefix, [&](std::string_view key, std::string_view) -> model::Result<bool> {
        found.emplace_back(key);
        return found.size() < 2;
      });
  if (!scanned) return tl::unexpected(scanned.error());
  if (found.empty()) return std::optional<std::string>();
  if (found.size() > 1) {
    return model::fail(
        model::ErrorKind::kBadInput,
        fmt::format("several {} begin with {}: {}, {}, ...; give more of the id",
                    kFamilyNames[static_cast<std::size_t>(family)], prefix, found[0], found[1]));
  }
  return std::optional(std::move(found.front()));
}

}  // namespace

model::Result<std::optional<model::Event>> find_event(const Rows& rows, const std::string& id) {
  return find_one<model::Event>(rows, Family::kEvents, id, record::read_event);
}

model::Result<void> for_each_event(const Rows& rows, const std::string& after_id,
                                   const EventVisit& visit) {
  // The id itself and a zero byte: the first key after it.
  const std::string from = after_id.empty() ? after_id : after_id + '\0';
  return rows.scan(Family::kEvents, from, "", event_row(visit));
}

model::Result<void> for_each_event_newest_first(const Rows& rows, const EventVisit& visit) {
  return rows.scan_newest_first(Family::kEvents, "", event_row(visit));
}

model::Result<std::optional<std::string>> complete_event_id(const Rows& rows,
                                                            std::string_view prefix) {
  std::string upper(prefix);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return the_one_key(rows, Family::kEvents, upper);
}

model::Result<std::string> last_event_id(const Rows& rows) {
  auto id = get_one(rows, Family::kMeta, kMetaLastEvent);
  if (!id) return tl::unexpected(id.error());
  return id->value_or("");
}

model::Result<std::optional<model::Report>> find_report(const Rows& rows, const std::string& event,
                                                        const std::string& story) {
  return find_one<model::Report>(rows, Family::kReports, report_key(event, story),
                                 record::read_report);
}

model::Result<std::vector<model::Report>> find_reports(const Rows& rows, const std::string& event,
                                                       std::size_t limit) {
  auto reports =
      find_all<model::Report>(rows, Family::kReports, report_prefix(event), record::read_report);
  if (!reports) return reports;
  const auto order = [](const model::Report& report) {
    return std::make_tuple(report.first_seen, report.score != 0, report.published, report.story);
  };
  std::sort(reports->begin(), reports->end(),
            [&](const model::Report& a, const model::Report& b) { return order(a) < order(b); });
  if (limit > 0 && reports->size() > limit) reports->resize(limit);
  return reports;
}

model::Result<std::vector<std::optional<model::Story>>> find_stories(
    const Rows& rows, std::span<const std::string> ids) {
  const auto values = rows.get(Family::kStories, ids);
  if (!values) return tl::unexpected(values.error());
  std::vector<std::optional<model::Story>> out(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!(*values)[i]) continue;
    auto story = decode<model::Story>(record::read_story, ids[i], *(*values)[i]);
    if (!story) return tl::unexpected(story.error());
    out[i] = std::move(*story);
  }
  return out;
}

model::Result<std::optional<model::Story>> find_story(const Rows& rows, const std::string& id) {
  auto found = find_stories(rows, std::span(&id, 1));
  if (!found) return tl::unexpected(found.error());
  return std::move(found->front());
}

model::Result<std::optional<std::string>> complete_story_id(const Rows& rows,
                                                            std::string_view prefix) {
  std::string lower(prefix);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return the_one_key(rows, Family::kStories, lower);
}

model::Result<void> for_each_held(const Rows& rows, std::optional<model::Time> since,
                                  const StoryVisit& visit) {
  return rows.scan(Family::kHeld, since ? held_prefix(*since) : "", "",
                   [&](std::string_view key, std::string_view) -> model::Result<bool> {
                     const auto held = find_story(rows, std::string(held_story(key)));
                     if (!held) return tl::unexpected(held.error());
                     // The row outlives the hold: the story itself says how it is.
                     return !*held || !(*held)->held || visit(**held);
                   });
}

model::Result<Rows::Values> find_keys(const Rows& rows, std::span<const std::string> keys) {
  return rows.get(Family::kKeys, keys);
}

model::Result<std::optional<std::string>> find_key(const Rows& rows, const std::string& key) {
  return get_one(rows, Family::kKeys, key);
}

model::Result<Rows::Values> find_title_days(const Rows& rows, std::span<const std::string> keys) {
  return rows.get(Family::kTitles, keys);
}

model::Result<std::vector<model::FeedState>> all_feeds(const Rows& rows) {
  return find_all<model::FeedState>(rows, Family::kFeeds, "", record::read_feed_state);
}

model::Result<std::vector<model::Gap>> gaps_since(const Rows& rows, model::Time since) {
  std::vector<model::Gap> gaps;
  const auto scanned =
      rows.scan(Family::kGaps, gap_prefix(since), "",
                [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                  auto gap = decode<model::Gap>(record::read_gap, key, value);
                  if (!gap) return tl::unexpected(gap.error());
                  gaps.push_back(std::move(*gap));
                  return true;
                });
  if (!scanned) return tl::unexpected(scanned.error());
  return gaps;
}

model::Result<std::vector<model::OutboxRow>> all_outbox(const Rows& rows) {
  return find_all<model::OutboxRow>(rows, Family::kOutbox, "", record::read_outbox_row);
}

model::Result<std::uint64_t> last_outbox_row(const Rows& rows) {
  const auto text = get_one(rows, Family::kMeta, kMetaLastOutboxRow);
  if (!text) return tl::unexpected(text.error());
  if (!*text) return 0;
  std::uint64_t row = 0;
  const std::string& digits = **text;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), row);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return model::fail(model::ErrorKind::kCorrupt,
                       fmt::format("stored row {}: not a number", kMetaLastOutboxRow));
  }
  return row;
}

model::Result<std::vector<model::Question>> all_questions(const Rows& rows) {
  return find_all<model::Question>(rows, Family::kQuestions, "", record::read_question);
}

model::Result<std::string> judge_hour(const Rows& rows) {
  auto hour = get_one(rows, Family::kMeta, kMetaJudgeHour);
  if (!hour) return tl::unexpected(hour.error());
  return hour->value_or("");
}

model::Result<model::FoldState> fold_state(const Rows& rows) {
  model::FoldState state;
  auto scanned =
      rows.scan(Family::kIndex, "", "",
                [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                  auto row = read_index_row(key, value);
                  if (!row) return tl::unexpected(row.error());
                  state.rows.push_back(std::move(*row));
                  return true;
                });
  if (!scanned) return tl::unexpected(scanned.error());
  scanned = rows.scan(Family::kCounts, "", "",
                      [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                        const auto taken = take_count(state, key, value);
                        if (!taken) return tl::unexpected(taken.error());
                        return true;
                      });
  if (!scanned) return tl::unexpected(scanned.error());
  return state;
}

model::Result<std::vector<model::IndexRow>> find_index_rows(const Rows& rows,
                                                            std::span<const std::uint64_t> seqs) {
  std::vector<std::string> keys;
  for (const std::uint64_t seq : seqs) keys.push_back(index_key(seq));
  const auto values = rows.get(Family::kIndex, keys);
  if (!values) return tl::unexpected(values.error());
  std::vector<model::IndexRow> found;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!(*values)[i]) {
      return model::fail(model::ErrorKind::kCorrupt,
                         fmt::format("index row {} is not in the store", seqs[i]));
    }
    auto row = read_index_row(keys[i], *(*values)[i]);
    if (!row) return tl::unexpected(row.error());
    found.push_back(std::move(*row));
  }
  return found;
}

}  // namespace newswatch::store
