#include "daemon/read_document.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/event_id.h"
#include "identify/boilerplate.h"
#include "identify/canonical_url.h"
#include "identify/identify.h"
#include "identify/origin.h"
#include "identify/outgoing_links.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

// A story that this document brought or changed; one entry however often the document has it.
struct Entry {
  model::Story story;
  bool is_new = false, changed = false;
  bool store = false;
  bool fold = false;     // matched and without an event
  std::size_t item = 0;  // of the document, that says what is new
};

// Everything the store knows under the keys of these candidates.
model::Result<identify::Known> look_up(store::EventStore& store,
                                       const std::vector<identify::Candidate>& candidates) {
  std::vector<std::string> keys, titles;
  for (const identify::Candidate& candidate : candidates) {
    keys.insert(keys.end(), candidate.keys.begin(), candidate.keys.end());
    for (const std::string* title : {&candidate.title_key, &candidate.bare_title_key}) {
      if (!title->empty()) titles.push_back(*title);
    }
  }
  identify::Known known;
  auto owners = store::find_keys(store, keys);
  if (!owners) return tl::unexpected(owners.error());
  std::set<std::string> wanted;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!(*owners)[i]) continue;
    known.keys[keys[i]] = *(*owners)[i];
    wanted.insert(*(*owners)[i]);
  }
  auto days = store::find_title_days(store, titles);
  if (!days) return tl::unexpected(days.error());
  for (std::size_t i = 0; i < titles.size(); ++i) {
    if ((*days)[i]) known.title_days[titles[i]] = *(*days)[i];
  }
  const std::vector<std::string> ids(wanted.begin(), wanted.end());
  auto stories = store::find_stories(store, ids);
  if (!stories) return tl::unexpected(stories.error());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if ((*stories)[i]) known.stories[ids[i]] = std::move(*(*stories)[i]);
  }
  return known;
}

std::vector<Entry> entries_of(const std::vector<identify::Candidate>& candidates,
                              identify::Outcomes outcomes, store::Batch& batch) {
  std::vector<Entry> entries;
  std::unordered_map<std::string, std::size_t> by_id;
  for (std::size_t i = 0; i < outcomes.outcomes.size(); ++i) {
    identify::Outcome& outcome = outcomes.outcomes[i];
    for (std::string& key : outcome.new_keys) {
      batch.keys.emplace_back(std::move(key), outcome.story.id);
    }
    const auto [at, fresh] = by_id.try_emplace(outcome.story.id, entries.size());
    if (fresh) entries.emplace_back();
    Entry& entry = entries[at->second];
    entry.is_new = entry.is_new || outcome.change == identify::Change::kNew;
    entry.changed = entry.changed || outcome.change == identify::Change::kChanged;
    entry.store = entry.store || outcome.store;
    if (outcome.change != identify::Change::kSeen) entry.item = candidates[i].item;
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

// The story as folding reads it: without what the feed puts around every text.
fold::Subject subject_of(const ReadContext& context, const Entry& entry, const model::Item& item,
                         const model::TitleParts& title_parts) {
  const model::Story& story = entry.story;
  fold::Subject subject;
  subject.story = story.id;
  subject.outlet = story.outlet;
  subject.title = identify::without_parts(title_parts, story.title);
  subject.summary = identify::without_footer(story.summary);
  subject.time = story.story_time;
  subject.arrived = context.now;
  subject.is_new = entry.is_new;
  subject.fold = entry.fold;
  // An aggregator's links lead to itself.
  if (context.feed.outlet == "*") return subject;
  subject.link = identify::canonical_url(story.link);
  subject.links = identify::outgoing_links(item.summary, item.content, item.link);
  return subject;
}

void learn_titles(const ReadContext& context, const std::vector<Entry>& entries,
                  model::TitleParts& title_parts) {
  if (context.feed.outlet == "*") return;  // titles of many outlets
  for (const Entry& entry : entries) {
    if (entry.is_new) identify::learn_title(title_parts, entry.story.title);
  }
}

Folding match_all(const ReadContext& context, const model::FeedDocument& document,
                  std::vector<Entry>& entries, Applied& applied) {
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
    folding.subjects.push_back(
        subject_of(context, entry, document.items[entry.item], applied.feed.title_parts));
    folding.subjects.back().topics = fresh;
    folding.entry_of.push_back(i);
  }
  return folding;
}

std::optional<model::Unwatched> unwatched(const ReadContext& context) {
  if (!context.gap) return std::nullopt;
  return model::Unwatched{context.feed.name, context.gap->from, context.gap->to,
                          context.gap->rolled_over};
}

model::Result<std::vector<Rewoven>> plan_events(const ReadContext& context,
                                                const model::FeedDocument& document,
                                                std::vector<Entry>& entries, const Folding& folding,
                                                const fold::Plan& plan, store::Batch& batch,
                                                Applied& applied) {
  const bool told =
      context.first && context.settings.notify.first_poll == config::FirstPoll::kQuiet;
  EventPlan events(EventPlan::Around{.store = context.store,
                                     .settings = context.settings,
                                     .index = context.index,
                                     .questions = context.questions,
                                     .now = context.now,
                                     .unwatched = unwatched(context)});
  for (const Entry& entry : entries) {
    if (!entry.changed || entry.story.event.empty()) continue;
    if (auto done = events.edit(entry.story, told); !done) return tl::unexpected(done.error());
  }
  for (const fold::Decision& decision : plan.decisions) {
    Entry& entry = entries[folding.entry_of[decision.subject]];
    entry.story.event = decision.event;
    entry.store = true;
    const auto wire = identify::wire_of(document.items[entry.item], entry.story.outlet);
    if (auto done = events.add(entry.story, decision, told, wire); !done) {
      return tl::unexpected(done.error());
    }
    batch.index_rows.push_back(decision.row);
  }
  for (const fold::Decision& decision : plan.decisions) {
    if (decision.merge_from.empty()) continue;
    const model::Story& story = entries[folding.entry_of[decision.subject]].story;
    auto done = events.merge(decision.merge_from, decision.merge_into,
                             "one report is close to both: \"" + story.title + "\"");
    if (!done) return tl::unexpected(done.error());
  }
  auto rewoven = events.finish(context.last_outbox_row + 1, batch, applied.changes);
  for (Entry& entry : entries) {
    entry.story.event = std::string(events.home(entry.story.event));
    // After those that moved from the store: what the document says is newer.
    if (entry.store) batch.stories.push_back(std::move(entry.story));
  }
  return rewoven;
}

// Nobody is asked when there is no judge, or when it was asked enough in this hour.
std::optional<fold::Doubt> doubt(const ReadContext& context) {
  const config::Judge& judge = context.settings.judge;
  const std::size_t left = context.limit.left(context.now, judge.max_per_hour);
  if (!judge.on() || left == 0) return std::nullopt;
  return fold::Doubt{.low = judge.band.low,
                     .high = judge.band.high,
                     .candidates = static_cast<std::size_t>(judge.candidates),
                     .budget = left};
}

store::Batch::Count to_count(const std::string& scope, const fold::Index::CountChange& change) {
  store::Batch::Count count;
  count.scope = scope;
  count.stories = change.stories;
  count.df.assign(change.df.begin(), change.df.end());
  return count;
}

}  // namespace

model::Result<Folded> read_document(const ReadContext& context, const model::FeedDocument& document,
                                    store::Batch& batch, Applied& applied) {
  const identify::Arrival arrival{context.feed.name, context.feed.outlet, context.now,
                                  applied.feed.title_parts};
  const auto hashes = identify::item_hashes(document, context.now);
  const auto repeated = identify::repeats(context.before, hashes);
  auto candidates = identify::prepare(document, arrival, repeated);
  auto known = look_up(context.store, candidates);
  if (!known) return tl::unexpected(known.error());
  if (!identify::stand_alone(candidates, *known, context.before, hashes, repeated)) {
    candidates = identify::prepare(document, arrival);
    known = look_up(context.store, candidates);
    if (!known) return tl::unexpected(known.error());
  }
  std::vector<Entry> entries =
      entries_of(candidates, identify::identify(candidates, *known), batch);
  learn_titles(context, entries, applied.feed.title_parts);
  const Folding folding = match_all(context, document, entries, applied);

  std::string last_id = context.last_event_id;
  fold::Plan plan = fold::fold(context.index, folding.subjects,
                               {.window = context.settings.event.window,
                                .threshold = context.settings.event.threshold,
                                .doubt = doubt(context)},
                               [&](const fold::Subject& subject) {
                                 last_id = next_event_id(last_id, context.now, subject.story);
                                 return batch.last_event_id = last_id;
                               });
  auto rewoven = plan_events(context, document, entries, folding, plan, batch, applied);
  if (!rewoven) return tl::unexpected(rewoven.error());
  if (!batch.questions.empty()) {
    HourlyLimit limit = context.limit;
    limit.take(context.now, batch.questions.size());
    batch.judge_hour = limit.text();
  }
  for (const auto& [scope, change] : plan.counts) batch.counts.push_back(to_count(scope, change));
  // What a person may have been told of must not be lost with the machine.
  batch.sync = !batch.last_event_id.empty() || !batch.outbox.empty();
  return Folded{std::move(plan), std::move(*rewoven),
                identify::remember(context.before, hashes, candidates)};
}

}  // namespace newswatch::daemon
