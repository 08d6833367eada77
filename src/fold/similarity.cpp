#include "fold/similarity.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace newswatch::fold {
namespace {

std::size_t word_count(std::string_view normalized) {
  return normalized.empty()
             ? 0
             : 1 + static_cast<std::size_t>(std::count(normalized.begin(), normalized.end(), ' '));
}

// Calls with each trigram of a title: two spaces are before it and one is behind.
template <class Call>
void each_trigram(std::string_view title, Call call) {
  std::uint32_t last = ' ' << 8 | ' ';
  const auto next = [&](char c) {
    last = (last << 8 | static_cast<unsigned char>(c)) & 0xFFFFFF;
    call(last);
  };
  for (const char c : title) next(c);
  next(' ');
}

// Below 2048.
std::uint32_t rough_hash(std::uint32_t trigram) { return trigram * 2654435761U >> 21; }

// In the order of the story's vector: numbers depend on chance, and the order of a sum must not.
void find_shared(const Query& query, const IndexedEvent& event, std::vector<SharedTerm>& shared) {
  shared.clear();
  const auto mine = query.terms();
  const auto by_number = [](const KnownTerm& term, std::uint32_t number) {
    return term.number < number;
  };
  const auto add = [&](std::uint32_t at, const TermSum& theirs) {
    shared.push_back({at, theirs.sum(), theirs.first, query.weights()[at].weight});
  };
  if (event.terms().size() > 16 * mine.size()) {
    for (const auto& [number, at] : mine) {
      if (const TermSum* theirs = event.find(number)) add(at, *theirs);
    }
  } else {
    for (const TermSum& theirs : event.terms()) {
      if (!query.may_have(theirs.number)) continue;
      const auto at = std::lower_bound(mine.begin(), mine.end(), theirs.number, by_number);
      if (at != mine.end() && at->number == theirs.number) add(at->at, theirs);
    }
  }
  std::sort(shared.begin(), shared.end(),
            [](const SharedTerm& a, const SharedTerm& b) { return a.at < b.at; });
}

bool tell_apart(std::string_view title, std::string_view other) {
  const HeadlineFacts theirs(other);
  return contradiction(HeadlineFacts(title), std::span(&theirs, 1)).any();
}

bool brings_other_numbers(std::span<const model::TermId> numbers, const ScoredEvent& scored) {
  return !numbers.empty() &&
         std::none_of(numbers.begin(), numbers.end(), [&](model::TermId number) {
           const std::uint32_t known = scored.query->index().number(number);
           return known != Index::kNone && scored.event->find(known) != nullptr;
         });
}

}  // namespace

std::vector<SharedTerm> shared_terms(const Query& query, const IndexedEvent& event) {
  std::vector<SharedTerm> shared;
  find_shared(query, event, shared);
  return shared;
}

Likeness likeness(const Query& query, const IndexedEvent& event) {
  thread_local std::vector<SharedTerm> shared;  // called for some forty events a story
  find_shared(query, event, shared);
  double to_sum = 0, to_first = 0, evidence = 0;
  for (const SharedTerm& one : shared) {
    to_sum += one.sum * one.story;
    to_first += static_cast<double>(one.first) * one.story;
    evidence += query.evidence()[one.at];
  }
  if (event.norm2() > 0) to_sum /= std::sqrt(event.norm2());
  return {kCentroidPart * to_sum + kFirstReportPart * to_first, evidence / (evidence + kDoubt)};
}

double decay(model::Duration gap, model::Duration window) {
  gap = std::chrono::abs(gap);
  if (gap > window) return 0;
  const double spans = std::chrono::duration<double>(gap) / std::chrono::duration<double>(kDecay);
  return std::exp(-spans * spans / 2);
}

void TrigramSet::make_room(std::size_t most) {
  std::size_t slots = 64;
  while (slots < 2 * most) slots *= 2;
  slots_.assign(slots, kFree);
  size_ = 0;
}

// The slot that holds the trigram, or the free one where it would be put.
std::size_t TrigramSet::place(std::uint32_t trigram) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = trigram * 2654435761U >> 8 & mask;
  while (slots_[at] != kFree && slots_[at] != trigram) at = (at + 1) & mask;
  return at;
}

bool TrigramSet::insert(std::uint32_t trigram) {
  std::uint32_t& slot = slots_[place(trigram)];
  if (slot == trigram) return false;
  slot = trigram;
  ++size_;
  return true;
}

bool TrigramSet::has(std::uint32_t trigram) const { return slots_[place(trigram)] == trigram; }

Headline::Headline(std::string normalized)
    : text_(std::move(normalized)), words_(word_count(text_)) {
  trigrams_.make_room(text_.size() + 1);
  each_trigram(text_, [&](std::uint32_t trigram) {
    trigrams_.insert(trigram);
    const std::uint32_t hash = rough_hash(trigram);
    seen_[hash / 64] |= std::uint64_t{1} << (hash % 64);
  });
}

// A quick test that lets every copy through: a trigram that both have stands somewhere in the other
// headline, so a copy has at least kCopySimilarity as many such places as this one has trigrams.
bool Headline::may_be(std::string_view other) const {
  const double least = kCopySimilarity * static_cast<double>(trigrams_.size());
  if (static_cast<double>(other.size() + 1) < least) return false;
  std::size_t places = 0;
  each_trigram(other, [&](std::uint32_t trigram) {
    const std::uint32_t hash = rough_hash(trigram);
    places += (seen_[hash / 64] >> (hash % 64)) & 1;
  });
  return static_cast<double>(places) >= least;
}

double Headline::similarity(std::string_view other) const {
  thread_local TrigramSet theirs;  // keeps its room
  theirs.make_room(other.size() + 1);
  std::size_t shared = 0;
  each_trigram(other, [&](std::uint32_t trigram) {
    if (theirs.insert(trigram) && trigrams_.has(trigram)) ++shared;
  });
  const std::size_t all = trigrams_.size() + theirs.size() - shared;
  return static_cast<double>(shared) / static_cast<double>(all);
}

double Headline::copied_by(std::string_view other) const {
  if (!may_be(other) || word_count(other) < kCopyWords) return 0;
  const double similarity = this->similarity(other);
  return similarity >= kCopySimilarity ? similarity : 0;
}

std::optional<HeadlineCopy> find_copy(std::span<const ScoredEvent> scored, const CopyQuery& query) {
  const Headline headline{std::string(query.title)};
  if (!headline.proves_copies()) return std::nullopt;
  std::vector<const ScoredEvent*> alike;
  for (const ScoredEvent& one : scored) alike.push_back(&one);
  const std::size_t looked = std::min(alike.size(), kCopyEvents);
  std::partial_sort(alike.begin(), alike.begin() + static_cast<std::ptrdiff_t>(looked), alike.end(),
                    [](const ScoredEvent* a, const ScoredEvent* b) {
                      return a->likeness != b->likeness
                                 ? a->likeness > b->likeness
                                 : a->event->first_seq() < b->event->first_seq();
                    });
  const std::uint32_t outlet = outlet_hash(query.outlet);
  HeadlineCopy best;
  for (const ScoredEvent* one : std::span(alike).first(looked)) {
    const auto reports = one->event->reports();
    for (const IndexedReport& report : reports.last(std::min(reports.size(), kCopyReports))) {
      const auto gap = std::chrono::abs(query.time - report.time);
      const bool late = gap > kOutletCopyTime;
      if (gap > query.window || (late && report.outlet == outlet)) continue;
      const std::string_view other = one->event->title(report);
      const double similarity = headline.copied_by(other);
      if (similarity <= best.similarity || tell_apart(query.title, other)) continue;
      if (late && brings_other_numbers(query.numbers, *one)) continue;
      best = {*one, std::string(other), similarity};
    }
  }
  if (best.of.event == nullptr) return std::nullopt;
  return best;
}

}  // namespace newswatch::fold
