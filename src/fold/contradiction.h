// contradiction: what a headline says otherwise than an event's headlines do: another number or
// another ordinal of the same thing ("cut 18,000 jobs", "cut 9,000 jobs"), another place. Pure; any
// thread.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace newswatch::fold {

// The words of a normalised headline (text/normalize.h), with what they count or name. Views point
// into the headline or into static tables.
class HeadlineFacts {
 public:
  enum class Kind { kWord, kNumber, kOrdinal, kPlace };
  struct Word {
    std::string_view text;
    Kind kind = Kind::kWord;
    double value = 0;  // of a number or an ordinal
  };

  explicit HeadlineFacts(std::string_view normalized);
  std::span<const Word> words() const { return words_; }

 private:
  bool continues_number(std::string_view digits, std::string_view word) const;
  void add(std::string_view word);

  std::vector<Word> words_;
};

// In what the headlines of two happenings differ.
struct Contradiction {
  bool number = false, place = false;
  bool any() const { return number || place; }
  double factor() const;  // on the score, 0..1 (weights.h)
};

// A number contradicts one that stands beside the same word, unless the event has it, too; a place
// contradicts if both sides name places and share none.
Contradiction contradiction(const HeadlineFacts& story, std::span<const HeadlineFacts> event);

}  // namespace newswatch::fold
