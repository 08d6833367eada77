// Regrouping: what a person says of events: these are one, that is another, this is not my topic.
// Fact: what stays of it, for replays. Plain values.
#pragma once

#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::model {

enum class RegroupKind {
  kMerge,    // `event` and `into` are one happening
  kSplit,    // `stories` of `event` are another one, of which people are told
  kMove,     // the one of `stories` belongs to `into`
  kDismiss,  // `event` does not belong to its topics
};

struct Regrouping {
  RegroupKind kind = RegroupKind::kMerge;
  std::string event, into;           // ids
  std::vector<std::string> stories;  // ids
  bool quiet = false;                // of a split: nobody is told
};

// Two stories report one happening, or they do not.
struct Fact {
  std::string a, b;  // story ids, the smaller first
  bool same = false;
  Time since{};  // when it was said
  bool operator==(const Fact&) const = default;
};

}  // namespace newswatch::model
