// The elements of RSS that both a channel and an item have.
#include <array>

#include "parse/atom_text.h"
#include "parse/readers.h"

namespace newswatch::parse {

std::string_view rss_spelling(std::string_view name) {
  constexpr std::array<std::string_view, 24> kNames = {
      "title",    "link",          "description", "pubDate",        "guid",     "author",
      "category", "enclosure",     "comments",    "source",         "item",     "channel",
      "language", "lastBuildDate", "ttl",         "managingEditor", "skipDays", "skipHours",
      "rss",      "tags",          "body",        "webMaster",      "keywords", "abstract"};
  for (const std::string_view known : kNames) {
    if (known == name) return known;
  }
  for (const std::string_view known : kNames) {
    if (equal_in_any_case(known, name)) return known;
  }
  return name;
}

bool is_rss_element(const Name& name, const Name& root) {
  return name.ns == Ns::kNone || name.ns == Ns::kRss || (name.ns == root.ns && root.ns != Ns::kRdf);
}

bool read_rss_element(std::string_view name, const ElementPlace& place, Draft& draft) {
  if (name == "title") {
    draft.title.offer(plain_title(place.node), 0);
  } else if (name == "link") {
    if (!target(place.node).empty()) {
      read_atom_link(place, draft);
    } else {
      draft.link.offer(element_link(place), 1);
    }
  } else if (name == "description") {
    draft.summary.offer(element_html(place), 0);
  } else if (name == "pubDate") {
    draft.published.offer(element_date(place), 0);
  } else if (name == "author") {
    add_person(draft.authors[0], atom_person(place));
  } else if (name == "category") {
    add_category_element(place.node, draft);
  } else if (name == "tags" || name == "keywords") {
    add_categories(draft.categories, own_text(place.node));
  } else {
    return false;
  }
  return true;
}

}  // namespace newswatch::parse
