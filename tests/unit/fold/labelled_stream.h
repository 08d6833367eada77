// The labelled stream of tests/data/folding as folding takes it.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fold/fold.h"
#include "support/labelled.h"
#include "text/plain_text.h"

namespace newswatch::fold {

inline constexpr std::size_t kSummaryBytes = 2000;  // as `newswatch cluster` reads them

// As the text names them, for the daemon's topics: their words say nothing inside them.
inline const std::map<std::string, std::vector<std::string>> kTopicWords = {
    {"halcyra", {"halcyra", "orbex"}},    {"storm", {"storm", "flood"}},
    {"marovia", {"marovia", "marovian"}}, {"football", {"redhaven", "morna", "castor town"}},
    {"space", {"moon", "rocket"}},        {"airline", {"norlane", "avior"}}};

inline std::vector<test::LabelledStory> labelled_stream() {
  auto stories = test::read_stories(NEWSWATCH_TEST_DATA "/folding/stream.jsonl");
  EXPECT_TRUE(stories) << stories.error().context;
  return stories ? std::move(*stories) : std::vector<test::LabelledStory>();
}

inline IncomingStory incoming(const test::LabelledStory& told) {
  IncomingStory story;
  story.id = told.id;
  story.outlet = told.outlet;
  story.title = told.title;
  story.summary = text::plain_text(told.summary, kSummaryBytes);
  story.time = story.arrived = told.time;
  story.links = told.links;
  return story;
}

}  // namespace newswatch::fold
