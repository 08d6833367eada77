// RSS 0.91 to 2.0, and the items of all RSS.
#include <string>
#include <utility>

#include "parse/readers.h"

namespace newswatch::parse {
namespace {

void read_guid(const Place& place, Draft& draft, model::Item& item) {
  item.id = own_text(place.node);
  std::string_view says = attribute(place.node, "isPermaLink");
  if (says.empty()) says = attribute(place.node, "ispermalink");
  const bool denied = !says.empty() && (says[0] == 'f' || says[0] == 'F' || says == "0");
  // Only a URL can be a permalink, whatever the attribute says.
  if (denied || item.id.find(':') == std::string::npos) return;
  std::string link = Context::link({}, item.id);
  item.id_is_permalink = !link.empty();
  draft.link.offer(std::move(link), 9);
}

void read_enclosure(const Place& place, Draft& draft) {
  std::string_view url = attribute(place.node, "url");
  if (url.empty()) url = attribute(place.node, "href");
  add_enclosure(draft, {Context::link(place.base, url), std::string(attribute(place.node, "type")),
                        whole_number(place.node.attribute("length").value())});
}

void read_rss_source(const Place& place, Draft& draft) {
  model::Source source;
  source.title = plain_title(place.node);
  source.url = Context::link(place.base, attribute(place.node, "url"));
  if (!source.title.empty() || !source.url.empty()) draft.source = std::move(source);
}

void read_own_element(const Place& place, Draft& draft, model::Item& item) {
  const std::string_view name = rss_spelling(place.name.local);
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
    add_category(draft.categories, category_text(place.node));
  } else if (name == "tags") {
    add_categories(draft.categories, own_text(place.node));
  } else if (name == "enclosure") {
    read_enclosure(place, draft);
  } else if (name == "comments") {
    draft.comments = Context::link(place.base, OwnText(place.node).view());
  } else if (name == "source") {
    read_rss_source(place, draft);
  } else if (name == "lastBuildDate" || name == "updated" || name == "modified") {
    draft.updated.offer(place.context.date(OwnText(place.node).view()), 1);
  } else if (name == "published" || name == "issued") {
    draft.published.offer(place.context.date(OwnText(place.node).view()), 1);
  } else if (name == "body" || name == "fullitem" || name == "content") {
    draft.content.offer(Context::html(text_or_markup(place.node), place.base), 3);
  }
}

// RSS 1.0 and 1.1 name an item by its URI.
std::string rdf_about(const XmlDocument& xml, pugi::xml_node element) {
  for (const pugi::xml_attribute attribute : element.attributes()) {
    if (xml.name(element, attribute).local == "about") {
      return std::string(trimmed(attribute.value()));
    }
  }
  return {};
}

// The items among these elements; of lists of items (RSS 1.1), the lists too.
void read_items(const XmlDocument& xml, Context& context, pugi::xml_node parent,
                model::FeedDocument& document, std::vector<pugi::xml_node>* lists = nullptr) {
  const Name root = xml.name(xml.root());
  Context::expect_items(parent, document);
  for (const pugi::xml_node node : parent.children()) {
    if (node.type() != pugi::node_element) continue;
    const Name name = xml.name(node);
    if (!is_rss_element(name, root)) continue;
    if (lists != nullptr && name.is(Ns::kRss, "items")) lists->push_back(node);
    if (rss_spelling(name.local) != "item") continue;
    if (!context.room_for_item(document)) return;
    document.items.push_back(read_rss_item(xml, context, node));
  }
}

}  // namespace

model::Item read_rss_item(const XmlDocument& xml, Context& context, pugi::xml_node element) {
  const Name root = xml.name(xml.root());
  std::string storage, own_storage;
  const std::string& base = context.base(xml, element, storage);
  Draft draft;
  model::Item item;
  for (const pugi::xml_node node : element.children()) {
    if (node.type() != pugi::node_element) continue;
    const Place place{context, xml, node, xml.name(node),
                      xml.has_xml_base() ? context.base(xml, node, own_storage) : base};
    if (is_rss_element(place.name, root)) {
      read_own_element(place, draft, item);
    } else {
      read_module(place, draft);
    }
  }
  draft.finish(item);
  if (item.id.empty()) {
    item.id = rdf_about(xml, element);
    if (item.link.empty()) item.link = Context::link({}, item.id);
  }
  return item;
}

void read_rss(const XmlDocument& xml, Context& context, model::FeedDocument& document) {
  const pugi::xml_node root = xml.root();
  const Name name = xml.name(root);
  const std::string_view version = attribute(root, "version");
  document.format = name.is(Ns::kRss, "Channel") ? model::FeedFormat::kRss10
                    : version.starts_with("0")   ? model::FeedFormat::kRss09x
                                                 : model::FeedFormat::kRss20;
  std::vector<pugi::xml_node> channels;
  for (const pugi::xml_node child : root.children()) {
    if (rss_spelling(xml.name(child).local) == "channel") channels.push_back(child);
  }
  // A channel by itself, or one whose tag was left out.
  if (channels.empty()) channels.push_back(root);
  read_rss_channel(xml, context, channels.front(), document.feed);
  std::vector<pugi::xml_node> lists;
  for (const pugi::xml_node channel : channels) {
    read_items(xml, context, channel, document, &lists);
  }
  for (const pugi::xml_node list : lists) read_items(xml, context, list, document);
  if (channels.front() != root) read_items(xml, context, root, document);
}

}  // namespace newswatch::parse
