#include "identify/identify.h"

#include <algorithm>

#include "identify/canonical_url.h"
#include "text/hash.h"
#include "text/times.h"

namespace newswatch::identify {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool is_title(std::string_view key) { return key.starts_with("title:"); }

// Whether the story is known by another number of the same site.
bool has_other_cms(const model::Story& story, const std::string& cms) {
  if (cms.empty()) return false;
  bool any = false;
  for (const std::string& key : story.keys) {
    if (key == "cms:" + cms) return false;
    // A number of another site does not contradict this one.
    const std::string site = "cms:" + cms.substr(0, cms.rfind('/') + 1);
    any = any || key.starts_with(site);
  }
  return any;
}

bool same_moment(const std::optional<model::Time>& a, const std::optional<model::Time>& b) {
  return a && b && *a == *b;
}

// Decides for each item of a document which story it is. It keeps the stories as the document
// changes them, and which item was found to be which story.
class Resolver {
 public:
  Resolver(std::span<const KeyedItem> items, const Known& known)
      : items_(items), known_(known), claims_(items.size()) {}

  ItemOutcomes run() {
    // First the strong keys of all items: what another item is may veto a title key.
    std::vector<std::string> ids(items_.size());
    for (std::size_t i = 0; i < items_.size(); ++i) ids[i] = find_strong(i);
    ItemOutcomes out;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (ids[i].empty()) ids[i] = find_strong(i);  // an earlier item may have brought the story
      if (ids[i].empty()) ids[i] = find_by_title(i);
      out.outcomes.push_back(settle(i, ids[i]));
    }
    for (auto& [key, days] : days_) {
      const auto before = known_.title_days.find(key);
      if (before == known_.title_days.end() || before->second != days) {
        out.title_days.emplace_back(key, days);
      }
    }
    return out;
  }

 private:
  const model::Story* story(const std::string& id) const {
    if (const auto here = current_.find(id); here != current_.end()) return &here->second;
    const auto stored = known_.stories.find(id);
    return stored == known_.stories.end() ? nullptr : &stored->second;
  }

  std::string owner(const std::string& key) const {
    if (const auto here = new_keys_.find(key); here != new_keys_.end()) return here->second;
    const auto stored = known_.keys.find(key);
    return stored == known_.keys.end() ? std::string() : stored->second;
  }

  std::string find_strong(std::size_t i) {
    const KeyedItem& keyed = items_[i];
    for (const std::string& key : keyed.keys) {
      if (is_title(key)) continue;
      const std::string id = owner(key);
      const model::Story* hit = id.empty() ? nullptr : story(id);
      if (hit == nullptr) {
        if (!known_.gone.contains(id) || !is_still(keyed, key, id)) continue;
        claims_[i] = id;
        return id;
      }
      if (key.starts_with("guid:") && is_another_article(keyed, *hit)) {
        veto(i,
             "guid is no key: it came back with another link and another title (story " + id + ")");
        continue;
      }
      claims_[i] = id;
      return id;
    }
    return {};
  }

  // Whether link, number and title of the item are all new to the story.
  static bool is_another_article(const KeyedItem& keyed, const model::Story& hit) {
    if (keyed.canonical.empty() || hit.link.empty()) return false;
    if (contains(hit.keys, "url:" + keyed.canonical)) return false;
    if (canonical_url(hit.link) == keyed.canonical) return false;
    if (!keyed.cms.empty() && contains(hit.keys, "cms:" + keyed.cms) &&
        cms_number(keyed.story.link) == keyed.cms) {
      return false;  // only the headline in the link was edited, the number is the same
    }
    return !had_title(hit, keyed.title_hash) && !had_title(hit, keyed.bare_title_hash);
  }

  // The same of a story that has gone, of which only keys are left: whether one of them leads there
  // that tells one article from another.
  bool is_still(const KeyedItem& keyed, const std::string& key, const std::string& id) const {
    if (!key.starts_with("guid:") || keyed.canonical.empty()) return true;
    const bool numbered = !keyed.cms.empty() && cms_number(keyed.story.link) == keyed.cms;
    return std::ranges::any_of(keyed.keys, [&](const std::string& other) {
      const bool tells =
          is_title(other) || other.starts_with("url:") || (numbered && other.starts_with("cms:"));
      return tells && owner(other) == id;
    });
  }

  std::string find_by_title(std::size_t i) {
    const KeyedItem& keyed = items_[i];
    if (keyed.title_key.empty() || recurs(keyed)) return {};
    for (const std::string& key : keyed.keys) {
      if (!is_title(key)) continue;
      const std::string id = owner(key);
      const model::Story* hit = id.empty() ? nullptr : story(id);
      const bool gone = hit == nullptr && known_.gone.contains(id);
      if (hit == nullptr && !gone) continue;
      // Its number would have led to a story that has gone, if it were that.
      if (gone ? !keyed.cms.empty() : has_other_cms(*hit, keyed.cms)) {
        veto(i, "title is no key: another CMS number than story " + id);
        continue;
      }
      if (!keyed.aggregated && is_told_apart(i, id)) {
        veto(i, "title is no key: the document holds story " + id +
                    " under another guid and another link");
        continue;
      }
      claims_[i] = id;
      return id;
    }
    return {};
  }

  // Whether another item of this document is that story, with another guid and another link.
  bool is_told_apart(std::size_t i, const std::string& id) const {
    const KeyedItem& mine = items_[i];
    for (std::size_t k = 0; k < items_.size(); ++k) {
      if (k == i || claims_[k] != id) continue;
      const KeyedItem& other = items_[k];
      if (!mine.story.guid.empty() && !other.story.guid.empty() &&
          mine.story.guid != other.story.guid && !mine.canonical.empty() &&
          !other.canonical.empty() && mine.canonical != other.canonical) {
        return true;
      }
    }
    return false;
  }

  std::string& days_of(const std::string& title_key) {
    const auto [at, fresh] = days_.try_emplace(title_key);
    if (fresh) {
      if (const auto known = known_.title_days.find(title_key); known != known_.title_days.end()) {
        at->second = known->second;
      }
    }
    return at->second;
  }

  // Whether the title was seen on three days, this one included. An item of an aggregator has no
  // other key, so its title may recur. The days are stored as text: 10 characters each, with
  // spaces.
  bool recurs(const KeyedItem& keyed) {
    if (keyed.aggregated) return false;
    for (const std::string* key : {&keyed.title_key, &keyed.bare_title_key}) {
      if (key->empty()) continue;
      const std::string& days = days_of(*key);
      if (day_count(days) + (holds_day(days, keyed) ? 0 : 1) >= kTitleDays) return true;
    }
    return false;
  }

  static std::size_t day_count(const std::string& days) { return (days.size() + 1) / 11; }
  static bool holds_day(const std::string& days, const KeyedItem& keyed) {
    return days.find(text::day(keyed.story.story_time)) != std::string::npos;
  }

  void note_day(const KeyedItem& keyed) {
    for (const std::string* key : {&keyed.title_key, &keyed.bare_title_key}) {
      if (key->empty()) continue;
      std::string& days = days_of(*key);
      if (day_count(days) >= kTitleDays || holds_day(days, keyed)) continue;
      if (!days.empty()) days += ' ';
      days += text::day(keyed.story.story_time);
    }
  }

  void veto(std::size_t i, std::string reason) {
    auto& list = vetoes_[i];
    if (!contains(list, reason)) list.push_back(std::move(reason));
  }

  ItemOutcome settle(std::size_t i, const std::string& id) {
    const KeyedItem& keyed = items_[i];
    ItemOutcome outcome;
    if (id.empty()) {
      outcome.change = Change::kNew;
      outcome.story = keyed.story;
      outcome.story.id = new_id(keyed);
      note_title(outcome.story, keyed);
      outcome.story.notes.insert(outcome.story.notes.end(), vetoes_[i].begin(), vetoes_[i].end());
      outcome.store = true;
      claims_[i] = outcome.story.id;
    } else if (const model::Story* known = story(id); known == nullptr) {
      outcome.change = Change::kGone;
      outcome.story.id = id;
      return outcome;
    } else {
      outcome.story = *known;
      if (edit(outcome.story, keyed)) {
        outcome.change = Change::kChanged;
        outcome.store = true;
      }
    }
    if (outcome.change != Change::kSeen) note_day(keyed);
    gain_keys(keyed, outcome);
    current_[outcome.story.id] = outcome.story;
    return outcome;
  }

  // The id of a new story: the hash of its first key that no story has.
  std::string new_id(const KeyedItem& keyed) const {
    for (const std::string& key : keyed.keys) {
      if (owner(key).empty()) return text::hex128(key);
    }
    return text::hex128(keyed.story.outlet + "|" + keyed.story.guid + "\n" + keyed.story.link +
                        "\n" + keyed.story.title);
  }

  static bool had_title(const model::Story& story, std::uint64_t hash) {
    return std::ranges::find(story.titles, hash) != story.titles.end();
  }

  static void note_title(model::Story& story, const KeyedItem& keyed) {
    for (const std::uint64_t hash : {keyed.title_hash, keyed.bare_title_hash}) {
      if (!had_title(story, hash)) story.titles.push_back(hash);
    }
    while (story.titles.size() > kMaxTitles) story.titles.erase(story.titles.begin());
  }

  // Changes the story where the item says something new: a newer updated time, or a title not seen
  // before. False: nothing is new. So a server that flips between two copies changes nothing.
  static bool edit(model::Story& story, const KeyedItem& keyed) {
    const model::Story& item = keyed.story;
    const bool newer = item.updated && (!story.updated || *item.updated > *story.updated) &&
                       !same_moment(item.updated, story.published);
    // A title that differs by the feed's boilerplate alone is not new.
    const bool new_title = !item.title.empty() && !had_title(story, keyed.title_hash) &&
                           !had_title(story, keyed.bare_title_hash);
    if (!newer && !new_title) return false;
    if (newer) story.updated = item.updated;
    if (new_title) note_title(story, keyed);
    if (!item.title.empty()) story.title = item.title;
    if (!item.summary.empty()) story.summary = item.summary;
    if (!item.categories.empty()) story.categories = item.categories;
    return true;
  }

  void gain_keys(const KeyedItem& keyed, ItemOutcome& outcome) {
    for (const std::string& key : keyed.keys) {
      if (outcome.story.keys.size() >= kMaxKeys) return;
      if (!owner(key).empty()) continue;  // the key of another story stays with it
      if (is_title(key) && recurs(keyed)) continue;
      if (key.starts_with("text:") && !outcome.story.keys.empty()) continue;
      new_keys_[key] = outcome.story.id;
      outcome.story.keys.push_back(key);
      outcome.new_keys.push_back(key);
      outcome.store = true;
    }
  }

  std::span<const KeyedItem> items_;
  const Known& known_;
  std::vector<std::string> claims_;  // for each item, the story it is; empty: not known yet
  std::unordered_map<std::string, model::Story> current_;
  std::unordered_map<std::string, std::string> new_keys_;
  std::map<std::string, std::string> days_;
  std::unordered_map<std::size_t, std::vector<std::string>> vetoes_;
};

}  // namespace

ItemOutcomes identify(std::span<const KeyedItem> items, const Known& known) {
  return Resolver(items, known).run();
}

}  // namespace newswatch::identify
