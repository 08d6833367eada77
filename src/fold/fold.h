// fold: which event does a story report? Online: in order of arrival, no look-ahead.
//
// Score k = press * decay * (0.7 cos(story, sum of the event's reports) + 0.3 cos(story, first
// report)), with a Gaussian decay of 60 hours on the gap of story times and 0 beyond the window,
// and a prior for what the press is full of (similarity.h); the best event at or above the
// threshold takes the story, else it opens one. A copied headline joins whatever the decay says.
// Weights are tf-idf, idf = -ln max(p_stream, p_topic) (the method of Miranda et al. 2018 with idf
// from the stream and from the topic). Reads the index, does not change it: the plan is applied
// after its commit returned ok. Pure; the thread that owns the index.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fold/candidates.h"
#include "fold/features.h"
#include "fold/index.h"
#include "model/clock.h"
#include "model/event.h"
#include "model/fold_record.h"

namespace newswatch::fold {

// Scores between which a judge is asked, also where the score alone would have decided.
struct Doubt {
  double low = 0.10, high = 0.40;
  std::size_t candidates = 2;
  std::size_t budget = SIZE_MAX;  // questions left; then the score decides
};

struct Policy {
  model::Duration window = std::chrono::hours(24 * 14);
  double threshold = 0.255;
  std::optional<Doubt> doubt;  // nullopt: no judge
  SearchBounds bounds{};       // of what a story is compared with
};

// One story. Those with `fold` set are given an event.
struct IncomingStory {
  std::string story, outlet, title, summary;  // plain text
  model::Time time{}, arrived{};
  std::vector<std::string> topics;  // matched; the story is counted in each
  std::string link;                 // its own, canonical; empty: none
  std::vector<std::string> links;   // canonical, that its text points to
  bool is_new = true;               // counted in the stream; false: an edit of a story that was
  bool fold = true;
};

// What a reason begins with that says no more than that a judge is asked.
inline constexpr std::string_view kWaits = "waits for the judge: ";

struct Decision {
  std::size_t incoming = 0;  // which of the stories
  std::string event;
  bool opens = false;
  double score = 0;              // of the event that took it; when it opens one, of the best other
  std::vector<std::string> why;  // in words a reader understands
  // The events it might have joined, best first, at most five; the one that took it among them.
  std::vector<model::Considered> considered;
  // Of `considered`, how many a judge is asked about: the first so many. Then the story opens an
  // event of its own that waits; without an answer it joins considered.front() if that has the
  // threshold.
  std::size_t ask = 0;
  // Two open events that this report shows to be one: it is close to both. Empty: none.
  std::string merge_from, merge_into;
  model::IndexRow row;  // to store, and what the index takes
};

struct Plan {
  std::vector<Decision> decisions;                   // in the order of the stories
  std::map<std::string, Index::CountChange> counts;  // scope -> new absolute values
};

// new_event_id is called once for each event that opens, with the story that opens it.
Plan fold(const Index& index, std::span<const IncomingStory> stories, const Policy& policy,
          const std::function<std::string(const IncomingStory&)>& new_event_id);

// Takes a committed plan into the index.
void apply(Index& index, const Plan& plan);

}  // namespace newswatch::fold
