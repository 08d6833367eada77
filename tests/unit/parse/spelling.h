// The many legal ways to spell one XML or JSON document. For property tests.
//
// A seed makes all choices, so that a failure can be tried again: CDATA or escapes, kinds of quotes
// and references, prefixes, white space, comments and instructions between elements, where the
// encoding is declared. Characters that the encoding lacks are always references.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/clock.h"
#include "unit/parse/encoding_writer.h"

namespace newswatch::parse {

using Attributes = std::vector<std::pair<std::string, std::string>>;
// Elements that may stand in any order, but for those of one kind among themselves.
using Groups = std::vector<std::vector<std::string>>;

class Spelling {
 public:
  Spelling(std::uint64_t seed, WritingEncoding& encoding);

  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool coin() { return below(2) == 0; }
  bool rarely() { return below(8) == 0; }

  // XML. The declaration, with the encoding where it is not in the header alone, or nothing.
  std::string prolog();
  std::string content_type(std::string_view media_type) const;
  // Text that proves the encoding to be none of Unicode's, if it is.
  std::string witness() const { return encoding_.form().witness; }
  // exact_text() adds no white space at the ends.
  std::string text(std::string_view value);
  std::string exact_text(std::string_view value);
  std::string attributes(Attributes all);
  // `inner` is markup.
  std::string element(std::string_view name, std::string_view inner, Attributes attributes = {});
  std::string text_element(std::string_view name, std::string_view value,
                           Attributes attributes = {}) {
    return element(name, text(value), std::move(attributes));
  }
  std::string gap();
  std::string merged(Groups groups);

  // The prefix for a module that is well known by `prefix`, with colon; the same one each time.
  std::string prefixed(const std::string& prefix, std::string_view name);
  // xmlns of all prefixes that were used.
  Attributes namespaces() const;

  // Plain text as HTML.
  std::string html(std::string_view plain);
  // Links to the feed's own site as they stand in HTML, or alone, made relative now and then.
  std::string relative_html(std::string html);
  std::string relative(std::string link);

  std::string mail_date(model::Time time);
  std::string iso_date(model::Time time);

  std::string json_string(std::string_view value);

 private:
  std::string escaped(std::string_view value, char quote);
  std::string character(char32_t code, char quote, bool after_bracket);
  std::string reference(char32_t code);

  std::mt19937_64 random_;
  WritingEncoding& encoding_;
  bool in_header_ = false, in_prolog_ = false;
  std::map<std::string, std::string> prefixes_;
};

}  // namespace newswatch::parse
