#include "fold/planned_index.h"

#include <algorithm>
#include <cmath>

#include "fold/weights.h"

namespace newswatch::fold {

void PlannedIndex::count(const std::string& scope, std::span<const StoryTerm> terms) {
  Index::CountChange& change =
      counts_.try_emplace(scope, Index::CountChange{index_.stories(scope), {}}).first->second;
  ++change.stories;
  for (const StoryTerm& term : terms) {
    auto [at, fresh] = change.df.try_emplace(term.id, 0);
    if (fresh) at->second = index_.df(scope, term.id);
    ++at->second;
  }
}

void PlannedIndex::count_link(model::TermId link) {
  auto [at, fresh] = counts_.at("").df.try_emplace(link, 0);
  if (fresh) at->second = index_.df("", link);
  ++at->second;
}

void PlannedIndex::take(const model::IndexRow& row) {
  const std::uint32_t known = index_.slot(row.event);
  if (known != Index::kNone && changed_.find(row.event) == nullptr) {
    changed_.adopt(index_, known);
    hidden_.push_back(known);
  }
  changed_.add(row);
}

std::vector<model::TermWeight> PlannedIndex::weigh(std::span<const StoryTerm> terms,
                                                   const std::vector<std::string>& topics) const {
  std::vector<double> raw;
  double length2 = 0;
  for (const StoryTerm& term : terms) {
    raw.push_back(term.boost * idf(term, topics));
    length2 += raw.back() * raw.back();
  }
  std::vector<model::TermWeight> out;
  if (length2 <= 0) return out;
  const double scale = 1 / std::sqrt(length2);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] > 0) out.push_back({terms[i].id, static_cast<float>(raw[i] * scale)});
  }
  return out;
}

double PlannedIndex::link_weight(model::TermId link) const {
  const auto [df, stories] = frequency("", link);
  const double common = std::clamp(stories * kCommonLinkShare, kCommonLinkLeast, kCommonLinkMost);
  if (df > common) return 0;
  const double once = std::log(stories + kPriorStories);
  return (once - std::log(std::max(df, 1.0))) / once;
}

PlannedIndex::Frequency PlannedIndex::frequency(const std::string& scope,
                                                model::TermId term) const {
  const auto change = counts_.find(scope);
  if (change == counts_.end()) {
    return {static_cast<double>(index_.df(scope, term)),
            static_cast<double>(index_.stories(scope))};
  }
  const auto at = change->second.df.find(term);
  const std::uint32_t df = at != change->second.df.end() ? at->second : index_.df(scope, term);
  return {static_cast<double>(df), static_cast<double>(change->second.stories)};
}

double PlannedIndex::share(const std::string& scope, model::TermId term, double background) const {
  const auto [df, stories] = frequency(scope, term);
  return (df + kPriorStories * background) / (stories + kPriorStories);
}

double PlannedIndex::idf(const StoryTerm& term, const std::vector<std::string>& topics) const {
  double background = term.share;
  for (const std::string& topic : topics) {
    if (index_.is_topic_word(topic, term.id)) background = kTopicWordShare;
  }
  double highest = share("", term.id, background);
  for (const std::string& topic : topics) {
    highest = std::max(highest, share(topic, term.id, background));
  }
  return -std::log(highest);
}

}  // namespace newswatch::fold
