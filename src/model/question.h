// Question: what the judge is asked about a doubtful report, and its answer. Plain values.
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
// (event, candidate) is the key. A question is stored, with its answer, until it is decided which
// event the report belongs to (engine/doubts.h), so that it is not asked again after a restart.
struct Question {
  std::string event, candidate;    // event ids
  std::string story;               // id of the report that is asked about
  double score = 0;                // of the story against the candidate, 0..1
  Statement a;                     // the new report
  std::vector<Statement> b;        // one to five reports of the candidate, those most like it
  Time asked{}, deadline{};        // after the deadline it counts as unanswered
  bool settled = false;            // answered, or given up
  std::optional<Verdict> verdict;  // once settled; nullopt: no usable answer
  std::string why;                 // the judge's reason, or what went wrong
};

}  // namespace newswatch::model
