#include "engine/plan_document.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "engine/event_id.h"
#include "engine/joining.h"
#include "identify/boilerplate.h"
#include "identify/canonical_url.h"
#include "identify/identify_document.h"
#include "identify/origin.h"
#include "identify/outgoing_links.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

constexpr std::uint32_t kCountedStories = 2000;  // of one feed in a day

// Everything that the store has under the keys of these items.
model::Result<identify::Known> look_up(const store::EventStore& store,
                                       std::span<const identify::KeyedItem> items) {
  std::vector<std::string> keys, titles;
  for (const identify::KeyedItem& keyed : items) {
    keys.insert(keys.end(), keyed.keys.begin(), keyed.keys.end());
    for (const std::string* title : {&keyed.title_key, &keyed.bare_title_key}) {
      if (!title->empty()) titles.push_back(*title);
    }
  }
  identify::Known known;
  auto owners = store::find_keys(store, keys);
  if (!owners) return tl::unexpected(owners.error());
  std::set<std::string> wanted;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::optional<std::string>& owner = (*owners)[i];
    if (!owner) continue;
    known.keys[keys[i]] = *owner;
    wanted.insert(*owner);
  }
  auto days = store::find_title_days(store, titles);
  if (!days) return tl::unexpected(days.error());
  for (std::size_t i = 0; i < titles.size(); ++i) {
    if (const auto& day = (*days)[i]) known.title_days[titles[i]] = *day;
  }
  const std::vector<std::string> ids(wanted.begin(), wanted.end());
  auto stories = store::find_stories(store, ids);
  if (!stories) return tl::unexpected(stories.error());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (auto& story = (*stories)[i]) known.stories[ids[i]] = std::move(*story);
  }
  return known;
}

std::vector<StoryUpdate> updates_of(identify::IdentifiedDocument& identified, store::Batch& to) {
  std::vector<StoryUpdate> updates;
  std::unordered_map<std::string, std::size_t> by_id;
  for (std::size_t i = 0; i < identified.outcomes.outcomes.size(); ++i) {
    identify::ItemOutcome& outcome = identified.outcomes.outcomes[i];
    for (std::string& key : outcome.new_keys) {
      to.keys.emplace_back(std::move(key), outcome.story.id);
    }
    if (outcome.change == identify::Change::kNew) {
      if (std::string link = identify::link_key(identified.items[i]); !link.empty()) {
        to.keys.emplace_back(std::move(link), outcome.story.id);
      }
    }
    const auto [at, fresh] = by_id.try_emplace(outcome.story.id, updates.size());
    if (fresh) updates.emplace_back();
    StoryUpdate& update = updates[at->second];
    update.is_new = update.is_new || outcome.change == identify::Change::kNew;
    update.changed = update.changed || outcome.change == identify::Change::kChanged;
    update.store = update.store || outcome.store;
    if (outcome.change != identify::Change::kSeen) update.item = identified.items[i].item;
    update.story = std::move(outcome.story);
  }
  to.title_days = std::move(identified.outcomes.title_days);
  return updates;
}

// The age gate. A story is held when it is older than max_age and the feed had answered after it:
// it should have been seen then. So what came while the daemon was down is never held. In a feed's
// first document age alone decides. A clock that may be wrong makes no story old.
bool is_held(const model::Story& story, const DocumentContext& context) {
  if (context.clock_in_doubt) return false;
  const auto& max_age = context.step.settings.notify.max_age;
  if (!max_age || context.step.now - story.story_time <= *max_age) return false;
  return context.first || (context.last_success && *context.last_success > story.story_time);
}

// Topics that the story meets now and did not meet before.
std::vector<std::string> new_topics(const DocumentContext& context, const model::Story& story,
                                    const model::Item& item) {
  std::vector<std::string> fresh;
  const auto whole = identify::whole_text(item, story, context.feed.outlet == "*");
  for (model::TopicMatch& match : context.topics.match({.title = whole.title,
                                  .summary = story.summary,
                                  .url = story.link,
                                  .summary_html = whole.summary_html,
                                  .content_html = whole.content_html,
                                  .categories = story.categories,
                                  .authors = story.authors,
                                  .time = story.story_time,
                                  .feed = context.feed.name,
                                  .outlet = story.outlet,
                                  .labels = context.feed.labels})) {
    if (std::find(story.topics.begin(), story.topics.end(), match.topic) == story.topics.end()) {
      fresh.push_back(std::move(match.topic));
    }
  }
  return fresh;
}

// The story as folding reads it: without what the feed puts around every text.
fold::IncomingStory incoming_story(const DocumentContext& context, const StoryUpdate& update,
                                   const model::Item& item, const model::TitleParts& title_parts) {
  const model::Story& story = update.story;
  fold::IncomingStory incoming;
  incoming.id = story.id;
  incoming.outlet = story.outlet;
  incoming.title = identify::without_parts(title_parts, story.title);
  incoming.summary = identify::without_footer(story.summary);
  incoming.time = story.story_time;
  incoming.arrived = context.step.now;
  incoming.is_new = update.is_new;
  incoming.fold = update.fold;
  // An aggregator's links lead to itself.
  if (context.feed.outlet == "*") return incoming;
  incoming.link = identify::canonical_url(story.link);
  incoming.links = identify::outgoing_links(item.summary, item.content, item.link);
  return incoming;
}

void learn_titles(const DocumentContext& context, const std::vector<StoryUpdate>& updates,
                  model::TitleParts& title_parts) {
  if (context.feed.outlet == "*") return;  // titles of many outlets
  for (const StoryUpdate& update : updates) {
    if (update.is_new) identify::learn_title(title_parts, update.story.title);
  }
}

// Whether the term counts take one more new story of the feed: what one feed says all day must not
// decide how common a word is.
bool may_count(model::FeedState& feed, model::Time now) {
  const auto day = static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(now).time_since_epoch().count());
  if (std::exchange(feed.counted_day, day) != day) feed.counted = 0;
  if (feed.counted == kCountedStories) return false;
  ++feed.counted;
  return true;
}

// Matches what is new or changed, and returns what folding is to see of it.
std::vector<fold::IncomingStory> match_all(const DocumentContext& context,
                                           const model::FeedDocument& document,
                                           StoryUpdates& updates, Ingested& ingested) {
  std::vector<fold::IncomingStory> incoming;
  for (std::size_t i = 0; i < updates.all.size(); ++i) {
    StoryUpdate& update = updates.all[i];
    if (!update.is_new && !update.changed) continue;
    ++(update.is_new ? ingested.new_stories : ingested.changed);
    model::Story& story = update.story;
    const std::vector<std::string> fresh = new_topics(context, story, document.items[update.item]);
    story.topics.insert(story.topics.end(), fresh.begin(), fresh.end());
    if (!fresh.empty()) ++ingested.matched;
    update.fold = story.event.empty() && !story.topics.empty();
    const model::Item& item = document.items[update.item];
    if (update.fold) {
      story.held = is_held(story, context);
      update.wire = identify::wire_of(item, story.outlet);
    }
    if (!update.is_new && fresh.empty() && !update.fold) continue;
    incoming.push_back(incoming_story(context, update, item, ingested.feed.title_parts));
    incoming.back().topics = fresh;
    if (update.is_new) incoming.back().counted = may_count(ingested.feed, context.step.now);
    updates.of_incoming.push_back(i);
  }
  return incoming;
}

fold::Plan fold_all(const DocumentContext& context,
                    const std::vector<fold::IncomingStory>& incoming, store::Batch& to) {
  const StepContext& step = context.step;
  std::string last_id = context.last_event_id;
  return fold::fold(step.index, incoming,
                    {.window = step.settings.event.window,
                     .threshold = step.settings.event.threshold,
                     .doubt = doubt_now(step.settings.judge, context.budget, step.now)},
                    [&](const fold::IncomingStory& story) {
                      last_id = next_event_id(last_id, step.now, story.id);
                      return to.last_event_id = last_id;
                    });
}

}  // namespace

model::Result<PlannedDocument> plan_document(const DocumentContext& context,
                                             const model::FeedDocument& document, store::Batch& to,
                                             Ingested& ingested) {
  const StepContext& step = context.step;
  auto identified = identify::identify_document(
      document, {context.feed.name, context.feed.outlet, step.now, ingested.feed.title_parts},
      context.before,
      [&](std::span<const identify::KeyedItem> some) { return look_up(step.store, some); });
  if (!identified) return tl::unexpected(identified.error());

  StoryUpdates updates{.all = updates_of(*identified, to)};
  updates.count_as_told =
      context.first && step.settings.notify.first_poll == config::FirstPoll::kQuiet;
  learn_titles(context, updates.all, ingested.feed.title_parts);
  const std::vector<fold::IncomingStory> incoming = match_all(context, document, updates, ingested);
  fold::Plan plan = fold_all(context, incoming, to);

  EventBatch events(step);
  auto replaced = place_stories(events, updates, plan, to);
  if (!replaced) return tl::unexpected(replaced.error());
  ingested.changes = std::move(events.changes);
  if (!to.questions.empty()) {
    QuestionBudget budget = context.budget;
    budget.spend(step.now, to.questions.size());
    to.judge_hour = budget.text();
  }
  if (!plan.counts.scopes.empty()) {
    plan.counts.seq = context.next_counts_change;
    to.counts_change = plan.counts;
  }
  // What a person may have been told of must not be lost with the machine.
  to.sync = !to.last_event_id.empty() || !to.outbox.empty();
  return PlannedDocument{std::move(plan), std::move(*replaced), std::move(identified->remembered)};
}

}  // namespace newswatch::engine
