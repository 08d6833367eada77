#include "engine/event_batch.h"

#include <algorithm>
#include <iterator>

#include "store/queries.h"

namespace newswatch::engine {
namespace {

constexpr int kLongestChain = 1000;  // of merges; a longer one is a circle, and a bug

model::Result<void> move_stories(const EventBatch& batch, store::Batch& to) {
  std::vector<std::string> ids;
  ids.reserve(batch.moved_stories.size());
  for (const auto& [story, event] : batch.moved_stories) ids.push_back(story);
  auto stories = store::find_stories(batch.context.store, ids);
  if (!stories) return tl::unexpected(stories.error());
  for (auto& story : *stories) {
    if (!story) continue;  // new in this step, or no longer kept
    story->event = living_id(batch, batch.moved_stories.at(story->id));
    to.stories.push_back(std::move(*story));
  }
  return {};
}

// All index rows of an event that took in others: stored ones under its id, and this step's.
model::Result<ReplacedEvent> gather_index_rows(const EventBatch& batch,
                                               const EventBatch::Touched& touched,
                                               const std::vector<model::IndexRow>& fresh,
                                               store::Batch& to) {
  const std::string& id = touched.event.id;
  ReplacedEvent replaced{touched.took_in, {}};
  replaced.events.push_back(id);
  std::vector<std::uint64_t> seqs;
  for (const std::string& event : replaced.events) {
    const auto of_event = batch.context.index.seqs(event);
    seqs.insert(seqs.end(), of_event.begin(), of_event.end());
  }
  std::ranges::sort(seqs);
  auto rows = store::find_index_rows(batch.context.store, seqs);
  if (!rows) return tl::unexpected(rows.error());
  for (model::IndexRow& row : *rows) {
    if (row.event == id) continue;
    row.event = id;
    to.index_rows.push_back(row);
  }
  std::ranges::copy_if(fresh, std::back_inserter(*rows),
                       [&](const model::IndexRow& row) { return row.event == id; });
  replaced.rows = std::move(*rows);
  return replaced;
}

model::Result<std::vector<ReplacedEvent>> move_index_rows(const EventBatch& batch,
                                                          store::Batch& to) {
  for (model::IndexRow& row : to.index_rows) row.event = living_id(batch, row.event);
  const std::vector<model::IndexRow> fresh = to.index_rows;
  std::vector<ReplacedEvent> all;
  for (const auto& [id, touched] : batch.events) {
    if (touched.took_in.empty() || !touched.event.merged_into.empty()) continue;
    auto replaced = gather_index_rows(batch, touched, fresh, to);
    if (!replaced) return tl::unexpected(replaced.error());
    all.push_back(std::move(*replaced));
  }
  return all;
}

}  // namespace

model::Result<EventBatch::Touched*> touch(EventBatch& batch, const std::string& id) {
  const auto [at, fresh] = batch.events.try_emplace(id);
  if (fresh) {
    auto found = store::find_event(batch.context.store, id);
    if (!found) return tl::unexpected(found.error());
    std::optional<model::Event>& event = *found;
    if (!event) {
      return model::fail(model::ErrorKind::kCorrupt,
                         "event " + id + " is in the index and not in the store");
    }
    at->second.event = std::move(*event);
    at->second.before = notify::reach_of(at->second.event);
  }
  return &at->second;
}

model::Result<std::vector<model::Report>> all_reports(const EventBatch& batch,
                                                      const EventBatch::Touched& touched) {
  return first_reports(batch, touched, 0);
}

model::Result<std::vector<model::Report>> first_reports(const EventBatch& batch,
                                                        const EventBatch::Touched& touched,
                                                        std::size_t most) {
  std::vector<model::Report> reports;
  if (!touched.opened) {
    auto stored = store::find_reports(batch.context.store, touched.event.id, most);
    if (!stored) return stored;
    reports = std::move(*stored);
  }
  for (const model::Report& report : touched.reports) put_report(reports, report);
  if (most != 0 && reports.size() > most) reports.resize(most);
  return reports;
}

model::Result<std::vector<model::Report>> newest_reports(const EventBatch& batch,
                                                         const EventBatch::Touched& touched,
                                                         std::size_t most) {
  std::vector<model::Report> reports;
  if (!touched.opened) {
    auto stored = store::newest_reports(batch.context.store, touched.event.id, most);
    if (!stored) return stored;
    reports = std::move(*stored);
  }
  for (const model::Report& report : touched.reports) put_report(reports, report);
  return reports;
}

model::Result<std::optional<std::string>> find_open(EventBatch& batch, std::string event) {
  const fold::Index& index = batch.context.index;
  for (int i = 0; i < kLongestChain; ++i) {
    const auto at = batch.events.find(event);
    std::string next;
    if (at != batch.events.end()) {
      next = at->second.event.merged_into;
      if (next.empty() && at->second.opened) return event;
    } else if (index.find(event) == nullptr) {
      const auto found = store::find_event(batch.context.store, event);
      if (!found) return tl::unexpected(found.error());
      const std::optional<model::Event>& stored = *found;
      if (stored) next = stored->merged_into;
    }
    if (next.empty()) {
      return index.find(event) == nullptr ? std::nullopt : std::optional(std::move(event));
    }
    event = std::move(next);
  }
  return model::fail(model::ErrorKind::kCorrupt, "event " + event + " was merged in a circle");
}

const std::string& living_id(const EventBatch& batch, const std::string& event) {
  const std::string* id = &event;
  for (;;) {
    const auto at = batch.events.find(*id);
    if (at == batch.events.end() || at->second.event.merged_into.empty()) return *id;
    id = &at->second.event.merged_into;
  }
}

void close_questions(EventBatch& batch, const std::string& event) {
  batch.closed.insert(event);
  std::erase_if(batch.changes.questions,
                [&](const model::Question& one) { return one.event == event; });
}

model::Result<std::vector<ReplacedEvent>> store_events(EventBatch& batch, store::Batch& to) {
  for (const auto& [id, touched] : batch.events) {
    if (touched.changed) to.events.push_back(touched.event);
  }
  if (auto done = move_stories(batch, to); !done) return tl::unexpected(done.error());
  auto replaced = move_index_rows(batch, to);
  if (!replaced) return replaced;
  for (auto& [id, touched] : batch.events) {
    std::move(touched.reports.begin(), touched.reports.end(), std::back_inserter(to.reports));
  }
  to.dropped_reports = std::move(batch.dropped_reports);
  to.questions = batch.changes.questions;
  for (const std::string& event : batch.closed) {
    batch.changes.closed.push_back(event);
    const auto asked = batch.context.questions.find(event);
    if (asked == batch.context.questions.end()) continue;
    for (const model::Question& question : asked->second) {
      to.dropped_questions.emplace_back(event, question.candidate);
    }
  }
  return replaced;
}

void put_report(std::vector<model::Report>& reports, const model::Report& report) {
  const auto at = std::ranges::find(reports, report.story, &model::Report::story);
  if (at != reports.end()) {
    *at = report;
  } else {
    reports.push_back(report);
  }
}

EventBrief brief(const model::Event& event) { return {event.id, event.topics, event.report_count}; }

void add_name(std::vector<std::string>& names, std::uint32_t& more, const std::string& name) {
  if (std::ranges::find(names, name) != names.end()) return;
  if (names.size() < kMostNames) {
    names.push_back(name);
  } else {
    ++more;
  }
}

void add_unique(std::vector<std::string>& list, const std::string& value) {
  if (std::ranges::find(list, value) == list.end()) list.push_back(value);
}

void add_all(std::vector<std::string>& list, const std::vector<std::string>& values) {
  for (const std::string& value : values) add_unique(list, value);
}

}  // namespace newswatch::engine
