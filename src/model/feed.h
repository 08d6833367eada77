// FeedState: what newswatch remembers of one feed between polls. Stored as JSON under the feed's
// url.
//
// A feed's state belongs to its url, not to its name in the config. Plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::model {

// What recurs at the start or the end of a feed's titles ("Watch:", "| TIME"), counted over its
// stories. identify/boilerplate.h keeps and reads it.
struct TitleParts {
  struct Part {
    std::string words;            // normalised
    bool front = false;           // before the title; else behind it
    std::uint32_t count = 0;      // titles that have it there
    std::uint32_t elsewhere = 0;  // titles that have its words in another place
  };
  std::uint32_t titles = 0;  // counted
  std::vector<Part> parts;   // at most 64
};

struct FeedState {
  std::string url;              // as in the config: the key
  std::string name;             // the config's name at the last poll, for people who read the store
  std::string etag;             // validators byte for byte as they came; empty: none
  std::string last_modified;    // (RFC 9110 section 8.8)
  std::uint64_t body_hash = 0;  // XXH3-64 of the last decoded body; 0: none
  Time next_poll{};             // not before this; 0 = never polled
  std::optional<Time> retry_after;   // the publisher's own word; holds even for `run --once`
  std::optional<Time> last_attempt;  // a request was sent
  std::optional<Time> last_success;  // 200 or 304
  std::optional<Time>
      first_success;        // first 200 that parsed; nullopt: its first document is to come
  int status = 0;           // last HTTP status, 0: none (network error)
  int failures = 0;         // in a row
  int unfinished = 0;       // fetches noted whose result was never stored (the process died)
  bool gone = false;        // 410: polled no more
  std::string last_error;   // empty after a success
  std::string title;        // the feed's own
  std::string moved_to;     // last permanent redirect's target; empty: none
  std::uint32_t items = 0;  // in the last document
  std::uint64_t polls = 0, unchanged = 0, errors = 0;
  TitleParts title_parts;
};

}  // namespace newswatch::model
