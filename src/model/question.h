// Question: what a judge is asked about a report whose words leave it open, and what it said.
// Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::model {

// A report as a judge sees it.
struct Statement {
  std::string title, summary, outlet;
  std::optional<Time> published;
};

enum class Verdict { kSame, kNotSame };

// Does the report that opened the waiting event `event` tell of the same happening as `candidate`?
// Asked once: (event, candidate) is its key, and what was answered stays with it until the event is
// settled.
struct Question {
  std::string event, candidate;    // event ids; `event` waits until every question is settled
  std::string story;               // the report that is asked about
  double score = 0;                // of the story against the candidate, 0..1
  Statement a;                     // the new report
  std::vector<Statement> b;        // one to five reports of the candidate, those most like it
  Time asked{}, deadline{};        // no answer at the deadline: the score decides
  bool settled = false;            // answered, or given up
  std::optional<Verdict> verdict;  // of a settled one; nullopt: no usable answer
  std::string why;                 // the judge's reason, or what went wrong
};

}  // namespace newswatch::model
