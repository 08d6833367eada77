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

struct Notification {
  std::string id;           // EVENT:TYPE[:n], of trouble TROUBLE:TYPE; the same when sent again
  std::string type;         // "event.new", "event.merged", "summary", "catchup", or of trouble.h
  Time time{};              // of the decision
  std::string title, link;  // of the first report that is not held, as the feed gave them
  Event event;              // as it was when the message was decided
  std::vector<Report> reports;  // at most 200
  // Of trouble, which is about no event: what it is about, at most 200 of them, the first to begin
  // first; `count` says how many.
  std::vector<TroubleSubject> subjects;
  std::string reason;
  std::optional<Time> since;
  // Of a summary, which is about no single event: at most 200, the newest first, and how many.
  std::vector<SummaryItem> items;
  std::uint64_t count = 0;
};

struct OutboxRow {
  std::uint64_t row = 0;  // ascending in the order of decision; the key
  std::string sink;       // the config's name
  Notification notification;
  Time created{}, not_before{};
  // The type of the message in which it is told with others of its sink, a little before
  // not_before: "catchup" or "summary". Empty: alone.
  std::string gather;
  // The last try, when not_before was decided. Absent: never, or stored by an older version.
  std::optional<Time> tried;
  std::optional<Time> first_attempt;  // absent: not tried yet, or stored before this was noted
  int attempts = 0;
  std::string last_error;
  // It failed while others went through, or was refused for good: the message is at fault, not the
  // sink.
  bool own_fault = false;
  bool dead = false;    // given up; kept for people to see
  bool logged = false;  // this process has written its line to the log; not stored
};

}  // namespace newswatch::model
