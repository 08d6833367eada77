// Feed documents for measuring: made from a seed, so that every run sees the same bytes.
//
// The forms that large papers and blogs send (WordPress with its articles in CDATA, escaped
// descriptions, Atom with escaped HTML and with XHTML, RDF, news sitemaps), in six encodings and
// the languages these are used for. All are well-formed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace newswatch::bench {

struct FeedBytes {
  std::string form, encoding;
  std::string bytes;         // as served
  std::string utf8;          // the same document in UTF-8, for a parser that knows nothing else
  std::string content_type;  // with the charset
};

// Of `min_bytes` to `max_bytes` in UTF-8, small ones more often; forms and encodings in equal
// parts.
std::vector<FeedBytes> feed_corpus(std::size_t documents, std::size_t min_bytes,
                                   std::size_t max_bytes, std::uint32_t seed = 1);

}  // namespace newswatch::bench
