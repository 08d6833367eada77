// The text constructs and persons of Atom 1.0 and 0.3, also inside RSS.
// Pure; any thread. Source: RFC 4287 section 3, Atom 0.3 section 3.
#pragma once

#include <optional>
#include <string>

#include "model/item.h"
#include "parse/draft.h"
#include "parse/xml.h"

namespace newswatch::parse {

struct AtomText {
  std::string value;
  bool is_markup = false;
};

AtomText atom_text(pugi::xml_node element);

std::string atom_title(pugi::xml_node element);    // as plain text
std::string atom_html(const ElementPlace& place);  // as given, with absolute references

// A person or a source, in the elements of Atom or in the text and attributes of RSS. A person may
// also be FOAF's <Person>. nullopt: the source has neither title nor link.
model::Person atom_person(const ElementPlace& place);
std::optional<model::Source> source_of(const ElementPlace& place);

}  // namespace newswatch::parse
