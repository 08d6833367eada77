// Replay: matches and folds the stored stories again, by other settings, and says what would have
// become other events.
//
// Nothing is stored or sent. The stories come in the order in which they were first seen, from one
// event window before `since`, so that the words' counts and the open events are as they were about
// then. It obeys what a person said of stories (model/regrouping.h). It does not ask the judge, and
// knows of a story what is kept: title, the first 2,000 bytes of its summary, link, authors,
// categories; so it can differ from what happened also under the settings in force.
// Errors: those of the reads; kBadInput, a topic can't be compiled. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/settings.h"
#include "model/clock.h"
#include "model/result.h"
#include "store/rows.h"

namespace newswatch::engine {

enum class ReplayKind {
  kGained,  // an event of which no story is in an event today
  kLost,    // an event of which no story would be in one
  kSplit,   // an event that would be several
  kMerged,  // several events that would be one
};

// One line of the difference.
struct ReplayDifference {
  ReplayKind kind = ReplayKind::kGained;
  std::vector<std::string> events;  // ids of those there are
  std::vector<std::string> titles;  // of the first story of each event, as it would be or is
  std::vector<std::string> topics;  // as they would be; of a lost one as they are
  model::Time first_seen{};
};

struct ReplayResult {
  std::size_t stories = 0, matched = 0;             // since `since`
  std::size_t events_before = 0, events_after = 0;  // that have such a story
  std::size_t told_before = 0, told_after = 0;      // of those, with a story that is not held
  std::vector<ReplayDifference> differences;        // by kind, then by time
};

model::Result<ReplayResult> replay(const store::Rows& rows, const config::Settings& settings,
                                   model::Time since);

}  // namespace newswatch::engine
