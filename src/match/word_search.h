// WordSearch: words that a person looks for in titles and summaries, with a quick look that rules
// most texts out.
//
// Words are matched as the terms of topics are (topic.h): whole words or phrases, without case and
// accents, a `*` at the end of one for any ending. All of them must be in the title or the summary.
// Immutable; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/term.h"
#include "model/result.h"

namespace newswatch::match {

// The words and phrases of what was typed, an argument of the shell each. Double quotes inside an
// argument hold a phrase together; one without them that has blanks was quoted in the shell, and is
// a phrase as well.
std::vector<std::string> typed_terms(std::span<const std::string> typed);

class WordSearch {
 public:
  // kBadInput: no term, or one that is none; the text says which and why.
  static model::Result<WordSearch> compile(std::span<const std::string> terms);

  // False: no text inside of `bytes` holds all words. Takes a tenth of the time of holds(). They
  // may be JSON with its escapes, as rows are.
  bool may_hold(std::string_view bytes) const;
  bool holds(std::string_view title, std::string_view summary) const;

 private:
  WordSearch() = default;
  void add_outline(std::string_view word);
  bool outlines_hold(std::string_view title, std::string_view summary) const;

  std::vector<Term> terms_;
  // A word of ASCII letters and digits alone. It stands as it is, but for the case, in each text
  // that has it, unless the text has characters that may become others (below).
  struct PlainWord {
    std::string text;      // in lower case
    std::size_t rare = 0;  // the place of its rarest letter
    bool is_in(std::string_view bytes) const;
  };
  std::vector<PlainWord> plain_words_;
  bool has_other_words_ = false;       // a term has words of other letters
  std::vector<std::string> outlines_;  // of all words (outline.h)
};

// Whether folding (text/normalize.h) can make letters or digits of a character of the text, or join
// what stands beside one. An escape of JSON for a character counts as that. False for the marks of
// ordinary writing, such as curly quotes and dashes.
bool may_fold_into_words(std::string_view text);

}  // namespace newswatch::match
