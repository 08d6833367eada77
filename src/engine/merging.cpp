#include "engine/merging.h"

#include <algorithm>
#include <utility>

#include "engine/announce.h"

namespace newswatch::engine {
namespace {

using Touched = EventBatch::Touched;

bool was_told(const model::Event& event) { return !event.waiting && !event.told_topics.empty(); }

bool lives_on(const model::Event& a, const model::Event& b) {
  if (was_told(a) != was_told(b)) return was_told(a);
  if (a.waiting != b.waiting) return b.waiting;
  return a.id < b.id;
}

// Whether the judge told one of them from an event whose reports the other has now.
model::Result<bool> are_apart(EventBatch& batch, const std::string& one, const std::string& other) {
  for (const auto& [of, from] : {std::pair(one, other), std::pair(other, one)}) {
    const auto touched = touch(batch, of);
    if (!touched) return tl::unexpected(touched.error());
    for (const std::string& event : (*touched)->event.apart) {
      const auto open = find_open(batch, event);
      if (!open) return tl::unexpected(open.error());
      if (*open == from) return true;
    }
  }
  return false;
}

model::Result<void> move_reports(EventBatch& batch, Touched& gone, Touched& kept) {
  auto reports = all_reports(batch, gone);
  if (!reports) return tl::unexpected(reports.error());
  for (model::Report& report : *reports) {
    // Also for a report that is new in this step and not stored yet: dropping it is harmless.
    batch.dropped_reports.push_back({gone.event.id, report.first_seen, report.story});
    batch.moved_stories[report.story] = kept.event.id;
    report.event = kept.event.id;
    put_report(kept.reports, report);
  }
  for (model::Report& report : gone.announceable) {
    report.event = kept.event.id;
    kept.announceable.push_back(std::move(report));
  }
  gone.reports.clear();
  gone.announceable.clear();
  return {};
}

void unite(model::Event& into, const model::Event& from, model::Time now) {
  add_all(into.topics, from.topics);
  add_all(into.told_topics, from.told_topics);
  for (const std::string& outlet : from.outlets) add_name(into.outlets, into.more_outlets, outlet);
  for (const std::string& origin : from.origins) add_name(into.origins, into.more_origins, origin);
  into.more_outlets += from.more_outlets;
  into.more_origins += from.more_origins;
  add_all(into.apart, from.apart);
  into.report_count += from.report_count;
  if (!from.dismissed) into.dismissed.reset();
  into.updated = now;
  if (from.first_published &&
      (!into.first_published || *from.first_published < *into.first_published)) {
    into.first_published = from.first_published;
  }
}

}  // namespace

model::Result<void> merge_events(EventBatch& batch, const std::string& one,
                                 const std::string& other, const std::string& why) {
  const auto open_one = find_open(batch, one);
  if (!open_one) return tl::unexpected(open_one.error());
  const auto open_other = find_open(batch, other);
  if (!open_other) return tl::unexpected(open_other.error());
  const std::optional<std::string>&a = *open_one, &b = *open_other;
  if (!a || !b || *a == *b) return {};
  const auto apart = are_apart(batch, *a, *b);
  if (!apart) return tl::unexpected(apart.error());
  if (*apart) return {};
  const auto kept = merge_into(batch, *a, *b);
  if (!kept) return tl::unexpected(kept.error());
  const std::string& gone = *kept == *a ? *b : *a;
  Touched& living = batch.events.at(*kept);
  for (model::Report& report : living.reports) {
    const bool opened_the_other = report.opened && report.link == batch.events.at(gone).event.link;
    if (opened_the_other) report.why.push_back("merged: " + why);
  }
  batch.changes.merged.push_back({gone, *kept, living.event.title, why});
  return {};
}

model::Result<std::string> merge_into(EventBatch& batch, const std::string& one,
                                      const std::string& other) {
  const auto a = touch(batch, one);
  if (!a) return tl::unexpected(a.error());
  const auto b = touch(batch, other);
  if (!b) return tl::unexpected(b.error());
  const bool first_lives = lives_on((*a)->event, (*b)->event);
  Touched& kept = first_lives ? **a : **b;
  Touched& gone = first_lives ? **b : **a;
  if (was_told(kept.event) && was_told(gone.event)) {
    batch.both_told.emplace_back(kept.event.id, gone.event.id);
  }
  // First, while each event still carries its own topics.
  if (auto moved = redirect_messages(batch, gone, kept); !moved) {
    return tl::unexpected(moved.error());
  }
  if (auto moved = move_reports(batch, gone, kept); !moved) return tl::unexpected(moved.error());
  close_questions(batch, gone.event.id);
  if (was_told(kept.event) && was_told(gone.event) && !gone.event.quiet) {
    // Whoever heard of one of them has heard of the happening.
    kept.before = {std::max(kept.before.outlets, gone.before.outlets),
                   std::max(kept.before.origins, gone.before.origins)};
  }
  unite(kept.event, gone.event, batch.context.now);
  kept.counts_as_told = kept.counts_as_told || gone.counts_as_told;
  kept.changed = gone.changed = true;
  kept.took_in.push_back(gone.event.id);
  add_all(kept.took_in, gone.took_in);
  gone.event.merged_into = kept.event.id;
  gone.event.waiting = false;
  return kept.event.id;
}

}  // namespace newswatch::engine
