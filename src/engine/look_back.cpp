#include "engine/look_back.h"

#include <algorithm>
#include <utility>

#include "engine/engine.h"
#include "engine/plan_document.h"
#include "identify/canonical_url.h"
#include "match/story_text.h"
#include "store/queries.h"
#include "text/hash.h"

namespace newswatch::engine {
namespace {

constexpr std::size_t kStoriesSeen = 200;   // in one step
constexpr std::size_t kStoriesTaken = 50;   // in one step
constexpr std::size_t kMostFound = 20'000;  // the newest

std::map<std::string, std::string> urls_by_name(const config::Settings& settings) {
  std::map<std::string, std::string> urls;
  for (const config::FeedSettings& feed : settings.feeds) urls[feed.name] = feed.url;
  return urls;
}

}  // namespace

std::string rules_text(const config::Settings& settings) {
  std::string all;
  const auto add = [&](const std::string& text) { (all += text) += '\n'; };
  const auto add_list = [&](const std::vector<std::string>& list) {
    for (const std::string& text : list) add(text);
    add("");
  };
  const auto add_terms = [&](const config::Terms& terms) {
    for (const auto* list :
         {&terms.title, &terms.summary, &terms.text, &terms.category, &terms.author, &terms.url}) {
      add_list(*list);
    }
  };
  for (const config::TopicSettings& topic : settings.topics) {
    add(topic.name);
    for (const auto& time : {topic.since, topic.until}) {
      add(time ? std::to_string(time->time_since_epoch().count()) : "");
    }
    for (const auto* list : {&topic.feeds, &topic.outlets, &topic.labels}) add_list(*list);
    for (const config::Clause& clause : topic.clauses) {
      for (const auto* terms : {&clause.any, &clause.all, &clause.none}) add_terms(*terms);
    }
    add("");
  }
  return text::hex128(all);
}

// A store that never knew other rules has no story to match again.
void Engine::begin_look_back(const std::string& rules, std::optional<model::Time> by_hand) {
  LookBack out;
  if (rules != matched_rules_) out.rules = rules;
  out.by_hand = by_hand;
  out.all_seen = matched_rules_.empty() && !by_hand;
  out.urls = urls_by_name(*settings_);
  look_back_.reset();
  if (by_hand || !out.rules.empty()) look_back_ = std::move(out);
}

void Engine::begin_look_back(model::Time since) {
  const bool longer = look_back_ && look_back_->by_hand && *look_back_->by_hand < since;
  begin_look_back(rules_text(*settings_), longer ? look_back_->by_hand : since);
}

model::Result<void> Engine::scan_stories(LookBack& look_back) {
  std::size_t seen = 0;
  auto scanned = store::for_each_story(store_, look_back.last_seen, [&](const model::Story& story) {
    look_back.last_seen = story.id;
    if (story.first_seen >= *look_back.since) {
      ++look_back.looked_at;
      if (!match::newly_met(topics_, story).empty()) {
        look_back.found.emplace_back(story.first_seen, story.id);
      }
    }
    return ++seen < kStoriesSeen;
  });
  if (!scanned) return scanned;
  if (seen == kStoriesSeen) return {};
  look_back.all_seen = true;
  std::ranges::sort(look_back.found);
  if (look_back.found.size() > kMostFound) {
    look_back.found.erase(look_back.found.begin(), look_back.found.end() - kMostFound);
  }
  return {};
}

model::Result<Changes> Engine::take_found(LookBack& look_back, model::Time now) {
  std::vector<std::string> ids;
  const std::size_t end = std::min(look_back.taken + kStoriesTaken, look_back.found.size());
  for (std::size_t i = look_back.taken; i < end; ++i) ids.push_back(look_back.found[i].second);
  auto stories = store::find_stories(store_, ids);
  if (!stories) return tl::unexpected(stories.error());
  const FoldContext context = fold_context(now);
  StoryUpdates updates;
  std::vector<fold::IncomingStory> incoming;
  for (std::optional<model::Story>& story : *stories) {
    if (!story) continue;
    std::vector<std::string> met;
    StoryUpdate update;
    for (model::TopicMatch& match : match::newly_met(topics_, *story)) {
      add_all(update.words, match.why);
      met.push_back(std::move(match.topic));
    }
    if (met.empty()) continue;
    story->topics.insert(story->topics.end(), met.begin(), met.end());
    update.fold = story->event.empty();
    update.met_more = update.store = true;
    // Its feed has answered since. A clock that may be wrong makes no story old.
    if (update.fold) {
      story->held = !clock_.in_doubt() && is_too_old(*story, settings_->notify, now);
    }
    const auto url = look_back.urls.find(story->feed);
    const bool known = url != look_back.urls.end();
    const config::FeedSettings* settings = known ? find_feed(url->second) : nullptr;
    const bool aggregated = settings != nullptr && settings->outlet == "*";
    incoming.push_back(incoming_story(*story,
                                      known ? feed(url->second).title_parts : model::TitleParts{},
                                      aggregated ? "" : identify::canonical_url(story->link), now));
    incoming.back().is_new = false;
    incoming.back().fold = update.fold;
    incoming.back().topics = std::move(met);
    update.story = std::move(*story);
    updates.of_incoming.push_back(updates.all.size());
    updates.all.push_back(std::move(update));
  }
  Changes changes;
  if (!incoming.empty()) {
    store::Batch batch;
    const auto planned = fold_stories(context, incoming, updates, batch, changes);
    if (!planned) return tl::unexpected(planned.error());
    if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
    apply(*planned, batch, changes);
  }
  look_back.taken = end;
  look_back.matched += incoming.size();
  return changes;
}

model::Result<LookBackStep> Engine::look_back(model::Time now) {
  if (!look_back_) return LookBackStep{.over = true};
  LookBack& state = *look_back_;
  if (!state.since) {
    // New rules go back as far as max_age, whatever a person asks for besides.
    const model::Time longest = now - settings_->notify.max_age.value_or(settings_->event.window);
    const model::Time wish = state.by_hand.value_or(longest);
    state.since = std::max(state.rules.empty() ? wish : std::min(longest, wish),
                           keeping_.expiry().stories_before);
  }
  LookBackStep step;
  if (!state.all_seen) {
    if (auto done = scan_stories(state); !done) return tl::unexpected(done.error());
    return step;
  }
  if (state.taken < state.found.size()) {
    auto changes = take_found(state, now);
    if (!changes) return tl::unexpected(changes.error());
    step.changes = std::move(*changes);
    return step;
  }
  if (!state.rules.empty()) {
    store::Batch batch;
    batch.rules = state.rules;
    if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
    matched_rules_ = state.rules;
  }
  step.over = true;
  step.looked_at = state.looked_at;
  step.matched = state.matched;
  look_back_.reset();
  return step;
}

}  // namespace newswatch::engine
