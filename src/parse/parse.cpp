#include "parse/parse.h"

#include <algorithm>
#include <utility>

#include "parse/charset.h"
#include "parse/clean_scan.h"
#include "parse/context.h"
#include "parse/readers.h"
#include "parse/refusal.h"
#include "parse/repair.h"
#include "parse/warnings.h"
#include "parse/xml.h"
#include "text/escape.h"

namespace newswatch::parse {
namespace {

tl::unexpected<model::Error> refuse(const Refusal& refusal) {
  const auto kind = refusal.is_web_page ? model::ErrorKind::kWebPage : model::ErrorKind::kBadInput;
  return model::fail(kind, "not a feed: " + refusal.what);
}

// The text of the document. take() gives it to the XML parser, which overwrites it: a transcoded
// text is moved there, any other is copied. If view() is called later, the text is decoded again.
class DocumentText {
 public:
  DocumentText(const Input& input, Warnings& warnings) : input_(input) {
    decode(input.bytes, input.content_type, warnings, decoded_);
  }

  std::string_view view() {
    if (given_away_) {
      Warnings known;
      decode(input_.bytes, input_.content_type, known, decoded_);
      given_away_ = false;
    }
    return decoded_.text;
  }

  // The text itself, not to be kept twice. view() makes it anew.
  std::string take() {
    view();
    given_away_ = !decoded_.storage.empty();
    return given_away_ ? std::move(decoded_.storage) : std::string(decoded_.text);
  }

  const std::string& encoding() const { return decoded_.encoding; }

 private:
  const Input& input_;
  Decoded decoded_;
  bool given_away_ = false;
};

void load_xml(DocumentText& text, Warnings& warnings, XmlDocument& xml) {
  if (!is_clean(text.view()) || !xml.load(text.take())) {
    xml.clear();
    const auto result = xml.load(repair(text.take(), warnings));
    if (!result && result.status != pugi::status_no_document_element) {
      warnings.add(std::string("the XML could not be read to its end: ") + result.description());
    }
  }
  if (xml.root().previous_sibling() || xml.root().next_sibling()) {
    warnings.add("elements before or after the document are left out");
  }
}

// Whether a root element called item or entry is one of a feed, and not of any other XML.
bool has_headline(const XmlDocument& xml) {
  bool title = false, link = false;
  for (const pugi::xml_node child : elements(xml.root())) {
    const std::string_view name = xml.name(child).local;
    title = title || equal_in_any_case(name, "title");
    link = link || equal_in_any_case(name, "link");
  }
  return title && link;
}

model::Result<void> read_root(const XmlDocument& xml, DocumentText& text, Context& context,
                              model::FeedDocument& document) {
  if (!xml.root()) return refuse(refuse_text(trimmed(text.view())));
  const Name root = xml.name(xml.root());
  const bool is_bare = !xml.root().first_attribute() && !has_elements(xml.root());
  if (is_bare && !trimmed(text.view()).starts_with('<')) {  // a tag in plain text
    return refuse(refuse_text(trimmed(text.view())));
  }
  if (root.is(Ns::kRss, "Channel") || equal_in_any_case(root.local, "rss") ||
      root.local == "channel") {
    read_rss(xml, context, document);
    return {};
  }
  if (equal_in_any_case(root.local, "feed") ||
      (equal_in_any_case(root.local, "entry") && (root.is_atom() || has_headline(xml)))) {
    read_atom(xml, context, document);
    return {};
  }
  if (equal_in_any_case(root.local, "item") && has_headline(xml)) {
    document.format = model::FeedFormat::kRss20;
    document.items.push_back(read_rss_item(xml, context, xml.root()));
    return {};
  }
  if (equal_in_any_case(root.local, "channel")) {
    read_cdf(xml, context, document);
    return {};
  }
  if (equal_in_any_case(root.local, "rdf") && read_rdf(xml, context, document)) return {};
  if (root.local == "urlset" && read_sitemap(xml, context, document)) return {};
  return refuse(refuse_root(root.local, trimmed(text.view())));
}

model::Result<void> read_xml(DocumentText& text, Context& context, model::FeedDocument& document) {
  XmlDocument xml;
  load_xml(text, context.warnings(), xml);
  const auto read = read_root(xml, text, context, document);
  for (const std::string_view prefix : xml.undeclared()) {
    context.warnings().add("a prefix is not declared: " + text::shortened(prefix, 40));
  }
  return read;
}

// The JSON Feed in what is meant for scripts: "callback({...});", ")]}',\n{...}". Else the text.
std::string_view without_script_around_json(std::string_view text, Warnings& warnings) {
  constexpr std::size_t kLongestPrefix = 200, kVersionWithin = 2000;
  if (text[0] == '<' || text[0] == '{' || text[0] == '[') return text;
  const std::size_t brace = text.substr(0, kLongestPrefix).find('{');
  if (brace == std::string_view::npos) return text;
  const std::string_view json = text.substr(brace);
  if (json.substr(0, kVersionWithin).find("jsonfeed.org") == std::string_view::npos) return text;
  warnings.add("text before or after the document is left out");
  return json;
}

}  // namespace

model::Result<model::FeedDocument> parse(const Input& input) {
  if (Refusal binary = refuse_binary(input.bytes); !binary.what.empty()) return refuse(binary);
  Warnings warnings;
  DocumentText text(input, warnings);
  const std::string_view whole_text = trimmed(text.view());
  if (whole_text.empty()) return refuse(Refusal{"an empty document"});
  const std::string_view trimmed_text = without_script_around_json(whole_text, warnings);
  Context context(input.url, warnings);
  model::FeedDocument document;
  const bool json = trimmed_text[0] == '{' || trimmed_text[0] == '[';
  const auto read =
      json ? read_json_feed(trimmed_text, context, document) : read_xml(text, context, document);
  if (!read) return tl::unexpected(read.error());
  context.keep_newest(document);
  document.encoding = text.encoding();
  // A language tag (BCP 47) has '-'; many publishers write the '_' of a locale.
  std::replace(document.feed.language.begin(), document.feed.language.end(), '_', '-');
  document.complete = !warnings.truncated();
  document.warnings = warnings.take();
  return document;
}

}  // namespace newswatch::parse
