// What one step of the engine did, for the log and the notify loop. Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/server_times.h"
#include "model/event.h"
#include "model/feed.h"
#include "model/notification.h"
#include "model/question.h"
#include "model/trouble.h"

namespace newswatch::engine {

// What decided about a report that waited for the judge.
enum class JudgeOutcome { kNotAsked, kSame, kNotSame, kNoAnswer };

// What the log says of an event. Not the event itself: a document can bring a thousand reports of
// one event that lists hundreds of outlets.
struct EventBrief {
  std::string id;
  std::vector<std::string> topics;
  std::uint32_t report_count = 0;
};

// What the log says of a message about a new event, whichever sinks get it.
struct AnnouncedEvent {
  EventBrief event;
  model::Report report;  // the first that is not held: the message is about this one
  std::size_t outlets = 0, origins = 0;
};

// What the log says of a message about trouble, whichever sinks get it.
struct ToldTrouble {
  model::TroubleKind kind = model::TroubleKind::kFeedFailing;
  bool recovered = false;
  std::string title;
  std::vector<std::string> names;  // of feeds or sinks
  std::string reason;
  model::Time since{};
};

// What one commit did to events, and what follows for deliveries and questions.
struct Changes {
  // A report that was put into an event, or opened one that waits for the judge.
  struct PlacedReport {
    EventBrief event;
    model::Report report;
    std::size_t asked = 0;  // how many questions it waits for; 0: it does not wait
    JudgeOutcome judge = JudgeOutcome::kNotAsked;
    std::string waited_in;  // id of the event in which it waited, if it is in another now
  };
  // A report whose title was changed by its outlet.
  struct EditedReport {
    std::string event, outlet, before, now;
  };
  struct MergedEvents {
    std::string from, into;  // ids
    std::string title;       // of `into`
    std::string why;
  };
  std::vector<AnnouncedEvent> announced;
  std::vector<ToldTrouble> troubles;
  std::vector<PlacedReport> placed;
  std::vector<EditedReport> edited;
  std::vector<MergedEvents> merged;
  std::vector<model::OutboxRow> rows;  // new messages
  // Messages stored earlier that have changed: released, or about another event now. The notify
  // loop ignores those that it has delivered meanwhile.
  std::vector<model::OutboxRow> revised;
  std::vector<model::OutboxRow> retried;  // were given up, and a person wants them tried again
  std::vector<std::string> revived;       // sinks that a person wants tried again
  // Sinks that were away: their waiting messages are one summary in `rows` now, or are unchanged.
  std::vector<std::string> summed_up;
  std::vector<std::uint64_t> removed;  // outbox rows that a merge, a summary or a person dropped
  std::vector<model::Question> questions;  // to ask
  std::vector<std::string> closed;         // ids of events whose questions were dropped
};

// That a trouble begins or is over.
struct TroubleChange {
  model::TroubleKind kind = model::TroubleKind::kFeedFailing;
  bool recovered = false;  // it is over
};

// The events that a feed's very first document opens, for one message that lists the newest.
struct FirstDocument {
  static constexpr std::size_t kListed = 200;
  std::vector<model::SummaryItem> items;  // among them the newest kListed
  std::uint64_t count = 0;                // of all

  void add(model::SummaryItem item);
  void sort();  // the newest first, at most kListed
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
  bool redirected = false;  // permanently, for the first time to this address
  std::vector<TroubleChange> trouble;
  ClockVerdict clock;             // of the servers, with trouble of kClockWrong
  std::optional<model::Gap> gap;  // that this answer ends
  model::FeedState feed;          // as it is now
  // Since when no feed had answered, if that was long: newswatch did not run, or the network was
  // away.
  std::optional<model::Time> silent_since;
  std::size_t items = 0, new_stories = 0, changed = 0, matched = 0;
  FirstDocument first;  // under first_poll = "summary"
  Changes changes;
  std::vector<std::string> warnings;  // of the parser
};

}  // namespace newswatch::engine
