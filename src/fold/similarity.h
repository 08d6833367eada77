// similarity: how much a story is like an event, by words, time and headline.
//
// Likeness = 0.7 cos(story, sum of the event's reports) + 0.3 cos(story, first report). Pure; any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fold/candidates.h"
#include "fold/indexed_event.h"

namespace newswatch::fold {

// A term that a story shares with an event.
struct SharedTerm {
  std::uint32_t at = 0;        // place in the story's vector
  double sum = 0;              // weight in the event's sum
  float first = 0, story = 0;  // in its first report, and in the story
};
// In the order of the story's vector.
std::vector<SharedTerm> shared_terms(const Query& query, const IndexedEvent& event);

double likeness(const Query& query, const IndexedEvent& event);

// An event as a story's candidate.
struct ScoredEvent {
  const IndexedEvent* event = nullptr;
  const Query* query = nullptr;  // of the index that the event is in
  double score = 0;              // base x burst, at most 1
  double base = 0;               // (likeness + link) with decay
  double burst = 1;
  double likeness = 0;
  double link = 0;            // evidence of a link that both have
  model::TermId link_id = 0;  // the rarest such
};

// 1 at no gap; Gaussian with 60 hours; 0 beyond the window.
double decay(model::Duration gap, model::Duration window);

// What the press is full of is what the next report is most likely about: 1 for an event of one
// report in the two days around `time`, more with the logarithm of their number (the prior of a
// Chinese restaurant process). Counts at most 64.
double burst_prior(const IndexedEvent& event, model::Time time);

// Character trigrams, each once: three bytes as a number.
class TrigramSet {
 public:
  void make_room(std::size_t most);    // empties it
  bool insert(std::uint32_t trigram);  // false: it was there
  bool has(std::uint32_t trigram) const;
  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  std::size_t place(std::uint32_t trigram) const;

  std::vector<std::uint32_t> slots_;  // a power of two, at least twice what it holds
  std::size_t size_ = 0;
};

// A headline that others are compared with.
class Headline {
 public:
  explicit Headline(std::string normalized);

  // Jaccard similarity of the trigrams of the two, 0..1.
  double similarity(std::string_view other) const;
  bool proves_copies() const { return words_ >= kWords; }
  // Trigram similarity of another normalised headline if it makes it a copy, else 0.
  double copied_by(std::string_view other) const;

 private:
  static constexpr std::size_t kWords = 4;  // a shorter headline proves nothing
  bool may_be(std::string_view other) const;

  std::string text_;
  std::size_t words_ = 0;
  TrigramSet trigrams_;
  std::array<std::uint64_t, 32> seen_{};  // a bit for the hash of each trigram
};

// A report whose headline is nearly the same.
struct HeadlineCopy {
  ScoredEvent of;
  std::string title;
  double similarity = 0;
};

// The nearest copy among the newest 256 reports of each of the 20 events with most likeness; none
// that is further off than the window.
std::optional<HeadlineCopy> find_copy(std::span<const ScoredEvent> scored, const std::string& title,
                                      model::Time time, model::Duration window);

}  // namespace newswatch::fold
