// Labelled stories and pairs of headlines from files, and the measure that says how well a grouping
// of them is. For the tests of folding and for the bench that compares it with other rules.
//
// Files are JSON Lines, plain or gzipped. Errors: kBadInput, which file, at which byte, what is
// wrong. Any thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/clock.h"
#include "model/result.h"

namespace newswatch::test {

struct LabelledStory {
  std::string id, link, outlet, title, summary;  // the summary may be HTML
  model::Time time{};
  std::vector<std::string> links;  // that its text points to
  std::string topic, event;        // empty: none; two stories of one event report one happening
};

struct LabelledPair {
  std::string kind;   // how the two differ
  bool same = false;  // they report one happening
  LabelledStory a, b;
};

// Keys: id, url, feed or outlet, title, summary, published (RFC 3339; must be there), links, topic,
// event.
model::Result<std::vector<LabelledStory>> read_stories(const std::string& file);
// {"kind","same","a","b"}, a and b as above.
model::Result<std::vector<LabelledPair>> read_pairs(const std::string& file);
// {"id","event"}: events by the ids of stories.
model::Result<std::map<std::string, std::string>> read_labels(const std::string& file);

// BCubed precision, recall and F1, 0..1 (Amigo et al. 2009).
struct BCubed {
  double precision = 0, recall = 0, f1 = 0;
};
// Of (the event that it is labelled with, the group that it was put into) for each story.
BCubed bcubed(std::span<const std::pair<std::string, std::string>> stories);

}  // namespace newswatch::test
