// similarity: how like an event a story is by its words, the decay of time, and copied headlines.
// The formulas are in weights.h. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fold/candidates.h"
#include "fold/contradiction.h"
#include "fold/indexed_event.h"
#include "fold/weights.h"

namespace newswatch::fold {

// A term that a story shares with an event.
struct SharedTerm {
  std::uint32_t at = 0;        // where it stands in the story's vector
  double sum = 0;              // weight in the sum of the event's reports
  float first = 0, story = 0;  // weight in its first report and in the story
};
// In the order of the story's vector.
std::vector<SharedTerm> shared_terms(const Query& query, const IndexedEvent& event);

// How alike the two are, 0..1, and how far what they share proves it, 0..1.
struct Likeness {
  double alike = 0, proof = 0;
};
Likeness likeness(const Query& query, const IndexedEvent& event);

// A candidate event with its score, 0..1, and the parts of it.
struct ScoredEvent {
  const IndexedEvent* event = nullptr;
  const Query* query = nullptr;  // of the index that the event is in
  double score = 0;
  double likeness = 0;
  double link = 0;            // likeness by a link that both have; 0: none
  model::TermId link_id = 0;  // the rarest of them
  Contradiction contradiction;
};

// Of the time between a story and an event's last report: 1 at no gap, 0 beyond the window.
double decay(model::Duration gap, model::Duration window);

// Character trigrams, each once: three bytes as a number.
class TrigramSet {
 public:
  void make_room(std::size_t most);    // for so many; empties it
  bool insert(std::uint32_t trigram);  // false: it was there
  bool has(std::uint32_t trigram) const;
  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  std::size_t place(std::uint32_t trigram) const;

  std::vector<std::uint32_t> slots_;  // their number is a power of two, at least twice size()
  std::size_t size_ = 0;
};

// A headline that others are compared with.
class Headline {
 public:
  explicit Headline(std::string normalized);

  // Jaccard similarity of the trigrams of the two, 0..1.
  double similarity(std::string_view other) const;
  bool proves_copies() const { return words_ >= kCopyWords; }
  // similarity() to another normalised headline where it is a copy, else 0.
  double copied_by(std::string_view other) const;

 private:
  bool may_be(std::string_view other) const;

  std::string text_;
  std::size_t words_ = 0;
  TrigramSet trigrams_;
  std::array<std::uint64_t, 32> seen_{};  // a bit for the hash of each trigram
};

// An event with a report whose headline is nearly the story's.
struct HeadlineCopy {
  ScoredEvent of;
  std::string title;  // of that report
  double similarity = 0;
};

// The story whose headline may be a copy.
struct CopyQuery {
  std::string_view title;  // normalised
  std::string_view outlet;
  model::Time time{};
  model::Duration window{};
  // Its numbers, as terms: a late report that has others than the event is no copy.
  std::span<const model::TermId> numbers;
};

// The most similar copy among the newest reports (kCopyReports) of the events with the highest
// likeness (kCopyEvents). A headline proves a copy for the window across outlets and for
// kOutletCopyTime within one, and only if the two do not contradict each other.
std::optional<HeadlineCopy> find_copy(std::span<const ScoredEvent> scored, const CopyQuery& query);

}  // namespace newswatch::fold
