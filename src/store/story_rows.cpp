// Families stories, held, near, keys and titles, and what is known of the rules in meta.
#include "record/near_miss_json.h"
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
  for (const auto& near : batch.near) {
    writes.put(Family::kNear, near_key(near), record::near_miss_json(near));
  }
  if (!batch.near_before.empty()) writes.drop_range(Family::kNear, "", batch.near_before);
  if (!batch.rules.empty()) writes.put(Family::kMeta, kMetaRules, batch.rules);
  for (const auto& row : batch.keys) writes.put(Family::kKeys, row.key, key_value(row));
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

model::Result<void> for_each_story(const Rows& rows, const std::string& after_id,
                                   const StoryVisit& visit) {
  return rows.scan(Family::kStories, after_id, "",
                   [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                     if (key == after_id) return true;
                     const auto story = decode<model::Story>(record::read_story, key, value);
                     if (!story) return tl::unexpected(story.error());
                     return visit(*story);
                   });
}

std::string near_key(const model::NearMiss& near) {
  return row_key(near.seen, near.story, near.topic);
}

model::Result<std::vector<std::string>> near_keys(const Rows& rows) {
  std::vector<std::string> keys;
  auto scanned = rows.scan(Family::kNear, "", "",
                           [&](std::string_view key, std::string_view) -> model::Result<bool> {
                             keys.emplace_back(key);
                             return true;
                           });
  if (!scanned) return tl::unexpected(scanned.error());
  return keys;
}

model::Result<std::vector<model::NearMiss>> near_misses(const Rows& rows,
                                                        std::optional<model::Time> since) {
  return find_all<model::NearMiss>(rows, Family::kNear, since ? row_key(*since) : "",
                                   record::read_near_miss);
}

model::Result<std::string> matched_rules(const Rows& rows) {
  auto rules = get_one(rows, Family::kMeta, kMetaRules);
  if (!rules) return tl::unexpected(rules.error());
  return rules->value_or("");
}

model::Result<std::vector<std::optional<model::KeyOwner>>> find_keys(
    const Rows& rows, std::span<const std::string> keys) {
  const auto values = rows.get(Family::kKeys, keys);
  if (!values) return tl::unexpected(values.error());
  std::vector<std::optional<model::KeyOwner>> owners(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (const auto& value = (*values)[i]) owners[i] = read_key_value(*value);
  }
  return owners;
}

model::Result<Rows::Values> find_title_days(const Rows& rows, std::span<const std::string> keys) {
  return rows.get(Family::kTitles, keys);
}

}  // namespace newswatch::store
