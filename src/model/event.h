// Event: one happening in the world. Report: one story about it. Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::model {

// The gap (model/feed.h) that the answer with an event's first report ended. The happening may be
// older than that report, and earlier reports of it may have been missed.
struct GapBefore {
  std::string feed;
  Time from{}, to{};
  bool rolled_over = false;
  bool operator==(const GapBefore&) const = default;
};

struct Event {
  std::string id;  // ULID, 26 characters; ids ascend in the order of creation
  std::vector<std::string> topics;
  std::string title, summary, link;     // of the report that opened the event, as last edited
  std::optional<Time> first_published;  // the earliest publication time of its reports
  Time first_seen{}, updated{};
  // Of its reports, each once, in the order they came: the first 300.
  std::vector<std::string> outlets, origins;
  // Reports of outlets (of origins) that came when 300 others were listed.
  std::uint32_t more_outlets = 0, more_origins = 0;
  std::uint32_t report_count = 0;
  // The topics that the event had when its last message was made; empty: there was none. Events
  // that a first document opens under first_poll = "summary" or "quiet" count as told, without a
  // message of their own.
  std::vector<std::string> told_topics;
  // The feed's url, of an event that its first document opened under first_poll = "summary": it was
  // told with others.
  std::string first_document;
  bool quiet = false;  // it counted as told when it opened, and sends no event.new of its own
  std::uint32_t follow_ups = 0;  // messages that followed its first one
  std::string merged_into;       // id of the event that has its reports now; empty: not merged
  bool waiting = false;          // for the judge; no message has gone out
  // Ids of events that the judge, or a person, called another happening.
  std::vector<std::string> apart;
  std::optional<Time> dismissed;  // a person said that it does not belong to its topics
  std::optional<GapBefore> unwatched;

  std::size_t outlet_count() const { return outlets.size() + more_outlets; }
  std::size_t origin_count() const { return origins.size() + more_origins; }
};

// An event that a report might have joined, as it was scored at the decision.
struct Considered {
  std::string event;  // id
  double score = 0;   // 0..1
  std::string why;    // what the two have in common, in words
  bool operator==(const Considered&) const = default;
};

// What a report said before its outlet changed it.
struct EarlierText {
  std::string title, summary;
  Time until{};  // when the change was seen
  bool operator==(const EarlierText&) const = default;
};

struct Report {
  std::string event, story;  // ids
  std::string outlet, feed, title, link;
  std::optional<Time> published;
  Time first_seen{};
  bool opened = false;  // this report opened its event, or one that was merged into it since
  double score = 0;     // of the decision to join, 0..1; 0 when it opened
  // Reasons for people. Empty while its event waits for the judge.
  std::vector<std::string> why;
  std::vector<std::string> words;  // that made it match: "title: deepseek"
  bool held = false;               // too old to notify of when it was first seen (max_age)
  // Whose text it is: a wire ("AP"), another outlet whose text it repeats, else its own outlet.
  // Reports of one origin count as one source.
  std::string origin;
  std::vector<Considered> considered;  // best first, at most five; also when it opened
  std::vector<EarlierText> earlier;    // oldest first, the newest ten
};

}  // namespace newswatch::model
