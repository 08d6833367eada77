// Channel Definition Format (Microsoft, 1997). Its elements are in capitals; links and dates are in
// the attributes HREF and LASTMOD.
#include <string>
#include <utility>

#include "parse/readers.h"
#include "text/title_text.h"

namespace newswatch::parse {
namespace {

std::string_view cdf_attribute(pugi::xml_node element, std::string_view wanted) {
  for (const pugi::xml_attribute attribute : element.attributes()) {
    if (equal_in_any_case(attribute.name(), wanted)) return without_cdata_marks(attribute.value());
  }
  return {};
}

void read_description(Context& context, const std::string& base, pugi::xml_node element,
                      Draft& draft) {
  draft.link.offer(Context::link(base, cdf_attribute(element, "HREF")), 0);
  draft.updated.offer(context.date(cdf_attribute(element, "LASTMOD")), 0);
  for (const pugi::xml_node node : elements(element)) {
    const std::string_view name = node.name();
    if (equal_in_any_case(name, "TITLE")) {
      draft.title.offer(plain_title(node), 0);
      draft.title.offer(text::title_text(cdf_attribute(node, "VALUE")), 1);
    }
    if (equal_in_any_case(name, "ABSTRACT")) {
      draft.summary.offer(text_or_markup(node), 0);
      draft.summary.offer(std::string(cdf_attribute(node, "VALUE")), 1);
    }
    if (equal_in_any_case(name, "LASTMOD")) {
      draft.updated.offer(context.date(cdf_attribute(node, "VALUE")), 1);
    }
    if (equal_in_any_case(name, "A")) {
      draft.link.offer(Context::link(base, cdf_attribute(node, "HREF")), 1);
    }
  }
}

// The next element in document order. It enters channels, but no other element.
pugi::xml_node next_in_channels(pugi::xml_node node, pugi::xml_node root) {
  if (node.first_child() && equal_in_any_case(node.name(), "CHANNEL")) return node.first_child();
  while (!node.next_sibling() && node.parent() != root) node = node.parent();
  return node.next_sibling();
}

}  // namespace

void read_cdf(const XmlDocument& xml, Context& context, model::FeedDocument& document) {
  document.format = model::FeedFormat::kCdf;
  const pugi::xml_node root = xml.root();
  std::string base = context.document_base();
  if (const auto given = cdf_attribute(root, "BASE"); !given.empty()) base = usable_base(given);
  Draft channel;
  read_description(context, base, root, channel);
  channel.finish(document.feed);
  if (base.empty()) base = usable_base(document.feed.link);
  for (pugi::xml_node node = root.first_child(); node; node = next_in_channels(node, root)) {
    if (!equal_in_any_case(node.name(), "ITEM")) continue;
    if (!context.room_for_item(document)) return;
    Draft draft;
    read_description(context, base, node, draft);
    model::Item item;
    draft.finish(item);
    document.items.push_back(std::move(item));
  }
}

}  // namespace newswatch::parse
