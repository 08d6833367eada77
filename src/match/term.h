// Term: one entry of a clause's list, compiled (topic.h has the syntax). Pure; immutable after
// compile().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"

namespace re2 {
class RE2;
}

namespace newswatch::match {

// The text of a field. It is folded and split into words once, when the first term asks. Not shared
// between threads.
class FieldText {
 public:
  explicit FieldText(std::string_view original) : original_(original) {}
  FieldText(const FieldText&) = delete;
  FieldText& operator=(const FieldText&) = delete;

  std::string_view original() const { return original_; }
  const std::vector<std::string_view>& words() const;

 private:
  std::string_view original_;
  mutable std::optional<std::string> folded_;
  mutable std::vector<std::string_view> words_;  // into folded_
};

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
  std::vector<std::string> words_;  // folded
  bool prefix_ = false;             // of the last word
  std::unique_ptr<re2::RE2> regex_;
};

}  // namespace newswatch::match
