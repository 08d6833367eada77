#include "fold/indexed_event.h"

#include <algorithm>
#include <string>

#include "text/hash.h"

namespace newswatch::fold {
namespace {

bool by_number(const TermSum& a, const TermSum& b) { return a.number < b.number; }

// Appends with less spare room than a vector would take for its next growth: an eighth of a long
// list, and none for a short one, as most are.
template <class T, class Range>
void append_tight(std::vector<T>& to, const Range& more) {
  constexpr std::size_t kMany = 64;
  const std::size_t needed = to.size() + more.size();
  if (needed > to.capacity()) to.reserve(needed < kMany ? needed : needed + needed / 8);
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

std::uint32_t outlet_hash(std::string_view outlet) {
  return static_cast<std::uint32_t>(text::hash64(outlet));
}

IndexedEvent::IndexedEvent(const model::IndexRow& first)
    : id_size_(static_cast<std::uint32_t>(first.event.size())),
      last_(first.story_time),
      arrived_(first.arrived) {
  append_tight(text_, first.event);
}

const TermSum* IndexedEvent::find(std::uint32_t number) const {
  const auto at = std::lower_bound(terms_.begin(), terms_.end(), TermSum{number, 0, 0}, by_number);
  return at == terms_.end() || at->number != number ? nullptr : &*at;
}

std::vector<std::uint32_t> IndexedEvent::absorb(const model::IndexRow& row,
                                                std::span<const std::uint32_t> numbers) {
  const bool opens = reports_.empty();
  double dot = 0, length2 = 0;
  std::vector<TermSum> fresh;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const float weight = i < row.weights.size() ? row.weights[i].weight : 0;
    length2 += static_cast<double>(weight) * weight;
    if (const TermSum* known = find(numbers[i])) {
      dot += known->sum() * weight;
      terms_[static_cast<std::size_t>(known - terms_.data())].later += weight;
    } else {
      fresh.push_back({numbers[i], opens ? weight : 0, opens ? 0 : weight});
    }
  }
  norm2_ += 2 * dot + length2;
  std::sort(fresh.begin(), fresh.end(), by_number);
  const auto old = static_cast<std::ptrdiff_t>(terms_.size());
  append_tight(terms_, fresh);
  std::inplace_merge(terms_.begin(), terms_.begin() + old, terms_.end(), by_number);
  const IndexedReport report = {row.story_time, row.seq, static_cast<std::uint32_t>(text_.size()),
                                static_cast<std::uint32_t>(row.title.size()),
                                outlet_hash(row.outlet)};
  append_tight(reports_, std::span(&report, 1));
  append_tight(text_, row.title);
  last_ = std::max(last_, row.story_time);
  arrived_ = std::max(arrived_, row.arrived);
  std::vector<std::uint32_t> added;
  added.reserve(fresh.size());
  for (const TermSum& term : fresh) added.push_back(term.number);
  return added;
}

void IndexedEvent::sort_terms() { std::sort(terms_.begin(), terms_.end(), by_number); }

}  // namespace newswatch::fold
