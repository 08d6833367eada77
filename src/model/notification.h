// Notification: one message about one event, or about trouble. OutboxRow: one message to one sink,
// until delivered or dead. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"
#include "model/event.h"
#include "model/trouble.h"

namespace newswatch::model {

// One of the messages that a summary stands for.
struct SummaryItem {
  std::string event, title, link;
  Time time{};                      // of its decision; in a first document, of the story
  std::vector<std::string> topics;  // not stored
};

// How a message about an event follows up one that its sink has.
enum class FollowUp {
  kOwn,     // it does not: a message of its own
  kEdit,    // it takes the place of that message
  kThread,  // it answers that message
};

// How much a message matters to a person. Targets map it to their own scale.
enum class Priority { kLowest = 1, kLow, kNormal, kHigh, kHighest };

struct Notification {
  std::string id;               // EVENT:TYPE[:n], of trouble TROUBLE:TYPE; the same when sent again
  std::string type;             // see the types of notify/policy.h, and those of trouble.h
  Time time{};                  // of the decision
  std::string title, link;      // of the first report that is not held, as the feed gave them
  Event event;                  // as it was when the message was decided
  std::vector<Report> reports;  // at most 200
  std::vector<std::string> why;  // the words that made its first report match, for people
  // Of a follow-up: what is new, in words. A first message may have some as well, that came while
  // it was on its way; news_type is then the type of the follow-up that would have told it.
  std::string news, news_type;
  Priority priority = Priority::kNormal;
  // Of trouble, which is about no event: what it is about, at most 200 of them, the first to begin
  // first; `count` says how many.
  std::vector<TroubleSubject> subjects;
  std::string reason;
  std::optional<Time> since;
  // Of a summary or digest, which is about no single event: at most 200, the newest first, and how
  // many.
  std::vector<SummaryItem> items;
  std::uint64_t count = 0;
};

struct OutboxRow {
  std::uint64_t row = 0;  // ascending in the order of decision; the key
  std::string sink;       // the config's name
  Notification notification;
  Time created{}, not_before{};
  // The type of the message in which it is told with others of its sink, a little before
  // not_before: "catchup", "summary" or "digest". Empty: alone.
  std::string gather;
  std::string waits_for;  // why it may not go out before not_before, for people; empty: no reason
  FollowUp follow = FollowUp::kOwn;
  // A follow-up whose first message can be neither changed nor answered goes out as a message of
  // its own; else it is dropped.
  bool or_new = false;
  // Of the first message, as its target gave it. Not stored: looked up when the row is read.
  std::string reference;
  // The last try, when not_before was decided. Absent: never, or stored by an older version.
  std::optional<Time> tried;
  std::optional<Time> first_attempt;  // absent: not tried yet, or stored before this was noted
  int attempts = 0;
  std::string last_error;  // with the word of its cause first (model/failure_cause.h)
  // It failed while others went through, or was refused for good: the message is at fault, not the
  // sink.
  bool own_fault = false;
  bool dead = false;    // given up; kept for people to see
  bool logged = false;  // this process has written its line to the log; not stored
};

}  // namespace newswatch::model
