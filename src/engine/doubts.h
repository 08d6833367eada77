// doubts: what a judge is asked about a doubtful report, and what its answers come to.
//
// A doubtful report opens an event that waits. Each question asks whether that report tells of the
// same happening as one candidate event. The candidate with the best score is looked at first: the
// first `same` whose betters are all answered otherwise takes the event at once; a better one that
// is still open is waited for. When no answer is `same`, candidates answered with `not same` are
// out, and of those without a usable answer the best takes the event if its score is at or above
// the threshold. Else the event stands by itself.
// Errors are the store's. One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "engine/event_batch.h"
#include "fold/fold.h"
#include "model/clock.h"
#include "model/question.h"
#include "model/result.h"
#include "model/story.h"

namespace newswatch::engine {

// How many questions were asked in a clock hour (UTC), so that a judge that costs money is asked no
// more than max_per_hour. A value; stored as "2025-01-28T20 17".
class QuestionBudget {
 public:
  QuestionBudget() = default;
  // What text() made; anything else counts as never asked.
  explicit QuestionBudget(std::string_view stored);

  std::size_t left(model::Time now, int max_per_hour) const;
  void spend(model::Time now, std::size_t questions);
  std::string text() const;

 private:
  std::string hour_;
  std::size_t asked_ = 0;
};

// The scores for which folding asks a judge now. nullopt: there is no judge, or it was asked often
// enough in this hour.
std::optional<fold::Doubt> doubt_now(const config::Judge& judge, const QuestionBudget& budget,
                                     model::Time now);

// Adds the questions of the decision to the batch: one for each of the first decision.ask events it
// considered. The story's report stands in the batch.
model::Result<void> ask_judge(EventBatch& batch, const model::Story& story,
                              const fold::Decision& decision);

// Does what the answers about the waiting event come to; nothing while they leave it open. The
// event may have been told meanwhile, because the judge's time was over: then it is merged as any
// other.
model::Result<void> resolve(EventBatch& batch, const std::string& event);

// Up to five of `reports`: those that share most words with the new one, most first; of equals the
// one that came first. `reports` stand in the order in which they came; a copy of one that was
// chosen is left out. Pure.
std::vector<model::Statement> most_alike(const model::Statement& report,
                                         std::vector<model::Statement> reports);

// A question, with what became of its candidate since it was asked.
struct AskedCandidate {
  model::Question question;
  std::string event;  // the open event that has the candidate's reports; empty: none, or it is the
                      // waiting event itself
  std::string title;  // of that event
};

struct Resolution {
  bool decided = false;
  std::string into;                // the event that takes the report; empty: it stands by itself
  double score = 0;                // of the report against that event
  std::string also;                // another event that the judge called the same; empty: none
  std::vector<std::string> apart;  // events that the judge told from it
  JudgeOutcome outcome = JudgeOutcome::kNoAnswer;
  std::vector<std::string> why;  // for people; the deciding reason first
};

// The rule at the head of this file. Pure.
Resolution decide(std::span<const AskedCandidate> candidates, double threshold);

}  // namespace newswatch::engine
