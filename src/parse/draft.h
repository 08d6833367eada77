// An item or a feed while its elements are read. Each field holds the best value so far.
// Rank 0 is the element that the standard has for a field; higher ranks are substitutes for it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"
#include "parse/context.h"
#include "parse/xml.h"

namespace newswatch::parse {

// The owner of a feed counts as its author only where there is no other author.
inline constexpr std::size_t kOwnerRank = 3;

struct Draft {
  BestText title;  // plain text
  BestText id, link, summary, content;
  BestTime published, updated;
  std::array<std::vector<model::Person>, kOwnerRank + 1> authors;  // by rank
  std::vector<std::string> categories;
  std::vector<model::Enclosure> enclosures;
  std::string comments, hub;
  std::optional<model::Source> source;  // of an item
  bool id_is_permalink = false;
  std::string language;               // of a feed
  std::optional<int> period_minutes;  // sy:updatePeriod
  int frequency = 1;                  // times in it

  std::vector<model::Person> take_authors();

  // Moves the values into an item or a feed. The draft must not be used afterwards.
  void finish(model::Item& item);
  void finish(model::FeedInfo& feed);
};

// An element that is read into a draft, and where it stands.
struct ElementPlace {
  Context& context;
  const XmlDocument& xml;
  pugi::xml_node node;
  Name name;
  const std::string& base;  // of the node
};

// Reads an element of a module: Dublin Core, dcterms, content, itunes, media, feedburner, XHTML
// body, syndication, or Atom inside RSS. Names may be in any case. False: no module that is known
// here.
bool read_module(const ElementPlace& place, Draft& draft);

// Read the elements that feeds and entries of Atom share, and the texts of an entry (summary,
// content). `rank` is 0 in Atom and 1 in RSS, whose own elements come first. False: not one of
// them.
bool read_atom_element(const ElementPlace& place, Draft& draft, int rank);
bool read_atom_texts(const ElementPlace& place, Draft& draft, int rank);

// Reads any of these, and id, subtitle and source, inside RSS. False: not one of them.
bool read_atom_in_rss(const ElementPlace& place, Draft& draft);

// Atom's <link>, wherever it stands.
void read_atom_link(const ElementPlace& place, Draft& draft);

// The content of an element as HTML with absolute references, as a link, or as a date.
std::string element_html(const ElementPlace& place);
std::string element_link(const ElementPlace& place);
std::optional<model::Time> element_date(const ElementPlace& place);

// The link in an element's attribute href; some publishers call it url or uri. Empty: none.
std::string_view target(pugi::xml_node element);

// What a program that wrote the feed as HTML made of an element with a text: an element around the
// text, "<link><a href='x'>x</a></link>", or, as <link> is empty in HTML, the text behind it,
// "<link/>x". Empty: neither.
std::string_view displaced_text(pugi::xml_node element);

// Adds the category of RSS (its text) or of Atom (its term, and its label where it is different).
void add_category_element(pugi::xml_node element, Draft& draft);

// The plain text of a title in RSS.
std::string plain_title(pugi::xml_node element);

}  // namespace newswatch::parse
