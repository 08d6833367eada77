#include "unit/parse/any_news.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "parse/xml.h"
#include "text/times.h"
#include "unit/parse/date_writer.h"
#include "unit/parse/news_text.h"
#include "unit/parse/property.h"

namespace newswatch::parse {
namespace {

using model::FeedFormat;

bool chance(int of_ten) { return any_of(0, 10) < of_ten; }

// Path and query of characters that RFC 3986 lets stand, and of escapes.
rc::Gen<std::string> any_link() {
  const auto piece = rc::gen::weightedOneOf<std::string>(
      {{5, rc::gen::map(rc::gen::elementOf(std::string("abcxyz019-_~!$'()*+,;=:@/")),
                        [](char c) { return std::string(1, c); })},
       {2, rc::gen::elementOf(std::vector<std::string>{"%20", "%C3%A9", "%26", "/news", ".html"})},
       {1,
        rc::gen::elementOf(std::vector<std::string>{"?a=1&b=2", "&amp=1", "#top", "?", "[1]"})}});
  return rc::gen::map(rc::gen::resize(8, rc::gen::container<std::vector<std::string>>(piece)),
                      [](const std::vector<std::string>& pieces) {
                        std::string link(kSite);
                        for (const std::string& one : pieces) link += one;
                        return link;
                      });
}

std::string escaped_html(const std::string& text) {
  std::string html;
  for (const char c : text) {
    html += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  }
  return html;
}

// HTML as publishers send it, links absolute.
rc::Gen<std::string> any_html() {
  const auto piece = rc::gen::weightedOneOf<std::string>(
      {{4, rc::gen::map(any_text(), escaped_html)},
       {3, rc::gen::elementOf(std::vector<std::string>{
               "<p>", "</p>", "<br/>", "<b class='x'>", "</b>", "&nbsp;", "&eacute;", "&#8217;",
               "<!-- note -->", "<a href=\"https://www.example.org/a/b.html?x=1&amp;y=2\">", "</a>",
               "<img src=\"https://www.example.org/i.png\" alt=\"\">",
               "<a title=\"a > b\" href='https://other.example/x'>"})}});
  return rc::gen::map(rc::gen::resize(5, rc::gen::container<std::vector<std::string>>(piece)),
                      [](const std::vector<std::string>& pieces) {
                        std::string html;
                        for (const std::string& one : pieces) html += one;
                        return std::string(trimmed(html));
                      });
}

std::vector<model::Person> any_persons() {
  std::vector<model::Person> persons;
  const int count = any_of(0, 3);
  for (int i = 0; i < count; ++i) {
    model::Person person;
    if (chance(8)) person.name = *any_line("()<>@\"'") + std::to_string(i);
    if (chance(4)) person.email = fmt::format("desk.{}+x@example.org", i);
    if (chance(3)) person.uri = *any_link();
    if (person.name.empty() && person.email.empty()) person.name = fmt::format("Staff {}", i);
    persons.push_back(std::move(person));
  }
  return persons;
}

std::vector<model::Enclosure> any_enclosures() {
  std::vector<model::Enclosure> enclosures;
  const int count = any_of(0, 3);
  for (int i = 0; i < count; ++i) {
    model::Enclosure enclosure;
    enclosure.url = *any_link() + std::to_string(i);
    if (chance(7)) enclosure.type = *rc::gen::element<std::string>("audio/mpeg", "image/jpeg");
    if (chance(5)) enclosure.length = any_of<std::uint64_t>(0, 1ULL << 40);
    enclosures.push_back(std::move(enclosure));
  }
  return enclosures;
}

std::optional<model::Time> any_time() {
  if (!chance(8)) return std::nullopt;
  return instant_of(any_of(0L, kSecondsTo2036));
}

model::Item make_item() {
  model::Item item;
  if (chance(9)) item.title = *any_line();
  if (chance(9)) item.link = *any_link();
  if (chance(8)) {
    const int kind = any_of(0, 3);
    item.id = kind == 0   ? *any_link()
              : kind == 1 ? fmt::format("tag:example.org,2025:{}", any_of(0, 99999))
                          : *any_line();
    item.id_is_permalink = kind == 0 && chance(5);
  }
  if (chance(7)) item.summary = *any_html();
  if (chance(4)) item.content = *any_html();
  item.authors = any_persons();
  const int categories = any_of(0, 4);
  for (int i = 0; i < categories; ++i) {
    item.categories.push_back(*any_line() + std::to_string(i));
  }
  item.published = any_time();
  item.updated = any_time();
  item.enclosures = any_enclosures();
  if (chance(3)) item.comments = *any_link();
  if (chance(3)) item.source = model::Source{*any_line(), *any_link()};
  return item;
}

// What RSS 2.0 and Atom 1.0 have and the others lack.
void drop_extras(model::Item& item) {
  item.id_is_permalink = false;
  item.enclosures.clear();
  item.comments.clear();
  item.source.reset();
}

void drop_all_but_the_headline(model::Item& item) {
  model::Item kept;
  kept.title = item.title;
  kept.link = item.link;
  kept.summary = item.summary;
  item = std::move(kept);
}

void keep(FeedFormat format, model::Item& item) {
  const bool rss = format == FeedFormat::kRss20 || format == FeedFormat::kRss10;
  const auto published = item.published, updated = item.updated;
  const auto source = item.source;
  if (format == FeedFormat::kRss10 || format == FeedFormat::kAtom03) drop_extras(item);
  if (format == FeedFormat::kAtom10) item.id_is_permalink = false;
  if (format == FeedFormat::kJson1) {
    const auto enclosures = item.enclosures;
    drop_extras(item);
    item.enclosures = enclosures;
  }
  if (format == FeedFormat::kRss09x) drop_all_but_the_headline(item);
  if (format == FeedFormat::kCdf) {
    drop_all_but_the_headline(item);
    item.updated = updated;
  }
  if (format == FeedFormat::kSitemap) {
    drop_all_but_the_headline(item);
    item.summary.clear();
    item.id = item.link;
    item.published = published;
    item.updated = updated;
    if (source) item.source = model::Source{source->title, {}};
  }
  for (model::Person& person : item.authors) {
    if (rss) person.uri.clear();
    if (format == FeedFormat::kJson1) person.email.clear();
  }
  std::erase(item.authors, model::Person{});
  const bool id_is_link = item.id.starts_with(kSite);
  const bool names_page = format == FeedFormat::kRss10 ? id_is_link : item.id_is_permalink;
  if (item.link.empty() && names_page) item.link = item.id;
  if (item.summary.empty()) item.summary = item.content;
}

void line(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out += fmt::format("{}: [{}]\n", name, value);
}

void time_line(std::string& out, std::string_view name, const std::optional<model::Time>& time) {
  if (time) line(out, name, text::rfc3339(*time));
}

}  // namespace

rc::Gen<News> any_news() {
  return rc::gen::exec([] {
    News news;
    news.feed.title = *any_line();
    news.feed.link = *any_link();
    news.feed.description = *any_html();
    const int count = any_of(0, 5);
    for (int i = 0; i < count; ++i) news.items.push_back(make_item());
    return news;
  });
}

News kept_by(FeedFormat format, News news) {
  for (model::Item& item : news.items) keep(format, item);
  if (format == FeedFormat::kSitemap) {
    news.feed = {};
    if (!news.items.empty() && news.items[0].source) news.feed.title = news.items[0].source->title;
  }
  return news;
}

std::string described(const model::Item& item) {
  std::string out;
  line(out, "id", item.id);
  if (item.id_is_permalink) line(out, "permalink", "yes");
  line(out, "title", item.title);
  line(out, "link", item.link);
  line(out, "summary", item.summary);
  line(out, "content", item.content);
  for (const auto& person : item.authors) {
    line(out, "author", fmt::format("{}|{}|{}", person.name, person.email, person.uri));
  }
  for (const auto& category : item.categories) line(out, "category", category);
  time_line(out, "published", item.published);
  time_line(out, "updated", item.updated);
  for (const auto& enclosure : item.enclosures) {
    line(out, "enclosure",
         fmt::format("{}|{}|{}", enclosure.url, enclosure.type,
                     enclosure.length ? std::to_string(*enclosure.length) : "none"));
  }
  line(out, "comments", item.comments);
  if (item.source) {
    line(out, "source", fmt::format("{}|{}", item.source->title, item.source->url));
  }
  return out;
}

std::string described(const model::FeedInfo& feed) {
  std::string out;
  line(out, "feed title", feed.title);
  line(out, "feed link", feed.link);
  line(out, "feed description", feed.description);
  return out;
}

std::string described(const std::vector<model::Item>& items) {
  std::string out;
  for (const auto& item : items) out += "item\n" + described(item);
  return out;
}

std::string described(const News& news) { return described(news.feed) + described(news.items); }

std::string described(const model::FeedDocument& document) {
  return described(document.feed) + described(document.items);
}

std::ostream& operator<<(std::ostream& out, const News& news) {
  return out << '\n' << described(news);
}

}  // namespace newswatch::parse
