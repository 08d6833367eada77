// News written in every format, spelling and encoding is read back as it was.
#include "parse/parse.h"
#include "text/plain_text.h"
#include "unit/parse/feed_writer.h"
#include "unit/parse/news_text.h"
#include "unit/parse/property.h"

namespace newswatch::parse {
namespace {

using model::FeedFormat;

rc::Gen<std::uint64_t> any_seed() { return rc::gen::noShrink(rc::gen::arbitrary<std::uint64_t>()); }

model::FeedDocument read_back(const std::string& bytes, const std::string& content_type,
                              const std::string& url) {
  auto result = parse({bytes, content_type, url});
  if (!result) RC_FAIL(result.error().context);
  return *std::move(result);
}

void expect_round_trip(FeedFormat format) {
  expect_always(300, [format] {
    const News news = kept_by(format, *any_news());
    WritingEncoding encoding(
        WritingEncoding::all()[any_of<std::size_t>(0, WritingEncoding::all().size())]);
    Spelling spelling(*any_seed(), encoding);
    const Written written = write_feed(format, news, spelling);
    const std::string content_type = spelling.content_type(written.media_type);
    RC_LOG() << encoding.form().label << " as " << content_type << "\n" << written.text << "\n";
    const auto document = read_back(encoding.encode(written.text), content_type, written.url);
    RC_ASSERT(described(document) == described(news));
    RC_ASSERT(document.format == format);
    RC_ASSERT(document.complete);
    RC_ASSERT(document.warnings == std::vector<std::string>());
    RC_ASSERT(document.encoding == (encoding.form().read_as));
  });
}

TEST(RoundTrip, Rss20) { expect_round_trip(FeedFormat::kRss20); }
TEST(RoundTrip, Rss10) { expect_round_trip(FeedFormat::kRss10); }
TEST(RoundTrip, Rss091) { expect_round_trip(FeedFormat::kRss09x); }
TEST(RoundTrip, Atom10) { expect_round_trip(FeedFormat::kAtom10); }
TEST(RoundTrip, Atom03) { expect_round_trip(FeedFormat::kAtom03); }
TEST(RoundTrip, JsonFeed) { expect_round_trip(FeedFormat::kJson1); }
TEST(RoundTrip, Cdf) { expect_round_trip(FeedFormat::kCdf); }
TEST(RoundTrip, NewsSitemap) { expect_round_trip(FeedFormat::kSitemap); }

// RFC 4287 section 3.1.1.3
TEST(RoundTrip, XhtmlKeepsItsText) {
  expect_always(300, [] {
    WritingEncoding encoding(WritingEncoding::all().front());
    Spelling spelling(*any_seed(), encoding);
    std::string markup, text;
    for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(any_text())) {
      const std::string tag = *rc::gen::element<std::string>("b", "i", "p", "a");
      const std::string between = tag == "p" ? " " : "";
      text += between + piece + between;
      markup += spelling.element(tag, spelling.exact_text(piece));
      if (spelling.rarely()) {
        markup += "\n";
        text += " ";
      }
    }
    RC_LOG() << markup;
    const std::string atom =
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>"
        "<div xmlns='http://www.w3.org/1999/xhtml'>" +
        markup + "</div></content></entry></feed>";
    RC_ASSERT(text::plain_text(read_back(atom, "", "").items.at(0).content) == collapsed(text));
  });
}

}  // namespace
}  // namespace newswatch::parse
