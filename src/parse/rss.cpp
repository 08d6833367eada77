// RSS 0.91 to 2.0, and the items of all versions of RSS.
#include <string>
#include <utility>

#include "net/url.h"
#include "parse/atom_text.h"
#include "parse/readers.h"

namespace newswatch::parse {
namespace {

void read_guid(const ElementPlace& place, Draft& draft) {
  std::string id = own_text(place.node);
  if (id.empty()) id = displaced_text(place.node);
  if (id.empty() || !draft.id.wants(0)) return;  // the first guid counts
  const std::string_view says = attribute(place.node, "isPermaLink");
  const bool denied = !says.empty() && (says[0] == 'f' || says[0] == 'F' || says == "0");
  // Only a URL can be a permalink, whatever the attribute says.
  if (!denied && id.find(':') != std::string::npos) {
    std::string link = Context::link({}, id);
    // One that had to be mended is a link, but no permalink as it stands.
    draft.id_is_permalink = !link.empty() && (link == id || !net::resolve_http({}, id).empty());
    draft.link.offer(std::move(link), 9);
  }
  draft.id.offer(std::move(id), 0);
}

void read_enclosure(const ElementPlace& place, Draft& draft) {
  add_enclosure(draft.enclosures, {Context::link(place.base, target(place.node)),
                                   std::string(attribute(place.node, "type")),
                                   whole_number(attribute(place.node, "length"))});
}

// RSS 1.0 and 1.1 name an item by its URI.
std::string rdf_about(const XmlDocument& xml, pugi::xml_node element) {
  for (auto attribute = element.first_attribute(); attribute;
       attribute = attribute.next_attribute()) {
    if (xml.name(element, attribute).local == "about") {
      return std::string(without_cdata_marks(attribute.value()));
    }
  }
  return {};
}

// Reads the items among the children of `parent`. The lists of items (RSS 1.1) are put into
// `lists`.
void read_items(const XmlDocument& xml, Context& context, pugi::xml_node parent,
                model::FeedDocument& document, std::vector<pugi::xml_node>* lists = nullptr) {
  const Name root = xml.name(xml.root());
  Context::expect_items(parent, document);
  for (const pugi::xml_node node : elements(parent)) {
    const Name name = xml.name(node);
    if (!is_rss_element(name, root)) continue;
    if (lists != nullptr && name.is(Ns::kRss, "items")) lists->push_back(node);
    if (rss_spelling(name.local) != "item") continue;
    if (!context.room_for_item(document)) return;
    document.items.push_back(read_rss_item(xml, context, node));
  }
}

}  // namespace

bool read_rss_item_element(const ElementPlace& place, Draft& draft) {
  const std::string_view name = rss_spelling(place.name.local);
  if (name == "guid") {
    read_guid(place, draft);
  } else if (name == "enclosure") {
    read_enclosure(place, draft);
  } else if (name == "comments") {
    draft.comments = element_link(place);
  } else if (name == "source") {
    if (auto source = source_of(place)) draft.source = std::move(source);
  } else if (name == "lastBuildDate") {
    draft.updated.offer(element_date(place), 1);
  } else if (name == "abstract") {
    draft.summary.offer(element_html(place), 1);
  } else if (name == "body" || name == "fullitem") {
    draft.content.offer(element_html(place), 3);
  } else {
    return read_rss_element(name, place, draft);
  }
  return true;
}

model::Item read_rss_item(const XmlDocument& xml, Context& context, pugi::xml_node element) {
  const Name root = xml.name(xml.root());
  std::string storage, own_storage;
  const std::string& base = context.base(xml, element, storage);
  Draft draft;
  model::Item item;
  for (const pugi::xml_node node : elements(element)) {
    const bool rebased = xml.has_xml_base() && node.attribute("xml:base");
    const ElementPlace place{context, xml, node, xml.name(node),
                             rebased ? context.base(xml, node, own_storage) : base};
    if (is_rss_element(place.name, root)) {
      if (!read_rss_item_element(place, draft)) read_atom_in_rss(place, draft);
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
  for (const pugi::xml_node child : elements(root)) {
    if (rss_spelling(xml.name(child).local) == "channel") channels.push_back(child);
  }
  // The root may be a channel itself, or the channel's tag was left out.
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
