#include "store/queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

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

template <class T>
model::Result<std::optional<T>> find_one(const Tables& tables, Family family,
                                         const std::string& key, Decode<T> read) {
  const auto value = tables.get(family, key);
  if (!value) return tl::unexpected(value.error());
  if (!*value) return std::optional<T>();
  auto decoded = decode(read, key, **value);
  if (!decoded) return tl::unexpected(decoded.error());
  return std::optional<T>(std::move(*decoded));
}

template <class T>
model::Result<std::vector<T>> find_all(const Tables& tables, Family family,
                                       const std::string& prefix, Decode<T> read) {
  std::vector<T> all;
  const auto scanned =
      tables.scan(family, prefix, prefix,
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

}  // namespace

model::Result<std::optional<model::Event>> find_event(const Tables& tables, const std::string& id) {
  return find_one<model::Event>(tables, Family::kEvents, id, record::read_event);
}

model::Result<std::optional<model::Report>> find_report(const Tables& tables,
                                                        const std::string& event,
                                                        const std::string& story) {
  return find_one<model::Report>(tables, Family::kReports, report_key(event, story),
                                 record::read_report);
}

model::Result<std::vector<model::Report>> find_reports(const Tables& tables,
                                                       const std::string& event,
                                                       std::size_t limit) {
  auto reports =
      find_all<model::Report>(tables, Family::kReports, report_prefix(event), record::read_report);
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
    const Tables& tables, std::span<const std::string> ids) {
  const auto values = tables.get_all(Family::kStories, ids);
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

model::Result<std::vector<model::FeedState>> all_feeds(const Tables& tables) {
  return find_all<model::FeedState>(tables, Family::kFeeds, "", record::read_feed_state);
}

model::Result<std::vector<model::Gap>> gaps_since(const Tables& tables, model::Time since) {
  std::vector<model::Gap> gaps;
  const auto scanned =
      tables.scan(Family::kGaps, gap_prefix(since), "",
                  [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                    auto gap = decode<model::Gap>(record::read_gap, key, value);
                    if (!gap) return tl::unexpected(gap.error());
                    gaps.push_back(std::move(*gap));
                    return true;
                  });
  if (!scanned) return tl::unexpected(scanned.error());
  return gaps;
}

model::Result<std::vector<model::OutboxRow>> all_outbox(const Tables& tables) {
  return find_all<model::OutboxRow>(tables, Family::kOutbox, "", record::read_outbox_row);
}

model::Result<std::vector<model::IndexRow>> find_index_rows(const Tables& tables,
                                                            std::span<const std::uint64_t> seqs) {
  std::vector<std::string> keys;
  for (const std::uint64_t seq : seqs) keys.push_back(index_key(seq));
  const auto values = tables.get_all(Family::kIndex, keys);
  if (!values) return tl::unexpected(values.error());
  std::vector<model::IndexRow> rows;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!(*values)[i]) {
      return model::fail(model::ErrorKind::kCorrupt,
                         fmt::format("index row {} is not in the store", seqs[i]));
    }
    auto row = read_index_row(keys[i], *(*values)[i]);
    if (!row) return tl::unexpected(row.error());
    rows.push_back(std::move(*row));
  }
  return rows;
}

model::Result<std::vector<model::Question>> all_questions(const Tables& tables) {
  return find_all<model::Question>(tables, Family::kQuestions, "", record::read_question);
}

model::Result<model::FoldState> whole_fold_state(const Tables& tables) {
  model::FoldState state;
  auto scanned =
      tables.scan(Family::kIndex, "", "",
                  [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                    auto row = read_index_row(key, value);
                    if (!row) return tl::unexpected(row.error());
                    state.rows.push_back(std::move(*row));
                    return true;
                  });
  if (!scanned) return tl::unexpected(scanned.error());
  scanned = tables.scan(Family::kCounts, "", "",
                        [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                          const auto taken = take_count(state, key, value);
                          if (!taken) return tl::unexpected(taken.error());
                          return true;
                        });
  if (!scanned) return tl::unexpected(scanned.error());
  return state;
}

model::Result<std::string> newest_event_id(const Tables& tables) {
  auto id = tables.get(Family::kMeta, kMetaLastEvent);
  if (!id) return tl::unexpected(id.error());
  return id->value_or("");
}

model::Result<model::Event> decode_event(std::string_view key, std::string_view value) {
  return decode<model::Event>(record::read_event, key, value);
}

}  // namespace newswatch::store
