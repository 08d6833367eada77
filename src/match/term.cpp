#include "match/term.h"

#include <re2/re2.h>

#include <algorithm>

#include "text/normalize.h"

namespace newswatch::match {

const std::vector<std::string_view>& FieldText::words() const {
  if (!folded_) {
    folded_ = text::fold_case(original_);
    words_ = text::words(*folded_);
  }
  return words_;
}

Term::Term() = default;
Term::Term(Term&&) noexcept = default;
Term& Term::operator=(Term&&) noexcept = default;
Term::~Term() = default;

model::Result<Term> Term::compile(std::string_view text) {
  Term term;
  if (text.size() > 2 && text.front() == '/' && text.back() == '/') {
    re2::RE2::Options options;
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    const std::string pattern(text.substr(1, text.size() - 2));
    term.regex_ = std::make_unique<re2::RE2>(pattern, options);
    if (!term.regex_->ok()) {
      return model::fail(model::ErrorKind::kBadInput,
                         "regular expression /" + pattern + "/: " + term.regex_->error());
    }
    return term;
  }
  if (!text.empty() && text.back() == '*') {
    term.prefix_ = true;
    text.remove_suffix(1);
  }
  const std::string folded = text::fold_case(text);
  for (const std::string_view word : text::words(folded)) term.words_.emplace_back(word);
  if (term.words_.empty()) {
    return model::fail(model::ErrorKind::kBadInput,
                       "term \"" + std::string(text) + "\" holds no letter or digit");
  }
  return term;
}

std::optional<std::string> Term::find(const FieldText& field) const {
  if (regex_) {
    re2::StringPiece found;
    const re2::StringPiece text(field.original().data(), field.original().size());
    if (!regex_->Match(text, 0, text.size(), re2::RE2::UNANCHORED, &found, 1)) return std::nullopt;
    return std::string(found.data() == nullptr ? "" : found.data(), found.size());
  }
  const auto& words = field.words();
  const auto same = [this](std::string_view word, const std::string& wanted) {
    if (prefix_ && &wanted == &words_.back()) return word.starts_with(wanted);
    return word == wanted;
  };
  const auto at = std::search(words.begin(), words.end(), words_.begin(), words_.end(), same);
  if (at == words.end()) return std::nullopt;
  std::string found;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (i != 0) found += ' ';
    found += *(at + static_cast<std::ptrdiff_t>(i));
  }
  return found;
}

}  // namespace newswatch::match
