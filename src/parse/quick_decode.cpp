#include "parse/quick_decode.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace newswatch::parse {
namespace {

// A text is decoded in pieces. No byte of it becomes more than three, and write() needs one more.
constexpr std::size_t kPiece = 2048, kDecodedPiece = 3 * kPiece + 1;

// In texts of any language, the markup is ASCII. So blocks of ASCII are looked for first.
constexpr std::ptrdiff_t kBlock = 8;

// How many bytes of a piece were read, and how many were written.
struct Progress {
  std::ptrdiff_t read = 0, written = 0;
};

// A character of the Basic Multilingual Plane. The size is 0 where it is not known.
struct Character {
  std::array<char, 3> utf8{};
  std::uint8_t size = 0;
};

constexpr Character character(char16_t c) {
  const auto last = static_cast<char>(0x80 | (c & 0x3F));
  if (c < 0x80) return {{static_cast<char>(c)}, 1};
  if (c < 0x800) return {{static_cast<char>(0xC0 | (c >> 6)), last}, 2};
  return {{static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)), last},
          3};
}

// Writes as many bytes as every character has, so that no branch depends on its size. The next
// character overwrites what is too much.
void write(const Character& character, char*& to) {
  std::memcpy(to, &character, sizeof character);
  to += character.size;
}

bool is_surrogate(char16_t unit) { return (unit & 0xF800) == 0xD800; }

// What ICU makes of each byte and each pair of bytes in an encoding.
class PairTable {
 public:
  explicit PairTable(std::string converter) : converter_(std::move(converter)) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::LocalUConverterPointer icu(ucnv_open(converter_.c_str(), &status));
    if (U_FAILURE(status)) return;
    ucnv_setToUCallBack(icu.getAlias(), &UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &status);
    // In encodings of all other types, the meaning of a byte may depend on those before it.
    const UConverterType type = ucnv_getType(icu.getAlias());
    if (U_FAILURE(status) || (type != UCNV_SBCS && type != UCNV_MBCS)) return;
    for (unsigned first = 1; first < 0x100; ++first) {
      const bool leads = ask(icu.getAlias(), {static_cast<char>(first)}, singles_[first]);
      if (leads && first >= 0x80) ask_pairs(icu.getAlias(), first);
    }
    has_ascii_ = true;
    for (unsigned c = ' '; c < 0x7F; ++c) {
      const Character& known = singles_[c];
      has_ascii_ = has_ascii_ && known.size == 1 && known.utf8[0] == static_cast<char>(c);
    }
  }

  const std::string& converter() const { return converter_; }

  Progress decode(std::string_view piece, char* const out) const {
    const char* from = piece.data();
    const char* const end = from + piece.size();
    char* to = out;
    while (from < end) {
      if (has_ascii_ && end - from >= kBlock && is_printable_ascii(from)) {
        std::memcpy(to, from, kBlock);
        from += kBlock;
        to += kBlock;
        continue;
      }
      const char* const stop = std::min(from + kBlock, end);
      while (from < stop) {
        const auto first = static_cast<std::uint8_t>(*from);
        const Character* c = &singles_[first];
        int size = 1;
        if (c->size == 0 && first >= 0x80 && !pairs_.empty() && from + 1 < end) {
          c = &pairs_[pair_index(first, static_cast<std::uint8_t>(from[1]))];
          size = 2;
        }
        if (c->size == 0) return {from - piece.data(), to - out};
        write(*c, to);
        from += size;
      }
    }
    return {from - piece.data(), to - out};
  }

 private:
  // Whether the block has printable ASCII only. All its bytes are looked at together.
  static bool is_printable_ascii(const char* from) {
    constexpr std::uint64_t kEach = 0x0101010101010101;
    std::uint64_t block = 0;
    std::memcpy(&block, from, sizeof block);
    const std::uint64_t odd = block | (block - ' ' * kEach) | (block + kEach);
    return (odd & (0x80 * kEach)) == 0;
  }

  static std::size_t pair_index(unsigned first, unsigned second) {
    return ((first & 0x7F) << 8) | second;
  }

  void ask_pairs(UConverter* icu, unsigned first) {
    pairs_.resize(0x80 * 0x100);
    for (unsigned second = 0; second < 0x100; ++second) {
      ask(icu, {static_cast<char>(first), static_cast<char>(second)},
          pairs_[pair_index(first, second)]);
    }
  }

  // Asks what the bytes are. True: there may be more to the character.
  static bool ask(UConverter* icu, const std::string& bytes, Character& known) {
    std::array<UChar, 4> units{};
    UChar* to = units.data();
    const char* from = bytes.data();
    UErrorCode status = U_ZERO_ERROR;
    ucnv_resetToUnicode(icu);
    ucnv_toUnicode(icu, &to, units.data() + units.size(), &from, from + bytes.size(), nullptr,
                   /*flush=*/false, &status);
    if (U_FAILURE(status)) return false;
    if (ucnv_toUCountPending(icu, &status) > 0) return true;
    if (to == units.data() + 1 && !is_surrogate(units[0])) known = character(units[0]);
    return false;
  }

  std::string converter_;
  bool has_ascii_ = false;
  std::array<Character, 0x100> singles_{};
  std::vector<Character> pairs_;  // by pair_index(); empty: there are none
};

// Asking for all pairs takes two milliseconds, so the tables are kept. One of pairs has 128 kB.
const PairTable& table_of(const std::string& converter) {
  constexpr std::size_t kMost = 8;
  thread_local std::vector<PairTable> tables;
  for (const PairTable& table : tables) {
    if (table.converter() == converter) return table;
  }
  if (tables.size() == kMost) tables.clear();
  return tables.emplace_back(converter);
}

// The characters of Europe and the Near East.
constexpr auto kAlphabets = [] {
  std::array<Character, 0x800> characters;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    characters[i] = character(static_cast<char16_t>(i));
  }
  return characters;
}();

// `kHigh`: the index of the high byte in a unit.
template <int kHigh>
Progress decode_utf16(std::string_view piece, char* const out) {
  constexpr int kLow = 1 - kHigh;
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(piece.data());
  const auto* const end = begin + piece.size();
  const auto* from = begin;
  char* to = out;
  for (; end - from >= 2; from += 2) {
    const auto unit = static_cast<char16_t>((from[kHigh] << 8) | from[kLow]);
    if (is_surrogate(unit)) break;
    if (unit < kAlphabets.size()) {
      write(kAlphabets[unit], to);
    } else {
      write(character(unit), to);
    }
  }
  return {from - begin, to - out};
}

template <class Decode>
std::size_t decode_pieces(std::string_view bytes, std::size_t most, std::string& utf8,
                          Decode decode) {
  std::array<char, kDecodedPiece> decoded;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  std::size_t from = 0;
  while (from < bytes.size() && utf8.size() <= most) {
    const Progress progress = decode(bytes.substr(from, kPiece), decoded.data());
    if (progress.read == 0) break;
    utf8.append(decoded.data(), progress.written);
    from += progress.read;
  }
  return from;
}

}  // namespace

std::size_t decode_known(std::string_view bytes, const std::string& converter, std::size_t most,
                         std::string& utf8) {
  if (converter == "utf-16le") return decode_pieces(bytes, most, utf8, &decode_utf16<1>);
  if (converter == "utf-16be") return decode_pieces(bytes, most, utf8, &decode_utf16<0>);
  const PairTable& table = table_of(converter);
  return decode_pieces(bytes, most, utf8, [&table](std::string_view piece, char* to) {
    return table.decode(piece, to);
  });
}

}  // namespace newswatch::parse
