// The elements of Atom's entries and feeds, inside Atom and inside RSS.
#include <algorithm>
#include <string>
#include <utility>

#include "parse/atom_text.h"
#include "parse/draft.h"

namespace newswatch::parse {

bool read_atom_element(const ElementPlace& place, Draft& draft, int rank) {
  const std::string_view name = place.name.local;
  if (name == "title") {
    draft.title.offer(atom_title(place.node), rank);
  } else if (name == "link") {
    read_atom_link(place, draft);
  } else if (name == "author") {
    add_person(draft.authors[static_cast<std::size_t>(rank)], atom_person(place));
  } else if (name == "category") {
    add_category_element(place.node, draft);
  } else if (name == "published") {
    draft.published.offer(element_date(place), rank);
  } else if (name == "issued") {
    draft.published.offer(element_date(place), 1);
  } else if (name == "created") {
    draft.published.offer(element_date(place), 3);
  } else if (name == "updated") {
    draft.updated.offer(element_date(place), rank);
  } else if (name == "modified") {
    draft.updated.offer(element_date(place), 1);
  } else {
    return false;
  }
  return true;
}

bool read_atom_texts(const ElementPlace& place, Draft& draft, int rank) {
  if (place.name.local == "summary") {
    draft.summary.offer(atom_html(place), rank);
  } else if (place.name.local == "content") {
    draft.content.offer(atom_html(place), rank);
  } else {
    return false;
  }
  return true;
}

bool read_atom_in_rss(const ElementPlace& place, Draft& draft) {
  const std::string_view name = place.name.local;
  if (read_atom_element(place, draft, 1) || read_atom_texts(place, draft, 1)) return true;
  if (name == "id") {
    draft.id.offer(own_text(place.node), 1);
  } else if (name == "subtitle" || name == "tagline") {
    draft.summary.offer(atom_html(place), 1);
  } else if (name == "source") {
    if (!draft.source) draft.source = source_of(place);
  } else {
    return false;
  }
  return true;
}

void read_atom_link(const ElementPlace& place, Draft& draft) {
  constexpr std::string_view kRegistry = "http://www.iana.org/assignments/relation/";
  std::string_view rel = attribute(place.node, "rel");
  if (rel.starts_with(kRegistry)) rel.remove_prefix(kRegistry.size());
  const std::string_view type = attribute(place.node, "type");
  const auto is = [rel](std::string_view known) { return equal_in_any_case(rel, known); };
  if (!rel.empty() && !is("alternate") && !is("enclosure") && !is("hub") && !is("replies")) return;
  std::string url = Context::link(place.base, target(place.node));
  if (url.empty() && rel.empty()) url = element_link(place);
  if (url.empty()) return;
  if (is("enclosure")) {
    add_enclosure(draft.enclosures, {std::move(url), std::string(type),
                                     whole_number(attribute(place.node, "length"))});
  } else if (is("hub")) {
    if (draft.hub.empty()) draft.hub = std::move(url);
  } else if (is("replies")) {
    if (draft.comments.empty() && type.find("html") != std::string_view::npos) {
      draft.comments = std::move(url);
    }
  } else {
    const bool page = type.empty() || type.find("html") != std::string_view::npos;
    draft.link.offer(std::move(url), page ? 2 : 3);
  }
}

}  // namespace newswatch::parse
