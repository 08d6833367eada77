// An XML document as feeds use it: elements by namespace, their text, their markup.
//
// Namespaces go by URI; a prefix that is nowhere declared but well known ("dc") means what everyone
// means by it. No function recurses: depth costs no stack. Not shared between threads. Source:
// XML 1.0, Namespaces in XML.
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
  kRss,  // 1.0, 0.90 and the ones that Userland's RSS 2.0 was given
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

// The name in lower case; the storage holds it where it was not.
Name lower_name(Name name, std::string& storage);

class XmlDocument {
 public:
  // Takes valid UTF-8. Where the result is an error, the tree ends at it.
  pugi::xml_parse_result load(std::string text);

  // First root element that has a feed's name; else the first element; null: none at all.
  pugi::xml_node root() const { return root_; }

  Name name(pugi::xml_node element) const;
  // Attributes without a prefix are in no namespace.
  Name name(pugi::xml_node element, pugi::xml_attribute attribute) const;

  bool has_xml_base() const { return has_xml_base_; }
  // On its root element.
  bool declares(Ns ns) const;

 private:
  void find_root();
  Ns declared_by_root(std::string_view prefix) const;
  Ns resolve(pugi::xml_node element, std::string_view prefix) const;

  std::string text_;  // the parser works in place
  pugi::xml_document document_;
  pugi::xml_node root_;
  std::vector<std::pair<std::string_view, Ns>> root_namespaces_;
  Ns default_namespace_ = Ns::kNone;  // of the root
  bool has_xml_base_ = false;
  bool has_inner_namespaces_ = false;  // declared below the root
};

// Attribute by its name, in any case where it is not there as written; trimmed; empty: absent
// among the first 64.
std::string_view attribute(pugi::xml_node element, const char* name);

bool has_elements(pugi::xml_node element);
std::size_t count_elements(pugi::xml_node parent);

// Text and CDATA of the element itself, trimmed. Text in one piece, as nearly all is, is not
// copied: the view lives as long as this and the document.
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

// Text of the element and everything in it, trimmed.
std::string all_text(pugi::xml_node element);

// What stands between the element's tags, as markup.
std::string inner_markup(pugi::xml_node element);

// own_text(), or inner_markup() when the element holds elements ("naked markup").
std::string text_or_markup(pugi::xml_node element);

}  // namespace newswatch::parse
