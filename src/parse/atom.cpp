// Atom 1.0 (RFC 4287) and 0.3.
#include <string>
#include <utility>

#include "parse/atom_text.h"
#include "parse/readers.h"

namespace newswatch::parse {
namespace {

// An id is resolved only where an xml:base says what it is relative to.
std::string entry_id(const ElementPlace& place) {
  std::string id = own_text(place.node);
  if (!place.xml.has_xml_base() || id.find(':') != std::string::npos) return id;
  std::string resolved = Context::link(place.base, id);
  return resolved.empty() ? id : resolved;
}

// Some publishers put elements of RSS into Atom: they are read too.
void read_entry_element(const ElementPlace& place, Draft& draft) {
  const std::string_view name = place.name.local;
  if (name == "id") {
    draft.id.offer(entry_id(place), 0);
  } else if (name == "source") {
    draft.source = source_of(place);
  } else if (!read_atom_element(place, draft, 0) && !read_atom_texts(place, draft, 0)) {
    read_rss_item_element(place, draft);
  }
}

void read_feed_element(const ElementPlace& place, Draft& draft, model::FeedInfo& feed) {
  const std::string_view name = place.name.local;
  if (name == "subtitle" || name == "tagline") {
    draft.summary.offer(atom_html(place), 0);
  } else if (name == "info") {
    draft.summary.offer(atom_html(place), 1);
  } else if (!read_atom_element(place, draft, 0)) {
    read_rss_channel_element(place, draft, feed);
  }
}

bool is_own(const Name& name, const Name& root) { return name.is_atom() || name.ns == root.ns; }

// Calls read(place) for each child that belongs to Atom, and reads modules into the draft. Names
// are put into lower case, because some publishers write Atom in another case.
template <class Read>
void read_children(const XmlDocument& xml, Context& context, pugi::xml_node parent, Draft& draft,
                   Read read) {
  const Name root = xml.name(xml.root());
  std::string storage, own_storage, lower;
  const std::string& base = context.base(xml, parent, storage);
  for (const pugi::xml_node node : elements(parent)) {
    const bool rebased = xml.has_xml_base() && node.attribute("xml:base");
    const ElementPlace place{context, xml, node, lower_name(xml.name(node), lower),
                             rebased ? context.base(xml, node, own_storage) : base};
    if (is_own(place.name, root)) {
      read(place);
    } else {
      read_module(place, draft);
    }
  }
}

model::Item read_entry(const XmlDocument& xml, Context& context, pugi::xml_node element) {
  Draft draft;
  model::Item item;
  read_children(xml, context, element, draft,
                [&](const ElementPlace& place) { read_entry_element(place, draft); });
  draft.finish(item);
  return item;
}

}  // namespace

void read_atom(const XmlDocument& xml, Context& context, model::FeedDocument& document) {
  const pugi::xml_node root = xml.root();
  const Name root_name = xml.name(root);
  const bool old = root_name.ns == Ns::kAtom03 ||
                   (root_name.ns != Ns::kAtom10 && attribute(root, "version").starts_with("0."));
  document.format = old ? model::FeedFormat::kAtom03 : model::FeedFormat::kAtom10;
  document.feed.language = attribute(root, "xml:lang");
  if (equal_in_any_case(root_name.local, "entry")) {
    document.items.push_back(read_entry(xml, context, root));
    return;
  }
  Draft draft;
  read_children(xml, context, root, draft, [&](const ElementPlace& place) {
    if (place.name.local != "entry") read_feed_element(place, draft, document.feed);
  });
  draft.finish(document.feed);
  context.set_channel_link(document.feed.link);
  Context::expect_items(root, document);
  for (const pugi::xml_node node : elements(root)) {
    const Name name = xml.name(node);
    if (!equal_in_any_case(name.local, "entry") || !is_own(name, root_name)) continue;
    if (!context.room_for_item(document)) return;
    document.items.push_back(read_entry(xml, context, node));
  }
}

}  // namespace newswatch::parse
