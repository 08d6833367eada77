#include "record/explain_json.h"

#include "record/json_io.h"
#include "record/story_fields.h"

namespace newswatch::record {

std::string explain_json(const Explanation& explanation) {
  JsonWriter io;
  io.field("schema", 1);
  io.object("story", [&](JsonWriter& inner) { shown_story_fields(inner, explanation.story); });
  io.field("event", explanation.event);
  io.field("opened", explanation.opened);
  io.field("score", explanation.score);
  if (explanation.threshold) {
    io.field("threshold", *explanation.threshold);
  } else {
    io.literal("threshold", "null");
  }
  io.field("why", explanation.why);
  io.list("considered", explanation.considered, [](JsonWriter& inner, const Rival& rival) {
    inner.field("event", rival.considered.event);
    inner.field("title", rival.title);
    inner.field("score", rival.considered.score);
    inner.field("why", rival.considered.why);
    if (rival.lives_in != rival.considered.event) inner.field("merged_into", rival.lives_in);
  });
  return io.text();
}

}  // namespace newswatch::record
