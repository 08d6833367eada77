// What may go to the XML parser as it is.
#include "parse/clean_scan.h"

#include <gtest/gtest.h>

#include <string>

#include "parse/markup_size.h"

namespace newswatch::parse {
namespace {

std::string times(std::string_view piece, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

std::string nested(std::size_t depth) { return times("<b>", depth) + times("</b>", depth); }

TEST(CleanScan, TakesElementsUpToTheDepthThatIsRead) {
  EXPECT_TRUE(is_clean(nested(256)));
  EXPECT_FALSE(is_clean(nested(257)));
  EXPECT_TRUE(is_clean("<a>" + times("<b>x</b><c/><!-- <d> --><?e <f> ?>", 1'000) + "</a>"));
}

// 400,000 nodes are the most.
TEST(CleanScan, CountsElementsAttributesSectionsAndTexts) {
  EXPECT_TRUE(fits_parser("<a>" + times("<b/>", 399'999) + "</a>"));
  EXPECT_FALSE(fits_parser("<a>" + times("<b/>", 400'000) + "</a>"));
  EXPECT_FALSE(fits_parser("<a>" + times("<b/>x", 200'000) + "</a>"));
  EXPECT_TRUE(fits_parser("<a>" + times("<b/> ", 200'000) + "</a>"));
  EXPECT_FALSE(fits_parser("<xhtml>" + times("<b/> ", 200'000) + "</xhtml>"));
  EXPECT_FALSE(fits_parser("<a " + times("b=\"\" ", 200'000) + times("c='' ", 200'000) + "/>"));
  EXPECT_FALSE(fits_parser("<a>" + times("<![CDATA[<b>]]>", 400'000) + "</a>"));
}

// What only looks like the start of a section hides no elements from the count.
TEST(CleanScan, CountsWhatStandsBehindSectionsThatAreNone) {
  EXPECT_FALSE(fits_parser("<a b='<![CDATA['>" + times("<c/>", 400'000) + "]]></a>"));
  EXPECT_FALSE(fits_parser("<a><!-- <![CDATA[ -->" + times("<c/>", 400'000) + "]]></a>"));
  EXPECT_FALSE(fits_parser("<a b='<!-- '>" + times("<c/>", 400'000) + "--></a>"));
  EXPECT_FALSE(fits_parser("<!DOCTYPE a [<!-- ]>" + times("<c/>", 10) + "-->"));
}

}  // namespace
}  // namespace newswatch::parse
