// identify: item -> story: new, changed, or seen. Design: never notify twice because a publisher
// moved something, never swallow a story because two look alike.
//
// Two steps around one look into the store: prepare() names the keys of every item of a response;
// the caller fetches what is known under them; identify() decides. Both are pure; any thread.
//
// Keys, strongest first (the stored form):
//   guid:OUTLET|GUID          scoped to the outlet
//   url:CANONICAL             canonical_url.h
//   cms:SITE/NUMBER           cms_number()
//   title:OUTLET|DAY|TITLE    normalised title of four words or more, day of the story time (UTC);
//                             as given, and without the feed's own boilerplate
//   text:OUTLET|HASH          kept only for a story that got none of the above
// A key longer than 300 bytes is kept as its XXH3-128. Of an aggregator's item, whose guid and link
// change from poll to poll, only its title (of any length) is a key.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/feed.h"
#include "model/item.h"
#include "model/story.h"

namespace newswatch::identify {

struct Arrival {
  std::string feed;    // the config's name
  std::string outlet;  // "*": an aggregator; each item names its own
  model::Time now{};
  model::TitleParts title_parts = {};  // what the feed's titles had so far
};

// One item with its keys. story holds everything that a new story would; its keys are not yet set.
struct KeyedItem {
  model::Story story;
  std::vector<std::string> keys;  // strongest first
  std::string canonical, cms;     // of its link, of guid or link; empty: none
  std::string bare_title;         // without the feed's own boilerplate
  // OUTLET|TITLE, under which the days are kept; empty: no title key.
  std::string title_key;
  std::string bare_title_key;  // the same of the bare title; empty: no other
  bool aggregated = false;
  std::size_t item = 0;  // which of the document's
};

// In document order; an item that says nothing (no title, summary, link or id) is left out, and one
// for which `left_out` is true.
std::vector<KeyedItem> prepare(const model::FeedDocument& document, const Arrival& arrival,
                               const std::vector<bool>& left_out = {});

// The keys under which a story that a person names by its link or its guid may be known, strongest
// first. outlets: those whose guids are tried.
std::vector<std::string> lookup_keys(std::string_view link_or_guid,
                                     std::span<const std::string> outlets);

// What the store knows under the items' keys.
struct Known {
  std::unordered_map<std::string, std::string> keys;        // key -> story id
  std::unordered_map<std::string, std::string> title_days;  // title_key -> "DAY DAY", at most 3
  std::unordered_map<std::string, model::Story> stories;    // by id
};

enum class Change { kNew, kChanged, kSeen };

struct Outcome {
  Change change = Change::kSeen;
  model::Story story;                 // as it is now
  std::vector<std::string> new_keys;  // that point to it from now on
  bool store = false;                 // the story or its keys differ from what is stored
};

struct Outcomes {
  std::vector<Outcome> outcomes;                                // one per item, in order
  std::vector<std::pair<std::string, std::string>> title_days;  // new values
};

Outcomes identify(std::span<const KeyedItem> items, const Known& known);

inline constexpr std::size_t kMaxKeys = 32;   // of a story
inline constexpr std::size_t kMaxTitles = 8;  // remembered titles of a story
inline constexpr std::size_t kTitleDays = 3;  // a title seen on so many days is no key

}  // namespace newswatch::identify
