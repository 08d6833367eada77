#include "match/outline.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>

#include "text/ascii.h"
#include "text/normalize.h"

namespace newswatch::match {
namespace {

constexpr std::size_t kTable = 0x10000;

// Letters of Hangul that are composed into syllables with those beside them.
bool is_single_hangul(UChar32 c) {
  return (c >= 0x1100 && c <= 0x11ff) || (c >= 0x3130 && c <= 0x318f) ||
         (c >= 0xa960 && c <= 0xa97f) || (c >= 0xd7b0 && c <= 0xd7ff) ||
         (c >= 0xffa0 && c <= 0xffdc);
}

// Nasals of Devanagari, for which folding writes a mark before some letters.
bool is_nasal(UChar32 c) {
  return c == 0x919 || c == 0x91e || c == 0x923 || c == 0x928 || c == 0x92e;
}

bool is_syllable(UChar32 c) { return c >= 0xac00 && c <= 0xd7a3; }

bool is_mark(UChar32 c) { return (U_MASK(u_charType(c)) & U_GC_M_MASK) != 0; }

std::string decomposed(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(error);
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  if (U_SUCCESS(error)) {
    nfd->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())),
                       sink, nullptr, error);
  }
  return out;
}

}  // namespace

Outliner::Outliner() : table_(kTable) {}

Outliner::Entry Outliner::make(std::int32_t c, std::string_view bytes) {
  Entry entry;
  entry.size = kNone;
  if (is_single_hangul(c)) return entry;
  const std::string folded = text::fold_case(bytes);
  const std::string letters = is_syllable(c) ? folded : decomposed(folded);
  std::string outline;
  const auto* s = reinterpret_cast<const std::uint8_t*>(letters.data());
  const auto size = static_cast<std::int32_t>(letters.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t start = i;
    UChar32 letter = 0;
    U8_NEXT(s, i, size, letter);
    if (letter < 0 || is_single_hangul(letter)) return entry;
    if (is_mark(letter) || is_nasal(letter)) continue;
    outline.append(letters, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
  }
  if (outline.size() > kRoom) return entry;
  std::ranges::copy(outline, entry.bytes);
  entry.size = static_cast<std::uint8_t>(outline.size());
  return entry;
}

const Outliner::Entry& Outliner::entry(std::int32_t c, std::string_view bytes) {
  Entry& known =
      c < static_cast<std::int32_t>(kTable) ? table_[static_cast<std::size_t>(c)] : others_[c];
  if (known.size == kNotMade) known = make(c, bytes);
  return known;
}

// Returns the end of what was written; nullptr: there is no outline.
char* Outliner::append(std::string_view text, char* to) {
  const auto* s = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    if (s[i] < 0x80) {
      *to++ = text::ascii_lower(static_cast<char>(s[i++]));
      continue;
    }
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(s, i, size, c);
    if (c < 0) return nullptr;
    const Entry& known =
        entry(c, text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start)));
    if (known.size == kNone) return nullptr;
    std::memcpy(to, known.bytes, kRoom);  // a fixed number is copied faster
    to += known.size;
  }
  return to;
}

std::optional<std::string_view> Outliner::of(std::string_view text, std::string_view more) {
  const std::size_t most = kRoom * (text.size() + more.size() + 2);
  if (buffer_.size() < most) buffer_.resize(most);
  char* end = append(text, buffer_.data());
  if (end == nullptr) return std::nullopt;
  *end++ = ' ';
  end = append(more, end);
  if (end == nullptr) return std::nullopt;
  return std::string_view(buffer_.data(), static_cast<std::size_t>(end - buffer_.data()));
}

}  // namespace newswatch::match
