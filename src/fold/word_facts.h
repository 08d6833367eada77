// word_facts: what folding takes of a word, looked up once. Headlines use few words again and again
// (Zipf), so each thread keeps those of its newest some thousand words; that changes no answer. Any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "model/fold_record.h"

namespace newswatch::fold {

struct WordFacts {
  std::string place;   // places.h; the word itself where it names none
  std::string stem;    // of `place`
  model::TermId id{};  // of the term it stands for: that stem, or the beginning of a word that the
                       // table of English does not have
  double share = 0;    // background.h
  bool english = false;
  std::string_view action;        // actions.h; empty: none
  bool may_begin_action = false;  // with the word behind it, as "roll" does
};

// Of a case-folded word. Good until the thread's next call.
const WordFacts& word_facts(std::string_view word);

}  // namespace newswatch::fold
