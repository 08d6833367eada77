// The fields of stories, named once for writing and reading, as in event_fields.h. Internal to
// record/.
#pragma once

#include "model/story.h"
#include "record/json_io.h"

namespace newswatch::record {

// What is shown and stored. `keys` and `notes`, which are too, follow below: rows have the fields
// in this order.
template <class Io, class Story>
void article_fields(Io& io, Story& story) {
  io.field("id", story.id);
  io.field("outlet", story.outlet);
  io.field("feed", story.feed);
  io.field("title", story.title);
  io.field("link", story.link);
  io.field("guid", story.guid);
  io.field("summary", story.summary);
  io.field("authors", story.authors);
  io.field("categories", story.categories);
  io.field("published", story.published);
  io.field("updated", story.updated);
  io.field("first_seen", story.first_seen);
  io.field("story_time", story.story_time);
  io.names("more_feeds", story.more_feeds);
  io.names("more_outlets", story.more_outlets);
  io.names("labels", story.labels);
  io.field("topics", story.topics);
  io.field("event", story.event);
  io.field("held", story.held);
}

// As printed.
inline void shown_story_fields(JsonWriter& io, const model::Story& story) {
  article_fields(io, story);
  io.field("keys", story.keys);
  io.field("notes", story.notes);
}

// As stored.
template <class Io, class Story>
void story_fields(Io& io, Story& story) {
  article_fields(io, story);
  io.field("keys", story.keys);
  io.hashes("titles", story.titles);
  io.hashes("matched", story.matched);
  io.field("notes", story.notes);
}

}  // namespace newswatch::record
