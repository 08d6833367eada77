#include "match/glued_signs.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

#include "text/ascii.h"

namespace newswatch::match {
namespace {

// The kept signs at the end of `text`.
std::string_view signs_at_end(std::string_view text) {
  const auto* s = reinterpret_cast<const std::uint8_t*>(text.data());
  auto at = static_cast<std::int32_t>(text.size());
  while (at > 0) {
    std::int32_t before = at;
    UChar32 c = 0;
    U8_PREV(s, 0, before, c);
    if (!is_kept_sign(c)) break;
    at = before;
  }
  return text.substr(static_cast<std::size_t>(at));
}

// A full stop begins a word as in ".net"; behind another word it only ends a sentence or parts
// "node.js".
std::string_view signs_before(std::string_view gap, bool first) {
  const bool free = first ? gap.size() == 1 : gap.size() > 1 && gap[gap.size() - 2] == ' ';
  if (gap.ends_with('.') && free) return gap.substr(gap.size() - 1);
  const std::string_view signs = signs_at_end(gap);
  // Those that touch the word before belong to it.
  return !first && signs.size() == gap.size() ? std::string_view() : signs;
}

// "5 %", "AT & T" and "100 €" are written with and without a space.
bool may_be_spaced(std::string_view signs) {
  const char c = signs.front();
  return c != '+' && c != '#' && c != '@' && c != '.';
}

std::size_t offset_in(std::string_view whole, std::string_view part) {
  return static_cast<std::size_t>(part.data() - whole.data());
}

bool is_number_part(char c) { return text::is_digit(c) || c == '.' || c == ','; }

}  // namespace

bool is_kept_sign(std::int32_t c) {
  if (c < 0x80) return c == '+' || c == '#' || c == '&' || c == '@' || c == '%' || c == '$';
  return u_charType(c) == U_CURRENCY_SYMBOL;
}

std::string_view signs_at_start(std::string_view text) {
  const auto* s = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  std::int32_t at = 0;
  while (at < size) {
    std::int32_t next = at;
    UChar32 c = 0;
    U8_NEXT(s, next, size, c);
    if (!is_kept_sign(c)) break;
    at = next;
  }
  return text.substr(0, static_cast<std::size_t>(at));
}

void keep_signs(std::string_view folded, const std::vector<std::string_view>& found,
                std::vector<TermWord>& words) {
  std::size_t end = 0;  // of the word before
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t start = offset_in(folded, found[i]);
    const std::string_view gap = folded.substr(end, start - end);
    if (i > 0) words[i - 1].behind = signs_at_start(gap);
    words[i].before = signs_before(gap, i == 0);
    end = start + found[i].size();
  }
  if (!words.empty()) words.back().behind = signs_at_start(folded.substr(end));
}

bool has_its_signs(std::string_view folded, std::string_view found, const TermWord& word) {
  const std::size_t start = offset_in(folded, found);
  std::string_view left = folded.substr(0, start);
  std::string_view right = folded.substr(start + found.size());
  if (!word.before.empty()) {
    if (may_be_spaced(word.before) && left.ends_with(' ')) left.remove_suffix(1);
    if (!left.ends_with(word.before)) return false;
    left.remove_suffix(word.before.size());
    // "asp.net" is another name than ".net", "##x" another sign than "#x".
    if (!left.empty() && left.back() == word.before.front()) return false;
    const bool letter = !left.empty() && (text::is_ascii_letter(left.back()) ||
                                          text::is_digit(left.back()) || left.back() < 0);
    if (word.before == "." && letter) return false;
  }
  if (!word.behind.empty()) {
    if (may_be_spaced(word.behind) && right.starts_with(' ')) right.remove_prefix(1);
    if (!right.starts_with(word.behind)) return false;
    right.remove_prefix(word.behind.size());
    if (right.starts_with(word.behind.back())) return false;  // "c++" is more than "c+"
  }
  return true;
}

bool is_within_number(std::string_view folded, std::string_view found) {
  const std::size_t start = offset_in(folded, found);
  if (start < 2 || !text::is_digit(folded[start - 2])) return false;
  const char sign = folded[start - 1];
  if (sign != '.' && sign != ',') return false;
  constexpr std::size_t kLongest = 40;  // of a number
  std::size_t first = start - 1;
  while (first > 0 && start - first < kLongest && is_number_part(folded[first - 1])) --first;
  std::size_t last = start;
  while (last < folded.size() && last - start < kLongest && is_number_part(folded[last])) ++last;
  const std::string_view number = folded.substr(first, last - first);
  const auto stops = std::count(number.begin(), number.end(), '.');
  return stops < 2 || number.find(',') != std::string_view::npos;
}

}  // namespace newswatch::match
