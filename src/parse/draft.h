// An item or a feed while its elements are read: for each field the best candidate so far.
// Ranks: 0 the standard's own element, higher for what only stands in for it.
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

// Who owns a feed is its author only where no one else is.
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

  // The fields that item and feed share with the draft; it is spent afterwards.
  void finish(model::Item& item);
  void finish(model::FeedInfo& feed);
};

// One element about to be read into a draft.
struct ElementPlace {
  Context& context;
  const XmlDocument& xml;
  pugi::xml_node node;
  Name name;
  const std::string& base;  // of the node
};

// Modules of any standard: Dublin Core, dcterms, content, itunes, media, feedburner, XHTML body,
// syndication, Atom elements inside RSS. Names in any case. false: not a module we know.
bool read_module(const ElementPlace& place, Draft& draft);

// The elements that Atom's feeds and entries share, and those of an entry alone (summary, content).
// `rank`: 0 in Atom, 1 in RSS, whose own elements come first. false: not one of them.
bool read_atom_element(const ElementPlace& place, Draft& draft, int rank);
bool read_atom_texts(const ElementPlace& place, Draft& draft, int rank);

// All of them and the id, subtitle and source, inside RSS.
bool read_atom_in_rss(const ElementPlace& place, Draft& draft);

// Atom's <link>, wherever it stands.
void read_atom_link(const ElementPlace& place, Draft& draft);

// What an element holds: HTML with absolute references, a link, a date (a warning: it is none).
std::string element_html(const ElementPlace& place);
std::string element_link(const ElementPlace& place);
std::optional<model::Time> element_date(const ElementPlace& place);

// Where an element points to, in href; some write url or uri.
std::string_view target(pugi::xml_node element);

// A category's text; of Atom's form the term, and the label where it says something else.
void add_category_element(pugi::xml_node element, Draft& draft);

// The plain text of a title in RSS.
std::string plain_title(pugi::xml_node element);

}  // namespace newswatch::parse
