// RFC 7303 section 3 and XML 1.0 appendix F: which encoding a document is in.
#include <gtest/gtest.h>

#include <string>

#include "parse/encoding_label.h"
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

// WHATWG encoding labels; ICU's names beyond them.
TEST(Encoding, KnowsTheLabelsOfTheWeb) {
  EXPECT_EQ(converter_of("unicode11utf8"), "utf-8");
  for (const std::string label : {"iso8859-1", "iso_8859-1:1987", "l1", "latin1", "us-ascii",
                                  "ansi_x3.4-1968", "cp819", "x-cp1252", "windows-1252"}) {
    EXPECT_EQ(converter_of(label), "windows-1252") << label;
  }
  for (const std::string label : {"gb2312", "gb_2312-80", "chinese", "gbk", "x-gbk", "cp936"}) {
    EXPECT_EQ(converter_of(label), "gb18030") << label;
  }
  for (const std::string label : {"shift_jis", "sjis", "ms_kanji", "windows-31j", "x-sjis"}) {
    EXPECT_EQ(converter_of(label), "windows-31j") << label;
  }
  for (const std::string label : {"euc-kr", "ks_c_5601-1987", "korean", "windows-949"}) {
    EXPECT_EQ(converter_of(label), "windows-949") << label;
  }
  for (const std::string label : {"latin5", "iso-8859-9", "tis-620", "koi", "visual", "cn-big5"}) {
    EXPECT_NE(converter_of(label), "") << label;
  }
  for (const std::string label :
       {"", "none-such", "utf-16", "utf-32le", "iso-10646-ucs-2", "utf-7", "unicode-1-1-utf-7",
        "scsu", "cesu-8", "utf-8foo", "windows\xFF-1252", "ibm-37,swaplfnl"}) {
    EXPECT_EQ(converter_of(label), "") << label;
  }
}

TEST(Encoding, ReadsTheDeclarationHoweverItIsWritten) {
  const std::string body =
      "<rss version='2.0'><channel><title>\xCF\xF0\xE8</title></channel></rss>";
  for (const std::string declared :
       {"<?xml version='1.0' encoding='windows-1251'?>", "<?xml encoding = \"CP1251\" ?>",
        "<?xml version=1.0 encoding=Windows-1251?>", "<?xml version='1.0' encoding='x-cp1251'>",
        "\n\n<?xml version='1.0' encoding='windows-1251' standalone='no'?>",
        "<b>Warning</b>: x<br/>\n<?xml version='1.0' encoding='windows-1251'?>"}) {
    EXPECT_EQ(title(declared + body), "При") << declared;
  }
  for (const std::string type :
       {"text/xml;charset=windows-1251", "text/xml; charset='windows-1251'; x=y",
        "application/rss+xml; CHARSET =\"Windows-1251\"",
        "text/xml; charset=windows-1251, text/xml", "text/xml; charset; charset=cp1251"}) {
    EXPECT_EQ(title(body, type), "При") << type;
  }
}

TEST(Encoding, UsAsciiIsNotTakenSeriously) {
  EXPECT_EQ(title(with_title("é"), "text/xml; charset=us-ascii"), "é");
  EXPECT_EQ(title(with_title("é"), "text/xml"), "é");
}

TEST(Encoding, Utf7IsNotRead) {
  EXPECT_EQ(title(with_title("+AGE-", "utf-7")), "+AGE-");
  EXPECT_NE(refusal("+ADw-rss+AD4-"), "accepted");
}

TEST(Encoding, FindsUtf8UnderAnEncodingOfSeveralBytes) {
  const auto document = parsed(with_title("中文新闻标题", "gb2312"));
  EXPECT_EQ(document.feed.title, "中文新闻标题");
  EXPECT_EQ(document.encoding, "utf-8");
  EXPECT_EQ(document.warnings.size(), 1U);
}

TEST(Encoding, NoDeclarationChangesWhatUtf8Says) {
  for (const std::string declared :
       {"shift_jis", "euc-jp", "gb2312", "gb18030", "big5", "euc-kr", "iso-2022-jp", "koi8-r",
        "windows-1251", "iso-8859-1", "utf-16", "utf-7", "us-ascii", "none-such", "cp037"}) {
    EXPECT_EQ(title(with_title("it’s", declared)), "it’s") << declared;
    EXPECT_EQ(title(with_title("été", "iso-2022-jp")), "été");
    EXPECT_EQ(title(with_title("中", "utf-8"), "text/xml; charset=" + declared), "中") << declared;
  }
}

TEST(Encoding, AFewPairsOfBytesAreWhatTheyAreDeclaredAs) {
  EXPECT_EQ(title(with_title("\xC1\xAA\xCD\xA8", "gb2312")), "联通");  // also valid UTF-8
}

TEST(Encoding, TheDeclarationThatFitsWins) {
  const auto document =
      parsed(with_title("\x93\xFA\x96\x7B\x8C\xEA", "shift_jis"), "text/xml; charset=euc-jp");
  EXPECT_EQ(document.feed.title, "日本語");
  EXPECT_EQ(document.warnings.size(), 1U);
}

TEST(Encoding, AMarkOfAnotherWidthIsOverruled) {
  EXPECT_EQ(title("\xFF\xFE" + with_title("é")), "é");
  EXPECT_EQ(title("\xEF\xBB\xBF" + utf16(with_title("t", "utf-16"), false)), "t");
  EXPECT_EQ(title("\xEF\xBB\xBF\xEF\xBB\xBF" + with_title("é")), "é");
}

TEST(Encoding, SeesUtf16BehindWhiteSpace) {
  EXPECT_EQ(title(utf16("\n" + with_title("t", "utf-8"), true)), "t");
}

TEST(Encoding, ReadsEbcdic) {
  const std::string text =  // <?xml?><feed/> in cp037, with a title "a"
      "\x4C\x6F\xA7\x94\x93\x6F\x6E\x4C\x99\xA2\xA2\x6E\x4C\x83\x88\x81\x95\x95\x85\x93\x6E"
      "\x4C\xA3\x89\xA3\x93\x85\x6E\x81\x4C\x61\xA3\x89\xA3\x93\x85\x6E"
      "\x4C\x61\x83\x88\x81\x95\x95\x85\x93\x6E\x4C\x61\x99\xA2\xA2\x6E";
  EXPECT_EQ(title(text), "a");
}

// Unicode 3.9: what is no UTF-8.
TEST(Encoding, OneBadSequenceCostsOneCharacter) {
  EXPECT_EQ(title(with_title("été \xE2\x80 x", "utf-8")), "été \xEF\xBF\xBD x");  // cut
  EXPECT_EQ(title(with_title("été \xC0\xBC x", "utf-8")), "été \xEF\xBF\xBD x");  // overlong
  EXPECT_EQ(title(with_title("été \xED\xA0\x80 x", "utf-8")), "été \xEF\xBF\xBD x");
  EXPECT_EQ(title(with_title("\xED\xA0\xBD\xED\xB8\x80", "utf-8")), "😀");  // CESU-8
  EXPECT_EQ(title(with_title("a \xFF b", "utf-8")), "a \xEF\xBF\xBD b");
  EXPECT_EQ(parsed(with_title("\xE2\x80 x", "utf-8")).encoding, "utf-8");
  EXPECT_EQ(parsed(with_title("\xE2\x80 x", "utf-8")).warnings.size(), 1U);
}

TEST(Encoding, ADocumentMayEndInsideACharacter) {
  EXPECT_EQ(parsed("<rss version='2.0'><channel><title>t</title><item><title>caf\xC3").encoding,
            "utf-8");
}

TEST(Encoding, IgnoresNamesThatMeanNothing) {
  EXPECT_EQ(title(with_title("é", "none-such"), "text/xml; charset=binary"), "é");
}

TEST(Encoding, ANameThatNobodyKnowsLeavesAWarning) {
  for (const char* name : {"klingon-8", "utf-16", "utf8mb4"}) {
    const auto document = parsed(with_title("a", name));
    EXPECT_EQ(document.feed.title, "a") << name;
    EXPECT_EQ(document.warnings.size(), 1U) << name;
  }
  const auto document = parsed(with_title("a"), "text/xml; charset=x-unheard-of");
  EXPECT_EQ(
      document.warnings,
      std::vector<std::string>{"not known as an encoding, or not that of the bytes: x-unheard-of"});
  EXPECT_TRUE(parsed(with_title("a"), "text/xml; charset=").warnings.empty());
}

}  // namespace
}  // namespace newswatch::parse
