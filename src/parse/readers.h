// One reader per standard. Each fills the document from a root element that has its name already
// been recognised; none throws or recurses. At most kMaxItems items are read.
#pragma once

#include "model/item.h"
#include "model/result.h"
#include "parse/context.h"
#include "parse/draft.h"
#include "parse/xml.h"

namespace newswatch::parse {

// RSS 0.91 to 2.0: <rss>, and a bare <channel>. RSS 1.1: <Channel>.
void read_rss(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// RSS 0.90 and 1.0: <rdf:RDF>. false: RDF about something else.
bool read_rdf(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// Atom 0.3 and 1.0: <feed>, and an <entry> alone.
void read_atom(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// Channel Definition Format 1997: <CHANNEL>.
void read_cdf(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// Google News sitemaps: <urlset> with news:news. false: neither are its URLs news nor does it name
// the namespace.
bool read_sitemap(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// JSON Feed 1.0 and 1.1. The text is valid UTF-8.
model::Result<void> read_json_feed(std::string_view text, Context& context,
                                   model::FeedDocument& document);

// What RSS of every version shares. Publishers write its names in any case: rss_spelling() is the
// standard's spelling of a name, or the name itself where RSS has none like it.
std::string_view rss_spelling(std::string_view name);
bool is_rss_element(const Name& name, const Name& root);

// RSS's elements inside an item, a channel, and those that both have, by their spelling. false: not
// one of them.
bool read_rss_item_element(const ElementPlace& place, Draft& draft);
bool read_rss_channel_element(const ElementPlace& place, Draft& draft, model::FeedInfo& feed);
bool read_rss_element(std::string_view name, const ElementPlace& place, Draft& draft);
void read_rss_channel(const XmlDocument& xml, Context& context, pugi::xml_node channel,
                      model::FeedInfo& feed);
model::Item read_rss_item(const XmlDocument& xml, Context& context, pugi::xml_node element);

}  // namespace newswatch::parse
