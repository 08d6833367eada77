// TermWord: one word of a term, and where it stands in a word of a text. Immutable.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "text/scripts.h"

namespace newswatch::match {

// The place of a TermWord in its term.
struct WordPlace {
  bool first = true, last = true;
  bool any_ending = false;  // the last word of a term with a *
};

class TermWord {
 public:
  // `folded` is a word of text::words().
  TermWord(std::string_view folded, WordPlace place);

  // The signs that the term has glued to the word ("++" behind the c of "c++"). They must stand
  // there in the text, too.
  std::string before, behind;

  // The part of `word`, a word of a text, that this word is; it begins at `from` or later, later
  // only for the first word of a term. In scripts without spaces that may be a part of a long run
  // of letters, in others it is the whole word, with what the language writes onto words
  // (written_on.h).
  std::optional<std::string_view> find(std::string_view word, std::size_t from) const;

  // Whether `word` is surely not this word: quick.
  bool differs(std::string_view word) const { return exact_ && word != text_; }
  // Whether the next word may follow without a sign between them.
  bool spaceless() const { return script_ == text::Script::kSpaceless; }
  bool begins_with_digit() const;

 private:
  bool may_end_before(std::string_view rest) const;
  std::optional<std::string_view> find_in_run(std::string_view word, std::size_t from) const;
  bool is_whole(std::string_view word) const;
  bool has_prefix(std::string_view word) const;

  std::string text_;
  text::Script script_;
  WordPlace place_;
  bool exact_ = false;  // only the word itself will do
};

}  // namespace newswatch::match
