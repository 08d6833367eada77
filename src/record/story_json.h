// JSON of stories, stored under the story id and shown by `newswatch held --json`.
//
// Texts, times, reading and errors as in event_json.h. Hashes are strings of 16 hex digits, because
// many JSON readers round numbers above 2^53. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/result.h"
#include "model/story.h"

namespace newswatch::record {

std::string story_json(const model::Story& story);
model::Result<model::Story> read_story(std::string_view json);

}  // namespace newswatch::record
