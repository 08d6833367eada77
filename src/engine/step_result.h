// What one step of the engine did: for the log, and for the loop that delivers and asks the judge.
// Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/trouble.h"
#include "model/event.h"
#include "model/feed.h"
#include "model/notification.h"
#include "model/question.h"

namespace newswatch::engine {

// What the judge's answers came to for a report that waited.
enum class JudgeOutcome { kNotAsked, kSame, kNotSame, kNoAnswer };

// What the log says of an event. Not the event itself: a document can bring a thousand reports of
// one event that lists hundreds of outlets.
struct EventBrief {
  std::string id;
  std::vector<std::string> topics;
  std::uint32_t report_count = 0;
};

// What one commit did to events, and what follows for deliveries and questions.
struct Changes {
  // A report that found its event, or waits for the judge to find it.
  struct PlacedReport {
    EventBrief event;
    model::Report report;
    std::size_t asked = 0;  // questions that it waits for; 0: it does not wait
    JudgeOutcome judge = JudgeOutcome::kNotAsked;
    std::string waited_in;  // the event in which it waited, when its report is in another now
  };
  // Two open events that proved to be one.
  struct MergedEvents {
    std::string from, into;  // ids
    std::string title;       // of the one that lives on
    std::string why;
  };
  std::vector<PlacedReport> placed;
  std::vector<MergedEvents> merged;
  std::vector<model::OutboxRow> rows;  // new messages
  // Messages that were stored before and changed: released, or about another event now. One that
  // the delivery loop no longer has was delivered meanwhile.
  std::vector<model::OutboxRow> revised;
  std::vector<std::uint64_t> removed;      // messages about an event that was merged before it was
                                           // told: rows of the outbox
  std::vector<model::Question> questions;  // to ask
  std::vector<std::string> closed;         // events about which nothing is asked any more
};

// What one poll came to, or one slice of its document.
struct Ingested {
  enum class Outcome {
    kDocument,   // new content
    kUnchanged,  // 304, or the same body as before
    kFailed,
    kGone,     // 410
    kRemoved,  // the feed left the config while it was asked
  };
  Outcome outcome = Outcome::kFailed;
  bool recovered = false;   // a success after errors
  bool redirected = false;  // permanently, and that is new
  std::vector<Trouble> trouble;
  std::optional<model::Gap> gap;  // that this answer ends
  model::FeedState feed;          // as it is now
  std::size_t items = 0, new_stories = 0, changed = 0, matched = 0;
  Changes changes;
  std::vector<std::string> warnings;  // of the parser
};

}  // namespace newswatch::engine
