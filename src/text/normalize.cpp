#include "text/normalize.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "text/ascii.h"
#include "text/letter_forms.h"
#include "text/scripts.h"

namespace newswatch::text {
namespace {

std::string folded_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c == '`' ? '\'' : ascii_lower(c);
  return out;
}

constexpr std::array<bool, 128> ascii_word_characters() {
  std::array<bool, 128> out{};
  for (std::size_t c = 0; c < out.size(); ++c) {
    out[c] = is_ascii_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c));
  }
  return out;
}
constexpr auto kAsciiWord = ascii_word_characters();

// No word ends between two of these, letters or digits.
constexpr bool is_ascii_word(std::uint8_t byte) { return byte < 0x80 && kAsciiWord[byte]; }

bool is_word(UChar32 c) {
  constexpr std::uint32_t kWord = U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK;
  return c >= 0 && (U_MASK(u_charType(c)) & kWord) != 0;
}

// Reads the characters of words from a folded text, one after the other.
class WordScanner {
 public:
  explicit WordScanner(std::string_view folded)
      : bytes_(reinterpret_cast<const std::uint8_t*>(folded.data())),
        size_(static_cast<std::int32_t>(folded.size())) {}

  // Moves behind the signs up to the next word. False: there is none.
  bool skip_signs() {
    for (; at_ < size_; at_ = next_) {
      if (look()) return true;
    }
    return false;
  }

  // Moves behind the word that begins here.
  void skip_word() {
    Script script = Script::kNone;
    for (; at_ < size_ && is_ascii_word(bytes_[at_]); ++at_) script = Script::kAlphabet;
    while (at_ < size_ && look()) {
      if (is_border(script, script_)) return;
      if (script_ != Script::kNone) script = script_;
      at_ = next_;
    }
  }

  std::size_t at() const { return static_cast<std::size_t>(at_); }

 private:
  // Whether the character at at_ belongs to a word. Sets its script, and where the next begins.
  bool look() {
    const std::uint8_t byte = bytes_[at_];
    if (byte < 0x80) {
      next_ = at_ + 1;
      script_ = byte >= '0' && byte <= '9' ? Script::kDigit : Script::kAlphabet;
      return kAsciiWord[byte];
    }
    UChar32 c = 0;
    next_ = at_;
    U8_NEXT(bytes_, next_, size_, c);
    if (!is_word(c)) return false;
    script_ = script_of(c);
    return true;
  }

  const std::uint8_t* bytes_;
  std::int32_t size_, at_ = 0, next_ = 0;
  Script script_ = Script::kNone;
};

}  // namespace

// Read in blocks without branches, which the compiler turns into vector instructions.
bool is_ascii(std::string_view text) {
  std::uint64_t high = 0;
  std::size_t i = 0;
  for (; i + sizeof high <= text.size(); i += sizeof high) {
    std::uint64_t block = 0;
    std::memcpy(&block, text.data() + i, sizeof block);
    high |= block;
  }
  for (; i < text.size(); ++i) high |= static_cast<unsigned char>(text[i]) & 0x80u;
  return (high & 0x8080808080808080u) == 0;
}

std::string fold_case(std::string_view text) {
  if (is_ascii(text)) return folded_ascii(text);
  const std::string plain = with_plain_signs(text);
  if (is_ascii(plain)) return folded_ascii(plain);  // it had curly quotes
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(error);
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  std::string folded, decomposed, out;
  icu::StringByteSink<std::string> fold_sink(&folded), nfkd_sink(&decomposed), nfc_sink(&out);
  const auto piece = [](std::string_view s) {
    return icu::StringPiece(s.data(), static_cast<std::int32_t>(s.size()));
  };
  // Decompose, fold case, drop accents, compose.
  if (U_SUCCESS(error)) nfkd->normalizeUTF8(0, piece(plain), nfkd_sink, nullptr, error);
  if (U_SUCCESS(error)) {
    icu::CaseMap::utf8Fold(0, piece(decomposed), fold_sink, nullptr, error);
  }
  const std::string bare = with_plain_letters(folded);
  if (is_ascii(bare)) return bare;
  if (U_SUCCESS(error)) nfc->normalizeUTF8(0, piece(bare), nfc_sink, nullptr, error);
  if (U_FAILURE(error)) return ascii_lower(text);  // only when memory runs out
  return out;
}

std::vector<std::string_view> words(std::string_view folded) {
  constexpr std::size_t kUsualWord = 5;  // bytes, with the blank behind it
  std::vector<std::string_view> out;
  out.reserve(folded.size() / kUsualWord + 1);
  WordScanner scanner(folded);
  while (scanner.skip_signs()) {
    const std::size_t start = scanner.at();
    scanner.skip_word();
    const std::string_view word = folded.substr(start, scanner.at() - start);
    const bool possessive = word == "s" && start > 0 && folded[start - 1] == '\'' && !out.empty() &&
                            out.back().data() + out.back().size() + 1 == word.data();
    if (!possessive) out.push_back(word);
  }
  return out;
}

std::string normalized_title(std::string_view title) {
  const std::string folded = fold_case(title);
  std::string out;
  out.reserve(folded.size());
  for (const std::string_view word : words(folded)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

bool has_words(std::string_view title, std::string_view words) {
  if (words.empty()) return false;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(words.data());
  const auto size = static_cast<std::int32_t>(words.size());
  std::int32_t begin = 0, end = size;
  UChar32 first = 0, last = 0;
  U8_NEXT(bytes, begin, size, first);
  U8_PREV(bytes, 0, end, last);
  const Script at_end = script_of(last);
  const bool any_front = script_of(first) == Script::kSpaceless;
  const bool any_end = at_end == Script::kSpaceless || at_end == Script::kHangul;
  for (auto at = title.find(words); at != title.npos; at = title.find(words, at + 1)) {
    const std::size_t after = at + words.size();
    const bool front = any_front || at == 0 || title[at - 1] == ' ';
    if (front && (any_end || after == title.size() || title[after] == ' ')) return true;
  }
  return false;
}

}  // namespace newswatch::text
