// OPML (1.0, 2.0), in which feed readers hand their lists of feeds to each other.
//
// Read: every outline with an xmlUrl, whatever the case of the attribute; the folders around it and
// its `category` are its labels. An outline with isComment="true" is off, with all that is in it.
// Other files that it includes are named, not read. Encodings: UTF-8, UTF-16, UTF-32; any other is
// read as ISO 8859-1. Errors: kBadInput with the line. Pure; any thread; depth costs no stack.
// Source: opml.org/spec2.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "config/problem.h"
#include "config/settings.h"
#include "model/result.h"

namespace newswatch::config {

struct OpmlFeed {
  std::string title, url, site;     // trimmed; valid UTF-8; as strangers wrote them
  std::vector<std::string> labels;  // outermost folder first, then categories; each once
  bool operator==(const OpmlFeed&) const = default;
};

struct Opml {
  std::vector<OpmlFeed> feeds;   // in document order, each url once
  std::vector<Position> places;  // of the outline of each; not known if the file is not UTF-8
  std::size_t duplicates = 0;    // further outlines of a url
  std::size_t others = 0;        // outlines with an xmlUrl whose type is neither rss nor atom
  std::size_t switched_off = 0;  // feeds inside an outline that is a comment
  std::size_t links = 0;         // links to pages
  // The OPML files that outlines include: their addresses without user and password, or titles.
  std::vector<std::string> included;
};

inline constexpr std::size_t kLargestOpml = 64u << 20;  // bytes of a file that is read

struct OpmlFault {
  Position at;
  std::string what;
};

tl::expected<Opml, OpmlFault> parse_opml(std::string_view bytes);

// The same with the line in the words of the error.
model::Result<Opml> read_opml(std::string_view bytes);

// The feeds as OPML 2.0: name, url and labels, an outline for each first label. No secret and no
// path is in it.
std::string write_opml(const std::vector<FeedSettings>& feeds);

}  // namespace newswatch::config
