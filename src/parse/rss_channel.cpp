// The channel of RSS: everything but its items.
#include <algorithm>
#include <string>

#include "parse/atom_text.h"
#include "parse/readers.h"
#include "text/calendar.h"

namespace newswatch::parse {
namespace {

void add_skipped_hours(pugi::xml_node element, std::vector<int>& hours) {
  for (const pugi::xml_node child : element.children("hour")) {
    const auto hour = whole_number(own_text(child));
    if (!hour || *hour > 24) continue;  // some publishers count from 1 to 24
    const int value = static_cast<int>(*hour % 24);
    if (std::find(hours.begin(), hours.end(), value) == hours.end()) hours.push_back(value);
  }
}

void add_skipped_days(pugi::xml_node element, std::vector<int>& days) {
  for (const pugi::xml_node child : element.children("day")) {
    const std::string name = own_text(child);
    const auto* found = std::find(text::kWeekdays.begin(), text::kWeekdays.end(), name);
    if (found == text::kWeekdays.end()) continue;
    const int value = static_cast<int>(found - text::kWeekdays.begin());
    if (std::find(days.begin(), days.end(), value) == days.end()) days.push_back(value);
  }
}

}  // namespace

bool read_rss_channel_element(const ElementPlace& place, Draft& draft, model::FeedInfo& feed) {
  const std::string_view name = rss_spelling(place.name.local);
  if (name == "language") {
    feed.language = own_text(place.node);
  } else if (name == "lastBuildDate") {
    draft.updated.offer(element_date(place), 0);
  } else if (name == "ttl") {
    const auto minutes = whole_number(own_text(place.node));
    if (minutes && *minutes > 0 && *minutes < 1'000'000) {
      feed.ttl_minutes = static_cast<int>(*minutes);
    }
  } else if (name == "skipHours") {
    add_skipped_hours(place.node, feed.skip_hours);
  } else if (name == "skipDays") {
    add_skipped_days(place.node, feed.skip_days);
  } else if (name == "managingEditor") {
    add_person(draft.authors[0], atom_person(place));
  } else if (name == "webMaster") {
    add_person(draft.authors[kOwnerRank], atom_person(place));
  } else {
    return read_rss_element(name, place, draft);
  }
  return true;
}

void read_rss_channel(const XmlDocument& xml, Context& context, pugi::xml_node channel,
                      model::FeedInfo& feed) {
  const Name root = xml.name(xml.root());
  std::string storage;
  const std::string& base = context.base(xml, channel, storage);
  Draft draft;
  for (const pugi::xml_node node : elements(channel)) {
    const Name name = xml.name(node);
    const ElementPlace place{context, xml, node, name, base};
    if (is_rss_element(name, root)) {
      if (!read_rss_channel_element(place, draft, feed)) read_atom_in_rss(place, draft);
    } else {
      read_module(place, draft);
    }
  }
  draft.finish(feed);
  if (feed.language.empty()) feed.language = attribute(channel, "xml:lang");
  if (feed.language.empty()) feed.language = attribute(xml.root(), "xml:lang");
  context.set_channel_link(feed.link);
}

}  // namespace newswatch::parse
