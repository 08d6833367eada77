// One reader for each standard. Each fills the document; the caller has chosen it by the name of
// the root element. No reader throws or recurses. Of more than kMaxItems items the newest stay
// (Context::keep_newest()).
#pragma once

#include "model/item.h"
#include "model/result.h"
#include "parse/context.h"
#include "parse/draft.h"
#include "parse/xml.h"

namespace newswatch::parse {

// RSS 0.91 to 2.0: <rss>, and a bare <channel>. RSS 1.1: <Channel>.
void read_rss(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// RSS 0.90 and 1.0: <rdf:RDF>. False: the RDF is about something else.
bool read_rdf(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// Atom 0.3 and 1.0: <feed>, and a single <entry>.
void read_atom(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// Channel Definition Format 1997: <CHANNEL>.
void read_cdf(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// Google News sitemaps: <urlset>. False: no URL is news, and the namespace of news is not declared.
bool read_sitemap(const XmlDocument& xml, Context& context, model::FeedDocument& document);

// JSON Feed 1.0 and 1.1. The text is valid UTF-8. kBadInput: it is not JSON, or not a JSON Feed.
model::Result<void> read_json_feed(std::string_view text, Context& context,
                                   model::FeedDocument& document);

// Shared by all versions of RSS. Publishers write names in any case: rss_spelling() gives the
// spelling of the standard, or the name itself where RSS has no such element. is_rss_element(): the
// name is in no namespace, in that of RSS or in that of the root.
std::string_view rss_spelling(std::string_view name);
bool is_rss_element(const Name& name, const Name& root);

// Read an element of an item, of a channel, and one that both have; `name` is from rss_spelling().
// False: not one of them.
bool read_rss_item_element(const ElementPlace& place, Draft& draft);
bool read_rss_channel_element(const ElementPlace& place, Draft& draft, model::FeedInfo& feed);
bool read_rss_element(std::string_view name, const ElementPlace& place, Draft& draft);
void read_rss_channel(const XmlDocument& xml, Context& context, pugi::xml_node channel,
                      model::FeedInfo& feed);
model::Item read_rss_item(const XmlDocument& xml, Context& context, pugi::xml_node element);

}  // namespace newswatch::parse
