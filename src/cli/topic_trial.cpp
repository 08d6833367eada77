#include "cli/topic_trial.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "match/story_text.h"
#include "match/topic.h"
#include "record/raw_members.h"
#include "record/story_json.h"
#include "store/parallel_scan.h"
#include "store/queries.h"
#include "view/newest.h"

namespace newswatch::cli {
namespace {

constexpr auto kTried = std::to_array({store::Family::kStories});

// A rule and the one of its name that is in force.
struct TriedRule {
  match::TopicSet rule, current;
  bool has_current = false;
};

struct Tally {
  explicit Tally(std::size_t samples) : newest(samples) {}
  std::size_t count = 0;
  view::Newest newest;

  void add(const model::Story& story) {
    ++count;
    if (newest.takes(story.first_seen)) newest.add({story.first_seen, story.id});
  }
  void add(Tally&& other) {
    count += other.count;
    newest.add(std::move(other.newest));
  }
};

// What one thread has counted of one topic.
struct Counted {
  explicit Counted(std::size_t samples)
      : matched(samples), near(samples), gained(samples), lost(samples) {}
  std::size_t stories = 0;
  Tally matched, near, gained, lost;
  std::map<std::string, std::size_t> outlets;

  void look(const model::Story& story, const TriedRule& tried) {
    ++stories;
    std::vector<match::Refusal> refused;
    const match::StoryText text = match::text_of(story);
    const bool matches = !tried.rule.match(text, refused).empty();
    if (matches) {
      matched.add(story);
      ++outlets[story.outlet];
    } else if (!refused.empty()) {
      near.add(story);
    }
    if (!tried.has_current) return;
    const bool matched_so_far = !tried.current.match(text).empty();
    if (matches && !matched_so_far) gained.add(story);
    if (!matches && matched_so_far) lost.add(story);
  }

  void add(Counted&& other) {
    stories += other.stories;
    matched.add(std::move(other.matched));
    near.add(std::move(other.near));
    gained.add(std::move(other.gained));
    lost.add(std::move(other.lost));
    for (const auto& [outlet, count] : other.outlets) outlets[outlet] += count;
  }
};

model::Result<std::vector<TriedRule>> compile_rules(
    std::span<const config::TopicSettings> topics, std::span<const config::TopicSettings> current) {
  std::vector<TriedRule> rules;
  for (const config::TopicSettings& topic : topics) {
    auto rule = match::TopicSet::compile(std::span(&topic, 1));
    if (!rule) return tl::unexpected(rule.error());
    TriedRule& tried = rules.emplace_back();
    tried.rule = std::move(*rule);
    const auto same = std::ranges::find(current, topic.name, &config::TopicSettings::name);
    if (same == current.end()) continue;
    auto in_force = match::TopicSet::compile(std::span(&*same, 1));
    if (!in_force) return tl::unexpected(in_force.error());
    tried.current = std::move(*in_force);
    tried.has_current = true;
  }
  return rules;
}

// Whether the story was first seen before; a look that costs less than to read it.
bool is_before(std::string_view row, model::Time since) {
  static constexpr auto kNames = std::to_array<std::string_view>({"first_seen"});
  const auto found = record::raw_members(row, kNames);
  const auto seen = found ? record::raw_time(found->front()) : std::nullopt;
  return seen && *seen < since;
}

// Why the rule takes the story, or does not.
std::vector<std::string> reasons(const match::TopicSet& rule, const model::Story& story) {
  auto matches = rule.match(match::text_of(story));
  if (!matches.empty()) return std::move(matches.front().why);
  auto refusals = rule.refusals(match::text_of(story));
  if (refusals.empty()) return {};
  return {std::move(refusals.front().why)};
}

model::Result<TrialStories> with_samples(const store::Rows& rows, const match::TopicSet& rule,
                                         Tally&& tally) {
  TrialStories out;
  out.count = tally.count;
  for (const view::TimedId& one : std::move(tally.newest).rows()) {
    auto read = store::find_story(rows, one.id);
    if (!read) return tl::unexpected(read.error());
    std::optional<model::Story>& story = *read;
    if (!story) continue;
    std::vector<std::string> why = reasons(rule, *story);
    out.newest.push_back({std::move(*story), std::move(why)});
  }
  return out;
}

}  // namespace

model::Result<std::vector<TopicTrial>> try_topics(const store::Rows& rows,
                                                  std::span<const config::TopicSettings> topics,
                                                  std::span<const config::TopicSettings> current,
                                                  std::optional<model::Time> since,
                                                  std::size_t samples) {
  const auto rules = compile_rules(topics, current);
  if (!rules) return tl::unexpected(rules.error());
  std::vector<std::vector<Counted>> counted(store::scan_workers(),
                                            std::vector<Counted>(topics.size(), Counted(samples)));
  const auto look = [&](std::size_t worker, store::Family, std::string_view id,
                        std::string_view row) -> model::Result<void> {
    if (since && is_before(row, *since)) return {};
    const auto story = record::read_story(row);
    if (!story) return model::fail("stored row " + std::string(id), story.error());
    for (std::size_t i = 0; i < topics.size(); ++i) counted[worker][i].look(*story, (*rules)[i]);
    return {};
  };
  const auto scanned = store::scan_parallel(rows, kTried, look);
  if (!scanned) return tl::unexpected(scanned.error());
  std::vector<TopicTrial> trials;
  for (std::size_t i = 0; i < topics.size(); ++i) {
    Counted& all = counted.front()[i];
    for (std::size_t worker = 1; worker < counted.size(); ++worker) {
      all.add(std::move(counted[worker][i]));
    }
    const TriedRule& tried = (*rules)[i];
    TopicTrial& trial = trials.emplace_back();
    trial.topic = topics[i].name;
    trial.stories = all.stories;
    trial.has_current = tried.has_current;
    trial.outlets = std::move(all.outlets);
    for (const auto& [from, to] :
         {std::pair(&all.matched, &trial.matched), std::pair(&all.near, &trial.near),
          std::pair(&all.gained, &trial.gained), std::pair(&all.lost, &trial.lost)}) {
      auto found = with_samples(rows, tried.rule, std::move(*from));
      if (!found) return tl::unexpected(found.error());
      *to = std::move(*found);
    }
  }
  return trials;
}

}  // namespace newswatch::cli
