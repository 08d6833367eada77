// An XML document of a feed: its elements by namespace, their text, their markup.
//
// Namespaces are recognised by their URI. A well-known prefix that is not declared ("dc") has its
// usual meaning. No function recurses, so deep nesting needs no stack. Not shared between threads.
// Source: XML 1.0, Namespaces in XML.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/ascii.h"

namespace newswatch::parse {

using text::equal_in_any_case;
using text::trimmed;

enum class Ns {
  kNone,
  kRss,  // of RSS 1.0, RSS 0.90, and those that some give to RSS 2.0
  kRdf,
  kAtom10,
  kAtom03,
  kDublinCore,
  kDcTerms,
  kContent,
  kSyndication,
  kItunes,
  kMedia,
  kFeedburner,
  kXhtml,
  kSitemap,
  kNews,
  kOther,
};

struct Name {
  Ns ns = Ns::kNone;
  std::string_view local;  // without prefix; lives as long as the document

  bool is(Ns n, std::string_view l) const { return ns == n && local == l; }
  bool is_atom() const { return ns == Ns::kAtom10 || ns == Ns::kAtom03; }
};

// The name in lower case. It points into `storage` where it had capitals.
Name lower_name(Name name, std::string& storage);

class XmlDocument {
 public:
  // Parses valid UTF-8. After an error, the tree holds what came before it.
  pugi::xml_parse_result load(std::string text);

  // Frees the tree and its text.
  void clear();

  // The first top-level element that is_feed_root(), else the first one. Null: there is none.
  pugi::xml_node root() const { return root_; }

  Name name(pugi::xml_node element) const;
  // The name of an attribute. One without a prefix is in no namespace.
  Name name(pugi::xml_node element, pugi::xml_attribute attribute) const;

  bool has_xml_base() const { return has_xml_base_; }
  // Whether the root element declares the namespace.
  bool declares(Ns ns) const;

  // Of the names that were asked for: the prefixes that no element around them declares. At most 8.
  const std::vector<std::string_view>& undeclared() const { return undeclared_; }

 private:
  void find_root();
  Ns declared_by_root(std::string_view prefix) const;
  Ns resolve(pugi::xml_node element, std::string_view prefix) const;
  void note_undeclared(std::string_view prefix) const;

  std::string text_;  // the parser works in place
  pugi::xml_document document_;
  pugi::xml_node root_;
  std::vector<std::pair<std::string_view, Ns>> root_namespaces_;
  Ns default_namespace_ = Ns::kNone;                  // of the root
  mutable std::vector<std::string_view> undeclared_;  // filled by name()
  bool has_xml_base_ = false;
  bool has_inner_namespaces_ = false;  // declared below the root
};

// The text without the marks of a CDATA section around it, and trimmed. Some programs escape their
// own marks ("&lt;![CDATA[x]]&gt;"), even twice.
std::string_view without_cdata_marks(std::string_view text);

// The value of an attribute, without_cdata_marks(). An exact match of the name comes before one in
// another case. Empty: none of the first 64 attributes has the name.
std::string_view attribute(pugi::xml_node element, const char* name);

// The elements among the children of a node: `for (const pugi::xml_node node : elements(parent))`.
// It calls pugixml, which is a shared library, less often than children() does.
class Elements {
 public:
  struct End {};
  class Iterator {
   public:
    explicit Iterator(pugi::xml_node node) : node_(node) { find_element(); }
    pugi::xml_node operator*() const { return node_; }
    Iterator& operator++() {
      node_ = node_.next_sibling();
      find_element();
      return *this;
    }
    bool operator!=(End) const { return type_ == pugi::node_element; }

   private:
    void find_element() {
      type_ = node_.type();
      while (type_ != pugi::node_element && type_ != pugi::node_null) {
        node_ = node_.next_sibling();
        type_ = node_.type();
      }
    }

    pugi::xml_node node_;
    pugi::xml_node_type type_ = pugi::node_null;  // which a node behind the last one has
  };

  explicit Elements(pugi::xml_node parent) : parent_(parent) {}
  Iterator begin() const { return Iterator(parent_.first_child()); }
  static End end() { return {}; }
  bool empty() const { return !(begin() != end()); }

 private:
  pugi::xml_node parent_;
};

inline Elements elements(pugi::xml_node parent) { return Elements(parent); }
inline bool has_elements(pugi::xml_node element) { return !elements(element).empty(); }
std::size_t count_elements(pugi::xml_node parent);

// The text and CDATA of an element itself, without_cdata_marks(). It is copied only where it
// consists of several pieces. The view is valid as long as this object and the document live.
class OwnText {
 public:
  explicit OwnText(pugi::xml_node element);
  OwnText(const OwnText&) = delete;
  OwnText& operator=(const OwnText&) = delete;
  std::string_view view() const { return view_; }

 private:
  std::string joined_;
  std::string_view view_;
};
std::string own_text(pugi::xml_node element);

// The text of an element and of all elements in it, without_cdata_marks().
std::string all_text(pugi::xml_node element);

// The content of an element as markup, without_cdata_marks().
std::string inner_markup(pugi::xml_node element);

// own_text(), or inner_markup() when the element holds elements ("naked markup").
std::string text_or_markup(pugi::xml_node element);

}  // namespace newswatch::parse
