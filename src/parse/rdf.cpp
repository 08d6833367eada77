// RSS 0.90 and 1.0: channel and items are children of <rdf:RDF>.
#include "parse/readers.h"

namespace newswatch::parse {
namespace {

bool is_netscape(pugi::xml_node root) {
  for (const pugi::xml_attribute attribute : root.attributes()) {
    const std::string_view uri = attribute.value();
    if (uri.find("netscape.com/rdf/simple/0.9") != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

bool read_rdf(const XmlDocument& xml, Context& context, model::FeedDocument& document) {
  const pugi::xml_node root = xml.root();
  const Name root_name = xml.name(root);
  document.format = is_netscape(root) ? model::FeedFormat::kRss09x : model::FeedFormat::kRss10;
  pugi::xml_node channel;
  for (const pugi::xml_node child : elements(root)) {
    const Name name = xml.name(child);
    if (name.local == "channel" && is_rss_element(name, root_name)) channel = child;
  }
  read_rss_channel(xml, context, channel, document.feed);
  for (const pugi::xml_node parent :
       {root, channel}) {  // some publishers put items into the channel
    Context::expect_items(parent, document);
    for (const pugi::xml_node node : elements(parent)) {
      const Name name = xml.name(node);
      if (name.local != "item" || !is_rss_element(name, root_name)) continue;
      if (!context.room_for_item(document)) return true;
      document.items.push_back(read_rss_item(xml, context, node));
    }
  }
  return channel || !document.items.empty() || xml.declares(Ns::kRss);
}

}  // namespace newswatch::parse
