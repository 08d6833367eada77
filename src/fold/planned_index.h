// PlannedIndex: the index as it will be after the stories of one response that were decided so far.
// The index itself changes only after the response's commit (fold.h), so the changes are kept
// beside it.
//
// A value that lives as long as one call of fold(); it refers to the index. Not safe to share
// between threads.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "fold/features.h"
#include "fold/index.h"
#include "model/fold_record.h"

namespace newswatch::fold {

class PlannedIndex {
 public:
  explicit PlannedIndex(const Index& index) : index_(index) {}

  // Counts a story's terms in a scope: "" for the stream, or a topic.
  void count(const std::string& scope, std::span<const StoryTerm> terms);
  // Counts one more story of the stream that points to the link.
  void count_link(model::TermId link);
  // Adds a report to its event, or opens the event.
  void take(const model::IndexRow& row);

  // The term vector of a story that matched `topics`: boost x idf (weights.h), of unit length,
  // sorted by term. Terms without weight are left out.
  // `evidence` has, of each, what it tells (weights.h).
  struct Weighed {
    std::vector<model::TermWeight> weights;
    std::vector<float> evidence;
  };
  Weighed weigh(std::span<const StoryTerm> terms, const std::vector<std::string>& topics) const;
  // How much it says that two stories have this link: 1 for a link that one story had, less the
  // more stories had it, 0 for one that is everywhere, such as a home page.
  double link_weight(model::TermId link) const;

  // Where to search: the index without `hidden`, and the events that this response opened or
  // changed.
  const Index& before() const { return index_; }
  std::span<const std::uint32_t> hidden() const { return hidden_; }  // slots in before()
  const Index& changed() const { return changed_; }

  // What the stories add to the counts of the index. Its seq is the caller's to set.
  model::CountsChange counts(std::int32_t day) const;

 private:
  struct Frequency {
    double df = 0, stories = 0;
  };
  double stories(const std::string& scope) const;
  Frequency frequency(const std::string& scope, model::TermId term) const;
  double share(const std::string& scope, model::TermId term, double background) const;
  double idf(const StoryTerm& term, const std::vector<std::string>& topics) const;

  const Index& index_;
  struct Added {
    std::uint32_t stories = 0;
    std::unordered_map<model::TermId, std::uint32_t> terms;
  };
  std::map<std::string, Added> added_;
  Index changed_;
  std::vector<std::uint32_t> hidden_;
};

}  // namespace newswatch::fold
