#include "parse/parse.h"

#include <algorithm>
#include <utility>

#include "parse/charset.h"
#include "parse/clean_scan.h"
#include "parse/context.h"
#include "parse/readers.h"
#include "parse/repair.h"
#include "parse/warnings.h"
#include "parse/xml.h"
#include "text/escape.h"
#include "text/plain_text.h"

namespace newswatch::parse {
namespace {

tl::unexpected<model::Error> refuse(const std::string& looks_like) {
  return model::fail(model::ErrorKind::kBadInput, "not a feed: " + looks_like);
}

std::string lower_start(std::string_view text) {
  std::string lower(text.substr(0, 1024));
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return lower;
}

// The words between <title> and </title>, for a person who asks what was served.
std::string html_title(std::string_view text) {
  std::size_t from = text.find("<title");
  if (from == std::string_view::npos) from = text.find("<TITLE");
  if (from == std::string_view::npos) return {};
  from = text.find('>', from);
  if (from == std::string_view::npos) return {};
  const std::size_t to = std::min(text.find("</", from), text.size());
  return text::plain_text(text.substr(from + 1, std::min<std::size_t>(to - from - 1, 1000)), 120);
}

std::string looks_like_html(std::string_view text) {
  const std::string title = html_title(text);
  return "looks like an HTML page" + (title.empty() ? "" : " titled " + text::quoted(title));
}

bool is_html(std::string_view text) {
  const std::string start = lower_start(text);
  return start.starts_with("<!doctype html") || start.starts_with("<html");
}

tl::unexpected<model::Error> refuse_text(std::string_view text) {
  if (is_html(text)) return refuse(looks_like_html(text));
  if (text.starts_with("\x1F\x8B")) return refuse("looks like gzip data");
  if (text.starts_with("%PDF")) return refuse("looks like a PDF");
  return refuse("looks like plain text: " + text::quoted(text::shortened(text, 60)));
}

tl::unexpected<model::Error> refuse_root(const Name& root, std::string_view text) {
  if (root.local.empty()) return refuse_text(text);
  if (root.local == "html" || root.local == "HTML") return refuse(looks_like_html(text));
  if (root.local == "opml") return refuse("an OPML list of feeds");
  if (root.local == "urlset" || root.local == "sitemapindex") {
    return refuse("a sitemap without news");
  }
  if (is_html(text)) return refuse(looks_like_html(text));
  return refuse("the root element is " + text::quoted(text::shortened(root.local, 60)));
}

// The document's text. The XML parser works in place: it is given the text itself where that had to
// be transcoded, else a copy. Who needs it again afterwards has it decoded once more.
class Text {
 public:
  Text(const Input& input, Warnings& warnings) : input_(input) {
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

  std::string take() {
    given_away_ = !decoded_.storage.empty();
    return given_away_ ? std::move(decoded_.storage) : std::string(decoded_.text);
  }

  const std::string& encoding() const { return decoded_.encoding; }

 private:
  const Input& input_;
  Decoded decoded_;
  bool given_away_ = false;
};

void load_xml(Text& text, Warnings& warnings, XmlDocument& xml) {
  if (!is_clean(text.view()) || !xml.load(text.take())) {
    const auto result = xml.load(repair(trimmed(text.view()), warnings));
    if (!result && result.status != pugi::status_no_document_element) {
      warnings.add(std::string("the XML could not be read to its end: ") + result.description());
    }
  }
  if (xml.root().previous_sibling() || xml.root().next_sibling()) {
    warnings.add("elements before or after the document are left out");
  }
}

model::Result<void> read_xml(Text& text, Context& context, model::FeedDocument& document) {
  XmlDocument xml;
  load_xml(text, context.warnings(), xml);
  if (!xml.root()) return refuse_text(trimmed(text.view()));
  const Name root = xml.name(xml.root());
  if (root.local == "rss" || root.local == "RSS" || root.local == "channel") {
    read_rss(xml, context, document);
  } else if (root.local == "RDF" || root.local == "rdf") {
    read_rdf(xml, context, document);
  } else if (root.local == "feed" || (root.local == "entry" && root.is_atom())) {
    read_atom(xml, context, document);
  } else if (root.local == "CHANNEL" || root.local == "Channel") {
    read_cdf(xml, context, document);
  } else if (root.local != "urlset" || !read_sitemap(xml, context, document)) {
    return refuse_root(root, trimmed(text.view()));
  }
  return {};
}

}  // namespace

model::Result<model::FeedDocument> parse(const Input& input) {
  Warnings warnings;
  Text text(input, warnings);
  const std::string_view trimmed_text = trimmed(text.view());
  if (trimmed_text.empty()) return refuse("an empty document");
  Context context(input.url, warnings);
  model::FeedDocument document;
  const bool json = trimmed_text[0] == '{' || trimmed_text[0] == '[';
  const auto read =
      json ? read_json_feed(trimmed_text, context, document) : read_xml(text, context, document);
  if (!read) return tl::unexpected(read.error());
  document.encoding = text.encoding();
  // BCP 47 has '-'; many publishers write a locale's '_'.
  std::replace(document.feed.language.begin(), document.feed.language.end(), '_', '-');
  document.complete = !warnings.truncated();
  document.warnings = warnings.take();
  return document;
}

}  // namespace newswatch::parse
