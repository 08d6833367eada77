// RSS 0.91 to 2.0, and the items of all RSS.
#include <string>
#include <utility>

#include "parse/readers.h"

namespace newswatch::parse {
namespace {

void read_guid(const Place& place, Draft& draft, model::Item& item) {
  item.id = own_text(place.node);
  const std::string_view says = attribute(place.node, "isPermaLink");
  const bool denied = !says.empty() && (says[0] == 'f' || says[0] == 'F' || says == "0");
  // Only a URL can be a permalink, whatever the attribute says.
  if (denied || item.id.find(':') == std::string::npos) return;
  std::string link = Context::link({}, item.id);
  item.id_is_permalink = !link.empty();
  draft.link.offer(std::move(link), 9);
}

void read_enclosure(const Place& place, Draft& draft) {
  std::string url = Context::link(place.base, attribute(place.node, "url"));
  if (url.empty()) return;
  draft.enclosures.push_back({std::move(url), std::string(attribute(place.node, "type")),
                              whole_number(place.node.attribute("length").value())});
}

void read_rss_source(const Place& place, model::Item& item) {
  model::Source source;
  source.title = plain_title(place.node);
  source.url = Context::link(place.base, attribute(place.node, "url"));
  if (!source.title.empty() || !source.url.empty()) item.source = std::move(source);
}

void read_own_element(const Place& place, Draft& draft, model::Item& item) {
  const std::string_view name = place.name.local;
  if (name == "title") {
    draft.title.offer(plain_title(place.node), 0);
  } else if (name == "link") {
    if (place.node.attribute("href")) {
      read_atom_link(place, draft);
    } else {
      draft.link.offer(Context::link(place.base, OwnText(place.node).view()), 1);
    }
  } else if (name == "description") {
    draft.summary.offer(Context::html(text_or_markup(place.node), place.base), 0);
  } else if (name == "pubDate") {
    draft.published.offer(place.context.date(OwnText(place.node).view()), 0);
  } else if (name == "guid") {
    read_guid(place, draft, item);
  } else if (name == "author") {
    add_person(draft.authors[0], person(all_text(place.node)));
  } else if (name == "category") {
    add_category(draft.categories, own_text(place.node));
  } else if (name == "tags") {
    add_categories(draft.categories, own_text(place.node));
  } else if (name == "enclosure") {
    read_enclosure(place, draft);
  } else if (name == "comments") {
    draft.comments = Context::link(place.base, OwnText(place.node).view());
  } else if (name == "source") {
    read_rss_source(place, item);
  } else if (name == "lastBuildDate" || name == "updated" || name == "modified") {
    draft.updated.offer(place.context.date(OwnText(place.node).view()), 1);
  } else if (name == "published" || name == "issued") {
    draft.published.offer(place.context.date(OwnText(place.node).view()), 1);
  } else if (name == "body" || name == "fullitem" || name == "content") {
    draft.content.offer(Context::html(text_or_markup(place.node), place.base), 3);
  }
}

void read_items(const XmlDocument& xml, Context& context, pugi::xml_node parent,
                model::FeedDocument& document) {
  Context::expect_items(parent, document);
  const Name root = xml.name(xml.root());
  for (const pugi::xml_node node : parent.children()) {
    if (node.type() != pugi::node_element) continue;
    const Name name = xml.name(node);
    if (name.local != "item" || !is_rss_element(name, root)) continue;
    if (!context.room_for_item(document)) return;
    document.items.push_back(read_rss_item(xml, context, node));
  }
}

}  // namespace

model::Item read_rss_item(const XmlDocument& xml, Context& context, pugi::xml_node element) {
  const Name root = xml.name(xml.root());
  std::string storage;
  const std::string& base = context.base(xml, element, storage);
  Draft draft;
  model::Item item;
  for (const pugi::xml_node node : element.children()) {
    if (node.type() != pugi::node_element) continue;
    const Place place{context, xml, node, xml.name(node), base};
    if (is_rss_element(place.name, root)) {
      read_own_element(place, draft, item);
    } else {
      read_module(place, draft);
    }
  }
  draft.finish(item);
  return item;
}

void read_rss(const XmlDocument& xml, Context& context, model::FeedDocument& document) {
  const pugi::xml_node root = xml.root();
  const std::string_view version = attribute(root, "version");
  document.format =
      version.starts_with("0") ? model::FeedFormat::kRss09x : model::FeedFormat::kRss20;
  const bool bare = xml.name(root).local == "channel";
  pugi::xml_node channel = bare ? root : pugi::xml_node{};
  for (pugi::xml_node child = root.first_child(); child && !channel; child = child.next_sibling()) {
    if (xml.name(child).local == "channel") channel = child;
  }
  read_rss_channel(xml, context, channel, document.feed);
  read_items(xml, context, channel, document);
  if (!bare) read_items(xml, context, root, document);
}

}  // namespace newswatch::parse
