// JSON of stories: the row that is stored under the story id, and the object that is printed.
//
// Texts, times, reading and errors as in event_json.h. Hashes are strings of 16 hex digits, because
// many JSON readers round numbers above 2^53. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/result.h"
#include "model/story.h"

namespace newswatch::record {

std::string story_json(const model::Story& story);  // the row
model::Result<model::Story> read_story(std::string_view json);

// {"schema":1,"id","outlet","feed","title","link","guid","summary","authors","categories",
// "published","updated","first_seen","story_time","more_feeds"?,"more_outlets"?,"labels"?,"topics",
// "event","held","keys","notes"}: the row without what only newswatch compares.
std::string shown_story_json(const model::Story& story);

}  // namespace newswatch::record
