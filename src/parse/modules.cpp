#include <algorithm>
#include <array>
#include <string>

#include "parse/atom_text.h"
#include "parse/draft.h"
#include "text/plain_text.h"

namespace newswatch::parse {
namespace {

constexpr int kDublinCoreRank = 2, kMediaRank = 4;

std::optional<int> period_minutes(std::string_view period) {
  if (period == "hourly") return 60;
  if (period == "daily") return 24 * 60;
  if (period == "weekly") return 7 * 24 * 60;
  if (period == "monthly") return 30 * 24 * 60;
  if (period == "yearly") return 365 * 24 * 60;
  return std::nullopt;
}

void read_syndication(const ElementPlace& place, Draft& draft) {
  if (place.name.local == "updateperiod")
    draft.period_minutes = period_minutes(own_text(place.node));
  if (place.name.local == "updatefrequency") {
    draft.frequency = static_cast<int>(
        std::clamp<std::uint64_t>(whole_number(own_text(place.node)).value_or(1), 1, 100'000));
  }
}

bool read_dublin_core(const ElementPlace& place, Draft& draft) {
  const std::string_view name = place.name.local;
  if (name == "title") {
    draft.title.offer(plain_title(place.node), kDublinCoreRank);
  } else if (name == "description") {
    draft.summary.offer(element_html(place), kDublinCoreRank);
  } else if (name == "creator" || name == "author") {
    add_person(draft.authors[1], atom_person(place));
  } else if (name == "subject") {
    add_category(draft.categories, all_text(place.node));
  } else if (name == "language") {
    if (draft.language.empty()) draft.language = own_text(place.node);
  } else if (name == "date") {
    draft.published.offer(element_date(place), 4);
  } else {
    return false;
  }
  return true;
}

bool read_dcterms(const ElementPlace& place, Draft& draft) {
  const std::string_view name = place.name.local;
  if (name == "issued") {
    draft.published.offer(element_date(place), 2);
  } else if (name == "created") {
    draft.published.offer(element_date(place), 3);
  } else if (name == "modified") {
    draft.updated.offer(element_date(place), 2);
  } else {
    return read_dublin_core(place, draft);
  }
  return true;
}

void add_itunes_category(pugi::xml_node node, Draft& draft) {
  add_category(draft.categories, std::string(attribute(node, "text")));
  for (const pugi::xml_node child : elements(node)) {
    const auto name = std::string_view(child.name());
    if (name.ends_with(":category")) {
      add_category(draft.categories, std::string(attribute(child, "text")));
    }
  }
}

bool read_itunes(const ElementPlace& place, Draft& draft) {
  const std::string_view name = place.name.local;
  if (name == "summary") {
    draft.summary.offer(element_html(place), 5);
  } else if (name == "subtitle") {
    draft.summary.offer(element_html(place), 6);
  } else if (name == "title") {
    draft.title.offer(plain_title(place.node), 3);
  } else if (name == "author") {
    add_person(draft.authors[2], person(all_text(place.node)));
  } else if (name == "owner") {
    add_person(draft.authors[kOwnerRank], atom_person(place));
  } else if (name == "keywords") {
    add_categories(draft.categories, own_text(place.node));
  } else if (name == "category") {
    add_itunes_category(place.node, draft);
  } else {
    return false;
  }
  return true;
}

// Adds the file of a <media:content>, if it names one.
void add_media_file(const ElementPlace& place, pugi::xml_node node, Draft& draft) {
  add_enclosure(draft.enclosures,
                {Context::link(place.base, attribute(node, "url")),
                 std::string(attribute(node, "type")), whole_number(attribute(node, "fileSize"))});
}

// `depth` is the number of Media RSS elements around this one. What stands inside them describes
// one picture; it describes the item only where nothing else does, so it has a higher rank.
bool read_media_element(const ElementPlace& place, pugi::xml_node node, std::string_view name,
                        int depth, Draft& draft) {
  if (name == "title") {
    draft.title.offer(plain_title(node), kMediaRank + depth);
  } else if (name == "description") {
    draft.summary.offer(place.context.html(text_or_markup(node), place.base), 7 + depth);
  } else if (name == "category") {
    add_category(draft.categories, own_text(node));
  } else if (name == "keywords") {
    add_categories(draft.categories, own_text(node));
  } else if (name == "content") {
    add_media_file(place, node, draft);
  } else {
    return name == "group";
  }
  return true;
}

// A <group> holds <content> elements, and both hold elements that describe them.
bool read_media(const ElementPlace& place, Draft& draft) {
  if (!read_media_element(place, place.node, place.name.local, 0, draft)) return false;
  if (place.name.local != "group" && place.name.local != "content") return true;
  for (const pugi::xml_node child : elements(place.node)) {
    const Name name = place.xml.name(child);
    if (name.ns != Ns::kMedia) continue;
    read_media_element(place, child, name.local, 1, draft);
    if (name.local != "content") continue;
    for (const pugi::xml_node part : elements(child)) {
      const Name part_name = place.xml.name(part);
      if (part_name.ns == Ns::kMedia) read_media_element(place, part, part_name.local, 2, draft);
    }
  }
  return true;
}

// The name is in lower case.
bool read_lower_module(const ElementPlace& place, Draft& draft) {
  const std::string_view name = place.name.local;
  switch (place.name.ns) {
    case Ns::kDublinCore:
      return read_dublin_core(place, draft);
    case Ns::kDcTerms:
      return read_dcterms(place, draft);
    case Ns::kItunes:
      return read_itunes(place, draft);
    case Ns::kMedia:
      return read_media(place, draft);
    case Ns::kAtom10:
    case Ns::kAtom03:
      return read_atom_in_rss(place, draft);
    case Ns::kSyndication:
      read_syndication(place, draft);
      return true;
    case Ns::kContent:
      if (name != "encoded") return false;
      draft.content.offer(element_html(place), 0);
      return true;
    case Ns::kXhtml:
      if (name != "body" && name != "div") return false;
      draft.content.offer(place.context.html(inner_markup(place.node), place.base), 2);
      return true;
    case Ns::kFeedburner:
      if (name != "origlink") return false;
      draft.link.offer(element_link(place), 0);
      return true;
    default:
      return false;
  }
}

}  // namespace

bool read_module(const ElementPlace& place, Draft& draft) {
  if (place.name.ns == Ns::kOther) return read_lower_module(place, draft);
  std::string storage;
  return read_lower_module(
      {place.context, place.xml, place.node, lower_name(place.name, storage), place.base}, draft);
}

}  // namespace newswatch::parse
