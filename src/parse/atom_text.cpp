#include "parse/atom_text.h"

#include <array>
#include <cstdint>

#include "text/ascii.h"
#include "text/escape.h"
#include "text/title_text.h"

namespace newswatch::parse {
namespace {

std::string lower_attribute(pugi::xml_node element, const char* name) {
  const std::string value = text::ascii_lower(attribute(element, name));
  return value.substr(0, value.find(';'));
}

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

// RFC 4648; characters outside the alphabet are skipped.
std::string from_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int digit = base64_digit(c);
    if (digit < 0) continue;
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>((bits >> count) & 0xFF);
    }
  }
  return text::valid_utf8(bytes);
}

// RFC 4287 section 3.1.1.3: the <div> around XHTML is not part of the content.
std::string without_wrapper(pugi::xml_node element) {
  pugi::xml_node only;
  if (!trimmed(element.value()).empty()) return inner_markup(element);
  for (const pugi::xml_node child : element.children()) {
    if (child.type() == pugi::node_element) {
      if (only) return inner_markup(element);
      only = child;
    } else if (!trimmed(child.value()).empty()) {
      return inner_markup(element);
    }
  }
  const std::string_view name = only.name();
  return name == "div" || name.ends_with(":div") ? inner_markup(only) : inner_markup(element);
}

bool is_xml_type(std::string_view type) {
  return type == "xhtml" || type.ends_with("/xml") || type.ends_with("+xml");
}

}  // namespace

AtomText atom_text(pugi::xml_node element) {
  std::string type = lower_attribute(element, "type");
  // Atom 0.3 may offer a text in several forms. The last one is the best (RFC 2046 section 5.1.4).
  for (auto form = element.last_child(); type.starts_with("multipart/") && form;
       form = element.last_child()) {
    element = form;
    type = lower_attribute(element, "type");
  }
  const std::string mode = lower_attribute(element, "mode");
  if (mode == "base64") return {from_base64(own_text(element)), type != "text/plain"};
  if (type == "xhtml" || type == "application/xhtml+xml") {
    if (mode == "escaped") return {text_or_markup(element), true};
    return {without_wrapper(element), true};
  }
  if (has_elements(element)) return {inner_markup(element), true};
  if (is_xml_type(type) || type == "html" || type == "text/html") return {own_text(element), true};
  if (type.empty() || type == "text" || type.starts_with("text/") || !mode.empty()) {
    return {own_text(element), mode == "escaped" && type != "text/plain"};
  }
  // Any other media type is in base64 (RFC 4287 section 4.1.3.3). Pictures and sound hold no text.
  if (type.starts_with("image/") || type.starts_with("audio/") || type.starts_with("video/")) {
    return {};
  }
  return {from_base64(own_text(element)), true};
}

std::string atom_title(pugi::xml_node element) {
  AtomText text = atom_text(element);
  if (text.is_markup) return text::title_text(text.value);
  // This is not markup: only white space is collapsed.
  std::string title;
  for (const char c : text.value) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) {
      title += c;
    } else if (!title.empty() && title.back() != ' ') {
      title += ' ';
    }
  }
  return title;
}

std::string atom_html(const ElementPlace& place) {
  AtomText text = atom_text(place.node);
  return text.is_markup ? place.context.html(std::move(text.value), place.base)
                        : std::move(text.value);
}

model::Person atom_person(const ElementPlace& place) {
  model::Person result;
  pugi::xml_node parts = place.node;
  if (const auto only = parts.first_child(); place.xml.name(only).is(Ns::kOther, "Person")) {
    parts = only;
  }
  for (const pugi::xml_node child : elements(parts)) {
    const std::string_view name = place.xml.name(child).local;
    if (name == "name") result.name = own_text(child);
    if (name == "email" || name == "mbox") result.email = own_text(child);
    if (name == "uri" || name == "url" || name == "homepage") {
      result.uri = Context::link(place.base, own_text(child));
    }
  }
  // RSS writes a person as text.
  return result == model::Person{} ? person(all_text(place.node)) : result;
}

std::optional<model::Source> source_of(const ElementPlace& place) {
  model::Source source;
  std::string id;
  for (const pugi::xml_node node : elements(place.node)) {
    const std::string_view name = place.xml.name(node).local;
    if (name == "title") source.title = atom_title(node);
    if (name == "id") id = Context::link({}, own_text(node));
    if (name != "link") continue;
    const std::string_view rel = attribute(node, "rel");
    const bool page = rel.empty() || rel == "alternate";
    if (page || (rel == "self" && source.url.empty())) {
      const std::string_view href = target(node);
      source.url = Context::link(place.base, href.empty() ? OwnText(node).view() : href);
    }
  }
  if (source.url.empty()) source.url = std::move(id);
  if (!has_elements(place.node)) {  // the form of RSS
    source.title = plain_title(place.node);
    source.url = Context::link(place.base, target(place.node));
  }
  if (source.title.empty() && source.url.empty()) return std::nullopt;
  return source;
}

}  // namespace newswatch::parse
