#include "fold/planned_index.h"

#include <algorithm>
#include <cmath>

#include "fold/weights.h"

namespace newswatch::fold {

void PlannedIndex::count(const std::string& scope, std::span<const StoryTerm> terms) {
  Added& added = added_[scope];
  ++added.stories;
  for (const StoryTerm& term : terms) ++added.terms[term.id];
}

void PlannedIndex::count_link(model::TermId link) { ++added_[model::kLinkScope].terms[link]; }

model::CountsChange PlannedIndex::counts(std::int32_t day) const {
  model::CountsChange change;
  change.day = day;
  for (const auto& [name, added] : added_) {
    model::CountsChange::Scope& scope = change.scopes[name];
    scope.stories = added.stories;
    for (const auto& [term, stories] : added.terms) {
      scope.terms.emplace_back(term, static_cast<std::uint16_t>(std::min(stories, 0xFFFFU)));
    }
    std::sort(scope.terms.begin(), scope.terms.end());
  }
  return change;
}

void PlannedIndex::take(const model::IndexRow& row) {
  const std::uint32_t known = index_.slot(row.event);
  if (known != Index::kNone && changed_.find(row.event) == nullptr) {
    changed_.adopt(index_, known);
    hidden_.push_back(known);
  }
  changed_.add(row);
}

PlannedIndex::Weighed PlannedIndex::weigh(std::span<const StoryTerm> terms,
                                          const std::vector<std::string>& topics) const {
  std::vector<double> raw, rarity;
  double length2 = 0;
  for (const StoryTerm& term : terms) {
    rarity.push_back(idf(term, topics));
    raw.push_back(term.boost * rarity.back() * std::sqrt(term.part));
    length2 += raw.back() * raw.back();
  }
  Weighed out;
  if (length2 <= 0) return out;
  const double scale = 1 / std::sqrt(length2);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] <= 0) continue;
    const bool tells = terms[i].kind == TermKind::kWord || terms[i].kind == TermKind::kNumber;
    out.weights.push_back({terms[i].id, static_cast<float>(raw[i] * scale)});
    out.evidence.push_back(tells ? static_cast<float>(rarity[i] * terms[i].part) : 0);
  }
  return out;
}

double PlannedIndex::link_weight(model::TermId link) const {
  const double df = frequency(model::kLinkScope, link).df;
  const double all = stories("");
  const double common = std::clamp(all * kCommonLinkShare, kCommonLinkLeast, kCommonLinkMost);
  if (df > common) return 0;
  const double once = std::log(all + kPriorStories);
  return (once - std::log(std::max(df, 1.0))) / once;
}

double PlannedIndex::stories(const std::string& scope) const {
  const auto added = added_.find(scope);
  return index_.counts().stories(scope) + (added == added_.end() ? 0 : added->second.stories);
}

PlannedIndex::Frequency PlannedIndex::frequency(const std::string& scope,
                                                model::TermId term) const {
  double df = index_.counts().df(scope, term);
  if (const auto added = added_.find(scope); added != added_.end()) {
    const auto at = added->second.terms.find(term);
    if (at != added->second.terms.end()) df += at->second;
  }
  return {df, stories(scope)};
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
