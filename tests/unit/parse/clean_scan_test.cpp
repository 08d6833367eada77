// What may go to the XML parser as it is.
#include "parse/clean_scan.h"

#include <gtest/gtest.h>

#include <string>

#include "parse/markup_size.h"

namespace newswatch::parse {
namespace {

std::string many(std::string_view piece, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

std::string nested(std::size_t depth) { return many("<b>", depth) + many("</b>", depth); }

TEST(CleanScan, TakesElementsUpToTheDepthThatIsRead) {
  EXPECT_TRUE(is_clean(nested(256)));
  EXPECT_FALSE(is_clean(nested(257)));
  EXPECT_TRUE(is_clean("<a>" + many("<b>x</b><c/><!-- <d> --><?e <f> ?>", 1'000) + "</a>"));
}

// 400,000 nodes are the most.
TEST(CleanScan, CountsElementsAttributesSectionsAndTexts) {
  EXPECT_TRUE(fits_parser("<a>" + many("<b/>", 399'999) + "</a>"));
  EXPECT_FALSE(fits_parser("<a>" + many("<b/>", 400'000) + "</a>"));
  EXPECT_FALSE(fits_parser("<a>" + many("<b/>x", 200'000) + "</a>"));
  EXPECT_TRUE(fits_parser("<a>" + many("<b/> ", 200'000) + "</a>"));
  EXPECT_FALSE(fits_parser("<xhtml>" + many("<b/> ", 200'000) + "</xhtml>"));
  EXPECT_FALSE(fits_parser("<a " + many("b=\"\" ", 200'000) + many("c='' ", 200'000) + "/>"));
  EXPECT_FALSE(fits_parser("<a>" + many("<![CDATA[<b>]]>", 400'000) + "</a>"));
}

// What only looks like the start of a section hides no elements from the count.
TEST(CleanScan, CountsWhatStandsBehindSectionsThatAreNone) {
  EXPECT_FALSE(fits_parser("<a b='<![CDATA['>" + many("<c/>", 400'000) + "]]></a>"));
  EXPECT_FALSE(fits_parser("<a><!-- <![CDATA[ -->" + many("<c/>", 400'000) + "]]></a>"));
  EXPECT_FALSE(fits_parser("<a b='<!-- '>" + many("<c/>", 400'000) + "--></a>"));
  EXPECT_FALSE(fits_parser("<!DOCTYPE a [<!-- ]>" + many("<c/>", 10) + "-->"));
}

}  // namespace
}  // namespace newswatch::parse
