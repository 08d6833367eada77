#include "daemon/event_plan.h"

#include <algorithm>

#include "notify/policy.h"
#include "record/event_json.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

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
  report.score = decision.opens ? 0 : decision.score;
  report.why = decision.why;
  report.considered = decision.considered;
  report.held = story.held;
  return report;
}

}  // namespace

void gain(std::vector<std::string>& list, const std::string& value) {
  if (std::ranges::find(list, value) == list.end()) list.push_back(value);
}

void unite(std::vector<std::string>& list, const std::vector<std::string>& values) {
  for (const std::string& value : values) gain(list, value);
}

void lay_over(std::vector<model::Report>& reports, const model::Report& report) {
  const auto at = std::ranges::find(reports, report.story, &model::Report::story);
  if (at != reports.end()) {
    *at = report;
  } else {
    reports.push_back(report);
  }
}

model::Result<std::vector<model::Report>> EventPlan::all_reports(const Touched& touched) {
  std::vector<model::Report> reports;
  if (!touched.opened) {
    auto stored = store::find_reports(store_, touched.event.id, 0);
    if (!stored) return stored;
    reports = std::move(*stored);
  }
  for (const model::Report& report : touched.reports) lay_over(reports, report);
  return reports;
}

model::Result<EventPlan::Touched*> EventPlan::touch(const std::string& id) {
  const auto [at, fresh] = touched_.try_emplace(id);
  if (fresh) {
    auto event = store::find_event(store_, id);
    if (!event) return tl::unexpected(event.error());
    if (!*event) {
      return model::fail(model::ErrorKind::kCorrupt,
                         "event " + id + " is in the index and not in the store");
    }
    at->second.event = std::move(**event);
  }
  return &at->second;
}

const std::string& EventPlan::home(const std::string& event) const {
  const std::string* id = &event;
  for (;;) {
    const auto at = touched_.find(*id);
    if (at == touched_.end() || at->second.event.merged_into.empty()) return *id;
    id = &at->second.event.merged_into;
  }
}

model::Result<void> EventPlan::add(const model::Story& story, const fold::Decision& decision,
                                   bool told, const std::optional<std::string>& wire) {
  Touched* touched = nullptr;
  if (decision.opens) {
    touched = &touched_[decision.event];
    touched->opened = true;
    model::Event& event = touched->event;
    event.id = decision.event;
    event.waiting = decision.ask > 0;
    event.title = story.title;
    event.summary = story.summary;
    event.link = story.link;
    event.first_seen = now_;
    if (unwatched_ && story.story_time >= unwatched_->from && story.story_time <= unwatched_->to) {
      event.unwatched = unwatched_;
    }
  } else {
    auto known = touch(decision.event);
    if (!known) return tl::unexpected(known.error());
    touched = *known;
  }
  touched->changed = true;
  model::Event& event = touched->event;
  event.updated = now_;
  ++event.report_count;
  gain(event.outlets, story.outlet);
  if (story.published && (!event.first_published || *story.published < *event.first_published)) {
    event.first_published = story.published;
  }
  unite(event.topics, story.topics);
  touched->reports.push_back(make_report(story, decision));
  if (auto named = name_origin(story, decision, wire, *touched); !named) return named;
  if (told) touched->quiet = true;
  if (!story.held && !told) touched->tellable.push_back(touched->reports.back());
  members_.push_back({event, touched->reports.back(), decision.opens, decision.ask, {}, {}});
  texts_[story.id] = {story.title, story.summary, story.outlet, story.published};
  return ask(story, decision);
}

model::Result<void> EventPlan::edit(const model::Story& story, bool told) {
  auto known = touch(story.event);
  if (!known) return tl::unexpected(known.error());
  Touched& touched = **known;
  auto stored = store::find_report(store_, story.event, story.id);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) {
    return model::fail(model::ErrorKind::kCorrupt, "story " + story.id + " names event " +
                                                       story.event + ", which has no such report");
  }
  model::Report report = std::move(**stored);
  model::Event& event = touched.event;
  if (event.title == report.title && event.link == report.link) {
    event.title = story.title;
    event.summary = story.summary;
  }
  report.title = story.title;
  touched.changed = true;
  event.updated = now_;
  const std::size_t topics = event.topics.size();
  unite(event.topics, story.topics);
  if (event.topics.size() > topics && !story.held && !told) touched.tellable.push_back(report);
  touched.reports.push_back(std::move(report));
  return {};
}

model::Result<model::Notification> EventPlan::message_about(const Touched& touched,
                                                            std::string_view type) {
  auto reports = all_reports(touched);
  if (!reports) return tl::unexpected(reports.error());
  if (reports->size() > record::kShownReports) reports->resize(record::kShownReports);
  model::Notification message;
  message.type = type;
  message.id = touched.event.id + ":" + message.type;
  message.time = now_;
  message.event = touched.event;
  message.reports = std::move(*reports);
  const auto first = std::find_if(message.reports.begin(), message.reports.end(),
                                  [](const model::Report& report) { return !report.held; });
  // Among more reports than are shown all may be held.
  const model::Report& told = first != message.reports.end() ? *first
                              : touched.tellable.empty()     ? message.reports.front()
                                                             : touched.tellable.front();
  message.title = told.title;
  message.link = told.link;
  return message;
}

model::Result<void> EventPlan::tell(Touched& touched, std::uint64_t& row, store::Batch& batch) {
  model::Event& event = touched.event;
  if (touched.quiet) event.told_topics = event.topics;
  const bool news = event.told_topics.empty() || event.told_topics != event.topics;
  if (touched.tellable.empty() || !news) return {};
  const std::vector<std::string> before = event.told_topics;
  event.told_topics = event.topics;
  const auto message = message_about(touched, notify::kEventNew);
  if (!message) return tl::unexpected(message.error());
  const model::Time not_before = event.waiting ? now_ + settings_.judge.timeout : now_;
  auto rows = notify::make_rows(settings_.sinks, *message, before, row, now_, not_before);
  row += rows.size();
  std::move(rows.begin(), rows.end(), std::back_inserter(batch.outbox));
  return {};
}

model::Result<std::vector<Rewoven>> EventPlan::finish(std::uint64_t first_row, store::Batch& batch,
                                                      Changes& changes) {
  std::uint64_t row = first_row;
  for (auto& [id, touched] : touched_) {
    if (!touched.changed) continue;
    if (auto told = tell(touched, row, batch); !told) return tl::unexpected(told.error());
    batch.events.push_back(touched.event);
  }
  if (auto told = tell_merges(row, batch); !told) return tl::unexpected(told.error());
  if (row != first_row) batch.last_outbox_row = row - 1;
  changes.rows = batch.outbox;
  if (auto done = revise_messages(batch, changes); !done) return tl::unexpected(done.error());
  if (auto done = move_stories(batch); !done) return tl::unexpected(done.error());
  auto rewoven = move_index_rows(batch);
  for (auto& [id, touched] : touched_) {
    std::move(touched.reports.begin(), touched.reports.end(), std::back_inserter(batch.reports));
  }
  batch.dropped_reports = std::move(dropped_);
  batch.questions = questions_;
  changes.questions = std::move(questions_);
  changes.members = std::move(members_);
  changes.merges = std::move(merges_);
  for (const std::string& event : settled_) {
    changes.settled.push_back(event);
    const auto asked = open_.find(event);
    if (asked == open_.end()) continue;
    for (const model::Question& question : asked->second) {
      batch.dropped_questions.emplace_back(event, question.candidate);
    }
  }
  return rewoven;
}

}  // namespace newswatch::daemon
