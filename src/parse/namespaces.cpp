#include "parse/namespaces.h"

#include <string>

#include "text/ascii.h"

namespace newswatch::parse {
namespace {

struct KnownUri {
  std::string_view uri;  // lower case, no "http://", no "www.", no trailing '/' or '#'
  Ns ns;
};

constexpr KnownUri kUris[] = {
    {"w3.org/2005/atom", Ns::kAtom10},
    {"purl.org/pie", Ns::kAtom03},  // drafts of Atom
    {"purl.org/echo", Ns::kAtom03},
    {"example.com/necho", Ns::kAtom03},
    {"example.com/newformat", Ns::kAtom03},
    {"purl.org/rss/1.0", Ns::kRss},
    {"purl.org/rss/1.0/modules/rss091", Ns::kRss},
    {"purl.org/net/rss1.1", Ns::kRss},
    {"my.netscape.com/rdf/simple/0.9", Ns::kRss},
    {"channel.netscape.com/rdf/simple/0.9", Ns::kRss},
    {"blogs.law.harvard.edu/tech/rss", Ns::kRss},
    {"w3.org/1999/02/22-rdf-syntax-ns", Ns::kRdf},
    {"purl.org/dc/elements/1.1", Ns::kDublinCore},
    {"purl.org/dc/elements/1.0", Ns::kDublinCore},
    {"purl.org/dc/terms", Ns::kDcTerms},
    {"purl.org/rss/1.0/modules/content", Ns::kContent},
    {"purl.org/rss/1.0/modules/syndication", Ns::kSyndication},
    {"itunes.com/dtds/podcast-1.0.dtd", Ns::kItunes},
    {"example.com/dtds/podcast-1.0.dtd", Ns::kItunes},
    {"search.yahoo.com/mrss", Ns::kMedia},
    {"video.search.yahoo.com/mrss", Ns::kMedia},
    {"tools.search.yahoo.com/mrss", Ns::kMedia},
    {"rssnamespace.org/feedburner/ext/1.0", Ns::kFeedburner},
    {"w3.org/1999/xhtml", Ns::kXhtml},
    {"sitemaps.org/schemas/sitemap/0.9", Ns::kSitemap},
    {"google.com/schemas/sitemap/0.84", Ns::kSitemap},
    {"google.com/schemas/sitemap-news/0.9", Ns::kNews},
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
  const std::string lower = text::ascii_lower(uri);
  std::string_view name = lower;
  for (const std::string_view start : {"http://", "https://", "www."}) {
    if (name.starts_with(start)) name.remove_prefix(start.size());
  }
  for (const KnownUri& known : kUris) {
    if (known.uri == name) return known.ns;
  }
  // All of Userland's names for RSS 0.91 to 2.0, and every draft of Atom 0.3.
  if (name.starts_with("backend.userland.com/rss")) return Ns::kRss;
  return name.starts_with("purl.org/atom/ns") ? Ns::kAtom03 : Ns::kOther;
}

Ns well_known_prefix(std::string_view prefix) {
  if (prefix.empty()) return Ns::kNone;
  for (const KnownUri& known : kPrefixes) {
    if (known.uri == prefix) return known.ns;
  }
  return Ns::kOther;
}

}  // namespace newswatch::parse
