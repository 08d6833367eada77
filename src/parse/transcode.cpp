#include "parse/transcode.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/unistr.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "parse/utf8_writer.h"

namespace newswatch::parse {
namespace {

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

// ICU's own substitute is U+001A for some encodings.
void write_replacement(const void* /*context*/, UConverterToUnicodeArgs* args,
                       const char* /*bytes*/, std::int32_t /*length*/,
                       UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;
  constexpr UChar kReplacement = 0xFFFD;
  *status = U_ZERO_ERROR;
  ucnv_cbToUWriteUChars(args, &kReplacement, 1, 0, status);
}

Converter open_converter(const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &status), &ucnv_close);
  ucnv_setToUCallBack(converter.get(), &write_replacement, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) converter.reset();
  return converter;
}

// `bytes` as one character of the Basic Multilingual Plane; length 0: they are anything else.
Utf8Character only_character(UConverter* converter, std::string_view bytes) {
  std::array<UChar, 8> out{};
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t length = ucnv_toUChars(converter, out.data(), out.size(), bytes.data(),
                                            static_cast<std::int32_t>(bytes.size()), &status);
  const bool one =
      U_SUCCESS(status) && length == 1 && out[0] != 0xFFFD && !U16_IS_SURROGATE(out[0]);
  return one ? Utf8Character(out[0]) : Utf8Character();
}

std::uint64_t eight_bytes(const char* bytes) {
  std::uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof eight);
  return eight;
}

class Table {
 public:
  Table(UConverter* converter, bool pairs) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const char one = static_cast<char>(byte);
      single_[byte] = only_character(converter, {&one, 1});
    }
    if (!pairs) return;
    pairs_.resize(std::size_t{0x80} * 0x100);
    for (unsigned lead = 0x80; lead < 0x100; ++lead) {
      if (single_[lead].length > 0) continue;
      for (unsigned trail = 0x30; trail < 0x100; ++trail) {
        const std::array<char, 2> two = {static_cast<char>(lead), static_cast<char>(trail)};
        pairs_[(lead - 0x80) * 0x100 + trail] = only_character(converter, {two.data(), 2});
      }
    }
  }

  // nullopt: something in it is in no table.
  std::optional<std::string> read(std::string_view bytes) const {
    constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080U;
    Utf8Writer out(bytes.size() + bytes.size() / (pairs_.empty() ? 1 : 2));
    const char* from = bytes.data();
    const char* const end = from + bytes.size();
    while (from != end) {
      char* to = out.room();
      if (end - from >= 8 && (eight_bytes(from) & kHighBits) == 0) {
        std::memcpy(to, from, 8);
        from += 8;
        out.wrote(to + 8);
        continue;
      }
      for (int i = 0; i < 8 && from != end; ++i) {
        const Utf8Character* character = next(from, end);
        if (character->length == 0) return std::nullopt;
        to = character->write(to);
      }
      out.wrote(to);
    }
    return out.take();
  }

 private:
  const Utf8Character* next(const char*& from, const char* end) const {
    const auto byte = static_cast<unsigned char>(*from++);
    if (single_[byte].length > 0 || pairs_.empty() || byte < 0x80 || from == end) {
      return &single_[byte];
    }
    return &pairs_[(byte - 0x80U) * 0x100U + static_cast<unsigned char>(*from++)];
  }

  std::array<Utf8Character, 256> single_{};
  std::vector<Utf8Character> pairs_;
};

// Encodings of one or two bytes without states, in all of which bytes below 0x80 are ASCII.
const Table* double_byte_table(std::string_view converter) {
  const auto make = [](const char* name) {
    const Converter opened = open_converter(name);
    return opened ? std::make_unique<const Table>(opened.get(), true) : nullptr;
  };
  if (converter == "windows-31j") {
    static const auto kTable = make("windows-31j");
    return kTable.get();
  }
  if (converter == "gb18030") {
    static const auto kTable = make("gb18030");
    return kTable.get();
  }
  if (converter == "euc-jp") {
    static const auto kTable = make("euc-jp");
    return kTable.get();
  }
  if (converter == "windows-949") {
    static const auto kTable = make("windows-949");
    return kTable.get();
  }
  if (converter == "big5") {
    static const auto kTable = make("big5");
    return kTable.get();
  }
  return nullptr;
}

template <bool big_endian>
char16_t unit_at(const char* bytes) {
  const auto first = static_cast<unsigned char>(bytes[0]);
  const auto second = static_cast<unsigned char>(bytes[1]);
  return static_cast<char16_t>(big_endian ? first << 8 | second : second << 8 | first);
}

char* write_supplementary(char32_t c, char* to) {
  *to++ = static_cast<char>(0xF0 | c >> 18);
  *to++ = static_cast<char>(0x80 | (c >> 12 & 0x3F));
  *to++ = static_cast<char>(0x80 | (c >> 6 & 0x3F));
  *to++ = static_cast<char>(0x80 | (c & 0x3F));
  return to;
}

template <bool big_endian>
std::string read_utf16(std::string_view bytes, std::size_t& bad) {
  using Mask = std::array<std::uint8_t, 8>;
  constexpr auto kNotAscii = std::bit_cast<std::uint64_t>(
      big_endian ? Mask{0xFF, 0x80, 0xFF, 0x80, 0xFF, 0x80, 0xFF, 0x80}
                 : Mask{0x80, 0xFF, 0x80, 0xFF, 0x80, 0xFF, 0x80, 0xFF});
  const Utf8Character kReplacement(0xFFFD);
  Utf8Writer out(bytes.size() + bytes.size() / 2);
  const char* from = bytes.data();
  const char* const end = from + bytes.size();
  while (end - from >= 2) {
    char* to = out.room();
    if (end - from >= 8 && (eight_bytes(from) & kNotAscii) == 0) {
      for (int i = 0; i < 4; ++i) to[i] = from[2 * i + (big_endian ? 1 : 0)];
      from += 8;
      out.wrote(to + 4);
      continue;
    }
    for (int i = 0; i < 7 && end - from >= 2; ++i) {
      const char16_t c = unit_at<big_endian>(from);
      from += 2;
      if (c < 0x80) {
        *to++ = static_cast<char>(c);
      } else if (!U16_IS_SURROGATE(c)) {
        to = Utf8Character(c).write(to);
      } else if (U16_IS_SURROGATE_LEAD(c) && end - from >= 2 &&
                 U16_IS_TRAIL(unit_at<big_endian>(from))) {
        const char16_t trail = unit_at<big_endian>(from);
        to = write_supplementary(static_cast<char32_t>(U16_GET_SUPPLEMENTARY(c, trail)), to);
        from += 2;
      } else {
        to = kReplacement.write(to);
        ++bad;
      }
    }
    out.wrote(to);
  }
  if (from != end) {
    out.wrote(kReplacement.write(out.room()));
    ++bad;
  }
  return out.take();
}

std::optional<std::string> read_by_icu(std::string_view bytes, UConverter* converter,
                                       std::size_t& bad) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString unicode(bytes.data(), static_cast<std::int32_t>(bytes.size()), converter,
                                   status);
  if (U_FAILURE(status)) return std::nullopt;
  for (std::int32_t i = 0; i < unicode.length(); ++i) bad += unicode.charAt(i) == 0xFFFD ? 1 : 0;
  std::string utf8;
  unicode.toUTF8String(utf8);
  return utf8;
}

}  // namespace

std::optional<std::string> transcode(std::string_view bytes, const std::string& converter,
                                     std::size_t& bad) {
  bad = 0;
  if (converter == "utf-16le") return read_utf16<false>(bytes, bad);
  if (converter == "utf-16be") return read_utf16<true>(bytes, bad);
  if (const Table* table = double_byte_table(converter)) {
    if (auto text = table->read(bytes)) return text;
  }
  const Converter opened = open_converter(converter);
  if (!opened) return std::nullopt;
  if (ucnv_getType(opened.get()) == UCNV_SBCS) {
    if (auto text = Table(opened.get(), false).read(bytes)) return text;
  }
  return read_by_icu(bytes, opened.get(), bad);
}

}  // namespace newswatch::parse
