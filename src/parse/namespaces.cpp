#include "parse/namespaces.h"

#include <string>

namespace newswatch::parse {
namespace {

struct KnownUri {
  std::string_view uri;  // lower case, no trailing '/' or '#'
  Ns ns;
};

constexpr KnownUri kUris[] = {
    {"http://www.w3.org/2005/atom", Ns::kAtom10},
    {"https://www.w3.org/2005/atom", Ns::kAtom10},
    {"http://purl.org/atom/ns", Ns::kAtom03},
    {"http://purl.org/rss/1.0", Ns::kRss},
    {"http://purl.org/net/rss1.1", Ns::kRss},
    {"http://my.netscape.com/rdf/simple/0.9", Ns::kRss},
    {"http://channel.netscape.com/rdf/simple/0.9", Ns::kRss},
    {"http://backend.userland.com/rss", Ns::kRss},
    {"http://backend.userland.com/rss2", Ns::kRss},
    {"http://backend.userland.com/rss091", Ns::kRss},
    {"http://blogs.law.harvard.edu/tech/rss", Ns::kRss},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns", Ns::kRdf},
    {"http://purl.org/dc/elements/1.1", Ns::kDublinCore},
    {"http://purl.org/dc/elements/1.0", Ns::kDublinCore},
    {"http://purl.org/dc/terms", Ns::kDcTerms},
    {"http://purl.org/rss/1.0/modules/content", Ns::kContent},
    {"http://purl.org/rss/1.0/modules/syndication", Ns::kSyndication},
    {"http://www.itunes.com/dtds/podcast-1.0.dtd", Ns::kItunes},
    {"http://example.com/dtds/podcast-1.0.dtd", Ns::kItunes},
    {"http://search.yahoo.com/mrss", Ns::kMedia},
    {"http://rssnamespace.org/feedburner/ext/1.0", Ns::kFeedburner},
    {"http://www.w3.org/1999/xhtml", Ns::kXhtml},
    {"http://www.sitemaps.org/schemas/sitemap/0.9", Ns::kSitemap},
    {"http://www.google.com/schemas/sitemap/0.84", Ns::kSitemap},
    {"http://www.google.com/schemas/sitemap-news/0.9", Ns::kNews},
};

constexpr KnownUri kPrefixes[] = {
    {"atom", Ns::kAtom10},     {"atom10", Ns::kAtom10},   {"a10", Ns::kAtom10},
    {"rss", Ns::kRss},         {"rdf", Ns::kRdf},         {"dc", Ns::kDublinCore},
    {"dcterms", Ns::kDcTerms}, {"content", Ns::kContent}, {"sy", Ns::kSyndication},
    {"itunes", Ns::kItunes},   {"media", Ns::kMedia},     {"feedburner", Ns::kFeedburner},
    {"xhtml", Ns::kXhtml},     {"news", Ns::kNews},
};

}  // namespace

Ns namespace_of(std::string_view uri) {
  uri = trimmed(uri);
  while (uri.ends_with('/') || uri.ends_with('#')) uri.remove_suffix(1);
  if (uri.empty()) return Ns::kNone;
  if (uri.size() > 64) return Ns::kOther;
  std::string lower(uri);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  for (const KnownUri& known : kUris) {
    if (known.uri == lower) return known.ns;
  }
  return lower.starts_with("http://purl.org/atom/ns") ? Ns::kAtom03 : Ns::kOther;
}

Ns well_known_prefix(std::string_view prefix) {
  if (prefix.empty()) return Ns::kNone;
  for (const KnownUri& known : kPrefixes) {
    if (known.uri == prefix) return known.ns;
  }
  return Ns::kOther;
}

}  // namespace newswatch::parse
