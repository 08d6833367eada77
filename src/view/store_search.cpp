#include "view/store_search.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "record/raw_members.h"
#include "store/parallel_scan.h"
#include "store/queries.h"
#include "text/hash.h"
#include "view/newest.h"

namespace newswatch::view {
namespace {

using std::string_view;

constexpr auto kSearched =
    std::to_array({store::Family::kEvents, store::Family::kReports, store::Family::kStories});

model::Result<void> damaged(string_view key) {
  return model::fail(model::ErrorKind::kCorrupt,
                     "stored row " + std::string(key) + ": not JSON as newswatch writes it");
}

// What of an event was found.
struct EventFound {
  model::Time newest{};
  std::vector<std::uint64_t> stories;  // hashes of their ids; one may be there twice

  void add(EventFound&& other) {
    newest = std::max(newest, other.newest);
    stories.insert(stories.end(), other.stories.begin(), other.stories.end());
  }
};
using EventsFound = std::unordered_map<std::string, EventFound>;

// What one thread has found.
class Findings {
 public:
  explicit Findings(const SearchQuery& query)
      : newest_(query.limit), query_(query), raw_topic_(record::as_raw(query.topic)) {}

  model::Result<void> look(store::Family family, string_view key, string_view value) {
    switch (family) {
      case store::Family::kEvents:
        return look_at_event(key, value);
      case store::Family::kReports:
        return look_at_report(key, value);
      default:
        return look_at_story(key, value);
    }
  }

  void add(Findings&& other) {
    newest_.add(std::move(other.newest_));
    for (auto& [event, found] : other.events_) events_[event].add(std::move(found));
    merged_into_.merge(other.merged_into_);
    left_out_.merge(other.left_out_);
  }

  model::Result<bool> show(const store::Rows& rows, const HitVisit& visit) &&;

 private:
  bool holds(string_view title, string_view summary) const {
    return query_.words.holds(record::raw_text(title), record::raw_text(summary));
  }

  model::Result<void> look_at_event(string_view id, string_view row) {
    static constexpr auto kNames =
        std::to_array<string_view>({"title", "summary", "first_seen", "topics", "merged_into"});
    const auto found = record::raw_members(row, kNames);
    if (!found) return damaged(id);
    const auto& [title, summary, first_seen, topics, merged_into] = *found;
    if (merged_into.size() > 2) {
      merged_into_.emplace(id, record::raw_text(merged_into));
    } else if (!query_.topic.empty() && !record::raw_list_has(topics, raw_topic_)) {
      left_out_.emplace(id);
    } else if (query_.words.may_hold(row)) {
      const auto seen = record::raw_time(first_seen);
      if (!seen) return damaged(id);
      if (query_.window.holds(*seen) && holds(title, summary)) note(id, *seen, {});
    }
    return {};
  }

  model::Result<void> look_at_report(string_view key, string_view row) {
    if (!query_.words.may_hold(row)) return {};
    static constexpr auto kNames = std::to_array<string_view>({"story", "title", "first_seen"});
    const auto found = record::raw_members(row, kNames);
    if (!found) return damaged(key);
    const auto& [story, title, first_seen] = *found;
    const auto seen = record::raw_time(first_seen);
    if (!seen) return damaged(key);
    if (query_.window.holds(*seen) && holds(title, {})) {
      note(key.substr(0, key.find('/')), *seen, record::raw_text(story));
    }
    return {};
  }

  // Most rows are ruled out without a look at their members.
  model::Result<void> look_at_story(string_view id, string_view row) {
    if (!query_.words.may_hold(row)) return {};
    static constexpr auto kNames =
        std::to_array<string_view>({"title", "summary", "first_seen", "topics", "event"});
    const auto found = record::raw_members(row, kNames);
    if (!found) return damaged(id);
    const auto& [title, summary, first_seen, topics, event] = *found;
    const auto seen = record::raw_time(first_seen);
    if (!seen) return damaged(id);
    if (!query_.window.holds(*seen)) return {};
    if (event.size() > 2) {
      if (holds(title, summary)) note(record::raw_text(event), *seen, id);
      return {};
    }
    if (!query_.topic.empty() && !record::raw_list_has(topics, raw_topic_)) return {};
    const bool takes = newest_.takes(*seen);
    if (!takes && newest_.left_out()) return {};  // it would change nothing
    if (!holds(title, summary)) return {};
    if (takes) {
      newest_.add({*seen, std::string(id)});
    } else {
      newest_.leave_out();
    }
    return {};
  }

  // An empty story: the event itself holds the words.
  void note(string_view event, model::Time seen, string_view story) {
    EventFound& found = events_[std::string(event)];
    found.newest = std::max(found.newest, seen);
    if (!story.empty()) found.stories.push_back(text::hash64(story));
  }

  void resolve_merged();
  model::Result<std::optional<SearchHit>> hit(const store::Rows& rows, const TimedId& of);

  Newest newest_;  // stories without an event
  EventsFound events_;
  std::map<std::string, std::string, std::less<>> merged_into_;
  std::set<std::string, std::less<>> left_out_;  // events without the topic
  const SearchQuery& query_;
  std::string raw_topic_;
};

// What was noted of an event that was merged belongs to the one that has its reports.
void Findings::resolve_merged() {
  constexpr int kLongestChain = 100;
  for (const auto& [from, unused] : merged_into_) {
    const auto found = events_.find(from);
    if (found == events_.end()) continue;
    auto at = merged_into_.find(from);
    std::string into;
    for (int i = 0; i < kLongestChain && at != merged_into_.end(); ++i) {
      into = at->second;
      at = merged_into_.find(into);
    }
    EventFound moved = std::move(found->second);
    events_.erase(found);
    events_[into].add(std::move(moved));
  }
}

// nullopt: it went while the store was read.
model::Result<std::optional<SearchHit>> Findings::hit(const store::Rows& rows, const TimedId& of) {
  SearchHit hit{.time = of.time};
  const auto found = events_.find(of.id);
  if (found == events_.end()) {
    auto read = store::find_story(rows, of.id);
    if (!read) return tl::unexpected(read.error());
    std::optional<model::Story>& story = *read;
    if (!story) return std::nullopt;
    hit.story = std::move(*story);
    return hit;
  }
  auto event = store::find_event(rows, of.id);
  if (!event) return tl::unexpected(event.error());
  hit.event = std::move(*event);
  if (!hit.event) return std::nullopt;
  auto& stories = found->second.stories;
  std::ranges::sort(stories);
  hit.stories = static_cast<std::size_t>(std::ranges::unique(stories).begin() - stories.begin());
  return hit;
}

model::Result<bool> Findings::show(const store::Rows& rows, const HitVisit& visit) && {
  resolve_merged();
  const bool left_out = newest_.left_out();
  // Stories and events, newest first. The id of an event has 26 characters, that of a story 32.
  std::vector<TimedId> order = std::move(newest_).rows();
  for (const auto& [id, found] : events_) {
    if (!left_out_.contains(id)) order.push_back({found.newest, id});
  }
  std::ranges::sort(order, std::ranges::greater{});
  std::size_t shown = 0;
  for (const TimedId& one : order) {
    if (shown == query_.limit) return true;
    const auto read = hit(rows, one);
    if (!read) return tl::unexpected(read.error());
    const std::optional<SearchHit>& found = *read;
    if (!found) continue;
    ++shown;
    if (!visit(*found)) return false;
  }
  return left_out;
}

}  // namespace

model::Result<bool> search_store(const store::Rows& rows, const SearchQuery& query,
                                 const HitVisit& visit) {
  std::vector<Findings> found(store::scan_workers(), Findings(query));
  const auto scanned = store::scan_parallel(
      rows, kSearched,
      [&](std::size_t worker, store::Family family, string_view key, string_view value) {
        return found[worker].look(family, key, value);
      });
  if (!scanned) return tl::unexpected(scanned.error());
  for (std::size_t i = 1; i < found.size(); ++i) found.front().add(std::move(found[i]));
  return std::move(found.front()).show(rows, visit);
}

}  // namespace newswatch::view
