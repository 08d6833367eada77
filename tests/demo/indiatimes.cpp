// The documents of India Times: the Times of India's top stories and the Economic Times' tech feed.
#include <fmt/format.h>

#include "demo/outlets.h"

namespace newswatch::demo {
namespace {

constexpr std::chrono::minutes kZone{330};

std::string address(std::string_view site, const Listed& item) {
  const Article& article = *item.article;
  const std::string_view kind = item.form == LinkForm::kAmp ? "amp_articleshow" : "articleshow";
  std::string url = fmt::format("{}/{}/{}/{}.cms", site, article.path, kind, article.number);
  if (item.form == LinkForm::kUtm) url += "?utm_source=contentofinterest&amp;utm_medium=text";
  if (item.form == LinkForm::kFragment) url += "#top";
  return url;
}

std::string toi_item(const Listed& item, Time now) {
  const std::string link = address("https://timesofindia.indiatimes.com", item);
  return fmt::format(R"(    <item>
      <title>{0}</title>
      <description>{1}</description>
      <link>{2}</link>
      <guid>{2}</guid>
      <pubDate>{3}</pubDate>
    </item>
)",
                     xml_escaped(item.title), xml_escaped(item.article->summary), link,
                     indian_rfc3339(squeeze(item.article->published, now)));
}

std::string et_item(const Listed& item, Time now) {
  const std::string link = address("https://economictimes.indiatimes.com", item);
  return fmt::format(
      R"(<item><title><![CDATA[{0}]]> </title><description><![CDATA[<a href="{1}"><img border="0" src="https://img.etimg.com/photo/{2}.cms" /></a>{3}]]> </description><link>{1}</link><guid>{1}</guid><pubDate>{4}</pubDate><enclosure type="image/jpeg" url="https://img.etimg.com/photo/msid-{2},imgsize-54321.cms" length="0"/></item>)",
      item.title, link, item.article->number, item.article->summary,
      rfc822(squeeze(item.article->published, now), kZone, "IST"));
}

}  // namespace

std::string toi_document(std::span<const Listed> items, Time now) {
  std::string out = fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
  <channel>
    <title>Times of India</title>
    <atom:link type="application/rss+xml" rel="self" href="https://timesofindia.indiatimes.com/rssfeedstopstories.cms"/>
    <link>https://timesofindia.indiatimes.com</link>
    <description>Demo document, the wording is newswatch's own</description>
    <language>en-gb</language>
    <copyright>Demo document &amp; nobody's text</copyright>
    <docs>http://timescontent.com/</docs>
    <image>
      <title>Times of India</title>
      <link>https://timesofindia.indiatimes.com</link>
      <url>https://timesofindia.indiatimes.com/photo.cms?msid=507610</url>
    </image>
    <lastBuildDate>{}</lastBuildDate>
    <atom:link type="application/rss+xml" rel="self" href="/rssfeedstopstories.cms"/>
)",
                                indian_rfc3339(built(items, now)));
  for (const Listed& item : items) out += toi_item(item, now);
  return out + "  </channel>\n</rss>\n";
}

std::string et_document(std::span<const Listed> items, Time now) {
  std::string out = fmt::format(
      R"(<?xml version="1.0" encoding="UTF-8"?><rss xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"><channel><title>Tech-Economic Times</title><link>https://economictimes.indiatimes.com/tech</link><description>Demo document, the wording is newswatch's own</description><language>en-gb</language><lastBuildDate>{}</lastBuildDate><atom:link type="application/rss+xml" rel="self" href="https://economictimes.indiatimes.com/tech/rssfeeds/13357270.cms"/>)",
      rfc822(built(items, now), kZone, "+0530"));
  for (const Listed& item : items) out += et_item(item, now);
  return out + "</channel></rss>";
}

}  // namespace newswatch::demo
