#include "config/opml.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <utility>

#include "net/url.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::config {
namespace {

constexpr std::size_t kMostLabels = 20;    // a feed
constexpr std::size_t kMostIncluded = 10;  // that are named

std::string outline_value(pugi::xml_node outline, std::string_view name) {
  for (const pugi::xml_attribute attribute : outline.attributes()) {
    if (text::equal_in_any_case(attribute.name(), name)) {
      return text::valid_utf8(text::trimmed(attribute.value()));
    }
  }
  return {};
}

std::string outline_title(pugi::xml_node outline) {
  std::string title = outline_value(outline, "text");
  return title.empty() ? outline_value(outline, "title") : title;
}

// feed://HOST/ and feed:https://HOST/ are links that browsers open in a feed reader.
std::string web_url(std::string url) {
  constexpr std::string_view kFeed = "feed:";
  if (!text::starts_in_any_case(url, kFeed)) return url;
  url.erase(0, kFeed.size());
  return url.starts_with("//") ? "http:" + url : url;
}

void add_label(std::vector<std::string>& labels, std::string_view label) {
  label = text::trimmed(label);
  if (label.empty() || labels.size() >= kMostLabels) return;
  if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.emplace_back(label);
}

// "a,/b/c": commas separate the categories; one that begins with a slash is a path of categories.
void add_categories(std::vector<std::string>& labels, std::string_view text) {
  while (!text.empty()) {
    const std::string_view category = text::trimmed(text::take_piece(text, ","));
    if (category.starts_with('/')) {
      for (const std::string_view label : text::split(category, "/")) add_label(labels, label);
    } else {
      add_label(labels, category);
    }
  }
}

// Finds the lines and columns of bytes, which are asked for in their order.
class Places {
 public:
  explicit Places(std::string_view bytes) : bytes_(bytes) {}

  Position of(std::size_t offset) {
    for (; done_ < offset && done_ < bytes_.size(); ++done_) {
      const auto byte = static_cast<unsigned char>(bytes_[done_]);
      if (byte == '\n') {
        at_ = {at_.line + 1, 1};
      } else if ((byte & 0xC0) != 0x80) {  // not the middle of a character
        ++at_.column;
      }
    }
    return at_;
  }

 private:
  std::string_view bytes_;
  std::size_t done_ = 0;
  Position at_{1, 1};
};

class OutlineReader {
 public:
  // utf8: what was parsed, if it is UTF-8; else empty: then there are no places.
  explicit OutlineReader(std::string_view utf8) : utf8_(utf8), places_(utf8) {}

  // Without recursion: a file may nest folders to any depth.
  Opml read(pugi::xml_node body) {
    pugi::xml_node at = body;
    while (true) {
      if (const pugi::xml_node child = at.first_child()) {
        folders_.push_back(at == body || is_feed(at) ? std::string() : outline_title(at));
        at = child;
      } else {
        while (at != body && !at.next_sibling()) {
          leave(at);
          at = at.parent();
          if (at != body) folders_.pop_back();
        }
        if (at == body) return std::move(opml_);
        leave(at);
        at = at.next_sibling();
      }
      enter(at);
    }
  }

 private:
  static bool is_feed(pugi::xml_node node) { return !outline_value(node, "xmlUrl").empty(); }

  // An outline whose isComment is true is off, with all that is in it.
  void enter(pugi::xml_node outline) {
    if (!off_ && text::equal_in_any_case(outline_value(outline, "isComment"), "true")) {
      off_ = outline;
    }
    if (is_feed(outline)) {
      if (off_) {
        ++opml_.switched_off;
      } else {
        take(outline);
      }
    } else if (!off_) {
      take_reference(outline);
    }
  }

  void leave(pugi::xml_node outline) {
    if (outline == off_) off_ = {};
  }

  // An outline that stands for another file (type="include", or a link to OPML), or for a page.
  void take_reference(pugi::xml_node outline) {
    const std::string type = text::ascii_lower(outline_value(outline, "type"));
    if (type != "include" && type != "link") return;
    auto url = net::parse_url(outline_value(outline, "url"));
    const bool is_file = url && text::ends_in_any_case(url->path, ".opml");
    if (type == "link" && !is_file) {
      ++opml_.links;
      return;
    }
    if (opml_.included.size() >= kMostIncluded) return;
    if (url) url->user = url->password = "";
    opml_.included.push_back(url ? net::to_string(*url) : outline_title(outline));
  }

  Position place_of(pugi::xml_node outline) {
    const std::ptrdiff_t name = outline.offset_debug();
    if (utf8_.empty() || name < 1) return {};
    return places_.of(static_cast<std::size_t>(name) - 1);  // of the bracket in front of the name
  }

  void take(pugi::xml_node outline) {
    const std::string type = text::ascii_lower(outline_value(outline, "type"));
    if (!type.empty() && type != "rss" && type != "atom") {
      ++opml_.others;
      return;
    }
    OpmlFeed feed{.title = outline_title(outline),
                  .url = web_url(outline_value(outline, "xmlUrl")),
                  .site = outline_value(outline, "htmlUrl"),
                  .labels = {}};
    const auto parsed = net::parse_url(feed.url);
    if (!urls_.insert(parsed ? net::to_string(*parsed) : feed.url).second) {
      ++opml_.duplicates;
      return;
    }
    for (std::size_t i = 0; i < folders_.size() && feed.labels.size() < kMostLabels; ++i) {
      add_label(feed.labels, folders_[i]);
    }
    add_categories(feed.labels, outline_value(outline, "category"));
    opml_.feeds.push_back(std::move(feed));
    opml_.places.push_back(place_of(outline));
  }

  std::string_view utf8_;
  Places places_;
  Opml opml_;
  pugi::xml_node off_;                // the outline that is a comment, around where the reader is
  std::vector<std::string> folders_;  // titles of the elements around; empty: no label
  std::set<std::string> urls_;
};

pugi::xml_encoding encoding_of(std::string_view bytes) {
  const bool utf8 = bytes.find('\0') == std::string_view::npos && !bytes.starts_with("\xfe\xff") &&
                    !bytes.starts_with("\xff\xfe");
  if (!utf8) return pugi::encoding_auto;
  return text::is_valid_utf8(bytes) ? pugi::encoding_utf8 : pugi::encoding_latin1;
}

std::string xml_attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, text::xml_escaped(value));
}

// `category` separates labels by commas, and reads one with a slash in front as a path.
bool fits_category(std::string_view label) {
  return label.find(',') == std::string_view::npos && !label.starts_with('/');
}

std::string opml_feed(const FeedSettings& feed, std::size_t first_label) {
  std::string indent(first_label == 0 ? 4 : 6, ' ');
  std::string out, end, categories;
  for (std::size_t i = first_label; i < feed.labels.size(); ++i) {
    const std::string& label = feed.labels[i];
    if (fits_category(label)) {
      categories += (categories.empty() ? "" : ",") + label;
    } else {
      out += fmt::format("{}<outline{}>\n", indent, xml_attribute("text", label));
      end = fmt::format("{}</outline>\n", indent) + end;
      indent += "  ";
    }
  }
  out += fmt::format("{}<outline type=\"rss\"{}{}{}", indent, xml_attribute("text", feed.name),
                     xml_attribute("title", feed.name), xml_attribute("xmlUrl", feed.url));
  if (!categories.empty()) out += xml_attribute("category", categories);
  return out + "/>\n" + end;
}

}  // namespace

tl::expected<Opml, OpmlFault> parse_opml(std::string_view bytes) {
  pugi::xml_document document;
  const pugi::xml_encoding encoding = encoding_of(bytes);
  const auto read = document.load_buffer(
      bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_wnorm_attribute, encoding);
  if (!read) {
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(read.offset, 0));
    return tl::unexpected(OpmlFault{Places(bytes).of(offset), read.description()});
  }
  const pugi::xml_node root = document.document_element();
  if (!text::equal_in_any_case(root.name(), "opml")) {
    const std::string name = text::shortened(text::valid_utf8(root.name()), 60);
    return tl::unexpected(OpmlFault{{}, "its root is " + text::quoted(name)});
  }
  return OutlineReader(encoding == pugi::encoding_utf8 ? bytes : std::string_view()).read(root);
}

model::Result<Opml> read_opml(std::string_view bytes) {
  auto opml = parse_opml(bytes);
  if (opml) return std::move(*opml);
  const auto& [at, what] = opml.error();
  const std::string line = at.line > 0 ? fmt::format("line {}: ", at.line) : "";
  return model::fail(model::ErrorKind::kBadInput, "not OPML: " + line + what);
}

std::string write_opml(const std::vector<FeedSettings>& feeds) {
  std::vector<std::string> folders;  // in the order of the config
  std::map<std::string, std::string> inside;
  std::string loose;
  for (const FeedSettings& feed : feeds) {
    if (!feed.url_file.empty()) continue;  // others read the list: the address stays a secret
    if (feed.labels.empty()) {
      loose += opml_feed(feed, 0);
      continue;
    }
    const auto [at, fresh] = inside.try_emplace(feed.labels.front());
    if (fresh) folders.push_back(feed.labels.front());
    at->second += opml_feed(feed, 1);
  }
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n"
      "    <title>Feeds of newswatch</title>\n  </head>\n  <body>\n" +
      loose;
  for (const std::string& folder : folders) {
    out += fmt::format("    <outline{}>\n{}    </outline>\n", xml_attribute("text", folder),
                       inside[folder]);
  }
  return out + "  </body>\n</opml>\n";
}

}  // namespace newswatch::config
