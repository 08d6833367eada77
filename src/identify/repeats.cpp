#include "identify/repeats.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "text/hash.h"

namespace newswatch::identify {
namespace {

std::uint32_t short_hash(const std::string& text) {
  if (text.empty()) return 0;
  return std::max(static_cast<std::uint32_t>(text::hash64(text)), 1U);
}

class Whole {
 public:
  void add(const std::string& text) {
    add(static_cast<std::int64_t>(text.size()));
    bytes_ += text;
  }
  void add(std::int64_t number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  void add(const std::optional<model::Time>& time) {
    add(time ? time->time_since_epoch().count() : std::int64_t{-1});
  }
  std::uint64_t take() {
    const std::uint64_t hash = std::max(text::hash64(bytes_), std::uint64_t{1});
    bytes_.clear();
    return hash;
  }

 private:
  std::string bytes_;
};

bool is_past(const model::Item& item, model::Time now) {
  const auto past = [&](const std::optional<model::Time>& time) { return !time || *time <= now; };
  return (item.published || item.updated) && past(item.published) && past(item.updated);
}

bool has_strong_key(const KeyedItem& keyed, const Known& known) {
  return std::any_of(keyed.keys.begin(), keyed.keys.end(), [&](const std::string& key) {
    return !key.starts_with("title:") && known.keys.contains(key);
  });
}

bool has_any_key(const KeyedItem& keyed, const Known& known) {
  return std::any_of(keyed.keys.begin(), keyed.keys.end(),
                     [&](const std::string& key) { return known.keys.contains(key); });
}

}  // namespace

std::vector<std::uint64_t> item_hashes(const model::FeedDocument& document, model::Time now) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(document.items.size());
  Whole whole;
  for (const model::Item& item : document.items) {
    if (!is_past(item, now)) {
      hashes.push_back(0);
      continue;
    }
    for (const std::string* text :
         {&item.id, &item.title, &item.link, &item.summary, &item.content}) {
      whole.add(*text);
    }
    for (const model::Person& person : item.authors) {
      whole.add(person.name);
      whole.add(person.email);
    }
    whole.add(static_cast<std::int64_t>(item.categories.size()));
    for (const std::string& category : item.categories) whole.add(category);
    whole.add(item.published);
    whole.add(item.updated);
    if (item.source) {
      whole.add(item.source->title);
      whole.add(item.source->url);
    }
    hashes.push_back(whole.take());
  }
  return hashes;
}

std::vector<bool> repeats(const Remembered& before, std::span<const std::uint64_t> hashes) {
  std::unordered_set<std::uint64_t> known;
  for (const Remembered::Item& item : before.items) known.insert(item.whole);
  std::vector<bool> out(hashes.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    out[i] = hashes[i] != 0 && known.contains(hashes[i]);
  }
  return out;
}

bool stand_alone(std::span<const KeyedItem> fresh, const Known& known, const Remembered& before,
                 std::span<const std::uint64_t> hashes, const std::vector<bool>& repeated) {
  std::unordered_set<std::uint64_t> here;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (repeated[i]) here.insert(hashes[i]);
  }
  std::unordered_set<std::uint32_t> guids, links;
  for (const Remembered::Item& item : before.items) {
    if (!here.contains(item.whole)) continue;
    if (item.guid != 0) guids.insert(item.guid);
    if (item.link != 0) links.insert(item.link);
  }
  return std::all_of(fresh.begin(), fresh.end(), [&](const KeyedItem& keyed) {
    return !guids.contains(short_hash(keyed.story.guid)) &&
           !links.contains(short_hash(keyed.canonical)) &&
           (has_strong_key(keyed, known) || !has_any_key(keyed, known));
  });
}

Remembered remember(const Remembered& before, std::span<const std::uint64_t> hashes,
                    std::span<const KeyedItem> items) {
  Remembered out;
  if (hashes.size() > kMostRemembered) return out;
  std::unordered_map<std::uint64_t, Remembered::Item> known;
  for (const Remembered::Item& item : before.items) known.emplace(item.whole, item);
  for (const KeyedItem& keyed : items) {
    const std::uint64_t whole = hashes[keyed.item];
    known.insert_or_assign(
        whole, Remembered::Item{whole, short_hash(keyed.story.guid), short_hash(keyed.canonical)});
  }
  out.items.reserve(hashes.size());
  for (const std::uint64_t whole : hashes) {
    const auto item = known.find(whole);
    if (whole != 0 && item != known.end()) out.items.push_back(item->second);
  }
  return out;
}

}  // namespace newswatch::identify
