// settle(): what the judge's answers about a waiting event come to. Pure; any thread.
//
// The candidate that scored best is looked at first. The first `same` whose betters are all out
// takes the event at once; a better one that is still open is waited for. When none is `same`,
// those that are `not same` are out, and of those without a usable answer the best whose score has
// the threshold takes it: the score decides. Else the event stands by itself.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/question.h"

namespace newswatch::daemon {

// A question with what became of its candidate meanwhile.
struct Candidate {
  model::Question question;
  std::string
      event;  // where its reports are now; empty: it is gone, or is the waiting event itself
  std::string title;  // of that event
};

struct Settlement {
  bool settled = false;
  std::string into;                // the event that takes it; empty: it stands by itself
  double score = 0;                // of the report against that event
  std::string also;                // the judge sees the same happening here too; empty: nowhere
  std::vector<std::string> apart;  // events that the judge told from it
  std::string judge;               // "same", "not the same", "no answer"
  std::vector<std::string> why;    // the deciding reason first
};

Settlement settle(std::span<const Candidate> candidates, double threshold);

}  // namespace newswatch::daemon
