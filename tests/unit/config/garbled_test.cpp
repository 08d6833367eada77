// A config that an editor, a disk or a hand has spoiled: it is refused with its place, and the
// process goes on. Beside it, tests/fuzz/config_fuzz.cpp.
#include <gtest/gtest.h>

#include <string>

#include "config/default_config.h"
#include "config/load_settings.h"
#include "notify/sinks.h"
#include "text/escape.h"

namespace newswatch::config {
namespace {

std::string problems(std::string_view toml) {
  const auto settings = parse_settings(toml, "f.toml", notify::sink_table(), "/etc/newswatch",
                                       NamedFiles::kLeave, Feeds::kOptional);
  return settings ? "no problem" : to_string(settings.error());
}

std::string times(std::string_view piece, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

TEST(GarbledConfig, NamesControlCharactersWithTheirPlace) {
  using namespace std::string_literals;
  const std::string fix = "; write \\uXXXX where a string needs it\n";
  EXPECT_EQ(problems("# a\n# b \x01\n"),
            "f.toml:2:5: not TOML: the control character U+0001" + fix);
  EXPECT_EQ(problems("[fetch]\ninterval = \"\xc3\xa4\x7f\"\n"),
            "f.toml:2:14: not TOML: the control character U+007F" + fix);
  EXPECT_EQ(problems("a\0b = 1"s), "f.toml:1:2: not TOML: the control character U+0000" + fix);
}

TEST(GarbledConfig, NamesOddBytesAndLineEndsWithTheirPlace) {
  EXPECT_EQ(problems("# a\r# b\n"),
            "f.toml:1:4: not TOML: a carriage return without a line feed; write lines that end in "
            "a line feed\n");
  EXPECT_EQ(problems("\xff\xfe["),
            "f.toml:1:1: not TOML: the byte 0xFF is not UTF-8; write the file in UTF-8\n");
  EXPECT_EQ(problems("# \xc3\n"),
            "f.toml:1:3: not TOML: the byte 0xC3 is not UTF-8; write the file in UTF-8\n");
  EXPECT_EQ(problems("# a\n\xef\xbb\xbf# b\n"),
            "f.toml:2:1: not TOML: a byte order mark inside the file; write the file without it\n");
  EXPECT_EQ(problems("# a\xe2\x80\xa8 b\n"),
            "f.toml:1:4: not TOML: a line end of another script; write lines that end in a line "
            "feed\n");
  EXPECT_EQ(problems("\xef\xbb\xbf[fetch]\r\ninterval = \"10m\"\r\n"), "no problem");
}

// toml++ takes for granted that a key begins behind a bracket.
TEST(GarbledConfig, NamesWhereAnAssertionOfTheParserBreaks) {
  EXPECT_EQ(problems("[daemon]\n[.a]\n"), "f.toml:2:2: not TOML from here on\n");
  EXPECT_EQ(problems("[[=]]"), "f.toml:1:3: not TOML from here on\n");
}

TEST(GarbledConfig, BoundsNestingWhereverItHides) {
  for (const std::string& toml : {"a = " + times("[", 100'000), "a = " + times("{a=", 100'000),
                                  times("a.", 100'000) + "b=1", "[" + times("a.", 100'000) + "b]",
                                  "x = [\"\"\"\n'\"\"\", {" + times("a.", 100'000) + "b=1}]",
                                  "x = '''\n\"''' # \"\ny = {" + times("'a'.", 100'000) + "b=1}"}) {
    EXPECT_TRUE(problems(toml).ends_with("nested too deeply; write flat tables\n"))
        << problems(toml).substr(0, 300);
  }
  EXPECT_EQ(problems("[daemon] # " + times("[.", 1'000) + "\n"), "no problem");
}

// However it is cut or changed, a file is read, or refused in words that are safe to print.
TEST(GarbledConfig, ReadsOrRefusesTheDefaultHoweverItIsSpoiled) {
  const std::string whole(kDefaultToml);
  const auto check = [](const std::string& toml) {
    std::string lines = problems(toml);
    std::erase(lines, '\n');
    EXPECT_EQ(text::printable(lines), lines);
  };
  for (std::size_t at = 0; at < whole.size(); at += 97) {
    check(whole.substr(0, at));
    check(whole.substr(at));
    std::string changed = whole;
    changed[at] = static_cast<char>(at * 31);
    check(changed);
    changed = whole;
    changed.insert(at, 1, "[]{}\"'.=#\n\\\x01"[at % 12]);
    check(changed);
  }
}

}  // namespace
}  // namespace newswatch::config
