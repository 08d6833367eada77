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

struct Draft {
  BestText title;  // plain text
  BestText link, summary, content;
  BestTime published, updated;
  std::array<std::vector<model::Person>, 4> authors;  // by rank
  std::vector<std::string> categories;
  std::vector<model::Enclosure> enclosures;
  std::string comments, hub;
  std::optional<model::Source> source;  // of an item

  std::vector<model::Person> take_authors();

  // The fields that item and feed share with the draft; it is spent afterwards.
  void finish(model::Item& item);
  void finish(model::FeedInfo& feed);
};

// One element about to be read into a draft.
struct Place {
  Context& context;
  const XmlDocument& xml;
  pugi::xml_node node;
  Name name;
  const std::string& base;  // of the node
};

// Modules of any standard: Dublin Core, dcterms, content, itunes, media, feedburner, XHTML body,
// Atom elements inside RSS. false: not a module we know.
bool read_module(const Place& place, Draft& draft);

// Atom's <link>, wherever it stands.
void read_atom_link(const Place& place, Draft& draft);

// A file that comes with an item; each URL once.
void add_enclosure(Draft& draft, model::Enclosure enclosure);

// RSS text -> the plain text of a title.
std::string plain_title(pugi::xml_node element);

}  // namespace newswatch::parse
