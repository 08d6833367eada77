// prepare(): what an item says of itself, and the keys that follow from it.
#include <algorithm>
#include <string>
#include <unordered_map>

#include "identify/canonical_url.h"
#include "identify/identify.h"
#include "text/escape.h"
#include "text/hash.h"
#include "text/normalize.h"
#include "text/plain_text.h"
#include "text/time_text.h"

namespace newswatch::identify {
namespace {

constexpr std::size_t kLongestKey = 300;  // bytes
// What is kept of an item, so that a publisher does not decide how much memory a story takes.
constexpr std::size_t kTitleBytes = 1000;
constexpr std::size_t kSummaryBytes = 2000;    // of plain text
constexpr std::size_t kLinkBytes = 8000;       // a longer one is no link
constexpr std::size_t kGuidBytes = 1000;       // a longer one is known by its hash
constexpr std::size_t kNameBytes = 200;        // of an outlet, an author, a category
constexpr std::size_t kNames = 100;            // authors, categories
constexpr std::size_t kShownTitleBytes = 120;  // of a title made from the summary
constexpr std::size_t kTitleWords = 4;         // a shorter title is no key
constexpr std::size_t kOutletBytes = 60;       // a longer " - ..." ends no headline
constexpr model::Time kOldest = std::chrono::sys_days(std::chrono::year(1995) / 1 / 1);

std::string key(std::string_view kind, const std::string& text) {
  return std::string(kind) + (text.size() <= kLongestKey ? text : "#" + text::hex128(text));
}

// A date that is plainly wrong counts as absent.
std::optional<model::Time> plausible(std::optional<model::Time> time, model::Time now) {
  if (!time || *time < kOldest || *time > now + std::chrono::hours(24)) return std::nullopt;
  return time;
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kSpace) - begin + 1));
}

// An aggregator's item: the outlet from its source, else from a trailing " - Outlet", which leaves
// the title either way.
void name_outlet(const model::Item& item, model::Story& story) {
  std::string named = item.source ? trimmed(item.source->title) : std::string();
  const std::size_t dash = story.title.rfind(" - ");
  if (dash != std::string::npos && dash > 0) {
    const std::string tail = trimmed(std::string_view(story.title).substr(dash + 3));
    const bool is_outlet = named.empty()
                               ? !tail.empty() && tail.size() <= kOutletBytes
                               : text::normalized_title(tail) == text::normalized_title(named);
    if (is_outlet) {
      if (named.empty()) named = tail;
      story.title = trimmed(std::string_view(story.title).substr(0, dash));
    }
  }
  story.outlet = named.empty() ? story.feed : text::shortened(named, kNameBytes);
}

void add_name(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && names.size() < kNames) names.push_back(text::shortened(name, kNameBytes));
}

model::Story draft(const model::Item& item, const Origin& origin,
                   std::optional<model::Time> document_time) {
  model::Story story;
  story.feed = origin.feed;
  story.outlet = origin.outlet;
  story.guid = item.id.size() <= kGuidBytes ? item.id : "#" + text::hex128(item.id);
  if (item.link.size() <= kLinkBytes) story.link = item.link;
  story.title = item.title;
  if (origin.outlet == "*") name_outlet(item, story);
  story.title = text::shortened(story.title, kTitleBytes);
  story.summary = text::plain_text(item.summary, kSummaryBytes);
  if (story.summary.empty()) story.summary = text::plain_text(item.content, kSummaryBytes);
  for (const model::Person& person : item.authors) {
    add_name(story.authors, person.name.empty() ? person.email : person.name);
  }
  for (const std::string& category : item.categories) add_name(story.categories, category);
  story.published = plausible(item.published, origin.now);
  story.updated = plausible(item.updated, origin.now);
  story.first_seen = origin.now;
  story.story_time =
      story.published.value_or(story.updated.value_or(document_time.value_or(origin.now)));
  return story;
}

// Texts that name more than one item of the document, told apart by their titles.
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

void make_keys(Candidate& candidate, const Owners& guids, const Owners& links) {
  model::Story& story = candidate.story;
  const std::string title = text::normalized_title(story.title);
  const auto words = static_cast<std::size_t>(std::count(title.begin(), title.end(), ' ')) + 1;
  if (!title.empty() && words >= kTitleWords) candidate.title_key = story.outlet + "|" + title;

  if (!candidate.aggregated || candidate.title_key.empty()) {
    if (names_many(guids, story.guid)) {
      story.notes.push_back("guid is no key: it repeats within the document");
    } else if (!story.guid.empty()) {
      candidate.keys.push_back(key("guid:", story.outlet + "|" + story.guid));
    }
    if (names_many(links, candidate.canonical)) {
      story.notes.push_back("link is no key: it repeats within the document");
    } else if (!candidate.canonical.empty()) {
      candidate.keys.push_back(key("url:", candidate.canonical));
    }
    if (!candidate.cms.empty()) candidate.keys.push_back(key("cms:", candidate.cms));
  }
  if (!candidate.title_key.empty()) {
    candidate.keys.push_back(
        key("title:", story.outlet + "|" + text::day(story.story_time) + "|" + title));
  }
  // Undated, a text counts as the same for ever: a feed without dates and ids must not look new
  // every day.
  candidate.keys.push_back(
      "text:" + story.outlet + "|" +
      text::hex128(story.title + "\n" + story.summary + "\n" + story.link +
                   (story.published ? "\n" + text::day(story.story_time) : "")));
}

}  // namespace

std::vector<Candidate> prepare(const model::FeedDocument& document, const Origin& origin) {
  auto document_time = plausible(document.feed.updated, origin.now);
  if (!document_time) document_time = plausible(document.feed.published, origin.now);
  std::vector<Candidate> candidates;
  Owners guids, links;
  for (const model::Item& item : document.items) {
    Candidate candidate;
    candidate.story = draft(item, origin, document_time);
    const model::Story& story = candidate.story;
    if (story.title.empty() && story.summary.empty() && story.link.empty() && story.guid.empty()) {
      continue;
    }
    candidate.aggregated = origin.outlet == "*";
    candidate.canonical = canonical_url(story.link);
    candidate.cms = cms_number(story.guid);
    if (candidate.cms.empty()) candidate.cms = cms_number(story.link);
    note_owner(guids, story.guid, story.title + "\n" + candidate.canonical);
    note_owner(links, candidate.canonical, story.title + "\n" + story.guid);
    candidates.push_back(std::move(candidate));
  }
  for (Candidate& candidate : candidates) {
    make_keys(candidate, guids, links);
    // A post without a title is shown by its first words.
    if (candidate.story.title.empty()) {
      candidate.story.title = text::shortened(candidate.story.summary, kShownTitleBytes);
    }
  }
  return candidates;
}

}  // namespace newswatch::identify
