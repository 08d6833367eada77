#include "match/term.h"

#include <re2/re2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "match/glued_signs.h"
#include "text/normalize.h"

namespace newswatch::match {
namespace {

bool is_pattern(std::string_view term) {
  return term.size() > 2 && term.front() == '/' && term.back() == '/';
}

// Whether nobody misses the character where it is not looked at, or it is looked at.
bool is_ordinary(UChar32 c, std::string_view bytes) {
  constexpr std::string_view kMarks = " \t-'`\".,:;()[]/&";
  if (c < 0) return false;
  if (c < 0x80 && kMarks.find(static_cast<char>(c)) != std::string_view::npos) return true;
  constexpr std::uint32_t kOrdinary = U_GC_Z_MASK | U_GC_PD_MASK | U_GC_PS_MASK | U_GC_PE_MASK |
                                      U_GC_PI_MASK | U_GC_PF_MASK | U_GC_M_MASK | U_GC_CF_MASK;
  if ((U_MASK(u_charType(c)) & kOrdinary) != 0 || is_kept_sign(c)) return true;
  return !text::words(text::fold_case(bytes)).empty();
}

std::string without_star(std::string_view term) {
  return std::string(term.ends_with('*') ? term.substr(0, term.size() - 1) : term);
}

}  // namespace

Term::Term() = default;
Term::Term(Term&&) noexcept = default;
Term& Term::operator=(Term&&) noexcept = default;
Term::~Term() = default;

model::Result<Term> Term::compile(std::string_view text) {
  Term term;
  if (is_pattern(text)) {
    re2::RE2::Options options;
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    const std::string pattern = text::without_invisible(text.substr(1, text.size() - 2));
    term.regex_ = std::make_unique<re2::RE2>(pattern, options);
    if (!term.regex_->ok()) {
      return model::fail(model::ErrorKind::kBadInput,
                         "regular expression /" + pattern + "/: " + term.regex_->error());
    }
    return term;
  }
  const std::string folded = text::fold_case(without_star(text));
  const auto words = text::words(folded);
  for (const std::string_view word : words) {
    const bool last = word.data() == words.back().data();
    term.words_.emplace_back(word, WordPlace{.first = word.data() == words.front().data(),
                                             .last = last,
                                             .any_ending = last && text.ends_with('*')});
  }
  if (term.words_.empty()) {
    return model::fail(model::ErrorKind::kBadInput,
                       "term \"" + std::string(text) + "\" holds no letter or digit");
  }
  keep_signs(folded, words, term.words_);
  return term;
}

std::optional<std::string> Term::find(const FieldText& field) const {
  if (regex_) return find_pattern(field);
  const auto& words = field.words();
  const TermWord& first = words_.front();
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (first.differs(words[at])) continue;
    for (std::size_t from = 0;; ++from) {
      const auto part = first.find(words[at], from);
      if (!part) break;
      if (auto found = follow(field.folded(), words, at, *part)) return found;
      if (!first.spaceless()) break;
      from = static_cast<std::size_t>(part->data() - words[at].data());
    }
  }
  return std::nullopt;
}

std::optional<std::string> Term::find_pattern(const FieldText& field) const {
  re2::StringPiece found;
  const std::string_view visible = field.visible();
  const re2::StringPiece text(visible.data(), visible.size());
  if (!regex_->Match(text, 0, text.size(), re2::RE2::UNANCHORED, &found, 1)) return std::nullopt;
  return std::string(found.data() == nullptr ? "" : found.data(), found.size());
}

// Whether the other words of the term follow `first`, a part of words[at], and all signs are there.
std::optional<std::string> Term::follow(std::string_view folded,
                                        const std::vector<std::string_view>& words, std::size_t at,
                                        std::string_view first) const {
  std::string found;
  std::string_view part = first;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const TermWord& word = words_[i];
    if (i > 0) {
      const std::string_view run = words[at];
      const auto end = static_cast<std::size_t>(part.data() + part.size() - run.data());
      // In a script without spaces the next word may stand in the same run of letters.
      const bool same_run = end < run.size();
      if (same_run && !word.spaceless()) return std::nullopt;
      if (!same_run && ++at == words.size()) return std::nullopt;
      const std::size_t from = same_run ? end : 0;
      const auto next = word.find(words[at], from);
      if (!next || next->data() != words[at].data() + from) return std::nullopt;
      part = *next;
      found += ' ';
    } else if (word.begins_with_digit() && is_within_number(folded, part)) {
      return std::nullopt;
    }
    if (!has_its_signs(folded, part, word)) return std::nullopt;
    found += word.before;
    found += part;
    found += word.behind;
  }
  return found;
}

std::optional<LostSigns> lost_signs(std::string_view term) {
  if (is_pattern(term)) return std::nullopt;
  const std::string bare = without_star(term);
  LostSigns lost;
  const auto* s = reinterpret_cast<const std::uint8_t*>(bare.data());
  const auto size = static_cast<std::int32_t>(bare.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(s, i, size, c);
    const auto sign = std::string_view(bare).substr(static_cast<std::size_t>(start),
                                                    static_cast<std::size_t>(i - start));
    if (is_ordinary(c, sign) || lost.signs.find(sign) != std::string::npos) continue;
    if (!lost.signs.empty()) lost.signs += ' ';
    lost.signs += sign;
  }
  if (lost.signs.empty()) return std::nullopt;
  lost.left = text::normalized_title(bare);
  lost.pattern = '/' + re2::RE2::QuoteMeta(bare) + '/';
  return lost;
}

}  // namespace newswatch::match
