#include "unit/parse/bombs.h"

#include <fmt/format.h>

#include <cstddef>
#include <vector>

namespace newswatch::parse {
namespace {

constexpr std::size_t kMebibyte = 1u << 20;
std::size_t document_size = kMebibyte;  // bytes of the document that is made
constexpr std::string_view kRssTail = "</channel></rss>";

std::string fill(std::string_view piece, std::size_t size = document_size) {
  std::string text;
  while (text.size() + piece.size() <= size) text += piece;
  return text;
}

// The format has one place for a number.
std::string count(fmt::string_view format, std::size_t size = document_size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) text += fmt::format(fmt::runtime(format), i);
  return text;
}

std::string rss(std::string_view inside, std::string_view before = {}) {
  return fmt::format("{}<rss version=\"2.0\"><channel><title>Bomb</title>{}{}", before, inside,
                     kRssTail);
}

std::string item(std::string_view inside, std::string_view before = {}) {
  return rss(fmt::format("<item><title>One</title>{}</item>", inside), before);
}

std::string description(std::string_view markup) {
  return item(fmt::format("<description>{}</description>", markup));
}

std::string cdata(std::string_view markup) {
  return item(fmt::format("<description><![CDATA[{}]]></description>", markup));
}

std::string atom(std::string_view inside) {
  return fmt::format("<feed xmlns='http://www.w3.org/2005/Atom'><title>Bomb</title>{}</feed>",
                     inside);
}

std::string json(std::string_view inside) {
  return fmt::format(R"({{"version":"https://jsonfeed.org/version/1.1","items":[{}]}})", inside);
}

std::string utf16(std::string_view ascii) {
  std::string bytes = "\xFF\xFE";
  for (const char c : ascii) bytes += {c, '\0'};
  return bytes;
}

std::string utf32(std::string_view ascii) {
  std::string bytes;
  for (const char c : ascii) bytes += {'\0', '\0', '\0', c};
  return bytes;
}

std::string subset(std::string_view declarations) {
  return fmt::format("<!DOCTYPE rss [{}]>", declarations);
}

std::string laughs() {
  std::string declarations = "<!ENTITY a0 \"lol\">";
  for (int i = 1; i < 12; ++i) {
    declarations += fmt::format("<!ENTITY a{} \"{}\">", i, fill(fmt::format("&a{};", i - 1), 50));
  }
  return subset(declarations);
}

// Elements, nested and side by side.
constexpr Bomb kElements[] = {
    {"NestedTags", [] { return fill("<b>"); }, -1},
    {"NestedTagsInADescription", [] { return description(fill("<b>")); }, 1},
    {"NestedAndEnded",
     [] { return description(fill("<b>", document_size / 2) + fill("</b>", document_size / 2)); },
     1},
    {"NestedAndAllEnded",
     [] {
       return description(fill("<i>", document_size / 7 * 3) + fill("</i>", document_size / 7 * 4));
     },
     1},
    {"NestedByOtherNames", [] { return description(count("<a{}>")); }, 1},
    {"NestedItems", [] { return rss(fill("<item>")); }, 10'000},
    {"NestedChannels", [] { return fill("<channel>"); }, 0},
    {"NestedChannelsAllEnded",
     [] {
       return fill("<channel>", document_size / 19 * 9) +
              fill("</channel>", document_size / 19 * 10);
     },
     0},
    {"NestedLists",
     [] {
       return "<Channel xmlns='http://purl.org/net/rss1.1#'>" +
              fill("<items>", document_size / 15 * 7) + fill("</items>", document_size / 15 * 8) +
              "</Channel>";
     },
     0},
    {"NestedEntries", [] { return atom(fill("<entry>")); }, 10'000},
    {"NestedMarkupInAtom",
     [] {
       return atom("<entry><content type='xhtml'>" + fill("<div>", document_size / 11 * 5) +
                   fill("</div>", document_size / 11 * 6) + "</content></entry>");
     },
     1},
    {"EndTagsAlone", [] { return description(fill("</b>")); }, 1},
    {"EndTagsOfOtherCase",
     [] { return rss(count("<a{}>", document_size / 2) + count("</A{}>", document_size / 2)); }, 0},
    {"LongNames",
     [] { return description(fill('<' + std::string(30'000, 'a') + '>') + fill("</b>", 5'000)); },
     1},
    {"EmptyElements", [] { return item(fill("<a/>")); }, 1},
    {"EmptyElementsAndTexts", [] { return description(fill("<a/>x")); }, 0},
    {"EmptyItems", [] { return rss(fill("<item/>")); }, 10'000},
    {"SmallItems", [] { return rss(fill("<item><title>a</title></item>")); }, 10'000},
    {"ItemsWithoutEnd", [] { return rss(fill("<item><title>a")); }, 10'000},
    {"ManyChannels",
     [] { return "<rss>" + fill("<channel><item><title>a</title></item></channel>") + "</rss>"; },
     10'000},
    {"ManyRoots", [] { return fill("<rss><channel><item/></channel></rss>"); }, 1},
    {"ManyDescriptions", [] { return item(fill("<description>a</description>")); }, 1},
};

constexpr Bomb kAttributes[] = {
    {"ManyAttributes", [] { return item("<a " + count("a{}='' ") + "/>"); }, 1},
    {"ManyAttributesOfOneName", [] { return item("<a " + fill("a='' ") + "/>"); }, 1},
    {"ManyAttributesWithoutQuotes", [] { return item("<a " + fill("a=1 ") + "/>"); }, 1},
    {"ManyAttributesOfTheRoot", [] { return "<rss " + count("a{}='' ") + "><channel/></rss>"; }, 0},
    {"ManyNamespacesOfTheRoot",
     [] {
       return "<rss " + count("xmlns:a{}='u' ", document_size / 2) + "><channel>" +
              count("<a{}:b/>", document_size / 2) + "</channel></rss>";
     },
     0},
    {"ManyNamespacesOfAnItem",
     [] {
       return rss("<item " + count("xmlns:a{}='u' ", document_size / 2) + ">" +
                  fill("<b:c/>", document_size / 2) + "</item>");
     },
     1},
    {"ManyNamespacedAttributes",
     [] {
       return rss("<item " + count("xmlns:a{}='u' ", document_size / 2) +
                  count("b:a{}='' ", document_size / 2) + "></item>");
     },
     1},
    {"NestedNamespaces", [] { return description(count("<b xmlns='u{}'>")); }, 1},
    {"NestedNamespacesAllEnded",
     [] {
       return description(fill("<b xmlns='u'>", document_size / 17 * 13) +
                          fill("</b>", document_size / 17 * 4));
     },
     1},
    {"NamespacesOfEachItem",
     [] { return rss(fill("<item xmlns:a='u' xmlns:b='v'><b:c/><a:d/></item>")); }, 10'000},
    {"NestedBases",
     [] {
       return "<rss xml:base='http://a.example/'>" + fill("<channel xml:base='b/'>") +
              "<item><link>c</link></item>";
     },
     0},
    {"ManyBases",
     [] { return rss(fill("<item xml:base='b/'><link xml:base='c/'>d</link></item>")); }, 10'000},
    {"LongAttributes",
     [] { return item("<a " + fill("b=\"" + std::string(200'000, 'x') + "\" ") + "/>"); }, 1},
    {"BaseAndManyAttributes",
     [] {
       return rss("<item " + count("a{}='' ", document_size / 2) +
                  " xml:base='http://a.example/'>" + fill("<b/>", document_size / 2) + "</item>");
     },
     1},
    {"QuotesWithoutEnd", [] { return description(fill("<a b='")); }, 1},
    {"QuotesOfBothKinds", [] { return description(fill("<a b=\"<c d='")); }, 1},
    {"QuotesBeforeTheEnd", [] { return description(fill("<a b=\"x>")); }, 1},
};

constexpr Bomb kEntities[] = {
    {"BillionLaughs", [] { return item("<description>&a11;</description>", laughs()); }, 1},
    {"ManyLaughs", [] { return item("<description>" + fill("&a2;") + "</description>", laughs()); },
     1},
    {"QuadraticBlowup",
     [] {
       return item("<description>" + fill("&a;", document_size / 2) + "</description>",
                   subset("<!ENTITY a '" + std::string(document_size / 2, 'x') + "'>"));
     },
     1},
    {"ManyMiddlingEntities",
     [] {
       return item("<description>" + fill("&a;") + "</description>",
                   subset("<!ENTITY a '" + std::string(256, 'x') + "'>"));
     },
     1},
    {"ExternalEntity",
     [] {
       return item("<description>" + fill("&a;") + "</description>",
                   subset("<!ENTITY a SYSTEM 'file:///etc/passwd'>"));
     },
     1},
    {"ParameterEntities",
     [] {
       return item("<description>&a;</description>", subset("<!ENTITY % p '" + fill("%p;") + "'>"));
     },
     1},
    {"EntityOfItself",
     [] {
       return item("<description>" + fill("&a;") + "</description>", subset("<!ENTITY a '&a;'>"));
     },
     1},
    {"ManyEntities",
     [] { return item("<description>&a1;</description>", subset(count("<!ENTITY a{} 'x'>"))); }, 1},
    {"UnknownEntities", [] { return description(count("&a{};")); }, 1},
    {"ReferencesToNumbers", [] { return description(fill("&#1;&#x110000;&#8217;")); }, 1},
    {"DoctypeWithoutEnd", [] { return fill("<!DOCTYPE x ["); }, -1},
    {"DoctypeOfBrackets", [] { return item("", subset(fill("] "))); }, 1},
};

constexpr Bomb kSections[] = {
    {"SectionsWithoutEnd", [] { return description(fill("<![CDATA[")); }, 0},
    {"SectionsInElements", [] { return description(fill("<x><![CDATA[")); }, 0},
    {"SectionsWithAnEndTag", [] { return description(fill("<![CDATA[</x")); }, 0},
    {"ManySections", [] { return description(fill("<![CDATA[]]>")); }, 1},
    {"ManySectionsAndReferences", [] { return description(fill("<![CDATA[&]]>&amp;")); }, 1},
    {"EndsOfSections", [] { return description(fill("]]>")); }, 1},
    {"CommentsWithoutEnd", [] { return description(fill("<!--")); }, 1},
    {"CommentsOfOneSign", [] { return description(fill("<!-- > ")); }, 1},
    {"ManyComments", [] { return description(fill("<!---->")); }, 1},
    {"InstructionsWithoutEnd", [] { return description(fill("<?")); }, 1},
    {"ManyInstructions", [] { return description(fill("<?a?>")); }, 1},
    {"ManyDeclarations", [] { return fill("<?xml version='1.0'?>"); }, -1},
    {"DeclarationsWithoutEnd", [] { return fill("<?xml "); }, -1},
};

constexpr Bomb kSigns[] = {
    {"LessThan", [] { return fill("<"); }, -1},
    {"LessThanInAnItem", [] { return description(fill("<")); }, 1},
    {"GreaterThan", [] { return description(fill(">")); }, 1},
    {"Ampersands", [] { return description(fill("&")); }, 1},
    {"AmpersandsAndNumberSigns", [] { return description(fill("&#x")); }, 1},
    {"EndSigns", [] { return description(fill("</")); }, 1},
    {"Quotes", [] { return description(fill("\"")); }, 1},
    {"Brackets", [] { return fill("["); }, -1},
    {"Zeros", [] { return std::string(document_size, '\0'); }, -1},
    {"Spaces", [] { return std::string(document_size, ' '); }, -1},
    {"ControlCharacters", [] { return description(fill("\x01\x02")); }, 1},
    {"C1Characters", [] { return description(fill("\xC2\x80")); }, 1},
    {"Windows1252Signs",
     [] { return "<?xml version='1.0' encoding='windows-1252'?>" + description(fill("\x80")); }, 1},
    {"BrokenUtf8", [] { return description(fill("\xE2\x82 \xFF")); }, 1},
    {"LettersOfManyBytes", [] { return description(fill("\u4E2D")); }, 1},
    {"Utf16Tags", [] { return utf16(description(fill("<b>", document_size / 2))); }, 1},
    {"Utf32Tags", [] { return utf32(description(fill("<b>", document_size / 4))); }, 1},
    {"Iso2022Escapes",
     [] {
       return "<?xml version='1.0' encoding='iso-2022-jp'?>" + description(fill("\x1B$B\x1B(B"));
     },
     1},
};

constexpr Bomb kLists[] = {
    {"ManyCategories", [] { return item(count("<category>{}</category>")); }, 1},
    {"ManyAuthors", [] { return item(count("<author>{}</author>")); }, 1},
    {"ManyAuthorsOfAtom",
     [] { return atom("<entry>" + count("<author><name>{}</name></author>") + "</entry>"); }, 1},
    {"ManyEnclosures", [] { return item(count("<enclosure url='http://a.example/{}'/>")); }, 1},
    {"ManyLinks", [] { return atom("<entry>" + count("<link href='http://a/{}'/>") + "</entry>"); },
     1},
    {"ManyKeywords",
     [] {
       return item("<x:keywords xmlns:x='http://search.yahoo.com/mrss/'>" + count("{},") +
                   "</x:keywords>");
     },
     1},
    {"KeywordsOfEachItem",
     [] {
       return "<rss xmlns:m='http://search.yahoo.com/mrss/'><channel>" +
              fill("<item><m:keywords>" + count("{},", 700) + "</m:keywords></item>") +
              std::string(kRssTail);
     },
     1416},
    {"ManyBadDates", [] { return item(count("<pubDate>no date {}</pubDate>")); }, 1},
    {"LongDate", [] { return item("<pubDate>" + fill("1 ") + "</pubDate>"); }, 1},
    {"LongDates",
     [] { return rss(fill("<item><pubDate>" + fill("1 ", 1000) + "</pubDate></item>")); }, 1016},
    {"LinkEscapedManyTimes",
     [] { return item("<link>http://a.example/?a&amp;" + fill("amp;") + "</link>"); }, 1},
    {"LinkOfEscapedSigns",
     [] { return item("<link>http://a.example/?a" + fill("&amp;amp;") + "</link>"); }, 1},
    {"LongLink", [] { return item("<link>http://a.example/" + fill("a b") + "</link>"); }, 1},
    {"LongBase",
     [] {
       return "<rss version='2.0' xml:base='http://a.example/" + fill("a/", document_size / 4) +
              "'><channel><item><description>" + fill("&lt;a href=b>", document_size / 2) +
              "</description></item></channel></rss>";
     },
     1},
    {"MiddlingBase",
     [] {
       return "<rss version='2.0' xml:base='http://a.example/" + fill("a/", 480) +
              "'><channel><item><description>&lt;a " + fill("href=b ") +
              "></description></item></channel></rss>";
     },
     1},
    {"ManyRelativeEnclosures",
     [] {
       const std::string items = fill("<item>" + count("<enclosure url='{}'/>", 2000) + "</item>");
       return "<rss version='2.0' xml:base='http://a.example/" + fill("a/", 480) + "'><channel>" +
              items + "</channel></rss>";
     },
     519},
    {"Base64OfAtom",
     [] {
       return atom("<entry><content type='application/pdf'>" + fill("QUJD") + "</content></entry>");
     },
     1},
    {"ManySkippedHours",
     [] { return rss("<skipHours>" + count("<hour>{}</hour>") + "</skipHours>"); }, 0},
};

constexpr Bomb kMarkup[] = {
    {"XhtmlOfSigns",
     [] { return atom("<entry><content type='xhtml'><p/>" + fill(">") + "</content></entry>"); },
     1},
    {"XhtmlOfQuotes",
     [] {
       return atom("<entry><content type='xhtml'><p a='" + fill("\"") + "'/></content></entry>");
     },
     1},
    {"HtmlNested", [] { return cdata(fill("<div>")); }, 1},
    {"HtmlNestedInTheTitle",
     [] { return rss("<item><title>" + fill("&lt;b>") + "</title></item>"); }, 1},
    {"HtmlAttributesWithoutEnd", [] { return cdata(fill("<a href=\"")); }, 1},
    {"HtmlCommentsWithoutEnd", [] { return cdata(fill("<!--")); }, 1},
    {"HtmlScriptsWithoutEnd", [] { return cdata(fill("<script>")); }, 1},
    {"HtmlLessThan", [] { return cdata(fill("<")); }, 1},
    {"HtmlAmpersands", [] { return cdata(fill("&")); }, 1},
    {"HtmlTitleOfScripts",
     [] { return rss("<item><title><![CDATA[" + fill("<script><style>") + "]]></title></item>"); },
     1},
    {"HtmlRelativeLinks", [] { return cdata(fill("<a href=b>")); }, 1},
    {"HtmlPage", [] { return "<html><title>" + fill("<title>"); }, -1},
};

constexpr Bomb kJson[] = {
    {"JsonNestedLists", [] { return json(fill("[")); }, -1},
    {"JsonNestedListsEnded",
     [] { return json(fill("[", document_size / 2) + fill("]", document_size / 2)); }, -1},
    {"JsonNestedObjects", [] { return json(fill("{\"\":")); }, -1},
    {"JsonManyLists", [] { return json(fill("[],") + "0"); }, 0},
    {"JsonManyObjects", [] { return json(fill("{},") + "0"); }, 10'000},
    {"JsonManyNumbers", [] { return json(fill("0,") + "0"); }, 0},
    {"JsonManyNames", [] { return json("{" + count("\"{}\":0,") + "\"\":0}"); }, 1},
    {"JsonManyAuthors",
     [] { return json(R"({"authors":[)" + count(R"({{"name":"{}"}},)") + "0]}"); }, 1},
    {"JsonManyAttachments",
     [] { return json(R"({"attachments":[)" + count(R"({{"url":"http://a/{}"}},)") + "0]}"); }, 1},
    {"JsonLongNumber", [] { return json(fill("9")); }, -1},
    {"JsonEscapes", [] { return json(R"({"title":")" + fill(R"(\u0000)") + "\"}"); }, 1},
    {"JsonString", [] { return json("\"" + fill("\\\"")); }, -1},
};

}  // namespace

std::span<const Bomb> bombs() {
  static const std::vector<Bomb> all = [] {
    std::vector<Bomb> list;
    for (const std::span<const Bomb> kind :
         {std::span<const Bomb>(kElements), std::span<const Bomb>(kAttributes),
          std::span<const Bomb>(kEntities), std::span<const Bomb>(kSections),
          std::span<const Bomb>(kSigns), std::span<const Bomb>(kLists),
          std::span<const Bomb>(kMarkup), std::span<const Bomb>(kJson)}) {
      list.insert(list.end(), kind.begin(), kind.end());
    }
    return list;
  }();
  return all;
}

std::string make(const Bomb& bomb, std::size_t bytes) {
  document_size = bytes;
  std::string document = bomb.make();
  document_size = kMebibyte;
  return document;
}

}  // namespace newswatch::parse
