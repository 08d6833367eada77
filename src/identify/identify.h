// Decides which story an item is, and whether it is new, changed or seen before. The aim: no second
// message because a publisher moved an article, and no lost story because two look alike.
//
// There are two steps, with one look into the store between them. prepare() makes the keys of all
// items of a document. The caller reads what the store knows under these keys. identify() decides.
// Both are pure; any thread.
//
// Keys as they are stored, strongest first:
//   guid:OUTLET|GUID          scoped to the outlet; a number under a million without a link to the
//                             feed: guid:OUTLET|FEED|NUMBER
//   url:CANONICAL             canonical_url.h
//   cms:SITE/NUMBER           cms_number()
//   title:OUTLET|DAY|TITLE    normalised title of four words or more, and the UTC day of the story
//                             time; once as given, once without boilerplate (boilerplate.h)
//   text:OUTLET|HASH          only for a story that has none of the others
// Instead of a key longer than 300 bytes its XXH3-128 is stored. An item of an aggregator has only
// its title (of any length) as key, because its guid and link change from poll to poll.
// A story whose link is none of its keys is found by people under link:CANONICAL, which decides
// nothing; of stories with one link, the newest.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "model/feed.h"
#include "model/item.h"
#include "model/story.h"

namespace newswatch::identify {

// Which feed a document came from, and when.
struct Arrival {
  std::string feed;    // its name in the config
  std::string outlet;  // "*": an aggregator, whose items name their outlets
  model::Time now{};
  model::TitleParts title_parts = {};  // of the titles so far
};

// An item with its keys. `story` is what it would be as a new story, but for id and keys.
struct KeyedItem {
  model::Story story;
  std::vector<std::string> keys;  // strongest first
  std::string canonical, cms;     // canonical_url(link), cms_number(guid or link)
  std::string bare_title;         // the title without boilerplate
  // XXH3-64 of both titles, normalised (as in Story::titles).
  std::uint64_t title_hash = 0, bare_title_hash = 0;
  // OUTLET|TITLE, under which the days of the title are stored. Empty: the title is no key.
  std::string title_key;
  std::string bare_title_key;  // the same for the bare title; empty: it is no other key
  bool aggregated = false;     // it is from an aggregator
  std::size_t item = 0;        // its index in the document
};

// The items of a document with their keys, in its order. Left out are items without title, summary,
// link and id, and those for which `left_out` is true.
std::vector<KeyedItem> prepare(const model::FeedDocument& document, const Arrival& arrival,
                               const std::vector<bool>& left_out = {});

// The texts of an item as topics look at them: whole, where the story keeps only their beginning.
// Views into item and story.
struct WholeText {
  std::string_view title;         // plain text
  std::string_view summary_html;  // empty: the story's summary is whole
  std::string_view content_html;  // what there is beside the summary
};

// `story` is what the item is. Of an item of an aggregator only what its story keeps counts.
WholeText whole_text(const model::Item& item, const model::Story& story, bool aggregated);

// The keys that a story may have, by the link or guid with which a person names it; strongest
// first. A guid is tried for each of the outlets.
std::vector<std::string> lookup_keys(std::string_view link_or_guid,
                                     std::span<const std::string> scopes);

// The key by which people find a story whose link is none of its keys. Empty: it needs none.
std::string link_key(const KeyedItem& keyed);

// What the store knows under the keys of the items.
struct Known {
  std::unordered_map<std::string, std::string> keys;        // key -> story id
  std::unordered_map<std::string, std::string> title_days;  // title_key -> "DAY DAY", at most 3
  std::unordered_map<std::string, model::Story> stories;    // by id
  // Ids that keys lead to whose stories are no longer kept.
  std::unordered_set<std::string> gone;
};

// kGone: seen long ago; of the story only the id is known.
enum class Change { kNew, kChanged, kSeen, kGone };

struct ItemOutcome {
  Change change = Change::kSeen;
  model::Story story;                 // as it is now
  std::vector<std::string> new_keys;  // keys that it has gained
  bool store = false;                 // the story or its keys differ from what is stored
};

struct ItemOutcomes {
  std::vector<ItemOutcome> outcomes;                            // one per item, in order
  std::vector<std::pair<std::string, std::string>> title_days;  // to be stored, as in Known
};

ItemOutcomes identify(std::span<const KeyedItem> items, const Known& known);

inline constexpr std::size_t kMaxKeys = 32;   // of a story
inline constexpr std::size_t kMaxTitles = 8;  // remembered titles of a story
inline constexpr std::size_t kTitleDays = 3;  // a title seen on so many days is no key

}  // namespace newswatch::identify
