#include "fold/index.h"

#include <algorithm>
#include <utility>

namespace newswatch::fold {

void Index::Event::absorb(const model::IndexRow& row) {
  if (members.empty()) {
    id = row.event;
    first = row.weights;
    last = row.story_time;
    arrived = row.arrived;
  }
  double dot = 0, length2 = 0;
  for (const auto& [term, weight] : row.weights) {
    double& total = sum[term];
    dot += total * weight;
    length2 += static_cast<double>(weight) * weight;
    total += weight;
  }
  norm2 += 2 * dot + length2;
  members.push_back({row.story, row.outlet, row.title, row.story_time, row.seq});
  last = std::max(last, row.story_time);
  arrived = std::max(arrived, row.arrived);
}

void Index::add(const model::IndexRow& row) {
  next_seq_ = std::max(next_seq_, row.seq + 1);
  const auto [id, opens] = by_id_.try_emplace(row.event, next_ordinal_);
  if (opens) ++next_ordinal_;
  Event& event = live_[id->second];
  for (const auto& [term, weight] : row.weights) {
    if (!event.sum.contains(term)) postings_[term].push_back(id->second);
  }
  event.absorb(row);
}

void Index::set_counts(const std::string& scope, model::TermCounts counts) {
  counts_[scope] = std::move(counts);
}

void Index::set_topic_words(const std::string& topic, std::span<const model::TermId> words) {
  topic_words_[topic] = {words.begin(), words.end()};
}

void Index::apply_counts(const std::map<std::string, CountChange>& changes) {
  for (const auto& [scope, change] : changes) {
    model::TermCounts& counts = counts_[scope];
    counts.stories = change.stories;
    for (const auto& [term, df] : change.df) counts.df[term] = df;
  }
}

std::vector<std::uint64_t> Index::expired(model::Time horizon) const {
  std::vector<std::uint64_t> rows;
  for (const auto& [ordinal, event] : live_) {
    if (event.arrived >= horizon) continue;
    for (const Member& member : event.members) rows.push_back(member.seq);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

void Index::drop_before(model::Time horizon) {
  for (auto at = live_.begin(); at != live_.end();) {
    const Event& event = at->second;
    if (event.arrived >= horizon) {
      ++at;
      continue;
    }
    for (const auto& [term, weight] : event.sum) {
      const auto posting = postings_.find(term);
      std::erase(posting->second, at->first);
      if (posting->second.empty()) postings_.erase(posting);
    }
    by_id_.erase(event.id);
    at = live_.erase(at);
  }
}

std::uint32_t Index::df(const std::string& scope, model::TermId term) const {
  const auto counts = counts_.find(scope);
  if (counts == counts_.end()) return 0;
  const auto at = counts->second.df.find(term);
  return at == counts->second.df.end() ? 0 : at->second;
}

std::uint64_t Index::stories(const std::string& scope) const {
  const auto counts = counts_.find(scope);
  return counts == counts_.end() ? 0 : counts->second.stories;
}

bool Index::is_topic_word(const std::string& topic, model::TermId term) const {
  const auto words = topic_words_.find(topic);
  return words != topic_words_.end() && words->second.contains(term);
}

std::vector<const Index::Event*> Index::candidates(
    std::span<const model::TermWeight> vector) const {
  std::vector<std::uint32_t> ordinals;
  for (const auto& [term, weight] : vector) {
    const auto posting = postings_.find(term);
    if (posting == postings_.end()) continue;
    ordinals.insert(ordinals.end(), posting->second.begin(), posting->second.end());
  }
  std::sort(ordinals.begin(), ordinals.end());
  ordinals.erase(std::unique(ordinals.begin(), ordinals.end()), ordinals.end());
  std::vector<const Event*> events;
  events.reserve(ordinals.size());
  for (const std::uint32_t ordinal : ordinals) events.push_back(&live_.at(ordinal));
  return events;
}

const Index::Event* Index::find(const std::string& event) const {
  const auto id = by_id_.find(event);
  return id == by_id_.end() ? nullptr : &live_.at(id->second);
}

}  // namespace newswatch::fold
