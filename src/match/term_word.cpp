#include "match/term_word.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "match/written_on.h"
#include "text/ascii.h"

namespace newswatch::match {
namespace {

// The first character. Negative: the text is empty.
UChar32 first_character(std::string_view text) {
  UChar32 c = U_SENTINEL;
  std::int32_t i = 0;
  if (!text.empty()) {
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), i,
            static_cast<std::int32_t>(text.size()), c);
  }
  return c;
}

text::Script script_of_word(std::string_view word) {
  const UChar32 c = first_character(word);
  return c < 0 ? text::Script::kNone : text::script_of(c);
}

bool begins_with_mark(std::string_view text) {
  const UChar32 c = first_character(text);
  return c >= 0x300 && (U_MASK(u_charType(c)) & U_GC_M_MASK) != 0;
}

// "三万" is no part of "十三万": the number goes on to the left.
bool is_within_han_number(std::string_view before, std::string_view word) {
  constexpr std::string_view kDigits = "一二三四五六七八九";
  constexpr std::string_view kTens = "十百千万億亿零〇";
  constexpr std::size_t kBytes = 3;  // of each of them in UTF-8
  if (before.size() < kBytes || word.size() < kBytes) return false;
  const auto one_of = [](std::string_view list, std::string_view character) {
    const std::size_t at = list.find(character);
    return at != std::string_view::npos && at % kBytes == 0;
  };
  return one_of(kDigits, word.substr(0, kBytes)) &&
         one_of(kTens, before.substr(before.size() - kBytes));
}

}  // namespace

TermWord::TermWord(std::string_view folded, WordPlace place)
    : text_(folded), script_(script_of_word(folded)), place_(place) {
  const bool may_have_prefix =
      place.first && (script_ == text::Script::kArabic || script_ == text::Script::kHebrew);
  const bool may_have_ending = place.any_ending || (place.last && script_ == text::Script::kHangul);
  exact_ = !spaceless() && !may_have_prefix && !may_have_ending;
}

bool TermWord::begins_with_digit() const { return text::is_digit(text_.front()); }

std::optional<std::string_view> TermWord::find(std::string_view word, std::size_t from) const {
  if (spaceless()) return find_in_run(word, from);
  if (from != 0 || !(is_whole(word) || has_prefix(word))) return std::nullopt;
  return word;
}

std::optional<std::string_view> TermWord::find_in_run(std::string_view word,
                                                      std::size_t from) const {
  for (;; ++from) {
    if (place_.first) from = word.find(text_, from);
    if (from == std::string_view::npos || !word.substr(from).starts_with(text_)) break;
    const std::string_view rest = word.substr(from + text_.size());
    // A mark belongs to the character before it.
    if ((place_.any_ending || !begins_with_mark(rest)) &&
        !is_within_han_number(word.substr(0, from), text_)) {
      return word.substr(from, text_.size());
    }
    if (!place_.first) break;
  }
  return std::nullopt;
}

bool TermWord::is_whole(std::string_view word) const {
  if (!word.starts_with(text_)) return false;
  const std::string_view rest = word.substr(text_.size());
  return rest.empty() || may_end_before(rest);
}

bool TermWord::may_end_before(std::string_view rest) const {
  if (place_.any_ending) return true;
  return place_.last && script_ == text::Script::kHangul && is_particle(rest, text_);
}

bool TermWord::has_prefix(std::string_view word) const {
  constexpr std::string_view kArticle = "ال", kToThe = "لل";
  constexpr std::size_t kTwoLetters = 4, kThreeLetters = 6;  // bytes
  if (!place_.first || text_.size() < kTwoLetters) return false;
  const bool arabic = script_ == text::Script::kArabic;
  if (!arabic && script_ != text::Script::kHebrew) return false;
  const auto follows = [&](std::string_view name, std::string_view joint) {
    const std::size_t at = place_.any_ending ? word.find(name) : word.rfind(name);
    if (at == std::string_view::npos || at == 0) return false;
    const std::string_view start = word.substr(0, at);
    const std::string_view rest = word.substr(at + name.size());
    if (!rest.empty() && !place_.any_ending) return false;
    // A name of two letters ends many other words: alone it has the article, or nothing.
    if (name.size() < kThreeLetters && place_.last && !start.ends_with(kArticle)) return false;
    return start.ends_with(joint) && (arabic ? is_arabic_prefix(start) : is_hebrew_prefix(start));
  };
  if (follows(text_, "")) return true;
  // "to" and the article are written as one: "للواحة" is "الواحة" with "to".
  const std::string_view name = text_;
  return arabic && name.starts_with(kArticle) && follows(name.substr(kArticle.size()), kToThe);
}

}  // namespace newswatch::match
