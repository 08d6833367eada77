// The documents of TIME and The Hill, both from WordPress.
#include <fmt/format.h>

#include "demo/outlets.h"

namespace newswatch::demo {
namespace {

constexpr std::string_view kNamespaces = R"(<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
)";

std::string channel_head(std::string_view title, std::string_view self, std::string_view site,
                         Time built) {
  return fmt::format(R"(
<channel>
	<title>{}</title>
	<atom:link href="{}" rel="self" type="application/rss+xml" />
	<link>{}</link>
	<description>Demo document, the wording is newswatch's own</description>
	<lastBuildDate>{}</lastBuildDate>
	<language>en-US</language>
	<sy:updatePeriod>
	hourly	</sy:updatePeriod>
	<sy:updateFrequency>
	1	</sy:updateFrequency>
	<generator>https://wordpress.org/?v=6.7.1</generator>
)",
                     title, self, site, rfc822(built, {}, "+0000"));
}

// WordPress writes curly quotes of a title as numeric references (wptexturize).
std::string texturized(std::string_view title) {
  std::string out;
  for (std::size_t at = 0; at < title.size();) {
    const std::string_view rest = title.substr(at);
    if (rest.starts_with("‘")) {
      out += "&#8216;";
      at += 3;
    } else if (rest.starts_with("’") || rest.starts_with("'")) {
      out += rest[0] == '\'' ? "&#039;" : "&#8217;";
      at += rest[0] == '\'' ? 1 : 3;
    } else {
      out += rest[0] == '&' ? "&#038;" : std::string(1, rest[0]);
      ++at;
    }
  }
  return out;
}

std::string address(std::string_view site, std::string_view path, LinkForm form) {
  const std::string plain = fmt::format("{}/{}/", site, path);
  switch (form) {
    case LinkForm::kUtm:
      return plain + "?utm_source=rss&#038;utm_medium=feed&#038;utm_campaign=tech";
    case LinkForm::kAmp:
      return plain + "amp/";
    case LinkForm::kFragment:
      return plain + "#comments";
    case LinkForm::kPlain:
      break;
  }
  return plain;
}

std::string time_item(const Listed& item, Time now) {
  const Article& article = *item.article;
  const std::string link =
      address("https://time.com", fmt::format("{}/{}", article.number, article.path), item.form);
  return fmt::format(R"(
		<item>
		<title>{0}</title>
		<link>{1}</link>
		<dc:creator><![CDATA[Demo Writer]]></dc:creator>
		<pubDate>{2}</pubDate>
		<category><![CDATA[News]]></category>
		<guid isPermaLink="false">https://time.com/?p={3}</guid>
		<media:thumbnail url="https://api.time.com/wp-content/uploads/2025/01/demo_{3}.jpg?quality=85&amp;w=1200&amp;h=628&amp;crop=1" />
		<description><![CDATA[{4}]]></description>
		<content:encoded><![CDATA[<p>{4}</p>
<figure><img src="https://api.time.com/wp-content/uploads/2025/01/demo_{3}.jpg?quality=85&w=1024" alt="" /></figure>]]></content:encoded>
		</item>)",
                     texturized(item.title), link,
                     rfc822(squeeze(article.published, now), {}, "+0000"), article.number,
                     article.summary);
}

std::string hill_item(const Listed& item, Time now) {
  const Article& article = *item.article;
  return fmt::format(
      R"(
	<item>
		<title>{0}</title>
		<link>{1}</link>
		
		<dc:creator><![CDATA[Demo Reporter]]></dc:creator>
		<pubDate>{2}</pubDate>
		<category><![CDATA[News]]></category>
		
		<guid isPermaLink="false">https://thehill.com/?p={3}</guid>

					<description><![CDATA[{4}]]></description>
		
		<enclosure url="https://thehill.com/wp-content/uploads/sites/2/2025/01/demo_{3}.jpg?w=900" type="image/jpeg" length="179552" />
	</item>)",
      texturized(item.title), address("https://thehill.com", article.path, item.form),
      rfc822(squeeze(article.published, now), {}, "+0000"), article.number, article.summary);
}

}  // namespace

std::string time_document(std::span<const Listed> items, bool section, Time now) {
  std::string out(kNamespaces);
  out += "\t\n\txmlns:media=\"http://search.yahoo.com/mrss/\"\n>\n";
  out += channel_head(section ? "Tech &#8211; TIME" : "TIME",
                      section ? "https://time.com/section/tech/feed/" : "https://time.com/feed/",
                      "https://time.com", built(items, now));
  for (const Listed& item : items) out += time_item(item, now);
  return out + "\n\t</channel>\n</rss>\n";
}

std::string hill_document(std::span<const Listed> items, bool section, Time now) {
  std::string out(kNamespaces);
  out +=
      "\t\n\txmlns:georss=\"http://www.georss.org/georss\"\n"
      "\txmlns:geo=\"http://www.w3.org/2003/01/geo/wgs84_pos#\"\n"
      "\txmlns:dcterms=\"http://purl.org/dc/terms/\"\n>\n";
  out += channel_head(
      section ? "Technology News" : "The Hill News",
      section ? "https://thehill.com/policy/technology/feed/" : "https://thehill.com/feed/",
      "https://thehill.com", built(items, now));
  for (const Listed& item : items) out += hill_item(item, now);
  return out + "\n\t\t</channel>\n</rss>\n";
}

}  // namespace newswatch::demo
