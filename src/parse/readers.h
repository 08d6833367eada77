// One reader per standard. Each fills the document from a root element that has its name already
// been recognised; none throws or recurses. At most kMaxItems items are read.
#pragma once

#include "model/item.h"
#include "model/result.h"
#include "parse/context.h"
#include "parse/draft.h"
#include "parse/xml.h"

namespace newswatch::parse {

// RSS 0.91 to 2.0: <rss>, and a bare <channel>.
void read_rss(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// RSS 0.90 and 1.0: <rdf:RDF>.
void read_rdf(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// Atom 0.3 and 1.0: <feed>, and an <entry> alone.
void read_atom(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// Channel Definition Format 1997: <CHANNEL>.
void read_cdf(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// Google News sitemaps: <urlset> with news:news. false: none of its URLs is news.
bool read_sitemap(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// JSON Feed 1.0 and 1.1. The text is valid UTF-8.
model::Result<void> read_json_feed(std::string_view text, Context& context,
                                   model::FeedDocument& document);

// What RSS of every version shares.
bool is_rss_element(const Name& name, const Name& root);
void read_rss_channel(const XmlDocument& xml, Context& context, pugi::xml_node channel,
                      model::FeedInfo& feed);
model::Item read_rss_item(const XmlDocument& xml, Context& context, pugi::xml_node element);

}  // namespace newswatch::parse
