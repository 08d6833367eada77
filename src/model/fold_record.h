// What folding stores with each decision: the report's term weights, and term counts. An index that
// is rebuilt from them at start decides as the old one would have. Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/clock.h"

namespace newswatch::model {

using TermId = std::uint64_t;  // XXH3-64 of the term's text

struct TermWeight {
  TermId term = 0;
  float weight = 0;  // of a unit vector
  bool operator==(const TermWeight&) const = default;
};

// A report's features as they were when it was folded; never computed again.
struct IndexRow {
  std::uint64_t seq = 0;  // order of decisions; rows are added to the index in this order
  std::string event, story;
  Time story_time{}, arrived{};
  std::string outlet;
  std::string title;                // normalised, for the copy rule
  std::vector<TermWeight> weights;  // sorted by term, unit length
  // Of its own canonical link and of those it points to, sorted, at most 32: XXH3-64 of "l:" and
  // the link, which is its term id in kLinkScope too.
  std::vector<std::uint64_t> links;
};

// How many stories of a scope hold the term, less as they grow old (fold/term_counts.h).
struct TermCount {
  TermId term = 0;
  float stories = 0;
  bool operator==(const TermCount&) const = default;
};

// Of one scope: all stories of the feeds (""), the links of all stories (kLinkScope), or the
// stories of the topic of that name.
struct ScopeCounts {
  float stories = 0;
  std::vector<TermCount> terms;     // sorted by term
  std::vector<std::uint64_t> once;  // bits of the terms that one story has had; empty: none
  std::uint32_t once_terms = 0;     // terms that set a bit there
  bool operator==(const ScopeCounts&) const = default;
};

inline constexpr const char* kLinkScope = "\x01links";  // no topic can be called so

struct CountsSnapshot {
  std::int32_t day = 0;  // days since 1970 of the last change; 0: not known
  std::map<std::string, ScopeCounts> scopes;
  bool operator==(const CountsSnapshot&) const = default;
};

// What the stories of one response add.
struct CountsChange {
  struct Scope {
    std::uint32_t stories = 0;
    std::vector<std::pair<TermId, std::uint16_t>> terms;  // sorted; how many of the stories have it
    bool operator==(const Scope&) const = default;
  };
  std::uint64_t seq = 0;  // order of the changes
  std::int32_t day = 0;   // days since 1970
  std::map<std::string, Scope> scopes;
  bool operator==(const CountsChange&) const = default;
};

// The counts that are stored: what the changes make of the snapshot.
struct StoredCounts {
  CountsSnapshot snapshot;
  std::vector<CountsChange> changes;  // since the snapshot, ascending by seq
  std::size_t change_bytes = 0;       // that the changes take in the store
  bool of_earlier_schema = false;
};

}  // namespace newswatch::model
