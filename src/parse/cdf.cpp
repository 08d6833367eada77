// Channel Definition Format (Microsoft, 1997): attributes HREF and LASTMOD, elements in capitals.
#include <algorithm>
#include <string>
#include <utility>

#include "parse/readers.h"
#include "text/plain_text.h"

namespace newswatch::parse {
namespace {

bool has_name(std::string_view text, std::string_view upper) {
  return std::equal(text.begin(), text.end(), upper.begin(), upper.end(), [](char a, char b) {
    return (a >= 'a' && a <= 'z' ? static_cast<char>(a & ~0x20) : a) == b;
  });
}

std::string_view cdf_attribute(pugi::xml_node element, std::string_view upper) {
  for (const pugi::xml_attribute attribute : element.attributes()) {
    if (has_name(attribute.name(), upper)) return trimmed(attribute.value());
  }
  return {};
}

void read_description(Context& context, const std::string& base, pugi::xml_node element,
                      Draft& draft) {
  draft.link.offer(Context::link(base, cdf_attribute(element, "HREF")), 0);
  draft.updated.offer(context.date(cdf_attribute(element, "LASTMOD")), 0);
  for (const pugi::xml_node node : element.children()) {
    const std::string_view name = node.name();
    if (has_name(name, "TITLE")) {
      draft.title.offer(plain_title(node), 0);
      draft.title.offer(text::plain_text(cdf_attribute(node, "VALUE")), 1);
    }
    if (has_name(name, "ABSTRACT")) {
      draft.summary.offer(text_or_markup(node), 0);
      draft.summary.offer(std::string(cdf_attribute(node, "VALUE")), 1);
    }
    if (has_name(name, "LASTMOD")) {
      draft.updated.offer(context.date(cdf_attribute(node, "VALUE")), 1);
    }
    if (has_name(name, "A")) {
      draft.link.offer(Context::link(base, cdf_attribute(node, "HREF")), 1);
    }
  }
}

// The next element in the order of the document, inside channels but no other element.
pugi::xml_node next_in_channels(pugi::xml_node node, pugi::xml_node root) {
  if (node.first_child() && has_name(node.name(), "CHANNEL")) return node.first_child();
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
    if (!has_name(node.name(), "ITEM")) continue;
    if (!context.room_for_item(document)) return;
    Draft draft;
    read_description(context, base, node, draft);
    model::Item item;
    draft.finish(item);
    document.items.push_back(std::move(item));
  }
}

}  // namespace newswatch::parse
