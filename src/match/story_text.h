// A stored story as the rules of topics look at it.
//
// Views into the story, which must outlive them. Pure; any thread.
#pragma once

#include "match/topic.h"
#include "model/story.h"

namespace newswatch::match {

inline StoryText text_of(const model::Story& story) {
  return {.title = story.title,
          .summary = story.summary,
          .url = story.link,
          .categories = story.categories,
          .authors = story.authors,
          .time = story.story_time,
          .feed = story.feed,
          .outlet = story.outlet,
          .more_feeds = story.more_feeds,
          .more_outlets = story.more_outlets,
          .labels = story.labels};
}

}  // namespace newswatch::match
