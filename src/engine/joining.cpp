#include "engine/joining.h"

#include <algorithm>
#include <utility>

#include "engine/announce.h"
#include "engine/correction.h"
#include "engine/doubts.h"
#include "engine/merging.h"
#include "engine/report_origin.h"
#include "store/queries.h"
#include "text/escape.h"

namespace newswatch::engine {
namespace {

constexpr std::size_t kMostEarlier = 10;
constexpr std::size_t kEarlierSummary = 500;  // bytes

model::Report make_report(const model::Story& story, const fold::Decision& decision) {
  model::Report report;
  report.event = decision.event;
  report.story = story.id;
  report.outlet = story.outlet;
  report.feed = story.feed;
  report.title = story.title;
  report.link = story.link;
  report.published = story.published;
  report.first_seen = story.first_seen;
  report.opened = decision.opens;
  report.score = decision.opens ? 0 : decision.score;
  report.why = decision.why;
  report.considered = decision.considered;
  report.held = story.held;
  return report;
}

EventBatch::Touched& open_event(EventBatch& batch, const model::Story& story,
                                const fold::Decision& decision) {
  EventBatch::Touched& touched = batch.events[decision.event];
  touched.opened = true;
  model::Event& event = touched.event;
  event.id = decision.event;
  event.waiting = decision.ask > 0;
  event.title = story.title;
  event.summary = story.summary;
  event.link = story.link;
  event.first_seen = batch.context.now;
  const auto& unwatched = batch.context.unwatched;
  if (unwatched && story.story_time >= unwatched->from && story.story_time <= unwatched->to) {
    event.unwatched = unwatched;
  }
  return touched;
}

void count_report(model::Event& event, const model::Story& story) {
  ++event.report_count;
  add_name(event.outlets, event.more_outlets, story.outlet);
  if (story.published && (!event.first_published || *story.published < *event.first_published)) {
    event.first_published = story.published;
  }
  add_all(event.topics, story.topics);
}

model::Result<void> add_report(EventBatch& batch, const StoryUpdate& update,
                               const fold::Decision& decision, const StoryUpdates& all) {
  const bool counts_as_told = all.count_as_told;
  const model::Story& story = update.story;
  EventBatch::Touched* touched = nullptr;
  if (decision.opens) {
    touched = &open_event(batch, story, decision);
    touched->event.first_document = all.first_document;
  } else {
    auto known = touch(batch, decision.event);
    if (!known) return tl::unexpected(known.error());
    touched = *known;
  }
  touched->changed = true;
  touched->event.updated = batch.context.now;
  count_report(touched->event, story);
  touched->reports.push_back(make_report(story, decision));
  touched->reports.back().words = update.words;
  if (auto done = set_origin(batch, story, decision, update.wire, *touched); !done) return done;
  const model::Report& report = touched->reports.back();
  if (counts_as_told) touched->counts_as_told = true;
  if (!story.held && !counts_as_told) touched->announceable.push_back(report);
  batch.changes.placed.push_back(
      {.event = brief(touched->event), .report = report, .asked = decision.ask});
  batch.new_texts[story.id] = {story.title, story.summary, story.outlet, story.published};
  return ask_judge(batch, story, decision);
}

// What the story said until now goes into the report.
model::Result<void> keep_earlier(const EventBatch& batch, const model::Story& story,
                                 model::Report& report) {
  const auto found = store::find_story(batch.context.store, story.id);
  if (!found) return tl::unexpected(found.error());
  const std::optional<model::Story>& stored = *found;
  const std::string summary = stored ? stored->summary : std::string();
  if (report.title == story.title && summary == story.summary) return {};
  report.earlier.push_back(
      {report.title, text::shortened(summary, kEarlierSummary), batch.context.now});
  if (report.earlier.size() > kMostEarlier) report.earlier.erase(report.earlier.begin());
  return {};
}

// A known report was edited, or met another topic.
model::Result<void> edit_report(EventBatch& batch, const StoryUpdate& update, bool counts_as_told) {
  const model::Story& story = update.story;
  auto known = touch(batch, story.event);
  if (!known) return tl::unexpected(known.error());
  EventBatch::Touched& touched = **known;
  auto found = store::find_report(batch.context.store, story.event, story.first_seen, story.id);
  if (!found) return tl::unexpected(found.error());
  std::optional<model::Report>& stored = *found;
  if (!stored) {
    return model::fail(model::ErrorKind::kCorrupt, "story " + story.id + " names event " +
                                                       story.event + ", which has no such report");
  }
  model::Report report = std::move(*stored);
  model::Event& event = touched.event;
  if (event.title == report.title && event.link == report.link) {
    event.title = story.title;
    event.summary = story.summary;
  }
  // A server may show two copies in turn.
  const bool was_shown = std::ranges::find(report.earlier, story.title,
                                           &model::EarlierText::title) != report.earlier.end();
  if (auto done = keep_earlier(batch, story, report); !done) return done;
  if (!was_shown && is_correction(report.title, story.title)) {
    touched.corrections.emplace_back(report.outlet, report.title);
  }
  if (report.title != story.title) {
    batch.changes.edited.push_back({event.id, report.outlet, report.title, story.title});
  }
  report.title = story.title;
  add_all(report.words, update.words);
  touched.changed = true;
  event.updated = batch.context.now;
  const std::size_t topics = event.topics.size();
  add_all(event.topics, story.topics);
  const bool has_new_topic = event.topics.size() > topics;
  if (has_new_topic && !story.held && !counts_as_told) touched.announceable.push_back(report);
  touched.reports.push_back(std::move(report));
  return {};
}

}  // namespace

model::Result<std::vector<ReplacedEvent>> place_stories(EventBatch& batch, StoryUpdates& updates,
                                                        const fold::Plan& plan, store::Batch& to) {
  const auto update_of = [&](const fold::Decision& decision) -> StoryUpdate& {
    return updates.all[updates.of_incoming[decision.incoming]];
  };
  for (const StoryUpdate& update : updates.all) {
    if ((!update.changed && !update.met_more) || update.story.event.empty()) continue;
    auto done = edit_report(batch, update, updates.count_as_told);
    if (!done) return tl::unexpected(done.error());
  }
  for (const fold::Decision& decision : plan.decisions) {
    StoryUpdate& update = update_of(decision);
    update.story.event = decision.event;
    update.store = true;
    auto done = add_report(batch, update, decision, updates);
    if (!done) return tl::unexpected(done.error());
    to.index_rows.push_back(decision.row);
  }
  for (const fold::Decision& decision : plan.decisions) {
    if (decision.merge_from.empty()) continue;
    auto done =
        merge_events(batch, decision.merge_from, decision.merge_into,
                     "one report is close to both: \"" + update_of(decision).story.title + "\"");
    if (!done) return tl::unexpected(done.error());
  }
  if (auto done = announce(batch, to); !done) return tl::unexpected(done.error());
  auto replaced = store_events(batch, to);
  for (StoryUpdate& update : updates.all) {
    update.story.event = std::string(living_id(batch, update.story.event));
    // After the stories that store_events() moved: what the document says of a story is newer.
    if (update.store) to.stories.push_back(std::move(update.story));
  }
  return replaced;
}

}  // namespace newswatch::engine
