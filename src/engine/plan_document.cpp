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
#include "text/hash.h"

namespace newswatch::engine {
namespace {

constexpr std::uint32_t kCountedStories = 2000;  // of one feed in a day
constexpr std::size_t kMostNearMisses = 1000;    // of one step
constexpr std::size_t kMostSeen = 32;            // feeds, outlets, labels, texts of a story

// Everything that the store has under the keys of these items, and has not expired. shown: the keys
// that a document shows for the first time on this day.
model::Result<identify::Known> look_up(const StepContext& step,
                                       std::span<const identify::KeyedItem> items,
                                       std::vector<model::KeyRow>& shown) {
  static const store::Expiry kNothing;
  const store::Expiry& expiry = step.expiry == nullptr ? kNothing : *step.expiry;
  const auto today = std::chrono::floor<std::chrono::days>(step.now);
  std::vector<std::string> keys, titles;
  for (const identify::KeyedItem& keyed : items) {
    keys.insert(keys.end(), keyed.keys.begin(), keyed.keys.end());
    for (const std::string* title : {&keyed.title_key, &keyed.bare_title_key}) {
      if (!title->empty()) titles.push_back(*title);
    }
  }
  identify::Known known;
  auto owners = store::find_keys(step.store, keys);
  if (!owners) return tl::unexpected(owners.error());
  std::set<std::string> wanted;
  shown.clear();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::optional<model::KeyOwner>& owner = (*owners)[i];
    if (!owner || !expiry.has_key(owner->shown)) continue;
    if (!known.keys.try_emplace(keys[i], owner->story).second) continue;
    wanted.insert(owner->story);
    if (!owner->shown || *owner->shown < today) shown.push_back({keys[i], owner->story, today});
  }
  auto days = store::find_title_days(step.store, titles);
  if (!days) return tl::unexpected(days.error());
  for (std::size_t i = 0; i < titles.size(); ++i) {
    if (const auto& seen = (*days)[i]; seen && expiry.has_title(*seen)) {
      known.title_days[titles[i]] = *seen;
    }
  }
  const std::vector<std::string> ids(wanted.begin(), wanted.end());
  auto stories = store::find_stories(step.store, ids);
  if (!stories) return tl::unexpected(stories.error());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto& story = (*stories)[i];
    if (story && expiry.has_story(story->first_seen)) {
      known.stories[ids[i]] = std::move(*story);
    } else {
      known.gone.insert(ids[i]);
    }
  }
  return known;
}

// The items of one story, in document order.
struct ShownStory {
  StoryUpdate update;
  std::vector<std::size_t> items;  // indices of the identified items
};

std::vector<ShownStory> updates_of(identify::IdentifiedDocument& identified, model::Time now,
                                   store::Batch& to) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  std::vector<ShownStory> shown;
  std::unordered_map<std::string, std::size_t> by_id;
  for (std::size_t i = 0; i < identified.outcomes.outcomes.size(); ++i) {
    identify::ItemOutcome& outcome = identified.outcomes.outcomes[i];
    if (outcome.change == identify::Change::kGone) continue;
    for (std::string& key : outcome.new_keys) {
      to.keys.push_back({std::move(key), outcome.story.id, today});
    }
    if (outcome.change == identify::Change::kNew) {
      if (std::string link = identify::link_key(identified.items[i]); !link.empty()) {
        to.keys.push_back({std::move(link), outcome.story.id, today});
      }
    }
    const auto [at, fresh] = by_id.try_emplace(outcome.story.id, shown.size());
    if (fresh) shown.emplace_back();
    auto& [update, items] = shown[at->second];
    items.push_back(i);
    if (outcome.change == identify::Change::kNew) {
      update.is_new = true;
      update.link = identified.items[i].canonical;
    }
    update.changed = update.changed || outcome.change == identify::Change::kChanged;
    update.store = update.store || outcome.store;
    if (outcome.change != identify::Change::kSeen) update.item = identified.items[i].item;
    update.story = std::move(outcome.story);
  }
  to.title_days = std::move(identified.outcomes.title_days);
  return shown;
}

// What topics look at, as one number: another number, and they are asked again.
std::uint64_t text_hash(const config::FeedSettings& feed, const model::Story& draft,
                        const model::Item& item) {
  std::string all;
  const auto add = [&](std::string_view text) {
    all += text;
    all += '\n';
  };
  for (const std::string* text : {&feed.name, &draft.outlet, &draft.title, &draft.link}) add(*text);
  for (const auto* list : {&feed.labels, &draft.authors, &draft.categories}) {
    for (const std::string& text : *list) add(text);
    add("");
  }
  add(item.summary);
  add(item.content);
  return text::hash64(all);
}

void add_some(std::vector<std::string>& list, const std::string& name) {
  if (list.size() < kMostSeen) add_unique(list, name);
}

// Who shows the story, and what else its text says now. Of an empty field the older text stays.
void take_showing(const config::FeedSettings& feed, const model::Story& draft,
                  model::Story& story) {
  if (feed.name != story.feed) add_some(story.more_feeds, feed.name);
  if (draft.outlet != story.outlet) add_some(story.more_outlets, draft.outlet);
  for (const std::string& label : feed.labels) add_some(story.labels, label);
  if (!draft.summary.empty()) story.summary = draft.summary;
  if (!draft.authors.empty()) story.authors = draft.authors;
  if (!draft.categories.empty()) story.categories = draft.categories;
}

// Topics that the story meets by these texts and did not meet before. A text that they were asked
// about is left out, so that a server that flips between two copies costs one match.
std::vector<std::string> new_topics(const DocumentContext& context,
                                    const model::FeedDocument& document,
                                    std::span<const identify::KeyedItem> items,
                                    const std::vector<std::size_t>& of_story, StoryUpdate& update,
                                    std::vector<match::Refusal>& near) {
  std::vector<std::string> fresh;
  model::Story& story = update.story;
  for (const std::size_t i : of_story) {
    const model::Story& draft = items[i].story;
    const model::Item& item = document.items[items[i].item];
    const std::uint64_t hash = text_hash(context.feed, draft, item);
    if (std::ranges::find(story.matched, hash) != story.matched.end()) continue;
    story.matched.push_back(hash);
    if (story.matched.size() > kMostSeen) story.matched.erase(story.matched.begin());
    update.store = true;
    if (!update.is_new && !update.changed) update.item = items[i].item;
    take_showing(context.feed, draft, story);
    const auto whole = identify::whole_text(item, draft, context.feed.outlet == "*");
    for (model::TopicMatch& match : context.topics.match({.title = whole.title,
                                    .summary = draft.summary,
                                    .url = draft.link,
                                    .summary_html = whole.summary_html,
                                    .content_html = whole.content_html,
                                    .categories = draft.categories,
                                    .authors = draft.authors,
                                    .time = story.story_time,
                                    .feed = story.feed,
                                    .outlet = story.outlet,
                                    .more_feeds = story.more_feeds,
                                    .more_outlets = story.more_outlets,
                                    .labels = story.labels},
                                                         near)) {
      if (std::ranges::find(story.topics, match.topic) != story.topics.end()) continue;
      story.topics.push_back(match.topic);
      add_all(update.words, match.why);
      fresh.push_back(std::move(match.topic));
    }
  }
  return fresh;
}

fold::IncomingStory incoming_story(const DocumentContext& context, const StoryUpdate& update,
                                   const model::Item& item, const model::TitleParts& title_parts) {
  const bool aggregated = context.feed.outlet == "*";
  std::string link;
  if (!aggregated) link = update.is_new ? update.link : identify::canonical_url(update.story.link);
  fold::IncomingStory incoming =
      engine::incoming_story(update.story, title_parts, std::move(link), context.fold.step.arrived);
  incoming.is_new = update.is_new;
  incoming.fold = update.fold;
  if (!aggregated) {
    incoming.links = identify::outgoing_links(item.summary, item.content, item.link);
  }
  return incoming;
}

// So what came while the daemon was down is never held. In a feed's first document age alone
// decides. A clock that may be wrong makes no story old.
bool is_held(const model::Story& story, const DocumentContext& context) {
  const StepContext& step = context.fold.step;
  if (context.clock_in_doubt || !is_too_old(story, step.settings.notify, step.now)) return false;
  return context.first || (context.last_success && *context.last_success > story.story_time);
}

void learn_titles(const DocumentContext& context, const std::vector<ShownStory>& shown,
                  model::TitleParts& title_parts) {
  if (context.feed.outlet == "*") return;  // titles of many outlets
  for (const auto& [update, items] : shown) {
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

// Of a story that no topic took.
void add_near_misses(const model::Story& story, std::vector<match::Refusal> near, model::Time now,
                     std::vector<model::NearMiss>& to) {
  if (!story.topics.empty()) return;
  for (match::Refusal& one : near) {
    if (to.size() == kMostNearMisses) return;
    to.push_back({.seen = now,
                  .story = story.id,
                  .topic = std::move(one.topic),
                  .outlet = story.outlet,
                  .title = story.title,
                  .link = story.link,
                  .why = std::move(one.why)});
  }
}

// Matches what is new or says something new, and returns what folding is to see of it.
std::vector<fold::IncomingStory> match_all(const DocumentContext& context,
                                           const model::FeedDocument& document,
                                           std::span<const identify::KeyedItem> items,
                                           std::vector<ShownStory> shown, StoryUpdates& updates,
                                           store::Batch& to, Ingested& ingested) {
  std::vector<fold::IncomingStory> incoming;
  for (ShownStory& one : shown) {
    StoryUpdate& update = one.update;
    std::vector<match::Refusal> near;
    const std::vector<std::string> fresh =
        new_topics(context, document, items, one.items, update, near);
    if (update.is_new) ++ingested.new_stories;
    if (!update.is_new && update.changed) ++ingested.changed;
    model::Story& story = update.story;
    add_near_misses(story, std::move(near), context.fold.step.now, to.near);
    update.met_more = !fresh.empty();
    if (update.met_more) ++ingested.matched;
    update.fold = story.event.empty() && !story.topics.empty();
    const model::Item& item = document.items[update.item];
    if (update.fold) {
      story.held = is_held(story, context);
      update.wire = identify::wire_of(item, story.outlet);
    }
    if (update.is_new || update.met_more || update.fold) {
      incoming.push_back(incoming_story(context, update, item, ingested.feed.title_parts));
      incoming.back().topics = fresh;
      if (update.is_new) incoming.back().counted = may_count(ingested.feed, context.fold.step.now);
      updates.of_incoming.push_back(updates.all.size());
    }
    updates.all.push_back(std::move(update));
  }
  return incoming;
}

// Events that an earlier reading of the document opened, which a crash cut short.
model::Result<void> add_events_of_before(const DocumentContext& context,
                                         const StoryUpdates& updates, FirstDocument& first) {
  for (const StoryUpdate& update : updates.all) {
    const model::Story& story = update.story;
    if (story.event.empty()) continue;
    const auto found = store::find_event(context.fold.step.store, story.event);
    if (!found) return tl::unexpected(found.error());
    const std::optional<model::Event>& event = *found;
    if (!event || event->first_document != context.feed.url || event->title != story.title)
      continue;
    first.add({event->id, event->title, event->link, story.story_time, event->topics});
  }
  return {};
}

void add_opened(const Changes& changes, model::Time now, FirstDocument& first) {
  for (const Changes::PlacedReport& one : changes.placed) {
    const model::Report& report = one.report;
    if (!report.opened) continue;
    first.add({one.event.id, report.title, report.link, report.published.value_or(now),
               one.event.topics});
  }
}

fold::Plan fold_all(const FoldContext& context, const std::vector<fold::IncomingStory>& incoming,
                    store::Batch& to) {
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

bool is_too_old(const model::Story& story, const config::NotifySettings& settings,
                model::Time now) {
  return settings.max_age && now - story.story_time > *settings.max_age;
}

fold::IncomingStory incoming_story(const model::Story& story, const model::TitleParts& title_parts,
                                   std::string link, model::Time now) {
  fold::IncomingStory incoming;
  incoming.id = story.id;
  incoming.outlet = story.outlet;
  incoming.title = identify::without_parts(title_parts, story.title);
  incoming.summary = identify::without_footer(story.summary);
  incoming.time = story.story_time;
  incoming.arrived = now;
  incoming.link = std::move(link);
  return incoming;
}

model::Result<PlannedDocument> plan_document(const DocumentContext& context,
                                             const model::FeedDocument& document, store::Batch& to,
                                             Ingested& ingested) {
  const StepContext& step = context.fold.step;
  std::vector<model::KeyRow> shown_keys;
  auto identified = identify::identify_document(
      document, {context.feed.name, context.feed.outlet, step.arrived, ingested.feed.title_parts},
      context.before,
      [&](std::span<const identify::KeyedItem> some) { return look_up(step, some, shown_keys); });
  if (!identified) return tl::unexpected(identified.error());

  to.keys = std::move(shown_keys);
  std::vector<ShownStory> shown = updates_of(*identified, step.now, to);
  StoryUpdates updates;
  const config::FirstPoll first_poll = step.settings.notify.first_poll;
  const bool summed_up = context.first && first_poll == config::FirstPoll::kSummary;
  updates.count_as_told = summed_up || (context.first && first_poll == config::FirstPoll::kQuiet);
  if (summed_up) updates.first_document = context.feed.url;
  learn_titles(context, shown, ingested.feed.title_parts);
  const std::vector<fold::IncomingStory> incoming =
      match_all(context, document, identified->items, std::move(shown), updates, to, ingested);
  if (summed_up) {
    if (auto done = add_events_of_before(context, updates, ingested.first); !done) {
      return tl::unexpected(done.error());
    }
  }
  auto placed = fold_stories(context.fold, incoming, updates, to, ingested.changes);
  if (!placed) return placed;
  if (summed_up) add_opened(ingested.changes, context.fold.step.now, ingested.first);
  placed->remembered = std::move(identified->remembered);
  return placed;
}

model::Result<PlannedDocument> fold_stories(const FoldContext& context,
                                            const std::vector<fold::IncomingStory>& incoming,
                                            StoryUpdates& updates, store::Batch& to,
                                            Changes& changes) {
  fold::Plan plan = fold_all(context, incoming, to);

  EventBatch events(context.step);
  auto replaced = place_stories(events, updates, plan, to);
  if (!replaced) return tl::unexpected(replaced.error());
  changes = std::move(events.changes);
  if (!to.questions.empty()) {
    QuestionBudget budget = context.budget;
    budget.spend(context.step.now, to.questions.size());
    to.judge_hour = budget.text();
  }
  if (!plan.counts.scopes.empty()) {
    plan.counts.seq = context.next_counts_change;
    to.counts_change = plan.counts;
  }
  // What a person may have been told of must not be lost with the machine.
  to.sync = !to.last_event_id.empty() || !to.outbox.empty();
  return PlannedDocument{std::move(plan), std::move(*replaced), {}, std::move(events.hours)};
}

}  // namespace newswatch::engine
