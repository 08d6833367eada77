// WHATWG HTML 13.2.5.72 and following (character references), 13.5 (their names).
#include "text/html_entities.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "text/ascii.h"
#include "text/html_names.h"
#include "text/plain_text.h"

namespace newswatch::text {
namespace {

std::string character(std::string_view reference) {
  const CharacterReference found = character_reference(reference);
  std::string out;
  if (found.length > 0) append_reference(out, found);
  return out + std::string(reference.substr(found.length));
}

TEST(HtmlEntities, AreThoseOfTheStandard) {
  std::size_t names = 0, old = 0;
  for (const std::string_view entry : split(kHtmlNames, " \n")) {
    ++names;
    const std::size_t sign = entry.find_first_of("=~");
    old += entry[sign] == '~' ? 1 : 0;
    const std::string written = "&" + std::string(entry.substr(0, sign));
    const CharacterReference found = character_reference(written + ";");
    EXPECT_EQ(found.length, written.size() + 1) << written;
    EXPECT_EQ(character_reference(written).length, 0u) << written;
    const auto bare = lenient_reference(written, ReferencePlace::kAttribute);
    EXPECT_EQ(bare.length, entry[sign] == '~' ? written.size() : 0u) << written;
  }
  EXPECT_EQ(names, 2125u);
  EXPECT_EQ(names + old, 2231u);
}

TEST(HtmlEntities, HaveOneOrTwoCharacters) {
  EXPECT_EQ(character("&Lstrok;&"), "Ł&");
  EXPECT_EQ(character("&zcaron;"), "ž");
  EXPECT_EQ(character("&comma;"), ",");
  EXPECT_EQ(character("&CounterClockwiseContourIntegral;"), "∳");
  EXPECT_EQ(character("&NotEqualTilde;"), "\u2242\u0338");
  EXPECT_EQ(character("&fjlig;"), "fj");
  EXPECT_EQ(character("&Afr;"), "\U0001D504");
  EXPECT_EQ(character("&lang;"), "\u27E8");
  for (const char* none : {"&;", "&x;", "&zzzz;", "&~;", "&AElig=;", "& amp;", "&amp", "", "&"}) {
    EXPECT_EQ(character(none), none);
  }
}

TEST(HtmlEntities, JoinSurrogates) {
  EXPECT_EQ(character("&#55357;&#56832;!"), "\U0001F600!");
  EXPECT_EQ(character("&#xD83D;&#xDE00;"), "\U0001F600");
  EXPECT_EQ(character("&#55357;&#65;"), "\uFFFD&#65;");
  EXPECT_EQ(character("&#55357;"), "\uFFFD");
  EXPECT_EQ(character("&#56832;&#55357;"), "\uFFFD&#55357;");
  EXPECT_EQ(plain_text("a&#55357;&#56832;b"), "a\U0001F600b");
}

TEST(HtmlEntities, NeedNoEndWhereNoWordAndNoUrlIsHit) {
  EXPECT_EQ(plain_text("Caf&eacute closes, it&#8217s &copy 2026 &lt x"),
            "Café closes, it’s © 2026 < x");
  EXPECT_EQ(plain_text("M&uumlnchen, caf&eacutes, Stra&szlige"), "München, cafés, Straße");
  for (const char* text : {"News&notes", "Law&order", "a?a=1&copy=2&region=3", "Q&A", "&comma x",
                           "&#", "&#x", "&#;", "&#9 x", "AT&T", "&notin x"}) {
    EXPECT_EQ(plain_text(text), text);
  }
}

TEST(HtmlEntities, LeaveUrlsInAttributesWhole) {
  EXPECT_EQ(with_references_decoded("/?a=1&copy=2&eacutex=3&reg&amp;b&lt;&sect=x"),
            "/?a=1&copy=2&eacutex=3®&b<&sect=x");
}

}  // namespace
}  // namespace newswatch::text
