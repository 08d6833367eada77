// Stored stories and the rules of topics. Pure; any thread.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "match/topic.h"
#include "model/story.h"

namespace newswatch::match {

// A story as the rules look at it: views into the story.
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

// The topics that the story meets and did not meet before, in the order of the config.
inline std::vector<model::TopicMatch> newly_met(const TopicSet& topics, const model::Story& story) {
  std::vector<model::TopicMatch> met;
  for (model::TopicMatch& match : topics.match(text_of(story))) {
    if (std::ranges::find(story.topics, match.topic) == story.topics.end()) {
      met.push_back(std::move(match));
    }
  }
  return met;
}

}  // namespace newswatch::match
