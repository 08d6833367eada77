// Atom 1.0 and 0.3.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "unit/parse/feed_writer.h"

namespace newswatch::parse {
namespace {

constexpr std::string_view kXhtml = "http://www.w3.org/1999/xhtml";

// Names of one of the two versions, with the prefix that the document gave them.
struct Dialect {
  bool old = false;
  std::string prefix;

  std::string operator()(std::string_view name) const { return fmt::format("{}{}", prefix, name); }
};

// A plain text in one of the three types of text.
std::string title(const std::string& text, std::string_view name, const Dialect& atom,
                  Spelling& s) {
  switch (s.below(3)) {
    case 0:
      if (atom.old) return s.text_element(atom(name), s.html(text), {{"mode", "escaped"}});
      return s.text_element(atom(name), s.html(text), {{"type", "html"}});
    case 1: {
      const std::string div = fmt::format("<div xmlns='{}'>{}</div>", kXhtml, s.text(text));
      return s.element(atom(name), div, {{"type", atom.old ? "application/xhtml+xml" : "xhtml"}});
    }
    default:
      if (s.coin()) return s.text_element(atom(name), text);
      return s.text_element(atom(name), text, {{"type", atom.old ? "text/plain" : "text"}});
  }
}

std::string html_element(const std::string& html, std::string_view name, const Dialect& atom,
                         Spelling& s) {
  Attributes attributes = {{"type", s.coin() ? "html" : "text/html"}};
  if (atom.old) attributes = {{"type", "text/html"}, {"mode", "escaped"}};
  return s.text_element(atom(name), s.relative_html(html), std::move(attributes));
}

std::string link(std::string href, const char* rel, const char* type, const Dialect& atom,
                 Spelling& s) {
  Attributes attributes = {{"href", s.relative(std::move(href))}};
  if (*rel != '\0') attributes.emplace_back("rel", rel);
  if (*type != '\0') attributes.emplace_back("type", type);
  return s.element(atom("link"), "", std::move(attributes));
}

std::string page_link(const std::string& href, const Dialect& atom, Spelling& s) {
  return link(href, s.coin() || atom.old ? "alternate" : "",
              s.coin() || atom.old ? "text/html" : "", atom, s);
}

std::string author(const model::Person& person, const Dialect& atom, Spelling& s) {
  Groups groups;
  if (!person.name.empty()) groups.push_back({s.text_element(atom("name"), person.name)});
  if (!person.email.empty()) groups.push_back({s.text_element(atom("email"), person.email)});
  if (!person.uri.empty()) {
    groups.push_back({s.text_element(atom(atom.old ? "url" : "uri"), s.relative(person.uri))});
  }
  const std::string inner = s.merged(std::move(groups));
  return s.element(atom("author"), inner);
}

void add_links(const model::Item& item, Groups& groups, const Dialect& atom, Spelling& s) {
  auto& group = groups.emplace_back();
  for (const auto& file : item.enclosures) {
    Attributes attributes = {{"rel", "enclosure"}, {"href", s.relative(file.url)}};
    if (!file.type.empty()) attributes.emplace_back("type", file.type);
    if (file.length) attributes.emplace_back("length", std::to_string(*file.length));
    group.push_back(s.element(atom("link"), "", std::move(attributes)));
  }
  if (!item.link.empty()) groups.push_back({page_link(item.link, atom, s)});
  if (!item.comments.empty()) {
    groups.push_back({link(item.comments, "replies", "text/html", atom, s)});
  }
  if (s.coin()) groups.push_back({link(std::string(kSite) + "self", "self", "", atom, s)});
}

std::string source(const model::Source& from, const Dialect& atom, Spelling& s) {
  const std::string inner =
      s.merged({{title(from.title, "title", atom, s)}, {page_link(from.url, atom, s)}});
  return s.element(atom("source"), inner);
}

std::string entry(const model::Item& item, const Dialect& atom, Spelling& s) {
  Groups groups;
  if (!item.title.empty()) groups.push_back({title(item.title, "title", atom, s)});
  if (!item.id.empty()) groups.push_back({s.text_element(atom("id"), item.id)});
  if (!item.summary.empty()) groups.push_back({html_element(item.summary, "summary", atom, s)});
  if (!item.content.empty()) groups.push_back({html_element(item.content, "content", atom, s)});
  if (item.published) {
    const std::string name = atom(atom.old ? "issued" : "published");
    groups.push_back({s.text_element(name, s.iso_date(*item.published))});
  }
  if (item.updated) {
    const std::string name = atom(atom.old ? "modified" : "updated");
    groups.push_back({s.text_element(name, s.iso_date(*item.updated))});
  }
  auto& authors = groups.emplace_back();
  for (const auto& person : item.authors) authors.push_back(author(person, atom, s));
  auto& categories = groups.emplace_back();
  for (const auto& category : item.categories) {
    if (atom.old) {
      categories.push_back(s.text_element(s.prefixed("dc", "subject"), category));
    } else {
      categories.push_back(s.element(atom("category"), "", {{"term", category}}));
    }
  }
  add_links(item, groups, atom, s);
  if (item.source) groups.push_back({source(*item.source, atom, s)});
  const std::string inner = s.merged(std::move(groups));
  return s.element(atom("entry"), inner);
}

// xml:base makes every id a reference too, so it is only written where none is relative.
bool may_have_base(const News& news) {
  return std::all_of(news.items.begin(), news.items.end(), [](const model::Item& item) {
    return item.id.empty() || item.id.starts_with("http") || item.id.starts_with("tag:");
  });
}

Written document(const News& news, Dialect atom, Spelling& s) {
  if (s.rarely()) atom.prefix = s.coin() ? "a:" : "atom10:";
  std::vector<std::string> items;
  items.reserve(news.items.size());
  for (const auto& item : news.items) items.push_back(entry(item, atom, s));
  Groups groups = {items};
  groups.push_back({title(news.feed.title, "title", atom, s)});
  groups.push_back({page_link(news.feed.link, atom, s)});
  if (!news.feed.description.empty()) {
    const char* const name = atom.old ? "tagline" : "subtitle";
    groups.push_back({html_element(news.feed.description, name, atom, s)});
  }
  Attributes attributes = s.namespaces();
  const std::string prefix = atom.prefix.substr(0, atom.prefix.find(':'));
  attributes.emplace_back(prefix.empty() ? "xmlns" : "xmlns:" + prefix,
                          atom.old ? "http://purl.org/atom/ns#" : "http://www.w3.org/2005/Atom");
  if (atom.old) attributes.emplace_back("version", "0.3");
  const bool based = may_have_base(news) && s.coin();
  if (based) attributes.emplace_back("xml:base", std::string(kSite) + "feed");
  const std::string inner = s.merged(std::move(groups));
  Written written = finished(s.prolog() + s.element(atom("feed"), inner, std::move(attributes)),
                             items, "application/atom+xml");
  if (based) written.url.clear();
  return written;
}

}  // namespace

Written write_atom10(const News& news, Spelling& s) { return document(news, {false, ""}, s); }
Written write_atom03(const News& news, Spelling& s) { return document(news, {true, ""}, s); }

}  // namespace newswatch::parse
