#include "fold/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace newswatch::fold {
namespace {

constexpr std::size_t kLinkHolders = 20;

// The decay of similarity.h by whole hours, for ranking alone.
float rough_decay(std::int64_t hours) {
  static const std::array<float, 24 * 21> table = [] {
    std::array<float, 24 * 21> out{};
    for (std::size_t hour = 0; hour < out.size(); ++hour) {
      const double spans = static_cast<double>(hour) / kDecay.count();
      out[hour] = static_cast<float>(std::exp(-spans * spans / 2));
    }
    return out;
  }();
  const auto hour = static_cast<std::size_t>(std::abs(hours));
  return hour < table.size() ? table[hour] : 0;
}

// Squares of shared weights by slot. All zero between two walks; it keeps its room.
struct Gathered {
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

Gathered& gathered() {
  thread_local Gathered instance;
  return instance;
}

std::span<const std::uint32_t> newest(std::span<const std::uint32_t> holders, std::size_t most) {
  return holders.last(std::min(most, holders.size()));
}

// By falling weight.
std::vector<Query::Part> heaviest_first(const Query& query) {
  std::vector<Query::Part> parts(query.parts().begin(), query.parts().end());
  std::sort(parts.begin(), parts.end(), [&](const Query::Part& a, const Query::Part& b) {
    const float x = query.weights()[a.at].weight, y = query.weights()[b.at].weight;
    return x != y ? x > y : a.at < b.at;
  });
  return parts;
}

void walk(const Query& query, const Bounds& bounds, Gathered& out) {
  double left = 0;  // squared weight that is not walked yet
  for (const auto& [number, at] : query.parts()) {
    left += std::pow(query.weights()[at].weight, 2);
  }
  std::size_t steps = bounds.walked;
  for (const auto& [number, at] : heaviest_first(query)) {
    if (left < bounds.slack || steps == 0) break;
    const float weight = query.weights()[at].weight;
    const float square = std::max(weight * weight, std::numeric_limits<float>::min());
    left -= std::pow(weight, 2);
    const auto holders = newest(query.index().holders(number), std::min(bounds.list, steps));
    for (const std::uint32_t slot : holders) out.add(slot, square);
    steps -= holders.size();
  }
}

// The best of what it is shown; of equals the event with the older first report.
class Best {
 public:
  Best(const Index& index, std::size_t most, float Candidate::*rank)
      : index_(index), most_(most), rank_(rank) {}

  void show(const Candidate& one) {
    const auto order = [this](const Candidate& a, const Candidate& b) { return better(a, b); };
    if (one.*rank_ <= 0 || most_ == 0) return;
    if (heap_.size() == most_) {
      if (!better(one, heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), order);
      heap_.pop_back();
    }
    heap_.push_back(one);
    std::push_heap(heap_.begin(), heap_.end(), order);
  }
  const std::vector<Candidate>& all() const { return heap_; }

 private:
  bool better(const Candidate& a, const Candidate& b) const {
    return a.*rank_ != b.*rank_ ? a.*rank_ > b.*rank_
                                : index_.first_seq(a.slot) < index_.first_seq(b.slot);
  }
  const Index& index_;
  std::size_t most_;
  float Candidate::*rank_;
  std::vector<Candidate> heap_;  // the worst in front
};

}  // namespace

Query::Query(const Index& index, std::span<const model::TermWeight> weights,
             std::span<const model::TermId> links, model::Time time)
    : index_(&index), weights_(weights), time_(time) {
  parts_.reserve(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::uint32_t number = index.number(weights[i].term);
    if (number == Index::kNone) continue;
    parts_.push_back({number, static_cast<std::uint32_t>(i)});
    seen_[number / 64 % seen_.size()] |= std::uint64_t{1} << (number % 64);
  }
  std::sort(parts_.begin(), parts_.end(),
            [](const Part& a, const Part& b) { return a.number < b.number; });
  for (const model::TermId link : links) {
    const std::uint32_t number = index.number(link);
    if (number != Index::kNone) links_.push_back(number);
  }
}

std::vector<Candidate> candidates(const Query& query, const Bounds& bounds,
                                  std::span<const std::uint32_t> hidden) {
  const Index& index = query.index();
  Gathered& found = gathered();
  if (found.by_slot.size() < index.slots()) found.by_slot.resize(index.slots());
  walk(query, bounds, found);
  std::vector<std::uint32_t> linked;
  for (const std::uint32_t link : query.links()) {
    const auto holders = newest(index.holders(link), kLinkHolders);
    linked.insert(linked.end(), holders.begin(), holders.end());
  }
  for (const std::uint32_t slot : linked) found.add(slot, std::numeric_limits<float>::min());
  for (const std::uint32_t slot : hidden) found.leave_out(slot);

  const std::int64_t hour =
      std::chrono::floor<std::chrono::hours>(query.time()).time_since_epoch().count();
  const auto ranked = [&](std::uint32_t slot) {
    const Index::Mark& mark = index.mark(slot);
    const float alike = found.by_slot[slot] * mark.spread;
    return Candidate{slot, alike, alike * rough_decay(hour - mark.last_hour)};
  };
  std::vector<Candidate> out;
  if (found.touched.size() <= bounds.scored) {
    for (const std::uint32_t slot : found.touched) {
      if (found.by_slot[slot] > 0) out.push_back(ranked(slot));
    }
    found.clear();
    return out;
  }
  Best now(index, bounds.scored, &Candidate::now), ever(index, bounds.copies, &Candidate::alike);
  for (const std::uint32_t slot : found.touched) {
    const Candidate one = ranked(slot);
    now.show(one);
    ever.show(one);
  }
  out = now.all();
  out.insert(out.end(), ever.all().begin(), ever.all().end());
  for (const std::uint32_t slot : linked) {
    if (found.by_slot[slot] > 0) out.push_back(ranked(slot));
  }
  found.clear();
  const auto same = [](const Candidate& a, const Candidate& b) { return a.slot == b.slot; };
  std::sort(out.begin(), out.end(),
            [](const Candidate& a, const Candidate& b) { return a.slot < b.slot; });
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

}  // namespace newswatch::fold
