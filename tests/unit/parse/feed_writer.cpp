// JSON Feed, CDF, news sitemaps, and what all writers share.
#include "unit/parse/feed_writer.h"

#include <fmt/format.h>

#include <utility>

namespace newswatch::parse {
namespace {

std::string json_object(Spelling& s, std::vector<std::string> members) {
  std::string out = "{";
  while (!members.empty()) {
    const std::size_t next = s.below(members.size());
    out += (out.size() > 1 ? ", " : "") + members[next] + (s.rarely() ? "\n " : "");
    members.erase(members.begin() + static_cast<std::ptrdiff_t>(next));
  }
  return out + "}";
}

std::string json_array(Spelling& s, const std::vector<std::string>& values) {
  std::string out = "[";
  for (const std::string& value : values) {
    out += (out.size() > 1 ? "," : "") + std::string(s.rarely() ? "\n  " : "") + value;
  }
  return out + "]";
}

std::string json_member(Spelling& s, const char* name, std::string_view value) {
  return fmt::format("\"{}\":{}{}", name, s.coin() ? " " : "", s.json_string(value));
}

std::string json_item(const model::Item& item, Spelling& s) {
  std::vector<std::string> members, authors, tags, attachments;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) members.push_back(json_member(s, name, value));
  };
  add("id", item.id);
  add("title", s.html(item.title));
  add("url", s.relative(item.link));
  add("summary", item.summary);
  add("content_html", s.relative_html(item.content));
  if (item.published) add("date_published", s.iso_date(*item.published));
  if (item.updated) add("date_modified", s.iso_date(*item.updated));
  for (const auto& person : item.authors) {
    authors.push_back(json_object(
        s, {json_member(s, "name", person.name), json_member(s, "url", s.relative(person.uri))}));
  }
  if (authors.size() == 1 && s.coin()) {
    members.push_back("\"author\":" + authors[0]);
  } else if (!authors.empty()) {
    members.push_back("\"authors\":" + json_array(s, authors));
  }
  for (const auto& category : item.categories) tags.push_back(s.json_string(category));
  if (!tags.empty()) members.push_back("\"tags\" : " + json_array(s, tags));
  for (const auto& file : item.enclosures) {
    std::vector<std::string> parts = {json_member(s, "url", s.relative(file.url))};
    if (!file.type.empty()) parts.push_back(json_member(s, "mime_type", file.type));
    if (file.length) parts.push_back(fmt::format("\"size_in_bytes\":{}", *file.length));
    attachments.push_back(json_object(s, std::move(parts)));
  }
  if (!attachments.empty()) members.push_back("\"attachments\":" + json_array(s, attachments));
  return json_object(s, std::move(members));
}

std::string cdf_part(std::string_view link, const std::string& title, const std::string& summary,
                     const std::optional<model::Time>& updated, const char* name,
                     const std::vector<std::string>& items, Spelling& s) {
  Attributes attributes;
  if (!link.empty()) attributes.emplace_back("HREF", link);
  if (updated) attributes.emplace_back("LASTMOD", s.iso_date(*updated));
  Groups groups = {items};
  if (!title.empty()) groups.push_back({s.text_element("TITLE", s.html(title))});
  if (!summary.empty()) groups.push_back({s.text_element("ABSTRACT", summary)});
  const std::string inner = s.merged(std::move(groups));
  return s.element(name, inner, std::move(attributes));
}

std::string sitemap_url(const model::Item& item, Spelling& s) {
  Groups news;
  if (!item.title.empty()) {
    news.push_back({s.text_element(s.prefixed("news", "title"), s.html(item.title))});
  }
  if (item.published) {
    news.push_back(
        {s.text_element(s.prefixed("news", "publication_date"), s.iso_date(*item.published))});
  }
  if (item.source) {
    const std::string name = s.text_element(s.prefixed("news", "name"), s.html(item.source->title));
    const std::string language = s.text_element(s.prefixed("news", "language"), "en");
    const std::string inner = s.merged({{name}, {language}});
    news.push_back({s.element(s.prefixed("news", "publication"), inner)});
  }
  const std::string inner = s.merged(std::move(news));
  Groups groups = {{s.element(s.prefixed("news", "news"), inner)}};
  if (!item.link.empty()) groups.push_back({s.text_element("loc", item.link)});
  if (item.updated) groups.push_back({s.text_element("lastmod", s.iso_date(*item.updated))});
  const std::string all = s.merged(std::move(groups));
  return s.element("url", all);
}

}  // namespace

Written finished(std::string text, const std::vector<std::string>& items, std::string media_type) {
  Written written;
  std::size_t at = 0;
  for (const std::string& item : items) {
    at = text.find(item, at) + item.size();
    written.item_ends.push_back(at);
  }
  written.root_end = text.find_last_of(">}") + 1;
  written.text = std::move(text);
  written.media_type = std::move(media_type);
  written.url = std::string(kSite) + "feed";
  return written;
}

Written write_json_feed(const News& news, Spelling& s) {
  std::vector<std::string> items;
  items.reserve(news.items.size());
  for (const auto& item : news.items) items.push_back(json_item(item, s));
  const std::string text = json_object(
      s, {json_member(
              s, "version",
              s.coin() ? "https://jsonfeed.org/version/1.1" : "https://jsonfeed.org/version/1"),
          json_member(s, "title", s.html(news.feed.title)),
          json_member(s, "home_page_url", s.relative(news.feed.link)),
          json_member(s, "description", news.feed.description), "\"_about\":null",
          fmt::format("\"_witness\":\"{}\"", s.witness()), "\"items\":" + json_array(s, items)});
  return finished(text, items, "application/feed+json");
}

Written write_cdf(const News& news, Spelling& s) {
  std::vector<std::string> items;
  items.reserve(news.items.size());
  for (const auto& item : news.items) {
    items.push_back(cdf_part(item.link, item.title, item.summary, item.updated, "ITEM", {}, s));
  }
  const std::string root =
      cdf_part(news.feed.link, news.feed.title, news.feed.description, {}, "CHANNEL", items, s);
  return finished(s.prolog() + root, items, "application/x-cdf");
}

Written write_sitemap(const News& news, Spelling& s) {
  std::vector<std::string> items;
  items.reserve(news.items.size());
  s.prefixed("news", "");
  for (const auto& item : news.items) items.push_back(sitemap_url(item, s));
  Attributes attributes = s.namespaces();
  attributes.emplace_back("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
  const std::string inner = s.merged({items});
  return finished(s.prolog() + s.element("urlset", inner, std::move(attributes)), items,
                  "application/xml");
}

Written write_feed(model::FeedFormat format, const News& news, Spelling& spelling) {
  using model::FeedFormat;
  switch (format) {
    case FeedFormat::kRss20:
      return write_rss20(news, spelling);
    case FeedFormat::kRss10:
      return write_rss10(news, spelling);
    case FeedFormat::kRss09x:
      return write_rss091(news, spelling);
    case FeedFormat::kAtom10:
      return write_atom10(news, spelling);
    case FeedFormat::kAtom03:
      return write_atom03(news, spelling);
    case FeedFormat::kJson1:
      return write_json_feed(news, spelling);
    case FeedFormat::kCdf:
      return write_cdf(news, spelling);
    case FeedFormat::kSitemap:
      return write_sitemap(news, spelling);
  }
  return {};
}

}  // namespace newswatch::parse
