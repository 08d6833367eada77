// doubts: what the judge is asked about a doubtful report, and how its answers decide.
//
// A doubtful report opens an event that waits. Each question asks whether the report tells of the
// same happening as one candidate event. The rule, with the candidates in order of score, best
// first:
//  - The first `same` wins, as soon as all candidates before it are answered or given up.
//  - Without any `same`, once all are answered or given up, the score decides: the best candidate
//    without a usable answer wins if its score is at or above the threshold.
//  - Else none wins, and the event stays as it is.
// The waiting event is merged into the winner. Errors are the store's. One thread.
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

// Counts the questions of each clock hour (UTC) against max_per_hour. A value; stored as
// "2025-01-28T20 17": 17 questions in that hour.
class QuestionBudget {
 public:
  QuestionBudget() = default;
  // `stored` is from text(). Anything else counts as no question yet.
  explicit QuestionBudget(std::string_view stored);

  std::size_t left(model::Time now, int max_per_hour) const;
  void spend(model::Time now, std::size_t questions);
  std::string text() const;

 private:
  std::string hour_;
  std::size_t asked_ = 0;
};

// The scores for which folding asks the judge now. nullopt: there is no judge, or the questions of
// this hour are used up.
std::optional<fold::Doubt> doubt_now(const config::JudgeSettings& judge,
                                     const QuestionBudget& budget, model::Time now);

// Adds the questions of the decision to the batch: one for each of the first decision.ask events of
// decision.considered. The story's report must be in the batch already.
model::Result<void> ask_judge(EventBatch& batch, const model::Story& story,
                              const fold::Decision& decision);

// Applies the rule above to the waiting event, if its answers decide already. The event may have
// been announced meanwhile, because the judge's time was over: then it is merged like any other.
model::Result<void> resolve(EventBatch& batch, const std::string& event);

// The five of `reports` that share the most words with `report`, most first; with equal numbers the
// earlier one first. `reports` are in order of arrival. Copies of a chosen one are left out. Pure.
std::vector<model::Statement> most_alike(const model::Statement& report,
                                         std::vector<model::Statement> reports);

// A question, and the event that has its candidate's reports today.
struct AskedCandidate {
  model::Question question;
  std::string event;  // id; empty: it is no longer open, or it is the waiting event itself
  std::string title;  // of that event
};

struct Resolution {
  bool decided = false;
  std::string into;                // id of the winner; empty: none
  double score = 0;                // of the report for that event
  std::string also;                // a second event that the judge called the same; empty: none
  std::vector<std::string> apart;  // events that the judge called another happening
  JudgeOutcome outcome = JudgeOutcome::kNoAnswer;
  std::vector<std::string> why;  // for people; the reason that decided comes first
};

// The rule at the head of this file. Pure.
Resolution decide(std::span<const AskedCandidate> candidates, double threshold);

}  // namespace newswatch::engine
