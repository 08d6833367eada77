// What the rules of topics would take of the stored stories, beside the rules that are in force.
//
// Both are held against the stories as they are stored: at most 2,000 bytes of a summary, no full
// contents.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/settings.h"
#include "model/clock.h"
#include "model/result.h"
#include "model/story.h"
#include "store/rows.h"

namespace newswatch::cli {

struct TrialSample {
  model::Story story;
  std::vector<std::string> why;  // the words that match; else the one reason why it does not
};

// How many stories there are of a kind, and the newest of them.
struct TrialStories {
  std::size_t count = 0;
  std::vector<TrialSample> newest;
};

struct TopicTrial {
  std::string topic;
  std::size_t stories = 0;  // that were looked at
  TrialStories matched;
  TrialStories near;    // all but one condition hold
  TrialStories gained;  // that the rule in force does not take
  TrialStories lost;    // that it takes and this one does not
  bool has_current =
      false;  // there is a rule in force of this name; else nothing is gained or lost
  std::map<std::string, std::size_t> outlets;  // of the matched
};

// One for each of `topics`, in their order. current: the topics in force. since: stories first seen
// then or later (nullopt: all). samples: of each kind. Reads with several threads. Errors: those of
// Rows, and kBadInput for a rule that can't be compiled.
model::Result<std::vector<TopicTrial>> try_topics(const store::Rows& rows,
                                                  std::span<const config::TopicSettings> topics,
                                                  std::span<const config::TopicSettings> current,
                                                  std::optional<model::Time> since,
                                                  std::size_t samples);

}  // namespace newswatch::cli
