// fold: decides which event each story reports, in order of arrival and without look-ahead.
//
// Each story is scored against the events of the window; it joins the best at or above the
// threshold or opens an event of its own. weights.h has the formula and every constant. Scores are
// 0..1.
//
// fold() reads the index and does not change it: the caller commits the plan and then calls
// apply(). The same index and stories give the same plan, to the last bit. Nothing fails. Pure; for
// the thread that owns the index.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/settings.h"
#include "fold/candidates.h"
#include "fold/index.h"
#include "model/clock.h"
#include "model/event.h"
#include "model/fold_record.h"

namespace newswatch::fold {

// When a judge is asked: a story whose best score lies from low to high, also where the score alone
// would join it.
struct Doubt {
  double low = 0, high = 0;
  std::size_t candidates = 0;     // events that one story is asked about, at most
  std::size_t budget = SIZE_MAX;  // questions left; 0: the score decides
};

struct Policy {
  model::Duration window = config::EventSettings{}.window;
  double threshold = config::EventSettings{}.threshold;
  std::optional<Doubt> doubt;  // nullopt: no judge
  SearchBounds bounds{};
};

// A story as folding gets it: new, or an edit of a known one.
struct IncomingStory {
  std::string id, outlet, title, summary;  // plain text
  model::Time time{}, arrived{};           // story time; when it came
  std::vector<std::string> topics;         // matched now; the story is counted in each
  std::string link;                        // its own, canonical; empty: none
  std::vector<std::string> links;          // canonical, that its text points to
  bool is_new = true;                      // false: an edit, which the stream has counted
  bool counted = true;                     // false: the stream counts no more of its feed today
  bool fold = true;                        // false: it is counted only
};

struct Decision {
  std::size_t incoming = 0;  // which of the stories
  std::string event;
  bool opens = false;
  double score = 0;  // for the event that it joined; if it opens one, the best of the others'
  // Reasons for people, in words. Empty while the judge is asked (ask > 0).
  std::vector<std::string> why;
  // The events that it might have joined, best first, at most five; the joined one is among them
  // unless a copied headline decided.
  std::vector<model::Considered> considered;
  // The judge is asked about the first `ask` of `considered`. If ask > 0, the story opens an event
  // that waits (engine/doubts.h).
  std::size_t ask = 0;
  // Two events that this report shows to be one, as it is close to both. Empty: none.
  std::string merge_from, merge_into;
  model::IndexRow row;  // to store
};

struct Plan {
  std::vector<Decision> decisions;  // of the stories with `fold`, in their order
  model::CountsChange counts;       // its seq is the caller's to set
};

// new_event_id is called once for each event that opens, with the story that opens it.
Plan fold(const Index& index, std::span<const IncomingStory> stories, const Policy& policy,
          const std::function<std::string(const IncomingStory&)>& new_event_id);

// Takes a committed plan into the index.
void apply(Index& index, const Plan& plan);

}  // namespace newswatch::fold
