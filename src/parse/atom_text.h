// Atom's text constructs and persons, of 1.0 and 0.3, also where they stand inside RSS.
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
std::string atom_html(const ElementPlace& place);  // as given, references absolute

// As Atom writes them in elements, or RSS in text and attributes.
model::Person atom_person(const ElementPlace& place);               // also FOAF's <Person>
std::optional<model::Source> source_of(const ElementPlace& place);  // nullopt: it says nothing

}  // namespace newswatch::parse
