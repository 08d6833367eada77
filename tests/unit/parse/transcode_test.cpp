// Against ICU's conversion of the whole text at once, on bytes of every kind.
#include "parse/transcode.h"

#include <gtest/gtest.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "parse/quick_decode.h"
#include "text/escape.h"

namespace newswatch::parse {
namespace {

// The slow way; ICU writes U+001A for what it cannot read in some encodings, U+FFFD in others.
std::string by_icu(const std::string& bytes, const std::string& converter) {
  const icu::UnicodeString unicode(bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                   converter.c_str());
  std::string utf8, out;
  unicode.toUTF8String(utf8);
  for (const char c : utf8) out += c == '\x1A' ? std::string("\uFFFD") : std::string(1, c);
  return out;
}

class AsIcu : public testing::TestWithParam<const char*> {};

TEST_P(AsIcu, ReadsRandomBytes) {
  std::mt19937 random(11);
  const auto up_to = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    for (int i = up_to(60); i > 0; --i) {
      // ASCII in runs, high bytes in pairs, anything else.
      const int kind = up_to(9);
      if (kind < 4) {
        bytes += "plain text here";
      } else if (kind < 8) {
        bytes += static_cast<char>(0x81 + up_to(0x7D));
        const int trail = 0x40 + up_to(0xBE);
        bytes += static_cast<char>(trail == 0x7F ? 0x80 : trail);  // DEL is U+001A to IBM
      } else {
        bytes += static_cast<char>(0x80 + up_to(0x7F));
      }
    }
    bytes.resize(bytes.size() / 4 * 4);  // half a unit at the end is one bad character or two
    std::size_t bad = 0;
    bool cut = false;
    const auto text = transcode(bytes, GetParam(), bad, cut);
    ASSERT_TRUE(text);
    ASSERT_TRUE(*text == by_icu(bytes, GetParam())) << round;
    ASSERT_TRUE(text::is_valid_utf8(*text));
    ASSERT_EQ(bad == 0, text->find("\uFFFD") == std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(Transcode, AsIcu,
                         testing::Values("windows-1252", "windows-1251", "windows-1255",
                                         "iso-8859-15", "iso-8859-6", "koi8-r", "windows-874",
                                         "windows-31j", "euc-jp", "gb18030", "big5", "windows-949",
                                         "big5-hkscs", "utf-16le", "utf-16be", "utf-32le"));

// Surrogate pairs at every place of the buffers that a long text goes through.
TEST(Transcode, ReadsLongTexts) {
  for (std::size_t before = 0; before < 4; ++before) {
    std::string bytes, expected(before, 'x');
    for (std::size_t i = 0; i < before; ++i) bytes += std::string("x\0", 2);
    for (int i = 0; i < 20'000; ++i) {
      bytes += "\x3D\xD8\xF6\xDC";
      expected += "\U0001F4F6";
    }
    bytes += "\x3D\xD8";  // half a pair
    std::size_t bad = 0;
    bool cut = false;
    EXPECT_EQ(transcode(bytes, "utf-16le", bad, cut), expected + "\uFFFD");
    EXPECT_EQ(bad, 1u);
  }
}

// Pairs of bytes at every place of the buffers, and behind them a character of four bytes.
TEST(Transcode, ReadsPairsAndLongerCharacters) {
  for (std::size_t before = 0; before < 4; ++before) {
    std::string bytes(before, 'x'), expected(before, 'x');
    for (int i = 0; i < 20'000; ++i) {
      bytes += "\xB9\xAB<b>";
      expected += "\u516C<b>";
    }
    bytes += "\x94\x39\xE2\x30\xB9\xAB\xB9";
    expected += "\U0001F4F6\u516C\uFFFD";
    std::size_t bad = 0;
    bool cut = false;
    EXPECT_TRUE(transcode(bytes, "gb18030", bad, cut) == expected) << before;
    EXPECT_EQ(bad, 1u);
  }
}

// Every character that is read without ICU, in random order, in every encoding that ICU has. In
// some, a character may be the beginning of a longer one.
TEST(Transcode, KnowsCharactersAsIcuDoes) {
  std::mt19937 random(5);
  for (std::int32_t i = 0; i < ucnv_countAvailable(); ++i) {
    const std::string encoding = ucnv_getAvailableName(i);
    std::vector<std::string> known;
    std::string utf8;
    const auto is_known = [&](const std::string& bytes) {
      return decode_known(bytes, encoding, 1 << 20, utf8) == bytes.size();
    };
    for (int first = 0; first < 0x100; ++first) {
      known.emplace_back(1, static_cast<char>(first));
      if (is_known(known.back())) continue;
      known.pop_back();
      for (int second = 0; second < 0x100; ++second) {
        std::string pair = {static_cast<char>(first), static_cast<char>(second)};
        if (is_known(pair)) known.push_back(std::move(pair));
      }
    }
    std::string bytes;
    for (int n = 0; n < 20'000 && !known.empty(); ++n) bytes += known[random() % known.size()];
    utf8.clear();
    ASSERT_EQ(decode_known(bytes, encoding, 1 << 20, utf8), bytes.size()) << encoding;
    std::string by_icu;
    icu::UnicodeString(bytes.data(), static_cast<std::int32_t>(bytes.size()), encoding.c_str())
        .toUTF8String(by_icu);
    EXPECT_TRUE(utf8 == by_icu) << encoding;
  }
}

TEST(Transcode, KnowsNoOtherNames) {
  std::size_t bad = 0;
  bool cut = false;
  EXPECT_FALSE(transcode("x", "none-such", bad, cut));
}

}  // namespace
}  // namespace newswatch::parse
