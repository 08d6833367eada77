// prepare(): makes a story of each item, and its keys.
#include <algorithm>
#include <string>
#include <unordered_map>

#include "identify/aggregated.h"
#include "identify/boilerplate.h"
#include "identify/canonical_url.h"
#include "identify/identify.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/hash.h"
#include "text/normalize.h"
#include "text/plain_text.h"
#include "text/times.h"

namespace newswatch::identify {
namespace {

constexpr std::size_t kLongestKey = 300;  // bytes
// Limits of what is kept of an item, so that no publisher decides how much memory a story takes.
constexpr std::size_t kTitleBytes = 1000;
constexpr std::size_t kSummaryBytes = 2000;    // as plain text
constexpr std::size_t kLinkBytes = 8000;       // a longer link is dropped
constexpr std::size_t kGuidBytes = 1000;       // a longer guid is replaced by its hash
constexpr std::size_t kNameBytes = 200;        // for an outlet, an author or a category
constexpr std::size_t kNames = 100;            // authors or categories of an item
constexpr std::size_t kShownTitleBytes = 120;  // for a title made from the summary
constexpr std::size_t kTitleWords = 4;         // a shorter title is no key
constexpr model::Time kOldest = std::chrono::sys_days(std::chrono::year(1995) / 1 / 1);

std::string key(std::string_view kind, const std::string& text) {
  return std::string(kind) + (text.size() <= kLongestKey ? text : "#" + text::hex128(text));
}

std::string kept_guid(std::string_view guid) {
  return guid.size() <= kGuidBytes ? std::string(guid) : "#" + text::hex128(guid);
}

// A date before 1995 or more than a day ahead is wrong and counts as absent.
std::optional<model::Time> plausible(std::optional<model::Time> time, model::Time now) {
  if (!time || *time < kOldest || *time > now + std::chrono::hours(24)) return std::nullopt;
  return time;
}

void add_name(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && names.size() < kNames) names.push_back(text::shortened(name, kNameBytes));
}

model::Story draft(const model::Item& item, const Arrival& arrival,
                   std::optional<model::Time> document_time) {
  model::Story story;
  story.feed = arrival.feed;
  story.outlet = arrival.outlet;
  story.guid = kept_guid(item.id);
  if (item.link.size() <= kLinkBytes) story.link = item.link;
  story.title = item.title;
  story.summary = text::plain_text(item.summary, kSummaryBytes);
  if (story.summary.empty()) story.summary = text::plain_text(item.content, kSummaryBytes);
  if (arrival.outlet == "*") read_aggregated(item, story);
  story.outlet = text::shortened(story.outlet, kNameBytes);
  story.title = text::shortened(story.title, kTitleBytes);
  for (const model::Person& person : item.authors) {
    add_name(story.authors, person.name.empty() ? person.email : person.name);
  }
  for (const std::string& category : item.categories) add_name(story.categories, category);
  story.published = plausible(item.published, arrival.now);
  story.updated = plausible(item.updated, arrival.now);
  story.first_seen = arrival.now;
  story.story_time =
      story.published.value_or(story.updated.value_or(document_time.value_or(arrival.now)));
  return story;
}

// Which item has a guid or a link. One that several items with different titles have is no key.
using Owners = std::unordered_map<std::string, std::string>;  // text -> title, or kMany
const std::string kMany = std::string("\0many", 5);

void note_owner(Owners& owners, const std::string& text, const std::string& title) {
  if (text.empty()) return;
  const auto [at, fresh] = owners.try_emplace(text, title);
  if (!fresh && at->second != title) at->second = kMany;
}

bool names_many(const Owners& owners, const std::string& text) {
  const auto at = owners.find(text);
  return at != owners.end() && at->second == kMany;
}

// Whether the guid is a small number, as the rows of a table have. Without a link beside it, two
// feeds of an outlet may each count their own rows.
bool is_row_number(std::string_view guid) {
  constexpr std::size_t kDigits = 6;
  return guid.size() <= kDigits && std::all_of(guid.begin(), guid.end(), text::is_digit);
}

// A normalised title with too few words is none. But an item of an aggregator has no other.
bool is_key(std::string_view title, const KeyedItem& keyed) {
  const auto words = static_cast<std::size_t>(std::count(title.begin(), title.end(), ' ')) + 1;
  return !title.empty() && (words >= kTitleWords || keyed.aggregated);
}

void make_keys(KeyedItem& keyed, const Owners& guids, const Owners& links) {
  model::Story& story = keyed.story;
  // Both the title as given and the title without boilerplate are keys. More boilerplate is learned
  // over time, and a story must still be found under the key that it got before.
  const std::string title = text::normalized_title(story.title);
  const std::string bare =
      keyed.bare_title == story.title ? title : text::normalized_title(keyed.bare_title);
  keyed.title_hash = text::hash64(title);
  keyed.bare_title_hash = text::hash64(bare);
  if (is_key(title, keyed)) keyed.title_key = story.outlet + "|" + title;
  if (is_key(bare, keyed) && bare != title) keyed.bare_title_key = story.outlet + "|" + bare;

  if (!keyed.aggregated || keyed.title_key.empty()) {
    if (names_many(guids, story.guid)) {
      story.notes.push_back("guid is no key: it repeats within the document");
    } else if (!story.guid.empty()) {
      const bool own = keyed.canonical.empty() && is_row_number(story.guid);
      keyed.keys.push_back(
          key("guid:", story.outlet + "|" + (own ? story.feed + "|" : "") + story.guid));
    }
    if (names_many(links, keyed.canonical)) {
      story.notes.push_back("link is no key: it repeats within the document");
    } else if (!keyed.canonical.empty()) {
      keyed.keys.push_back(key("url:", keyed.canonical));
    }
    if (!keyed.cms.empty()) keyed.keys.push_back(key("cms:", keyed.cms));
  }
  const std::string of_day = story.outlet + "|" + text::day(story.story_time) + "|";
  if (!keyed.title_key.empty()) keyed.keys.push_back(key("title:", of_day + title));
  if (!keyed.bare_title_key.empty()) keyed.keys.push_back(key("title:", of_day + bare));
  // The key of an undated text has no day. Otherwise all items of a feed without dates and ids
  // would be new every day.
  keyed.keys.push_back("text:" + story.outlet + "|" +
                       text::hex128(story.title + "\n" + story.summary + "\n" + story.link +
                                    (story.published ? "\n" + text::day(story.story_time) : "")));
}

}  // namespace

std::vector<KeyedItem> prepare(const model::FeedDocument& document, const Arrival& arrival,
                               const std::vector<bool>& left_out) {
  auto document_time = plausible(document.feed.updated, arrival.now);
  if (!document_time) document_time = plausible(document.feed.published, arrival.now);
  std::vector<KeyedItem> items;
  Owners guids, links;
  for (std::size_t i = 0; i < document.items.size(); ++i) {
    if (i < left_out.size() && left_out[i]) continue;
    const model::Item& item = document.items[i];
    KeyedItem keyed;
    keyed.item = i;
    keyed.story = draft(item, arrival, document_time);
    const model::Story& story = keyed.story;
    if (story.title.empty() && story.summary.empty() && story.link.empty() && story.guid.empty()) {
      continue;
    }
    keyed.aggregated = arrival.outlet == "*";
    keyed.bare_title = without_parts(arrival.title_parts, story.title);
    ArticleKeys link = article_keys(story.link);
    keyed.canonical = std::move(link.canonical);
    if (story.guid != story.link) keyed.cms = cms_number(story.guid);
    if (keyed.cms.empty()) keyed.cms = std::move(link.cms);
    note_owner(guids, story.guid, story.title + "\n" + keyed.canonical);
    note_owner(links, keyed.canonical, story.title + "\n" + story.guid);
    items.push_back(std::move(keyed));
  }
  for (KeyedItem& keyed : items) {
    make_keys(keyed, guids, links);
    // The title of a post without one is the beginning of its summary.
    if (keyed.story.title.empty()) {
      keyed.story.title = text::shortened(keyed.story.summary, kShownTitleBytes);
      keyed.bare_title = keyed.story.title;
      keyed.title_hash = text::hash64(text::normalized_title(keyed.story.title));
      keyed.bare_title_hash = keyed.title_hash;
    }
  }
  return items;
}

WholeText whole_text(const model::Item& item, const model::Story& story, bool aggregated) {
  WholeText whole{.title = story.title, .summary_html = {}, .content_html = {}};
  if (aggregated) return whole;
  if (item.title.size() > kTitleBytes) whole.title = item.title;
  constexpr std::size_t kAnyText = 8;  // bytes, enough to see that there is some
  const bool described = item.content.empty() || !text::plain_text(item.summary, kAnyText).empty();
  if (described) whole.content_html = item.content;
  constexpr std::size_t kLongestCharacter = 4;
  if (story.summary.size() + kLongestCharacter > kSummaryBytes) {
    whole.summary_html = described ? item.summary : item.content;
  }
  return whole;
}

std::vector<std::string> lookup_keys(std::string_view link_or_guid,
                                     std::span<const std::string> scopes) {
  std::vector<std::string> keys;
  const std::string plain = with_plain_ampersands(link_or_guid);
  for (const std::string& scope : scopes) {
    keys.push_back(key("guid:", scope + "|" + kept_guid(link_or_guid)));
    if (plain != link_or_guid) keys.push_back(key("guid:", scope + "|" + kept_guid(plain)));
  }
  const std::string canonical = canonical_url(link_or_guid);
  if (!canonical.empty()) keys.push_back(key("url:", canonical));
  const std::string cms = cms_number(link_or_guid);
  if (!cms.empty()) keys.push_back(key("cms:", cms));
  if (!canonical.empty()) keys.push_back(key("link:", canonical));
  return keys;
}

std::string link_key(const KeyedItem& keyed) {
  const bool has_its_link = std::any_of(keyed.keys.begin(), keyed.keys.end(),
                                        [](const auto& one) { return one.starts_with("url:"); });
  return keyed.canonical.empty() || has_its_link ? "" : key("link:", keyed.canonical);
}

}  // namespace newswatch::identify
