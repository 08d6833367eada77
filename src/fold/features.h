// What folding sees of a story: terms with the weight of the place they stand in.
//
// Title words count 1, words only in the summary 0.4, numbers 0.8; the class of an action ("fell",
// "sell-off": fall) 0.7 of its word, a name with an action ("openai + probe") 0.7 of the two. Words
// are stemmed (Snowball, English), a place and its people are one word; a number is its value with
// two significant digits, so that "$5.6 million" meets "5.6M"; years and the numbers 1 to 3 are
// left out. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/fold_record.h"

namespace newswatch::fold {

enum class TermKind { kWord, kNumber, kAction, kDeed };

struct StoryTerm {
  model::TermId id = 0;
  float boost = 0;    // how much its kind and field count, 0..1
  std::string shown;  // as a reader would name it: "altman", "5.6 million", "openai + probe"
  double share = 0;   // of general English news that holds it (background.h)
  TermKind kind = TermKind::kWord;
};

// Each term once, sorted by id.
std::vector<StoryTerm> terms(std::string_view title, std::string_view summary);

// The terms that a rule's own words give, for Index::set_topic_words().
std::vector<model::TermId> term_ids(const std::vector<std::string>& phrases);

}  // namespace newswatch::fold
