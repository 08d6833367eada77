// RFC 7303 section 3 and XML 1.0 appendix F: which encoding a document is in.
#include <gtest/gtest.h>

#include <string>

#include "unit/parse/feed_text.h"

namespace newswatch::parse {
namespace {

using namespace std::string_literals;

std::string with_title(const std::string& title, const std::string& prolog = {}) {
  const std::string declaration =
      prolog.empty() ? "" : "<?xml version='1.0' encoding='" + prolog + "'?>";
  return declaration + "<rss version='2.0'><channel><title>" + title + "</title></channel></rss>";
}

std::string title(const std::string& document, std::string_view content_type = {}) {
  return parsed(document, content_type).feed.title;
}

std::string encoding(const std::string& document, std::string_view content_type = {}) {
  return parsed(document, content_type).encoding;
}

std::string utf16(const std::string& ascii, bool big_endian) {
  std::string out;
  for (const char c : ascii) {
    if (big_endian) out += '\0';
    out += c;
    if (!big_endian) out += '\0';
  }
  return out;
}

TEST(Encoding, ObeysTheProlog) {
  EXPECT_EQ(title(with_title("\xCF\xF0\xE8", "windows-1251")), "При");
  EXPECT_EQ(encoding(with_title("\xCF\xF0\xE8", "windows-1251")), "windows-1251");
  EXPECT_EQ(title(with_title("\xC6\xFC\xCB\xDC\xB8\xEC", "EUC-JP")), "日本語");
}

TEST(Encoding, HttpWinsOverTheProlog) {
  EXPECT_EQ(
      title(with_title("\xCF\xF0\xE8", "iso-8859-1"), "text/xml ; Charset = \"WINDOWS-1251\""),
      "При");
}

TEST(Encoding, ReadsLatin1AsWindows1252) {
  EXPECT_EQ(title(with_title("L\x92\xE9t\xE9 10 \x80", "iso-8859-1")), "L’été 10 €");
}

TEST(Encoding, FindsUtf8UnderAnotherDeclaration) {
  const auto document = parsed(with_title("été", "iso-8859-1"));
  EXPECT_EQ(document.feed.title, "été");
  EXPECT_EQ(document.encoding, "utf-8");
  EXPECT_EQ(document.warnings.size(), 1U);
}

TEST(Encoding, FindsWindows1252UnderUtf8) {
  const auto document = parsed(with_title("L\x92\xE9t\xE9", "utf-8"));
  EXPECT_EQ(document.feed.title, "L’été");
  EXPECT_EQ(document.encoding, "windows-1252");
  EXPECT_EQ(document.warnings.size(), 1U);
}

TEST(Encoding, ALieInTheHeaderLeavesTheProlog) {
  EXPECT_EQ(title(with_title("\xCF\xF0\xE8", "windows-1251"), "text/xml; charset=utf-8"), "При");
}

TEST(Encoding, AFewBadBytesDoNotMakeUtf8AnotherEncoding) {
  EXPECT_EQ(title(with_title("été à la café \x92", "utf-8")), "été à la café ’");
}

TEST(Encoding, AByteOrderMarkWinsOverAll) {
  EXPECT_EQ(title("\xEF\xBB\xBF" + with_title("é", "iso-8859-1"), "text/xml; charset=koi8-r"), "é");
  EXPECT_EQ(title("\xFF\xFE"s + utf16(with_title("t", "utf-8"), false), "text/xml;charset=utf-8"),
            "t");
}

TEST(Encoding, SeesUtf16And32WithoutAMark) {
  EXPECT_EQ(encoding(utf16(with_title("t", "utf-16"), false)), "utf-16le");
  EXPECT_EQ(encoding(utf16(with_title("t", "utf-16"), true)), "utf-16be");
  EXPECT_EQ(title(utf16(with_title("t", "utf-16"), true)), "t");
}

TEST(Encoding, IgnoresAPrologOfUtf16OverBytes) { EXPECT_EQ(title(with_title("é", "utf-16")), "é"); }

TEST(Encoding, IgnoresNamesThatMeanNothing) {
  EXPECT_EQ(title(with_title("é", "none-such"), "text/xml; charset=binary"), "é");
}

}  // namespace
}  // namespace newswatch::parse
