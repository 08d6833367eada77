#include "engine/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "engine/plan_document.h"
#include "fold/features.h"
#include "fold/fold.h"
#include "identify/boilerplate.h"
#include "identify/canonical_url.h"
#include "match/story_text.h"
#include "match/topic.h"
#include "model/regrouping.h"
#include "record/raw_members.h"
#include "store/parallel_scan.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

constexpr std::size_t kReadAtOnce = 500;
constexpr std::size_t kDropEvery = 1000;  // stories

using Arrived = std::pair<model::Time, std::string>;  // first seen, story id

// A story as it is and as it would be.
struct Placed {
  std::string title;
  model::Time first_seen{};
  std::string event, cluster;  // empty: none
  std::vector<std::string> topics_before, topics_after;
  bool held = false;
};

class Replayer {
 public:
  Replayer(const store::Rows& rows, const config::Settings& settings, model::Time since)
      : rows_(rows), settings_(settings), since_(since) {}

  model::Result<ReplayResult> run() {
    auto topics = match::TopicSet::compile(settings_.topics);
    if (!topics) return tl::unexpected(topics.error());
    topics_ = std::move(*topics);
    for (const config::TopicSettings& topic : settings_.topics) {
      index_.set_topic_words(topic.name, fold::term_ids(match::rule_words(topic)));
    }
    for (const config::FeedSettings& feed : settings_.feeds) feeds_[feed.name] = &feed;
    if (auto done = read_facts(); !done) return tl::unexpected(done.error());
    auto arrived = read_arrivals();
    if (!arrived) return tl::unexpected(arrived.error());
    for (std::size_t from = 0; from < arrived->size(); from += kReadAtOnce) {
      std::vector<std::string> ids;
      for (std::size_t i = from; i < std::min(from + kReadAtOnce, arrived->size()); ++i) {
        ids.push_back((*arrived)[i].second);
      }
      auto stories = store::find_stories(rows_, ids);
      if (!stories) return tl::unexpected(stories.error());
      for (std::optional<model::Story>& story : *stories) {
        if (story) take(std::move(*story));
      }
    }
    return compare();
  }

 private:
  model::Result<void> read_facts() {
    const auto facts = store::all_facts(rows_);
    if (!facts) return tl::unexpected(facts.error());
    for (const model::Fact& fact : *facts) {
      facts_[fact.a].emplace_back(fact.b, fact.same);
      facts_[fact.b].emplace_back(fact.a, fact.same);
    }
    return {};
  }

  // The time of the stories alone is kept: their texts would take a gigabyte.
  model::Result<std::vector<Arrived>> read_arrivals() {
    constexpr store::Family kStories = store::Family::kStories;
    const model::Time from = since_ - settings_.event.window;
    std::vector<std::vector<Arrived>> found(store::scan_workers());
    auto walked = store::scan_parallel(
        rows_, std::span(&kStories, 1),
        [&](std::size_t worker, store::Family, std::string_view key,
            std::string_view value) -> model::Result<void> {
          const auto members = record::raw_members<1>(value, {"first_seen"});
          const auto first_seen = members ? record::raw_time((*members)[0]) : std::nullopt;
          if (first_seen && *first_seen >= from) found[worker].emplace_back(*first_seen, key);
          return {};
        });
    if (!walked) return tl::unexpected(walked.error());
    std::vector<Arrived> arrived;
    for (std::vector<Arrived>& some : found) {
      arrived.insert(arrived.end(), std::make_move_iterator(some.begin()),
                     std::make_move_iterator(some.end()));
    }
    std::ranges::sort(arrived);
    return arrived;
  }

  void take(model::Story story) {
    std::vector<std::string> before = std::exchange(story.topics, {});
    Placed placed{.title = story.title,
                  .first_seen = story.first_seen,
                  .event = story.event,
                  .topics_before = std::move(before),
                  .held = story.held};
    for (model::TopicMatch& match : match::newly_met(topics_, story)) {
      placed.topics_after.push_back(std::move(match.topic));
    }
    const auto feed = feeds_.find(story.feed);
    const bool aggregated = feed != feeds_.end() && feed->second->outlet == "*";
    model::TitleParts& parts = title_parts_[story.feed];
    if (!aggregated) identify::learn_title(parts, story.title);
    fold::IncomingStory incoming = engine::incoming_story(
        story, parts, aggregated ? "" : identify::canonical_url(story.link), story.first_seen);
    incoming.topics = placed.topics_after;
    incoming.fold = !placed.topics_after.empty();
    fold::Plan plan =
        fold::fold(index_, std::span(&incoming, 1),
                   {.window = settings_.event.window, .threshold = settings_.event.threshold},
                   [&](const fold::IncomingStory&) { return new_cluster(); });
    for (fold::Decision& decision : plan.decisions) obey_facts(story.id, decision);
    fold::apply(index_, plan);
    for (const fold::Decision& decision : plan.decisions) {
      placed.cluster = decision.event;
      cluster_of_[story.id] = decision.event;
      if (!decision.merge_from.empty()) unite(decision.merge_from, decision.merge_into);
    }
    if (++taken_ % kDropEvery == 0) {
      index_.drop_before(story.first_seen - settings_.event.window);
    }
    stories_.push_back(std::move(placed));
  }

  std::string new_cluster() { return fmt::format("c{:09}", ++clusters_); }

  // What a person said goes before what words say.
  void obey_facts(const std::string& story, fold::Decision& decision) {
    const auto known = facts_.find(story);
    if (known == facts_.end()) return;
    std::string same;
    bool apart = false;
    for (const auto& [other, is_same] : known->second) {
      const auto at = cluster_of_.find(other);
      if (at == cluster_of_.end()) continue;  // it has not come yet
      if (is_same) same = at->second;
      apart = apart || (!is_same && root(at->second) == root(decision.event));
    }
    if (same.empty() && !apart) return;
    decision.event = same.empty() ? new_cluster() : same;
    decision.opens = same.empty();
    decision.row.event = decision.event;
    decision.merge_from.clear();
    decision.merge_into.clear();
  }

  // Clusters that a later report showed to be one.
  const std::string& root(const std::string& cluster) const {
    const std::string* at = &cluster;
    for (auto into = united_.find(*at); into != united_.end(); into = united_.find(*at)) {
      at = &into->second;
    }
    return *at;
  }

  void unite(const std::string& from, const std::string& into) {
    const std::string gone = root(from), kept = root(into);
    if (gone == kept || are_apart(gone, kept)) return;
    united_[gone] = kept;
  }

  bool are_apart(const std::string& one, const std::string& other) const {
    for (const auto& [story, links] : facts_) {
      const auto here = cluster_of_.find(story);
      if (here == cluster_of_.end() || root(here->second) != one) continue;
      for (const auto& [linked, is_same] : links) {
        const auto there = cluster_of_.find(linked);
        if (!is_same && there != cluster_of_.end() && root(there->second) == other) return true;
      }
    }
    return false;
  }

  // One event as it is, or as it would be.
  struct Group {
    std::vector<const Placed*> stories;
    bool recent = false, told = false;
  };
  using Groups = std::map<std::string, Group>;

  void add(Groups& groups, const std::string& id, const Placed& story) const {
    if (id.empty()) return;
    Group& group = groups[id];
    group.stories.push_back(&story);
    group.recent = group.recent || story.first_seen >= since_;
    group.told = group.told || !story.held;
  }

  ReplayResult compare() const {
    ReplayResult result;
    Groups events, clusters;
    for (const Placed& story : stories_) {
      if (story.first_seen >= since_) {
        ++result.stories;
        result.matched += story.topics_after.empty() ? 0 : 1;
      }
      add(events, story.event, story);
      if (!story.cluster.empty()) add(clusters, root(story.cluster), story);
    }
    for (const auto& [id, event] : events) {
      if (!event.recent) continue;
      ++result.events_before;
      result.told_before += event.told ? 1 : 0;
      note_event(id, event, result);
    }
    for (const auto& [id, cluster] : clusters) {
      if (!cluster.recent) continue;
      ++result.events_after;
      result.told_after += cluster.told ? 1 : 0;
      note_cluster(cluster, result);
    }
    std::ranges::stable_sort(result.differences, {}, [](const ReplayDifference& one) {
      return std::tuple(one.kind, one.first_seen);
    });
    return result;
  }

  void note_event(const std::string& id, const Group& event, ReplayResult& result) const {
    std::map<std::string, const Placed*> parts;  // by cluster: its first story
    for (const Placed* story : event.stories) {
      if (!story->cluster.empty()) parts.try_emplace(root(story->cluster), story);
    }
    if (parts.size() == 1) return;
    const Placed& first = *event.stories.front();
    ReplayDifference difference{.events = {id}, .first_seen = first.first_seen};
    if (parts.empty()) {
      difference.kind = ReplayKind::kLost;
      difference.titles = {first.title};
      difference.topics = first.topics_before;
    } else {
      difference.kind = ReplayKind::kSplit;
      for (const auto& [cluster, story] : parts) difference.titles.push_back(story->title);
      difference.topics = parts.begin()->second->topics_after;
    }
    result.differences.push_back(std::move(difference));
  }

  void note_cluster(const Group& cluster, ReplayResult& result) const {
    std::map<std::string, const Placed*> parts;  // by event: its first story
    for (const Placed* story : cluster.stories) {
      if (!story->event.empty()) parts.try_emplace(story->event, story);
    }
    if (parts.size() == 1) return;
    const Placed& first = *cluster.stories.front();
    ReplayDifference difference{.topics = first.topics_after, .first_seen = first.first_seen};
    if (parts.empty()) {
      difference.kind = ReplayKind::kGained;
      difference.titles = {first.title};
    } else {
      difference.kind = ReplayKind::kMerged;
      for (const auto& [event, story] : parts) {
        difference.events.push_back(event);
        difference.titles.push_back(story->title);
      }
    }
    result.differences.push_back(std::move(difference));
  }

  const store::Rows& rows_;
  const config::Settings& settings_;
  const model::Time since_;
  match::TopicSet topics_;
  fold::Index index_;
  std::unordered_map<std::string, const config::FeedSettings*> feeds_;      // by name
  std::map<std::string, model::TitleParts> title_parts_;                    // by feed
  std::map<std::string, std::vector<std::pair<std::string, bool>>> facts_;  // by story
  std::unordered_map<std::string, std::string> cluster_of_;                 // by story
  std::unordered_map<std::string, std::string> united_;  // cluster -> that it went into
  std::vector<Placed> stories_;
  std::size_t clusters_ = 0, taken_ = 0;
};

}  // namespace

model::Result<ReplayResult> replay(const store::Rows& rows, const config::Settings& settings,
                                   model::Time since) {
  return Replayer(rows, settings, since).run();
}

}  // namespace newswatch::engine
