#include "parse/mixed_utf8.h"

#include <algorithm>

#include "parse/limits.h"
#include "text/escape.h"
#include "text/html_entities.h"

namespace newswatch::parse {
namespace {

// In windows-1252, a capital with an accent before a quotation mark can be valid UTF-8 by chance.
constexpr std::size_t kChance = 4;

unsigned char byte_at(std::string_view bytes, std::size_t i) {
  return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
}

bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// How many bytes a sequence has that begins with this byte. 0: no sequence begins with it.
std::size_t announced_length(unsigned char lead) {
  if (lead < 0xC0 || lead > 0xF4) return 0;
  return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
}

// The character of a surrogate pair whose halves are encoded in three bytes each. 0: there is none.
char32_t surrogate_pair(std::string_view bytes) {
  const auto half = [&](std::size_t at, unsigned from) -> char32_t {
    const unsigned second = byte_at(bytes, at + 1), third = byte_at(bytes, at + 2);
    const bool fits = byte_at(bytes, at) == 0xED && second >= from && second < from + 0x10 &&
                      is_continuation(static_cast<unsigned char>(third));
    return fits ? (second & 0x0F) << 6 | (third & 0x3F) | 0x10000 : 0;
  };
  const char32_t high = half(0, 0xA0), low = half(3, 0xB0);
  return high == 0 || low == 0 ? 0 : 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF));
}

struct Piece {
  std::size_t length = 1;
  char32_t code = 0;  // 0: the bytes stay as they are
  bool good = false, alone = false;
};

// The piece at the start of `bytes`, whose first byte is not ASCII.
Piece next_piece(std::string_view bytes) {
  const unsigned char lead = byte_at(bytes, 0);
  const std::size_t announced = announced_length(lead);
  std::size_t length = 1;
  while (length < announced && is_continuation(byte_at(bytes, length))) ++length;
  if (lead >= 0xFE) return {1, U'\uFFFD', false, false};
  const bool cut = length == bytes.size() && length < announced;  // by the end of the document
  if (length == 1 && !cut) return {1, text::without_c1(lead), false, true};
  if (length == announced && text::is_valid_utf8(bytes.substr(0, length))) {
    return {length, 0, true, false};
  }
  if (const char32_t pair = surrogate_pair(bytes); pair != 0) return {6, pair, false, false};
  return {length, U'\uFFFD', false, false};
}

void read_windows_1252(std::string_view bytes, std::string& text) {
  const std::size_t most = most_grown(bytes.size());
  for (std::size_t i = 0; i < bytes.size() && text.size() <= most; ++i) {
    text::append_utf8(text, text::without_c1(static_cast<unsigned char>(bytes[i])));
  }
}

}  // namespace

Mixed read_mixed(std::string_view bytes) {
  Mixed mixed;
  mixed.text.reserve(bytes.size() + bytes.size() / 8);
  const std::size_t most = most_grown(bytes.size());
  std::size_t good = 0, alone = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    if (byte_at(bytes, i) < 0x80) {
      if (mixed.text.size() <= most) mixed.text += bytes[i];
      ++i;
      continue;
    }
    const Piece piece = next_piece(bytes.substr(i));
    if (mixed.text.size() > most) {
      // Only counted.
    } else if (piece.code == 0) {
      mixed.text += bytes.substr(i, piece.length);
    } else {
      text::append_utf8(mixed.text, piece.code);
    }
    good += piece.good ? 1 : 0;
    alone += piece.alone ? 1 : 0;
    i += piece.length;
  }
  mixed.is_utf8 = alone <= kChance * good;
  if (!mixed.is_utf8) {
    mixed.text.clear();
    read_windows_1252(bytes, mixed.text);
  }
  mixed.cut = mixed.text.size() > most;
  cut_to(most, mixed.text);
  return mixed;
}

}  // namespace newswatch::parse
