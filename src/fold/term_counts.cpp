#include "fold/term_counts.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "fold/weights.h"

namespace newswatch::fold {
namespace {

constexpr std::size_t kMostTerms = 1 << 16;       // of the stream: 1.5 MiB
constexpr std::size_t kMostOtherTerms = 1 << 15;  // of a topic, or of the links
constexpr std::size_t kOnceBits = 1 << 21;        // of the stream: 256 KiB
constexpr std::size_t kOnceLinkBits = 1 << 19;
constexpr std::size_t kOnceBitsOfTerm = 7;  // a filter with a term in so many bits errs in 6 %
constexpr float kForgottenCount = 0.7F;
constexpr int kLongestStep = 7;  // days that one step fades

ScopeTable::Bounds bounds_of(const std::string& scope) {
  if (scope.empty()) return {kMostTerms, kOnceBits, kCountHalfLife.count()};
  if (scope == model::kLinkScope) return {kMostOtherTerms, kOnceLinkBits, kLinkHalfLife.count()};
  return {kMostOtherTerms, 0, kCountHalfLife.count()};
}

}  // namespace

std::size_t ScopeTable::find(model::TermId term) const {
  const std::size_t mask = terms_.size() - 1;
  std::size_t at = term & mask;
  while (counts_[at] != 0 && terms_[at] != term) at = (at + 1) & mask;
  return at;
}

double ScopeTable::df(model::TermId term) const {
  if (!terms_.empty()) {
    if (const float count = counts_[find(term)]; count != 0) return count;
  }
  return was_once(term) ? 1 : 0;
}

void ScopeTable::insert(model::TermId term, float count) {
  if ((size_ + 1) * 3 > terms_.size() * 2) {
    const auto terms = std::exchange(terms_, {});
    const auto counts = std::exchange(counts_, {});
    terms_.resize(std::max<std::size_t>(terms.size() * 2, 16));
    counts_.resize(terms_.size());
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (counts[i] == 0) continue;
      const std::size_t at = find(terms[i]);
      terms_[at] = terms[i];
      counts_[at] = counts[i];
    }
  }
  const std::size_t at = find(term);
  terms_[at] = term;
  counts_[at] = count;
  ++size_;
}

bool ScopeTable::was_once(model::TermId term) const {
  if (once_.empty()) return false;
  const auto is_set = [&](std::uint64_t hash) {
    const std::uint64_t bit = hash & (bounds_.once_bits - 1);
    return (once_[bit / 64] >> (bit % 64) & 1) != 0;
  };
  return is_set(term) && is_set(term >> 32);
}

void ScopeTable::mark_once(model::TermId term) {
  if (once_terms_ >= bounds_.once_bits / kOnceBitsOfTerm) {
    once_.clear();
    once_terms_ = 0;
  }
  once_.resize(bounds_.once_bits / 64);
  for (const std::uint64_t hash : {term, term >> 32}) {
    const std::uint64_t bit = hash & (bounds_.once_bits - 1);
    once_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  ++once_terms_;
}

void ScopeTable::add(const model::CountsChange::Scope& change) {
  stories_ += static_cast<float>(change.stories);
  for (const auto& [term, stories] : change.terms) {
    const std::size_t at = terms_.empty() ? 0 : find(term);
    if (!terms_.empty() && counts_[at] != 0) {
      counts_[at] += stories;
      continue;
    }
    const unsigned in_all = stories + (was_once(term) ? 1U : 0U);
    if (in_all == 1 && bounds_.once_bits != 0) {
      mark_once(term);
    } else if (in_all > 0) {
      insert(term, static_cast<float>(in_all));
    }
  }
  prune();
}

// Rows with at least this count; the table is made anew, as small as they need it.
void ScopeTable::keep_above(float least) {
  const auto terms = std::exchange(terms_, {});
  const auto counts = std::exchange(counts_, {});
  size_ = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (counts[i] != 0 && counts[i] >= least) insert(terms[i], counts[i]);
  }
}

// A quarter goes, so that the next pruning is far; of equal counts all go.
void ScopeTable::prune() {
  if (size_ <= bounds_.terms) return;
  std::vector<float> held;
  std::copy_if(counts_.begin(), counts_.end(), std::back_inserter(held),
               [](float count) { return count != 0; });
  const auto last = held.begin() + static_cast<std::ptrdiff_t>(held.size() - bounds_.terms * 3 / 4);
  std::nth_element(held.begin(), last, held.end());
  keep_above(std::nextafter(*last, *last + 1));
}

void ScopeTable::fade(int days) {
  const auto factor = static_cast<float>(std::exp2(-static_cast<double>(days) / bounds_.half_life));
  stories_ *= factor;
  for (float& count : counts_) count *= factor;
  keep_above(kForgottenCount);
}

void ScopeTable::restore(const model::ScopeCounts& counts) {
  *this = ScopeTable(bounds_);
  stories_ = counts.stories;
  if (counts.once.size() == bounds_.once_bits / 64) {
    once_ = counts.once;
    once_terms_ = counts.once_terms;
  }
  for (const auto& [term, stories] : counts.terms) {
    if (stories > 0) insert(term, stories);
  }
  prune();
}

model::ScopeCounts ScopeTable::snapshot() const {
  model::ScopeCounts out;
  out.stories = stories_;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    if (counts_[i] != 0) out.terms.push_back({terms_[i], counts_[i]});
  }
  std::sort(out.terms.begin(), out.terms.end(),
            [](const auto& a, const auto& b) { return a.term < b.term; });
  out.once = once_;
  out.once_terms = once_terms_;
  return out;
}

ScopeTable& TermCounts::scope(const std::string& name) {
  return scopes_.try_emplace(name, bounds_of(name)).first->second;
}

double TermCounts::df(const std::string& scope, model::TermId term) const {
  const auto at = scopes_.find(scope);
  return at == scopes_.end() ? 0 : at->second.df(term);
}

double TermCounts::stories(const std::string& scope) const {
  const auto at = scopes_.find(scope);
  return at == scopes_.end() ? 0 : at->second.stories();
}

void TermCounts::take(const model::CountsChange& change) {
  if (day_ != 0 && change.day > day_) {
    const int days = std::min(change.day - day_, kLongestStep);
    for (auto& [name, counts] : scopes_) counts.fade(days);
  }
  // A day that comes again fades nothing again; only a clock that was far ahead is set back.
  if (change.day > day_ || change.day < day_ - kLongestStep) day_ = change.day;
  for (const auto& [name, added] : change.scopes) scope(name).add(added);
}

void TermCounts::restore(const model::CountsSnapshot& snapshot) {
  scopes_.clear();
  day_ = snapshot.day;
  for (const auto& [name, counts] : snapshot.scopes) scope(name).restore(counts);
}

model::CountsSnapshot TermCounts::snapshot() const {
  model::CountsSnapshot out;
  out.day = day_;
  for (const auto& [name, counts] : scopes_) out.scopes[name] = counts.snapshot();
  return out;
}

}  // namespace newswatch::fold
