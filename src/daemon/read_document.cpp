#include "daemon/read_document.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/event_id.h"
#include "daemon/event_plan.h"
#include "identify/canonical_url.h"
#include "identify/identify.h"

namespace newswatch::daemon {
namespace {

// A story that this document brought or changed; one entry however often the document has it.
struct Entry {
  model::Story story;
  bool is_new = false, changed = false;
  bool store = false;
  bool fold = false;  // matched and without an event
};

// Everything the store knows under the keys of these candidates.
model::Result<identify::Known> look_up(store::EventStore& store,
                                       const std::vector<identify::Candidate>& candidates) {
  std::vector<std::string> keys, titles;
  for (const identify::Candidate& candidate : candidates) {
    keys.insert(keys.end(), candidate.keys.begin(), candidate.keys.end());
    if (!candidate.title_key.empty()) titles.push_back(candidate.title_key);
  }
  identify::Known known;
  auto owners = store.find_keys(keys);
  if (!owners) return tl::unexpected(owners.error());
  std::set<std::string> wanted;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!(*owners)[i]) continue;
    known.keys[keys[i]] = *(*owners)[i];
    wanted.insert(*(*owners)[i]);
  }
  auto days = store.find_title_days(titles);
  if (!days) return tl::unexpected(days.error());
  for (std::size_t i = 0; i < titles.size(); ++i) {
    if ((*days)[i]) known.title_days[titles[i]] = *(*days)[i];
  }
  const std::vector<std::string> ids(wanted.begin(), wanted.end());
  auto stories = store.stories(ids);
  if (!stories) return tl::unexpected(stories.error());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if ((*stories)[i]) known.stories[ids[i]] = std::move(*(*stories)[i]);
  }
  return known;
}

std::vector<Entry> entries_of(identify::Outcomes outcomes, store::Batch& batch) {
  std::vector<Entry> entries;
  std::unordered_map<std::string, std::size_t> by_id;
  for (identify::Outcome& outcome : outcomes.outcomes) {
    for (std::string& key : outcome.new_keys) {
      batch.keys.emplace_back(std::move(key), outcome.story.id);
    }
    const auto [at, fresh] = by_id.try_emplace(outcome.story.id, entries.size());
    if (fresh) entries.emplace_back();
    Entry& entry = entries[at->second];
    entry.is_new = entry.is_new || outcome.change == identify::Change::kNew;
    entry.changed = entry.changed || outcome.change == identify::Change::kChanged;
    entry.store = entry.store || outcome.store;
    entry.story = std::move(outcome.story);
  }
  batch.title_days = std::move(outcomes.title_days);
  return entries;
}

// Older than max_age, and the feed had already answered after it: it should have been seen then.
// What came while the daemon was down is never held; in a first document age alone decides.
bool is_held(const model::Story& story, const ReadContext& context) {
  const auto& max_age = context.settings.notify.max_age;
  if (!max_age || context.now - story.story_time <= *max_age) return false;
  return context.first || (context.answered && *context.answered > story.story_time);
}

// Topics that the story meets now and did not before.
std::vector<std::string> new_topics(const ReadContext& context, const model::Story& story) {
  std::vector<std::string> fresh;
  for (model::TopicMatch& match : context.topics.match({.title = story.title,
                                  .summary = story.summary,
                                  .url = story.link,
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

struct Folding {
  std::vector<fold::Subject> subjects;
  std::vector<std::size_t> entry_of;  // of each subject
};

Folding match_all(const ReadContext& context, std::vector<Entry>& entries, Applied& applied) {
  Folding folding;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Entry& entry = entries[i];
    if (!entry.is_new && !entry.changed) continue;
    ++(entry.is_new ? applied.new_stories : applied.changed);
    model::Story& story = entry.story;
    const std::vector<std::string> fresh = new_topics(context, story);
    story.topics.insert(story.topics.end(), fresh.begin(), fresh.end());
    if (!fresh.empty()) ++applied.matched;
    entry.fold = story.event.empty() && !story.topics.empty();
    if (entry.fold) story.held = is_held(story, context);
    if (!entry.is_new && fresh.empty() && !entry.fold) continue;
    folding.subjects.push_back({.story = story.id,
                                .outlet = story.outlet,
                                .title = story.title,
                                .summary = story.summary,
                                .time = story.story_time,
                                .arrived = context.now,
                                .topics = fresh,
                                .link = identify::canonical_url(story.link),
                                .links = {},
                                .is_new = entry.is_new,
                                .fold = entry.fold});
    folding.entry_of.push_back(i);
  }
  return folding;
}

model::Result<void> plan_events(const ReadContext& context, std::vector<Entry>& entries,
                                const Folding& folding, const fold::Plan& plan, store::Batch& batch,
                                Applied& applied) {
  const bool told =
      context.first && context.settings.notify.first_poll == config::FirstPoll::kQuiet;
  EventPlan events(context.store, context.settings, context.now);
  for (const Entry& entry : entries) {
    if (!entry.changed || entry.story.event.empty()) continue;
    if (auto done = events.edit(entry.story, told); !done) return done;
  }
  for (const fold::Decision& decision : plan.decisions) {
    Entry& entry = entries[folding.entry_of[decision.subject]];
    entry.story.event = decision.event;
    entry.store = true;
    if (auto done = events.add(entry.story, decision, told); !done) return done;
    batch.index_rows.push_back(decision.row);
  }
  return events.finish(context.last_outbox_row + 1, batch, applied);
}

store::Batch::Count to_count(const std::string& scope, const fold::Index::CountChange& change) {
  store::Batch::Count count;
  count.scope = scope;
  count.stories = change.stories;
  count.df.assign(change.df.begin(), change.df.end());
  return count;
}

}  // namespace

model::Result<fold::Plan> read_document(const ReadContext& context,
                                        const model::FeedDocument& document, store::Batch& batch,
                                        Applied& applied) {
  const auto candidates =
      identify::prepare(document, {context.feed.name, context.feed.outlet, context.now});
  auto known = look_up(context.store, candidates);
  if (!known) return tl::unexpected(known.error());
  std::vector<Entry> entries = entries_of(identify::identify(candidates, *known), batch);
  const Folding folding = match_all(context, entries, applied);

  std::string last_id = context.last_event_id;
  fold::Plan plan = fold::fold(context.index, folding.subjects,
                               {.window = context.settings.event.window,
                                .threshold = context.settings.event.threshold,
                                .doubt = std::nullopt},
                               [&](const fold::Subject& subject) {
                                 last_id = next_event_id(last_id, context.now, subject.story);
                                 return batch.last_event_id = last_id;
                               });
  if (auto done = plan_events(context, entries, folding, plan, batch, applied); !done) {
    return tl::unexpected(done.error());
  }
  for (Entry& entry : entries) {
    if (entry.store) batch.stories.push_back(std::move(entry.story));
  }
  for (const auto& [scope, change] : plan.counts) batch.counts.push_back(to_count(scope, change));
  // What a person may have been told of must not be lost with the machine.
  batch.sync = !batch.last_event_id.empty() || !batch.outbox.empty();
  return plan;
}

}  // namespace newswatch::daemon
