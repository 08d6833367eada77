#include "engine/regroup_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "engine/announce.h"
#include "engine/merging.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

using model::RegroupKind;
using Touched = EventBatch::Touched;

tl::unexpected<model::Error> refused(std::string what) {
  return model::fail(model::ErrorKind::kBadInput, std::move(what));
}

// The event of that id, or the one that has its reports now.
model::Result<Touched*> living(EventBatch& batch, const std::string& id) {
  std::string at = id;
  std::set<std::string> seen;
  while (seen.insert(at).second) {
    const auto found = store::find_event(batch.context.store, at);
    if (!found) return tl::unexpected(found.error());
    const std::optional<model::Event>& event = *found;
    if (!event) return refused(fmt::format("there is no event {}", id));
    if (event->merged_into.empty()) return touch(batch, at);
    at = event->merged_into;
  }
  return model::fail(model::ErrorKind::kCorrupt, "event " + id + " was merged in a circle");
}

void forget_apart(model::Event& event, const std::vector<std::string>& ids) {
  std::erase_if(event.apart,
                [&](const std::string& id) { return std::ranges::find(ids, id) != ids.end(); });
}

void add_fact(const std::string& one, const std::string& other, bool same, model::Time now,
              store::Batch& to) {
  if (one == other) return;
  to.facts.push_back(
      {.a = std::min(one, other), .b = std::max(one, other), .same = same, .since = now});
}

// What the event says of its reports, anew from these. They are in the order in which they came.
void recount(Touched& touched, std::vector<model::Report>& reports) {
  model::Event& event = touched.event;
  event.outlets.clear();
  event.origins.clear();
  event.more_outlets = event.more_origins = 0;
  event.report_count = static_cast<std::uint32_t>(reports.size());
  event.first_published.reset();
  for (const model::Report& report : reports) {
    add_name(event.outlets, event.more_outlets, report.outlet);
    if (!report.origin.empty()) add_name(event.origins, event.more_origins, report.origin);
    if (report.published &&
        (!event.first_published || *report.published < *event.first_published)) {
      event.first_published = report.published;
    }
  }
  if (std::ranges::none_of(reports, &model::Report::opened)) {
    model::Report& first = reports.front();
    first.opened = true;
    first.score = 0;
    event.title = first.title;
    event.link = first.link;
    event.summary.clear();
    event.first_seen = first.first_seen;
    put_report(touched.reports, first);
  }
}

// Takes the reports of these stories out of the event. kBadInput: it has no such report.
model::Result<std::vector<model::Report>> take_out(EventBatch& batch, Touched& from,
                                                   const std::vector<std::string>& stories,
                                                   std::vector<model::Report>& left) {
  auto reports = all_reports(batch, from);
  if (!reports) return tl::unexpected(reports.error());
  std::vector<model::Report> taken;
  for (const std::string& story : stories) {
    const auto at = std::ranges::find(*reports, story, &model::Report::story);
    if (at == reports->end()) {
      return refused(fmt::format("event {} has no report {}", from.event.id, story));
    }
    taken.push_back(std::move(*at));
    reports->erase(at);
  }
  for (const model::Report& report : taken) {
    batch.dropped_reports.push_back({from.event.id, report.first_seen, report.story});
  }
  left = std::move(*reports);
  from.changed = true;
  return taken;
}

void put_into(EventBatch& batch, Touched& into, std::vector<model::Report> reports,
              const std::string& why) {
  for (model::Report& report : reports) {
    report.event = into.event.id;
    report.opened = false;
    report.why.insert(report.why.begin(), why);
    batch.moved_stories[report.story] = into.event.id;
    if (!report.held) into.announceable.push_back(report);
    put_report(into.reports, report);
  }
  into.changed = true;
}

// The index rows of these stories go from one event to another. Both are replaced as a whole.
model::Result<void> move_rows(const EventBatch& batch, const std::string& from,
                              const std::string& into, const std::vector<std::string>& stories,
                              std::vector<ReplacedEvent>& replaced, store::Batch& to) {
  const std::set<std::string> moving(stories.begin(), stories.end());
  ReplacedEvent out{{from}, {}}, in{{into}, {}};
  for (const std::string& event : {from, into}) {
    auto rows = store::find_index_rows(batch.context.store, batch.context.index.seqs(event));
    if (!rows) return tl::unexpected(rows.error());
    for (model::IndexRow& row : *rows) {
      const bool moves = event == from && moving.contains(row.story);
      if (moves) {
        row.event = into;
        to.index_rows.push_back(row);
      }
      (moves || event == into ? in : out).rows.push_back(std::move(row));
    }
  }
  std::ranges::sort(in.rows, {}, &model::IndexRow::seq);
  replaced.push_back(std::move(out));
  replaced.push_back(std::move(in));
  return {};
}

model::Result<void> merge_two(EventBatch& batch, const model::Regrouping& wanted, Regrouped& done,
                              store::Batch& to) {
  const auto one = living(batch, wanted.event);
  if (!one) return tl::unexpected(one.error());
  const auto other = living(batch, wanted.into);
  if (!other) return tl::unexpected(other.error());
  const std::string a = (*one)->event.id, b = (*other)->event.id;
  if (a == b) return refused(fmt::format("{} and {} are one event already", wanted.event, b));
  std::vector<std::string> openers;
  for (const Touched* each : {*one, *other}) {
    const auto first = first_reports(batch, *each, 1);
    if (!first) return tl::unexpected(first.error());
    if (!first->empty()) openers.push_back(first->front().story);
  }
  const auto kept = merge_into(batch, a, b);
  if (!kept) return tl::unexpected(kept.error());
  Touched& living_one = batch.events.at(*kept);
  forget_apart(living_one.event, {a, b});
  const std::string why = "a person says that they are one";
  batch.changes.merged.push_back({*kept == a ? b : a, *kept, living_one.event.title, why});
  if (openers.size() == 2) add_fact(openers[0], openers[1], true, batch.context.now, to);
  done.event = *kept;
  return {};
}

model::Result<void> split(EventBatch& batch, const model::Regrouping& wanted,
                          const std::string& new_id, Regrouped& done, store::Batch& to) {
  const auto found = living(batch, wanted.event);
  if (!found) return tl::unexpected(found.error());
  Touched& from = **found;
  std::vector<model::Report> left;
  auto taken = take_out(batch, from, wanted.stories, left);
  if (!taken) return tl::unexpected(taken.error());
  if (left.empty() || taken->empty()) {
    return refused("a split needs some of the reports, and leaves some");
  }
  std::ranges::sort(*taken, {}, &model::Report::first_seen);
  add_fact(taken->front().story, left.front().story, false, batch.context.now, to);
  for (const model::Report& report : *taken) {
    add_fact(report.story, taken->front().story, true, batch.context.now, to);
  }
  Touched& fresh = batch.events[new_id];
  fresh.opened = true;
  fresh.counts_as_told = wanted.quiet;
  fresh.event.id = new_id;
  fresh.event.topics = from.event.topics;
  fresh.event.updated = from.event.updated = batch.context.now;
  fresh.event.apart = {from.event.id};
  put_into(batch, fresh, std::move(*taken), "a person says that it is another happening");
  recount(fresh, fresh.reports);
  recount(from, left);
  to.last_event_id = new_id;
  done.event = new_id;
  return move_rows(batch, from.event.id, new_id, wanted.stories, done.replaced, to);
}

model::Result<void> move_one(EventBatch& batch, const model::Regrouping& wanted, Regrouped& done,
                             store::Batch& to) {
  const auto found = living(batch, wanted.event);
  if (!found) return tl::unexpected(found.error());
  const auto target = living(batch, wanted.into);
  if (!target) return tl::unexpected(target.error());
  Touched &from = **found, &into = **target;
  if (from.event.id == into.event.id) {
    return refused(fmt::format("the story is in event {} already", into.event.id));
  }
  std::vector<model::Report> left;
  auto taken = take_out(batch, from, wanted.stories, left);
  if (!taken) return tl::unexpected(taken.error());
  if (left.empty()) {  // nothing stays: the two are one
    batch.dropped_reports.clear();
    return merge_two(batch, wanted, done, to);
  }
  auto there = first_reports(batch, into, 1);
  if (!there) return tl::unexpected(there.error());
  const std::string story = taken->front().story;
  add_fact(story, left.front().story, false, batch.context.now, to);
  if (!there->empty()) add_fact(story, there->front().story, true, batch.context.now, to);
  put_into(batch, into, std::move(*taken), "a person says that it belongs here");
  auto all = all_reports(batch, into);
  if (!all) return tl::unexpected(all.error());
  recount(into, *all);
  recount(from, left);
  from.event.updated = into.event.updated = batch.context.now;
  done.event = into.event.id;
  return move_rows(batch, from.event.id, into.event.id, wanted.stories, done.replaced, to);
}

model::Result<void> dismiss(EventBatch& batch, const model::Regrouping& wanted, Regrouped& done) {
  const auto found = living(batch, wanted.event);
  if (!found) return tl::unexpected(found.error());
  Touched& touched = **found;
  if (touched.event.dismissed) {
    return refused(fmt::format("event {} was dismissed before", touched.event.id));
  }
  touched.event.dismissed = batch.context.now;
  touched.changed = true;
  done.event = touched.event.id;
  return {};
}

}  // namespace

model::Result<Regrouped> regroup(EventBatch& batch, const model::Regrouping& wanted,
                                 const std::string& new_id, store::Batch& to) {
  Regrouped done;
  const auto planned = [&]() -> model::Result<void> {
    switch (wanted.kind) {
      case RegroupKind::kMerge:
        return merge_two(batch, wanted, done, to);
      case RegroupKind::kSplit:
        return split(batch, wanted, new_id, done, to);
      case RegroupKind::kMove:
        return move_one(batch, wanted, done, to);
      case RegroupKind::kDismiss:
        break;
    }
    return dismiss(batch, wanted, done);
  }();
  if (!planned) return tl::unexpected(planned.error());
  if (auto announced = announce(batch, to); !announced) return tl::unexpected(announced.error());
  auto replaced = store_events(batch, to);
  if (!replaced) return tl::unexpected(replaced.error());
  std::move(replaced->begin(), replaced->end(), std::back_inserter(done.replaced));
  to.sync = true;
  return done;
}

}  // namespace newswatch::engine
