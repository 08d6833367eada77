// RSS 2.0, 1.0 and 0.91.
#include <fmt/format.h>

#include <utility>

#include "unit/parse/feed_writer.h"

namespace newswatch::parse {
namespace {

// "desk@example.org (Name)", "Name <desk@example.org>", or what there is.
std::string person_text(const model::Person& person, Spelling& s) {
  if (person.email.empty()) return person.name;
  if (person.name.empty()) return person.email;
  if (s.coin()) return fmt::format("{} ({})", person.email, person.name);
  return fmt::format("{} <{}>", person.name, person.email);
}

// What all RSS has, under the names of its standard.
void add_basics(const std::string& title, const std::string& link, const std::string& description,
                Groups& groups, Spelling& s) {
  if (!title.empty()) groups.push_back({s.text_element("title", s.html(title))});
  if (!link.empty()) groups.push_back({s.text_element("link", s.relative(link))});
  if (!description.empty()) {
    groups.push_back({s.text_element("description", s.relative_html(description))});
  }
}

void add_persons(const model::Item& item, const std::string& name, Groups& groups, Spelling& s) {
  auto& group = groups.emplace_back();
  for (const auto& person : item.authors) {
    group.push_back(s.text_element(name, person_text(person, s)));
  }
}

void add_categories(const model::Item& item, const std::string& name, Groups& groups, Spelling& s) {
  auto& group = groups.emplace_back();
  for (const auto& category : item.categories) group.push_back(s.text_element(name, category));
}

void add_content_and_change(const model::Item& item, Groups& groups, Spelling& s) {
  if (!item.content.empty()) {
    groups.push_back(
        {s.text_element(s.prefixed("content", "encoded"), s.relative_html(item.content))});
  }
  if (item.updated) {
    const std::string name = s.prefixed("dcterms", "modified");
    groups.push_back({s.text_element(name, s.iso_date(*item.updated))});
  }
}

void add_enclosures(const model::Item& item, Groups& groups, Spelling& s) {
  auto& group = groups.emplace_back();
  const bool media = s.coin();
  for (const auto& file : item.enclosures) {
    Attributes attributes = {{"url", s.relative(file.url)}};
    if (!file.type.empty()) attributes.emplace_back("type", file.type);
    if (file.length) {
      attributes.emplace_back(media ? "fileSize" : "length", std::to_string(*file.length));
    }
    const std::string name = media ? s.prefixed("media", "content") : "enclosure";
    group.push_back(s.element(name, "", std::move(attributes)));
  }
}

void add_guid(const model::Item& item, Groups& groups, Spelling& s) {
  if (item.id.empty()) return;
  Attributes attributes;
  if (item.id_is_permalink ? s.coin() : (s.coin() || item.id.starts_with("http"))) {
    attributes.emplace_back("isPermaLink", item.id_is_permalink ? "true" : "false");
  }
  groups.push_back({s.text_element("guid", item.id, std::move(attributes))});
}

std::string rss20_item(const model::Item& item, Spelling& s) {
  Groups groups;
  add_basics(item.title, item.link, item.summary, groups, s);
  add_guid(item, groups, s);
  add_persons(item, s.coin() ? "author" : s.prefixed("dc", "creator"), groups, s);
  add_categories(item, s.coin() ? "category" : s.prefixed("dc", "subject"), groups, s);
  add_content_and_change(item, groups, s);
  add_enclosures(item, groups, s);
  if (item.published) {
    groups.push_back({s.text_element("pubDate", s.mail_date(*item.published))});
  }
  if (!item.comments.empty()) {
    groups.push_back({s.text_element("comments", s.relative(item.comments))});
  }
  if (item.source) {
    groups.push_back({s.text_element("source", s.html(item.source->title),
                                     {{"url", s.relative(item.source->url)}})});
  }
  const std::string inner = s.merged(std::move(groups));
  return s.element("item", inner);
}

std::string rss10_item(const model::Item& item, Spelling& s) {
  Groups groups;
  add_basics(item.title, item.link, item.summary, groups, s);
  add_persons(item, s.prefixed("dc", "creator"), groups, s);
  add_categories(item, s.prefixed("dc", "subject"), groups, s);
  add_content_and_change(item, groups, s);
  if (item.published) {
    groups.push_back({s.text_element(s.prefixed("dc", "date"), s.iso_date(*item.published))});
  }
  Attributes attributes;
  if (!item.id.empty()) attributes.emplace_back(s.prefixed("rdf", "about"), item.id);
  const std::string inner = s.merged(std::move(groups));
  return s.element("item", inner, std::move(attributes));
}

std::string rss_document(const char* version, const News& news,
                         const std::vector<std::string>& items, Spelling& s) {
  Groups groups = {items};
  add_basics(news.feed.title, news.feed.link, news.feed.description, groups, s);
  Attributes attributes = s.namespaces();
  attributes.emplace_back("version", version);
  const std::string inner = s.merged(std::move(groups));
  const std::string channel = s.gap() + s.element("channel", inner) + s.gap();
  return s.element("rss", channel, std::move(attributes));
}

}  // namespace

Written write_rss20(const News& news, Spelling& s) {
  std::vector<std::string> items;
  items.reserve(news.items.size());
  for (const auto& item : news.items) items.push_back(rss20_item(item, s));
  return finished(s.prolog() + rss_document("2.0", news, items, s), items, "application/rss+xml");
}

Written write_rss10(const News& news, Spelling& s) {
  std::vector<std::string> items;
  items.reserve(news.items.size());
  for (const auto& item : news.items) items.push_back(rss10_item(item, s));
  Groups about;
  add_basics(news.feed.title, news.feed.link, news.feed.description, about, s);
  const std::string inner = s.merged(std::move(about));
  const std::string channel =
      s.element("channel", inner, {{s.prefixed("rdf", "about"), std::string(kSite)}});
  const std::string root = s.prefixed("rdf", "RDF");
  Attributes attributes = s.namespaces();
  attributes.emplace_back("xmlns", "http://purl.org/rss/1.0/");
  const std::string all = s.merged({{channel}, items});
  return finished(s.prolog() + s.element(root, all, std::move(attributes)), items, "text/xml");
}

Written write_rss091(const News& news, Spelling& s) {
  std::vector<std::string> items;
  items.reserve(news.items.size());
  for (const auto& item : news.items) {
    Groups groups;
    add_basics(item.title, item.link, item.summary, groups, s);
    const std::string inner = s.merged(std::move(groups));
    items.push_back(s.element("item", inner));
  }
  std::string start = s.prolog();
  if (s.coin()) {
    start +=
        "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\"\n"
        "  \"http://my.netscape.com/publish/formats/rss-0.91.dtd\">\n";
  }
  return finished(start + rss_document("0.91", news, items, s), items, "text/xml");
}

}  // namespace newswatch::parse
