// features: a story's title and summary as terms, each with its boost (weights.h).
//
// Words are stemmed (Snowball, English), and a place and its people are one word. Of a word that
// the table of English does not have only the beginning counts, whatever its ending; where a script
// writes no spaces, grams stand for words (pieces.h). A number is its
// value in significant digits, so that "$5.6 million" meets "5.6M"; years and the smallest numbers
// are left out. An action is the class of a verb ("fell", "sell-off": fall), a deed is a name with
// an action ("openai + probe"). Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/fold_record.h"

namespace newswatch::fold {

enum class TermKind { kWord, kNumber, kAction, kDeed };

struct StoryTerm {
  model::TermId id = 0;
  float boost = 0;    // how much it counts for its kind and field, 0..1
  std::string shown;  // for people: "altman", "5.6 million", "openai + probe"
  double share = 0;   // background: how much of general English news holds it, 0..1
  TermKind kind = TermKind::kWord;
  // How much of a word it stands for: 1, or less for a gram.
  double part = 1;
  bool english = true;  // false: a word or gram that the table of English does not have
};

// Each term once, sorted by id.
std::vector<StoryTerm> terms(std::string_view title, std::string_view summary);

// The terms of a rule's own words, for Index::set_topic_words().
std::vector<model::TermId> term_ids(const std::vector<std::string>& phrases);

}  // namespace newswatch::fold
