// Term: one entry of a clause's list, compiled (topic.h has the syntax). Pure; immutable after
// compile().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "match/field_text.h"
#include "match/term_word.h"
#include "model/result.h"

namespace re2 {
class RE2;
}

namespace newswatch::match {

class Term {
 public:
  // kBadInput: no word in it, or a regular expression that RE2 refuses.
  static model::Result<Term> compile(std::string_view text);

  Term(Term&&) noexcept;
  Term& operator=(Term&&) noexcept;
  ~Term();

  // The words that matched, as written in the text; nullopt: the term does not occur.
  std::optional<std::string> find(const FieldText& field) const;

 private:
  Term();
  std::optional<std::string> find_pattern(const FieldText& field) const;
  std::optional<std::string> follow(std::string_view folded,
                                    const std::vector<std::string_view>& words, std::size_t at,
                                    std::string_view first) const;

  std::vector<TermWord> words_;
  std::unique_ptr<re2::RE2> regex_;
};

// What is lost of a term that has signs which are not looked at ("yahoo!", "jeopardy?").
struct LostSigns {
  std::string signs;    // those signs, separated by spaces
  std::string left;     // the words that are looked for
  std::string pattern;  // a term that asks for the signs: a regular expression
};

// nullopt: nothing is lost but blanks and the marks of ordinary writing, such as hyphens, quotation
// marks and full stops.
std::optional<LostSigns> lost_signs(std::string_view term);

}  // namespace newswatch::match
