// What folding stores with each decision, so that an index rebuilt at start decides as the old one
// would: frozen term weights of a report, and term counts. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
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
  // the link, the term id that the stream's counts have for it too.
  std::vector<std::uint64_t> links;
};

// Document frequencies of one scope: "" is every story that the feeds showed, else a topic's name.
struct TermCounts {
  std::uint64_t stories = 0;
  std::unordered_map<TermId, std::uint32_t> df;
};

struct FoldState {
  std::vector<IndexRow> rows;  // ascending by seq
  std::map<std::string, TermCounts> counts;
};

}  // namespace newswatch::model
