// News sitemaps: sitemaps.org 0.9 with Google's news 0.9. A <url> with a <news:news> is an item;
// one without is not news.
#include <string>
#include <utility>

#include "parse/readers.h"

namespace newswatch::parse {
namespace {

void read_news(const XmlDocument& xml, Context& context, pugi::xml_node news, Draft& draft,
               model::FeedInfo& feed) {
  for (const pugi::xml_node node : elements(news)) {
    const std::string_view name = xml.name(node).local;
    if (name == "title") {
      draft.title.offer(plain_title(node), 0);
    } else if (name == "publication_date") {
      draft.published.offer(context.date(OwnText(node).view()), 0);
    } else if (name == "keywords") {
      add_categories(draft.categories, own_text(node));
    } else if (name == "publication") {
      for (const pugi::xml_node child : elements(node)) {
        const std::string_view part = xml.name(child).local;
        if (part == "name") draft.source = model::Source{plain_title(child), {}};
        if (part == "language" && feed.language.empty()) feed.language = own_text(child);
      }
    }
  }
}

}  // namespace

bool read_sitemap(const XmlDocument& xml, Context& context, model::FeedDocument& document) {
  document.format = model::FeedFormat::kSitemap;
  Context::expect_items(xml.root(), document);
  for (const pugi::xml_node url : elements(xml.root())) {
    if (xml.name(url).local != "url") continue;
    Draft draft;
    model::Item item;
    bool is_news = false;
    for (const pugi::xml_node node : elements(url)) {
      const Name name = xml.name(node);
      if (name.is(Ns::kNews, "news")) {
        is_news = true;
        read_news(xml, context, node, draft, document.feed);
      } else if (name.local == "loc" && name.ns != Ns::kOther) {
        draft.link.offer(Context::link(context.document_base(), OwnText(node).view()), 0);
      } else if (name.local == "lastmod") {
        draft.updated.offer(context.date(OwnText(node).view()), 0);
      }
    }
    if (!is_news) continue;
    if (!context.room_for_item(document)) break;
    draft.finish(item);
    item.id = item.link;
    document.items.push_back(std::move(item));
  }
  // The sitemap of a paper that published nothing for two days is empty.
  if (document.items.empty()) return xml.declares(Ns::kNews);
  const std::optional<model::Source>& source = document.items.front().source;
  if (source) document.feed.title = source->title;
  return true;
}

}  // namespace newswatch::parse
