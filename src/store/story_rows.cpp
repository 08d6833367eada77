// Families stories, held, keys and titles.
#include "record/story_json.h"
#include "store/put_rows.h"
#include "store/queries.h"
#include "store/row_codec.h"
#include "text/ascii.h"

namespace newswatch::store {

void put_stories(RowWrites& writes, const Batch& batch) {
  for (const auto& story : batch.stories) {
    writes.put(Family::kStories, story.id, record::story_json(story));
    // No row to drop for the others: a tombstone for each would be read at every `held`.
    if (story.held) writes.put(Family::kHeld, row_key(story.first_seen, story.id), "");
  }
  for (const auto& [key, story] : batch.keys) writes.put(Family::kKeys, key, story);
  for (const auto& [key, days] : batch.title_days) writes.put(Family::kTitles, key, days);
}

model::Result<std::vector<std::optional<model::Story>>> find_stories(
    const Rows& rows, std::span<const std::string> ids) {
  const auto values = rows.get(Family::kStories, ids);
  if (!values) return tl::unexpected(values.error());
  std::vector<std::optional<model::Story>> out(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::optional<std::string>& value = (*values)[i];
    if (!value) continue;
    auto story = decode<model::Story>(record::read_story, ids[i], *value);
    if (!story) return tl::unexpected(story.error());
    out[i] = std::move(*story);
  }
  return out;
}

model::Result<std::optional<model::Story>> find_story(const Rows& rows, const std::string& id) {
  return find_one<model::Story>(rows, Family::kStories, id, record::read_story);
}

model::Result<std::optional<std::string>> complete_story_id(const Rows& rows,
                                                            std::string_view prefix) {
  return the_one_key(rows, Family::kStories, text::ascii_lower(prefix));
}

model::Result<void> for_each_held(const Rows& rows, std::optional<model::Time> since,
                                  const StoryVisit& visit) {
  return rows.scan(Family::kHeld, since ? row_key(*since) : "", "",
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

}  // namespace newswatch::store
