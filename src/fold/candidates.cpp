#include "fold/candidates.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace newswatch::fold {
namespace {

// decay() of similarity.h by whole hours, for ranking alone; 0 beyond kRankedGap.
float rough_decay(std::int64_t hours) {
  constexpr auto kHours = static_cast<std::size_t>(std::chrono::hours(kRankedGap).count());
  static const std::array<float, kHours> table = [] {
    std::array<float, kHours> out{};
    for (std::size_t hour = 0; hour < out.size(); ++hour) {
      const double spans = static_cast<double>(hour) / kDecay.count();
      out[hour] = static_cast<float>(std::exp(-spans * spans / 2));
    }
    return out;
  }();
  const auto hour = static_cast<std::size_t>(std::abs(hours));
  return hour < table.size() ? table[hour] : 0;
}

// Sums of squared weights by slot. All are 0 between two searches; the memory is kept.
struct Accumulators {
  std::vector<float> by_slot;
  std::vector<std::uint32_t> touched;

  void add(std::uint32_t slot, float square) {
    if (by_slot[slot] == 0) touched.push_back(slot);
    by_slot[slot] += square;
  }
  void leave_out(std::uint32_t slot) { by_slot[slot] = 0; }
  void clear() {
    for (const std::uint32_t slot : touched) by_slot[slot] = 0;
    touched.clear();
  }
};

Accumulators& accumulators() {
  thread_local Accumulators instance;
  return instance;
}

std::span<const std::uint32_t> newest(std::span<const std::uint32_t> postings, std::size_t most) {
  return postings.last(std::min(most, postings.size()));
}

// The heaviest first.
std::vector<KnownTerm> heaviest_first(const Query& query) {
  std::vector<KnownTerm> terms(query.terms().begin(), query.terms().end());
  std::sort(terms.begin(), terms.end(), [&](const KnownTerm& a, const KnownTerm& b) {
    const float x = query.weights()[a.at].weight, y = query.weights()[b.at].weight;
    return x != y ? x > y : a.at < b.at;
  });
  return terms;
}

void accumulate(const Query& query, const SearchBounds& bounds, Accumulators& out) {
  double left = 0;  // squared weight that is not looked up yet
  for (const auto& [number, at] : query.terms()) {
    left += std::pow(query.weights()[at].weight, 2);
  }
  std::size_t steps = bounds.walked;
  for (const auto& [number, at] : heaviest_first(query)) {
    if (left < bounds.slack || steps == 0) break;
    const float weight = query.weights()[at].weight;
    const float square = std::max(weight * weight, std::numeric_limits<float>::min());
    left -= std::pow(weight, 2);
    const auto postings = newest(query.index().postings(number), std::min(bounds.list, steps));
    for (const std::uint32_t slot : postings) out.add(slot, square);
    steps -= postings.size();
  }
}

// The best of the events that it is shown; of two with equal rank the one with the older first
// report.
class TopEvents {
 public:
  TopEvents(const Index& index, std::size_t most, float CandidateEvent::*rank)
      : index_(index), most_(most), rank_(rank) {}

  void show(const CandidateEvent& one) {
    const auto order = [this](const CandidateEvent& a, const CandidateEvent& b) {
      return better(a, b);
    };
    if (one.*rank_ <= 0 || most_ == 0) return;
    if (heap_.size() == most_) {
      if (!better(one, heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), order);
      heap_.pop_back();
    }
    heap_.push_back(one);
    std::push_heap(heap_.begin(), heap_.end(), order);
  }
  const std::vector<CandidateEvent>& all() const { return heap_; }

 private:
  bool better(const CandidateEvent& a, const CandidateEvent& b) const {
    return a.*rank_ != b.*rank_ ? a.*rank_ > b.*rank_
                                : index_.first_seq(a.slot) < index_.first_seq(b.slot);
  }
  const Index& index_;
  std::size_t most_;
  float CandidateEvent::*rank_;
  std::vector<CandidateEvent> heap_;  // the worst at the front
};

}  // namespace

Query::Query(const Index& index, std::span<const model::TermWeight> weights,
             std::span<const model::TermId> links, model::Time time,
             std::span<const float> evidence)
    : index_(&index), weights_(weights), evidence_(evidence), time_(time) {
  terms_.reserve(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::uint32_t number = index.number(weights[i].term);
    if (number == Index::kNone) continue;
    terms_.push_back({number, static_cast<std::uint32_t>(i)});
    seen_[number / 64 % seen_.size()] |= std::uint64_t{1} << (number % 64);
  }
  std::sort(terms_.begin(), terms_.end(),
            [](const KnownTerm& a, const KnownTerm& b) { return a.number < b.number; });
  for (const model::TermId link : links) {
    const std::uint32_t number = index.number(link);
    if (number != Index::kNone) links_.push_back(number);
  }
}

std::vector<CandidateEvent> candidates(const Query& query, const SearchBounds& bounds,
                                       std::span<const std::uint32_t> hidden) {
  const Index& index = query.index();
  Accumulators& found = accumulators();
  if (found.by_slot.size() < index.slots()) found.by_slot.resize(index.slots());
  accumulate(query, bounds, found);
  std::vector<std::uint32_t> linked;
  for (const std::uint32_t link : query.links()) {
    const auto postings = newest(index.postings(link), kLinkPostings);
    linked.insert(linked.end(), postings.begin(), postings.end());
  }
  for (const std::uint32_t slot : linked) found.add(slot, std::numeric_limits<float>::min());
  for (const std::uint32_t slot : hidden) found.leave_out(slot);

  const std::int64_t hour =
      std::chrono::floor<std::chrono::hours>(query.time()).time_since_epoch().count();
  const auto ranked = [&](std::uint32_t slot) {
    const Index::RankInput& input = index.rank_input(slot);
    const float alike = found.by_slot[slot] * input.length_norm;
    return CandidateEvent{slot, alike, alike * rough_decay(hour - input.last_hour)};
  };
  std::vector<CandidateEvent> out;
  if (found.touched.size() <= bounds.scored) {
    for (const std::uint32_t slot : found.touched) {
      if (found.by_slot[slot] > 0) out.push_back(ranked(slot));
    }
    found.clear();
    return out;
  }
  TopEvents now(index, bounds.scored, &CandidateEvent::now),
      ever(index, bounds.copies, &CandidateEvent::alike);
  for (const std::uint32_t slot : found.touched) {
    const CandidateEvent one = ranked(slot);
    now.show(one);
    ever.show(one);
  }
  out = now.all();
  out.insert(out.end(), ever.all().begin(), ever.all().end());
  for (const std::uint32_t slot : linked) {
    if (found.by_slot[slot] > 0) out.push_back(ranked(slot));
  }
  found.clear();
  const auto same = [](const CandidateEvent& a, const CandidateEvent& b) {
    return a.slot == b.slot;
  };
  std::sort(out.begin(), out.end(),
            [](const CandidateEvent& a, const CandidateEvent& b) { return a.slot < b.slot; });
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

}  // namespace newswatch::fold
