#include "text/fit.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace newswatch::text {
namespace {

constexpr std::string_view kEllipsis = "…";
// A text is cut inside a word rather than to lose more than a part of it for the sake of the word.
constexpr std::size_t kLargestLoss = 3;
constexpr UChar32 kJoiner = 0x200d;
constexpr int kMostMarks = 30;

std::size_t units_of(UChar32 c, std::size_t bytes, Unit unit) {
  switch (unit) {
    case Unit::kBytes:
      return bytes;
    case Unit::kUtf16:
      return c > 0xffff ? 2 : 1;
    case Unit::kCharacters:
      break;
  }
  return 1;
}

// Where the first `most` units end, and how many the text has up to there.
struct Cut {
  std::size_t bytes = 0, units = 0;
};

Cut cut_at(std::string_view text, std::size_t most, Unit unit) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  Cut cut;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, static_cast<std::int32_t>(text.size()), c);
    const std::size_t units = units_of(c, static_cast<std::size_t>(i - start), unit);
    if (cut.units + units > most) break;
    cut = {static_cast<std::size_t>(i), cut.units + units};
  }
  return cut;
}

// Whether what stands there belongs to the character before it: a mark, a joiner, a skin tone, or
// what a joiner before it joins.
bool belongs_to_last(std::string_view text, std::size_t at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  auto from = static_cast<std::int32_t>(at), to = from;
  UChar32 before = 0, c = 0;
  U8_PREV(bytes, 0, from, before);
  U8_NEXT(bytes, to, static_cast<std::int32_t>(text.size()), c);
  if (c < 0) return false;
  return before == kJoiner || c == kJoiner || u_hasBinaryProperty(c, UCHAR_GRAPHEME_EXTEND) != 0 ||
         u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER) != 0 ||
         u_charType(c) == U_COMBINING_SPACING_MARK;
}

// Where the last whole character up to there ends. Hundreds of marks on one letter are no text.
std::size_t whole_characters(std::string_view text, std::size_t end) {
  auto at = static_cast<std::int32_t>(end);
  for (int i = 0; at > 0 && i < kMostMarks; ++i) {
    if (!belongs_to_last(text, static_cast<std::size_t>(at))) {
      return static_cast<std::size_t>(at);
    }
    U8_BACK_1(reinterpret_cast<const std::uint8_t*>(text.data()), 0, at);
  }
  return at == 0 ? 0 : end;
}

}  // namespace

std::size_t length(std::string_view text, Unit unit) {
  return unit == Unit::kBytes ? text.size() : cut_at(text, text.size() * 2, unit).units;
}

std::string fit(std::string_view text, std::size_t most, Unit unit) {
  if (text.size() <= most) return std::string(text);  // no unit is smaller than a byte
  if (cut_at(text, most, unit).bytes == text.size()) return std::string(text);
  const std::size_t ellipsis = length(kEllipsis, unit);
  if (most < ellipsis) return {};
  const std::size_t end = whole_characters(text, cut_at(text, most - ellipsis, unit).bytes);
  std::string_view kept = text.substr(0, end);
  if (text[end] != ' ' && text[end] != '\n') {
    const std::size_t blank = kept.find_last_of(" \n");
    if (blank != kept.npos && kept.size() - blank <= kept.size() / kLargestLoss) {
      kept = kept.substr(0, blank);
    }
  }
  while (!kept.empty() && (kept.back() == ' ' || kept.back() == '\n')) kept.remove_suffix(1);
  return std::string(kept) + std::string(kEllipsis);
}

}  // namespace newswatch::text
