#include "record/story_json.h"

#include "record/json_io.h"
#include "record/story_fields.h"

namespace newswatch::record {

std::string story_json(const model::Story& story) {
  JsonWriter io;
  io.field("schema", 1);
  story_fields(io, story);
  return io.text();
}

std::string shown_story_json(const model::Story& story) {
  JsonWriter io;
  io.field("schema", 1);
  shown_story_fields(io, story);
  return io.text();
}

model::Result<model::Story> read_story(std::string_view json) {
  JsonReader io(json);
  model::Story story;
  story_fields(io, story);
  if (auto read = io.done("story"); !read) return tl::unexpected(read.error());
  return story;
}

}  // namespace newswatch::record
