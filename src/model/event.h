// Event and Report: one happening and the stories that tell of it. Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::model {

// The feed of an event's first report was not watched, or rolled over, when that report came out:
// the happening may be older, and others may have told of it unseen.
struct Unwatched {
  std::string feed;
  Time from{}, to{};
  bool rolled_over = false;
  bool operator==(const Unwatched&) const = default;
};

struct Event {
  std::string id;  // ULID, 26 characters, ascending in the order of creation
  std::vector<std::string> topics;
  std::string title, summary, link;     // of the report that opened it, as last edited
  std::optional<Time> first_published;  // earliest published of its reports
  Time first_seen{}, updated{};
  // Of its reports, each once, in the order they came: the first 300.
  std::vector<std::string> outlets, origins;
  // Reports of outlets (of origins) that came when 300 others were listed.
  std::uint32_t more_outlets = 0, more_origins = 0;
  std::uint32_t report_count = 0;
  // Topics it carried when it was last told; empty: never told. A first document under
  // first_poll = "quiet" counts as told.
  std::vector<std::string> told_topics;
  std::string merged_into;         // id of the event that lives on; empty: this one lives
  bool waiting = false;            // for the judge; unheard
  std::vector<std::string> apart;  // events that the judge told from it: never merged with it
  std::optional<Unwatched> unwatched;

  std::size_t outlet_count() const { return outlets.size() + more_outlets; }
  std::size_t origin_count() const { return origins.size() + more_origins; }
};

// An event that a report might have joined, as it stood when the decision was made.
struct Considered {
  std::string event;
  double score = 0;
  std::string why;  // what the two have in common, in words
  bool operator==(const Considered&) const = default;
};

struct Report {
  std::string event, story;
  std::string outlet, feed, title, link;
  std::optional<Time> published;
  Time first_seen{};
  bool opened = false;  // this report opened its event, or one that was merged into it since
  double score = 0;     // of the decision to join; 0 when it opened
  // In words a reader understands; empty while its event waits for the judge.
  std::vector<std::string> why;
  bool held = false;  // by the age gate
  // Whose text it is: a wire ("AP"), the outlet whose text it repeats, else its own outlet. Reports
  // of one origin count as one source.
  std::string origin;
  std::vector<Considered> considered;  // best first, at most five; of any decision
};

}  // namespace newswatch::model
