// FeedState: what newswatch remembers of one feed between polls. Plain values.
//
// Stored as JSON (record/feed_state_json.h). The key is the feed's url, not its name in the config.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::model {

// Words that recur at the start or the end of a feed's titles ("Watch:", "| TIME").
struct TitlePart {
  std::string words;            // normalised
  bool front = false;           // at the start of the title; else at its end
  std::uint32_t count = 0;      // titles that have it there
  std::uint32_t elsewhere = 0;  // titles that have the same words anywhere else
};

// The parts of all titles of a feed. identify/boilerplate.h keeps and reads them.
struct TitleParts {
  std::uint32_t titles = 0;      // that were counted
  std::vector<TitlePart> parts;  // at most 64
};

// How often a feed brings something new. poll/habit.h keeps and reads it.
struct Habit {
  std::optional<Time> last_new;  // when a document last had items that were not there before
  Duration gap{};                // the usual time between two items; 0: not known yet
  Duration longest{};            // the longest recent time without a new item
};

// A time in which something may have been missed. poll/watch.h finds them.
struct Gap {
  std::string url, feed;     // the feed's url, and its name at that time
  Time from{}, to{};         // the two answers of the feed around it
  bool rolled_over = false;  // the later document has no item of the earlier one
  bool clock = false;        // it comes from a step of the clock, see poll/watch.h
  std::string why;           // else: the last error, or that newswatch did not run
  bool operator==(const Gap&) const = default;
};

// What a document asks of its readers, kept for answers without one.
struct PollWishes {
  int ttl_minutes = 0;           // 0: none
  std::uint32_t skip_hours = 0;  // bit 0 to 23: that hour, UTC
  std::uint32_t skip_days = 0;   // bit 0 (Sunday) to 6
  bool operator==(const PollWishes&) const = default;
};

struct FeedState {
  std::string url;              // as in the config: the key
  std::string name;             // the config's name at the last poll, for people who read the store
  std::string etag;             // validators byte for byte as they came; empty: none
  std::string last_modified;    // (RFC 9110 section 8.8)
  std::uint64_t body_hash = 0;  // XXH3-64 of the last decoded body; 0: none
  Time next_poll{};             // when it is due; 0: never polled
  std::optional<Time> planned;  // when next_poll and retry_after were set; nullopt: last_attempt
  std::optional<Time> retry_after;    // from Retry-After; not asked earlier, even by `run --once`
  std::optional<Time> last_attempt;   // a request was sent
  std::optional<Time> last_success;   // 200 or 304
  std::optional<Time> last_document;  // 200 with another document than before: it still shows this
  std::optional<Time> first_success;  // first 200 that parsed; nullopt: none yet
  int status = 0;                     // last HTTP status, 0: none (network error)
  int failures = 0;                   // in a row
  bool gone = false;                  // 410 for a day: polled no more
  std::optional<Time> paused;         // by a person: not polled until it is resumed
  std::string last_error;             // empty after a success
  std::string error_cause;            // of last_error, see model/result.h
  std::string title;                  // the feed's own
  std::string moved_to;               // target of the last answer's permanent redirect; empty: none
  std::optional<Time> moved_since;    // since when moved_to answers with a feed
  std::string asked_at;               // moved_to after move_after: asked instead of url; empty: url
  std::string limited_host;           // origin whose retry_after is for all its feeds (429)
  std::optional<Time> failing_since;  // first of the failures
  std::optional<Time> first_410;      // since a success; one a day later makes the feed gone
  std::optional<Time> dead_since;     // first 404, 410 or HTML page since a success
  bool told_failing = false, told_quiet = false;  // has begun, and is not over (model/trouble.h)
  std::string site;                               // the page that the feed names as its site
  std::optional<Time> searched;  // when that page was asked for another feed address
  std::string proposed;          // the feed that it named; empty: none
  Duration wait{};               // until next_poll, as planned after the last success
  Duration set_back{};           // the step back of the clock since the last success; 0: none
  PollWishes wishes;             // of the last document
  Habit habit;
  std::string window;       // of the last document: hashes of its newest items, see poll/watch.h
  std::uint32_t items = 0;  // in the last document
  std::uint64_t polls = 0, unchanged = 0, errors = 0;
  TitleParts title_parts;
  // New stories that the term counts took on this day (days since 1970): a feed may add so many.
  std::int32_t counted_day = 0;
  std::uint32_t counted = 0;

  // The URL to ask.
  const std::string& address() const { return asked_at.empty() ? url : asked_at; }
};

}  // namespace newswatch::model
