#include "daemon/event_plan.h"

#include <algorithm>

#include "notify/policy.h"
#include "record/event_json.h"

namespace newswatch::daemon {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

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

// The stored reports with those of this batch laid over them, in the order they came.
std::vector<model::Report> merged(std::vector<model::Report> stored,
                                  const std::vector<model::Report>& fresh) {
  for (const model::Report& report : fresh) {
    const auto at = std::find_if(stored.begin(), stored.end(), [&](const model::Report& old) {
      return old.story == report.story;
    });
    if (at != stored.end()) {
      *at = report;
    } else if (stored.size() < record::kShownReports) {
      stored.push_back(report);
    }
  }
  return stored;
}

}  // namespace

model::Result<EventPlan::Touched*> EventPlan::touch(const std::string& id) {
  const auto [at, fresh] = touched_.try_emplace(id);
  if (fresh) {
    auto event = store_.event(id);
    if (!event) return tl::unexpected(event.error());
    if (!*event) {
      return model::fail(model::ErrorKind::kCorrupt,
                         "event " + id + " is in the index and not in the store");
    }
    at->second.event = std::move(**event);
  }
  return &at->second;
}

void EventPlan::gain_topics(model::Event& event, const std::vector<std::string>& topics) {
  for (const std::string& topic : topics) {
    if (!contains(event.topics, topic)) event.topics.push_back(topic);
  }
}

model::Result<void> EventPlan::add(const model::Story& story, const fold::Decision& decision,
                                   bool told) {
  Touched* touched = nullptr;
  if (decision.opens) {
    touched = &touched_[decision.event];
    model::Event& event = touched->event;
    event.id = decision.event;
    event.title = story.title;
    event.summary = story.summary;
    event.link = story.link;
    event.first_seen = now_;
  } else {
    auto known = touch(decision.event);
    if (!known) return tl::unexpected(known.error());
    touched = *known;
  }
  model::Event& event = touched->event;
  event.updated = now_;
  ++event.report_count;
  if (!contains(event.outlets, story.outlet)) event.outlets.push_back(story.outlet);
  if (story.published && (!event.first_published || *story.published < *event.first_published)) {
    event.first_published = story.published;
  }
  gain_topics(event, story.topics);
  touched->reports.push_back(make_report(story, decision));
  if (told) touched->quiet = true;
  if (!story.held && !told) touched->tellable.push_back(touched->reports.back());
  members_.push_back({event, touched->reports.back(), decision.opens});
  return {};
}

model::Result<void> EventPlan::edit(const model::Story& story, bool told) {
  auto known = touch(story.event);
  if (!known) return tl::unexpected(known.error());
  Touched& touched = **known;
  auto stored = store_.report(story.event, story.id);
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
  event.updated = now_;
  const std::size_t topics = event.topics.size();
  gain_topics(event, story.topics);
  if (event.topics.size() > topics && !story.held && !told) touched.tellable.push_back(report);
  touched.reports.push_back(std::move(report));
  return {};
}

model::Result<void> EventPlan::tell(Touched& touched, std::uint64_t& row, store::Batch& batch) {
  model::Event& event = touched.event;
  if (touched.quiet) event.told_topics = event.topics;
  const bool news = event.told_topics.empty() || event.told_topics != event.topics;
  if (touched.tellable.empty() || !news) return {};
  const std::vector<std::string> before = event.told_topics;
  event.told_topics = event.topics;

  auto stored = store_.reports(event.id, record::kShownReports);
  if (!stored) return tl::unexpected(stored.error());
  model::Notification message;
  message.type = notify::kEventNew;
  message.id = event.id + ":" + message.type;
  message.time = now_;
  message.event = event;
  message.reports = merged(std::move(*stored), touched.reports);
  const auto first = std::find_if(message.reports.begin(), message.reports.end(),
                                  [](const model::Report& report) { return !report.held; });
  // Among more reports than are shown all may be held.
  const model::Report& told = first != message.reports.end() ? *first : touched.tellable.front();
  message.title = told.title;
  message.link = told.link;
  auto rows = notify::make_rows(settings_.sinks, message, before, row, now_, now_);
  row += rows.size();
  std::move(rows.begin(), rows.end(), std::back_inserter(batch.outbox));
  return {};
}

model::Result<void> EventPlan::finish(std::uint64_t first_row, store::Batch& batch,
                                      Applied& applied) {
  std::uint64_t row = first_row;
  for (auto& [id, touched] : touched_) {
    if (auto told = tell(touched, row, batch); !told) return told;
    batch.events.push_back(touched.event);
    std::move(touched.reports.begin(), touched.reports.end(), std::back_inserter(batch.reports));
  }
  if (row != first_row) batch.last_outbox_row = row - 1;
  applied.members = std::move(members_);
  applied.rows = batch.outbox;
  return {};
}

}  // namespace newswatch::daemon
