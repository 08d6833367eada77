#include "parse/xml.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "parse/element_names.h"
#include "parse/limits.h"
#include "parse/namespaces.h"
#include "text/skip_blocks.h"

namespace newswatch::parse {
namespace {

// With parse_embed_pcdata, a text that comes first in an element is the value of the element, not a
// node.
constexpr unsigned kParseFlags = pugi::parse_cdata | pugi::parse_escapes |
                                 pugi::parse_wconv_attribute | pugi::parse_eol |
                                 pugi::parse_embed_pcdata;

constexpr std::size_t kMaxNamespaces = 100;
// Attributes of an element that are looked at: every element inside it may look again.
constexpr std::size_t kMaxAttributes = 64;

bool is_text(pugi::xml_node node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

// Whether the element does not begin with a text.
bool is_empty(pugi::xml_node node) { return *node.value() == '\0'; }

// The prefix and the rest of a name. Names are short: a search by the library would take longer.
std::pair<std::string_view, std::string_view> split(const char* qualified) {
  const char* local = qualified;
  const char* end = qualified;
  for (; *end != '\0'; ++end) {
    if (*end == ':' && local == qualified) local = end + 1;
  }
  const std::size_t prefix =
      local == qualified ? 0 : static_cast<std::size_t>(local - qualified - 1);
  return {{qualified, prefix}, {local, static_cast<std::size_t>(end - local)}};
}

// An unknown default namespace counts as none: some publishers make one up for RSS or Atom.
Ns as_default(Ns ns) { return ns == Ns::kOther ? Ns::kNone : ns; }

std::string_view escape_of(char c, bool in_attribute) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return in_attribute ? "&quot;" : "";
    default:
      return "";
  }
}

void append_escaped_markup(std::string_view text, bool in_attribute, std::string& out) {
  const auto special = [](std::uint8_t c) {
    return static_cast<std::uint8_t>(
        static_cast<std::uint8_t>(c == '&') | static_cast<std::uint8_t>(c == '<') |
        static_cast<std::uint8_t>(c == '>') | static_cast<std::uint8_t>(c == '"'));
  };
  std::size_t from = 0;
  for (std::size_t i = text::skip_blocks(text, 0, special); i < text.size();) {
    const std::string_view escape = escape_of(text[i], in_attribute);
    if (!escape.empty()) {
      if (out.size() > kMaxMarkup) break;
      out.append(text, from, i - from).append(escape);
      from = i + 1;
    }
    ++i;
    if (i % 16 == 0) i = text::skip_blocks(text, i, special);
  }
  out.append(text, from);
}

// Appends the white space before a node. The tree has no nodes for white space between elements and
// CDATA sections, though it separates words there. It still stands in the text before the node's
// "<".
void append_space_before(pugi::xml_node node, std::string& out) {
  constexpr std::string_view kOpening = "<![CDATA[";
  const pugi::xml_node_type type = node.type();
  if (type != pugi::node_cdata && type != pugi::node_element) return;
  const char* const open =
      type == pugi::node_cdata ? node.value() - kOpening.size() : node.name() - 1;
  if (*open != '<') return;
  const char* from = open;
  while (from[-1] == ' ' || from[-1] == '\n' || from[-1] == '\t' || from[-1] == '\r') --from;
  if (from == open) return;
  const pugi::xml_node before = node.previous_sibling();
  if (before.type() == pugi::node_pcdata || (!before && !is_empty(node.parent()))) {
    return;  // the text before it has its own white space
  }
  out.append(from, open);
}

bool is_void_html(std::string_view name) { return is_void_element(name) || name == "source"; }

// The name of an element as HTML has it: "p" of "xhtml:p".
std::string_view markup_name(pugi::xml_node element) {
  const auto [prefix, local] = split(element.name());
  return prefix == "xhtml" || prefix == "html" || prefix == "h" ? local : element.name();
}

void append_start_tag(pugi::xml_node element, std::string& out) {
  const std::string_view name = markup_name(element);
  out.append("<").append(name);
  for (auto attribute = element.first_attribute(); attribute;
       attribute = attribute.next_attribute()) {
    out.append(" ").append(attribute.name()).append("=\"");
    append_escaped_markup(attribute.value(), true, out);
    out += '"';
  }
  const bool empty = !element.first_child() && is_empty(element);
  out += empty && is_void_html(name) ? "/>" : ">";
}

void append_end_tag(pugi::xml_node element, std::string& out) {
  const std::string_view name = markup_name(element);
  if (element.first_child() || !is_empty(element) || !is_void_html(name)) {
    out.append("</").append(name).append(">");
  }
}

std::string unwrapped(std::string text) {
  const std::string_view kept = without_cdata_marks(text);
  const auto front = static_cast<std::size_t>(kept.data() - text.data());
  text.resize(front + kept.size());
  text.erase(0, front);
  return text;
}

// Calls enter and leave for all nodes below `top` in document order, without recursion.
template <class Enter, class Leave>
void walk(pugi::xml_node top, Enter enter, Leave leave) {
  pugi::xml_node node = top.first_child();
  while (node) {
    enter(node);
    if (const pugi::xml_node child = node.first_child()) {
      node = child;
      continue;
    }
    leave(node);
    pugi::xml_node next = node.next_sibling();
    while (!next) {
      node = node.parent();
      if (node == top) return;
      leave(node);
      next = node.next_sibling();
    }
    node = next;
  }
}

}  // namespace

pugi::xml_parse_result XmlDocument::load(std::string text) {
  text_ = std::move(text);
  std::size_t namespaces = 0;
  bool has_xhtml = false;
  has_xml_base_ = false;
  for (std::size_t at = text_.find('x'); at != std::string::npos; at = text_.find('x', at + 1)) {
    const std::string_view rest = std::string_view(text_).substr(at, 8);
    if (rest.starts_with("xmlns")) ++namespaces;
    if (rest.starts_with("xhtml")) has_xhtml = true;
    if (rest == "xml:base") has_xml_base_ = true;
  }
  // Texts of white space become nodes only where they may separate words, which is in XHTML.
  const unsigned flags = has_xhtml ? kParseFlags | pugi::parse_ws_pcdata : kParseFlags;
  const auto result =
      document_.load_buffer_inplace(text_.data(), text_.size(), flags, pugi::encoding_utf8);
  find_root();
  has_inner_namespaces_ = namespaces > root_namespaces_.size();
  return result;
}

void XmlDocument::clear() {
  root_ = {};
  root_namespaces_.clear();
  undeclared_.clear();
  document_.reset();
  text_ = std::string();
}

void XmlDocument::find_root() {
  root_ = {};
  for (const pugi::xml_node child : elements(document_)) {
    if (!root_) root_ = child;
    if (is_feed_root(child.name())) {
      root_ = child;
      break;
    }
  }
  root_namespaces_.clear();
  undeclared_.clear();
  for (const pugi::xml_attribute attribute : root_.attributes()) {
    const auto [prefix, local] = split(attribute.name());
    if (prefix == "xmlns") root_namespaces_.emplace_back(local, namespace_of(attribute.value()));
    if (prefix.empty() && local == "xmlns") {
      root_namespaces_.emplace_back(std::string_view{}, namespace_of(attribute.value()));
    }
    if (root_namespaces_.size() >= kMaxNamespaces) break;
  }
  default_namespace_ = as_default(declared_by_root({}));
}

bool XmlDocument::declares(Ns ns) const {
  return std::any_of(root_namespaces_.begin(), root_namespaces_.end(),
                     [ns](const auto& declared) { return declared.second == ns; });
}

Ns XmlDocument::declared_by_root(std::string_view prefix) const {
  for (const auto& [declared, ns] : root_namespaces_) {
    if (declared == prefix) return ns;
  }
  if (!prefix.empty() && prefix != "xml") note_undeclared(prefix);
  return well_known_prefix(prefix);
}

void XmlDocument::note_undeclared(std::string_view prefix) const {
  constexpr std::size_t kMost = 8;
  const bool known = std::find(undeclared_.begin(), undeclared_.end(), prefix) != undeclared_.end();
  if (!known && undeclared_.size() < kMost) undeclared_.push_back(prefix);
}

Ns XmlDocument::resolve(pugi::xml_node element, std::string_view prefix) const {
  if (!has_inner_namespaces_) return prefix.empty() ? default_namespace_ : declared_by_root(prefix);
  for (pugi::xml_node node = element; node && node != root_; node = node.parent()) {
    std::size_t seen = 0;
    for (auto attribute = node.first_attribute(); attribute && ++seen <= kMaxAttributes;
         attribute = attribute.next_attribute()) {
      const std::string_view written = attribute.name();
      if (!written.starts_with("xmlns")) continue;
      const std::string_view declared = written.size() > 5 ? written.substr(6) : std::string_view{};
      if (declared != prefix) continue;
      const Ns ns = namespace_of(attribute.value());
      return prefix.empty() && node != element ? as_default(ns) : ns;
    }
  }
  return prefix.empty() ? default_namespace_ : declared_by_root(prefix);
}

Name XmlDocument::name(pugi::xml_node element) const {
  const auto [prefix, local] = split(element.name());
  return {resolve(element, prefix), local};
}

Name XmlDocument::name(pugi::xml_node element, pugi::xml_attribute attribute) const {
  const auto [prefix, local] = split(attribute.name());
  return {prefix.empty() ? Ns::kNone : resolve(element, prefix), local};
}

Name lower_name(Name name, std::string& storage) {
  if (std::none_of(name.local.begin(), name.local.end(), text::is_ascii_capital)) return name;
  storage = text::ascii_lower(name.local);
  return {name.ns, storage};
}

std::string_view without_cdata_marks(std::string_view text) {
  const auto both = [&text](std::string_view start, std::string_view end) {
    if (!text::starts_in_any_case(text, start) || !text.ends_with(end)) return false;
    if (text.size() < start.size() + end.size()) return false;
    text = trimmed(text.substr(start.size(), text.size() - start.size() - end.size()));
    return true;
  };
  text = trimmed(text);
  while (both("<![CDATA[", "]]>") || both("&lt;![CDATA[", "]]&gt;")) {
  }
  return text;
}

std::string_view attribute(pugi::xml_node element, const char* name) {
  pugi::xml_attribute found;
  std::size_t seen = 0;
  for (auto any = element.first_attribute(); any && ++seen <= kMaxAttributes;
       any = any.next_attribute()) {
    const char* const written = any.name();
    if (((written[0] ^ name[0]) & ~0x20) != 0) continue;
    if (std::strcmp(written, name) == 0) return without_cdata_marks(any.value());
    if (!found && equal_in_any_case(written, name)) found = any;
  }
  return without_cdata_marks(found.value());
}

OwnText::OwnText(pugi::xml_node element) {
  const pugi::xml_node first = element.first_child();
  if (!first) {
    view_ = without_cdata_marks(element.value());
    return;
  }
  if (is_empty(element) && is_text(first) && !first.next_sibling()) {
    view_ = without_cdata_marks(first.value());
    return;
  }
  joined_ = element.value();
  for (const pugi::xml_node child : element.children()) {
    if (!is_text(child)) continue;
    append_space_before(child, joined_);
    joined_ += child.value();
  }
  view_ = without_cdata_marks(joined_);
}

std::string own_text(pugi::xml_node element) { return std::string(OwnText(element).view()); }

std::string all_text(pugi::xml_node element) {
  if (!has_elements(element)) return own_text(element);
  std::string text = element.value();
  walk(
      element, [&](pugi::xml_node node) { text += node.value(); }, [](pugi::xml_node) {});
  return unwrapped(std::move(text));
}

std::string inner_markup(pugi::xml_node element) {
  std::string markup;
  append_escaped_markup(element.value(), false, markup);
  walk(
      element,
      [&](pugi::xml_node node) {
        if (markup.size() > kMaxMarkup) return;
        append_space_before(node, markup);
        if (node.type() == pugi::node_element) append_start_tag(node, markup);
        append_escaped_markup(node.value(), false, markup);
      },
      [&](pugi::xml_node node) {
        if (node.type() == pugi::node_element) append_end_tag(node, markup);
      });
  return unwrapped(std::move(markup));
}

std::string text_or_markup(pugi::xml_node element) {
  return has_elements(element) ? inner_markup(element) : own_text(element);
}

std::size_t count_elements(pugi::xml_node parent) {
  std::size_t count = 0;
  for ([[maybe_unused]] const pugi::xml_node element : elements(parent)) ++count;
  return count;
}

}  // namespace newswatch::parse
