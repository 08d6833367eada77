#include "engine/announce.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <set>
#include <string_view>

#include "engine/announce_rows.h"
#include "engine/trouble_text.h"
#include "notify/policy.h"
#include "notify/sinks.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::engine {
namespace {

using Touched = EventBatch::Touched;
using PendingMessage = EventBatch::PendingMessage;

constexpr std::size_t kLongestNews = 1000;  // bytes

// The messages about the event that are still in the outbox, read once in a step. The pointers are
// valid as long as the EventBatch.
model::Result<std::vector<PendingMessage*>> pending_about(EventBatch& batch,
                                                          const std::string& event) {
  const auto [at, fresh] = batch.pending.try_emplace(event);
  if (fresh && batch.context.pending != nullptr) {
    for (const std::uint64_t number : batch.context.pending->about(event)) {
      auto found_row = store::find_outbox_row(batch.context.store, number);
      if (!found_row) return tl::unexpected(found_row.error());
      std::optional<model::OutboxRow>& row = *found_row;
      if (row) at->second.push_back({std::move(*row)});
    }
  }
  std::vector<PendingMessage*> found;
  for (auto& [of, messages] : batch.pending) {
    for (PendingMessage& message : messages) {
      // Of other events, too: one of them was merged into this one.
      if (!message.dropped && message.row.notification.event.id == event) found.push_back(&message);
    }
  }
  return found;
}

// Of trouble: it must be heard. Of an event: what its topics ask for, else its feeds.
model::Priority priority_of(const config::Settings& settings, const Touched& touched) {
  int highest = 0;
  for (const config::TopicSettings& topic : settings.topics) {
    const auto& topics = touched.event.topics;
    if (topic.priority && std::ranges::find(topics, topic.name) != topics.end()) {
      highest = std::max(highest, *topic.priority);
    }
  }
  if (highest != 0) return static_cast<model::Priority>(highest);
  int of_feeds = 0;
  for (const model::Report& report : touched.reports) {
    const auto feed = std::ranges::find(settings.feeds, report.feed, &config::FeedSettings::name);
    if (feed != settings.feeds.end()) of_feeds = std::max(of_feeds, feed->priority);
  }
  return of_feeds > 0 ? model::Priority::kHigh : model::Priority::kNormal;
}

model::Result<model::Notification> message_about(const EventBatch& batch, const Touched& touched,
                                                 std::string_view type) {
  auto reports = first_reports(batch, touched, record::kShownReports);
  if (!reports) return tl::unexpected(reports.error());
  model::Notification message;
  message.type = type;
  message.id = touched.event.id + ":" + message.type;
  message.time = batch.context.now;
  message.event = touched.event;
  message.reports = std::move(*reports);
  message.priority = priority_of(batch.context.settings, touched);
  const auto not_held =
      std::ranges::find_if(message.reports, [](const model::Report& one) { return !one.held; });
  // Of an event with more reports than are shown, all shown ones may be held.
  const model::Report& first = not_held != message.reports.end() ? *not_held
                               : touched.announceable.empty()    ? message.reports.front()
                                                                 : touched.announceable.front();
  message.title = first.title;
  message.link = first.link;
  message.why = first.words;
  return message;
}

AnnouncedEvent announced(const model::Event& event, const model::Report& report) {
  return {.event = brief(event),
          .report = report,
          .outlets = event.outlet_count(),
          .origins = event.origins.empty() ? event.outlet_count() : event.origin_count()};
}

// Whether any sink would get such a message: it is costly to make.
bool is_wanted(const EventBatch& batch, std::string_view type, const model::Event& event,
               const std::vector<std::string>& topics, const notify::ToldState& before) {
  model::Notification message;
  message.type = type;
  message.event.topics = topics;
  message.event.outlets = event.outlets;
  message.event.origins = event.origins;
  return std::ranges::any_of(batch.context.settings.sinks, [&](const auto& sink) {
    return notify::wants(sink, message, before);
  });
}

// The first message about the event, with these of its topics, to each sink for which it is one
// only now.
model::Result<void> announce_event(EventBatch& batch, Touched& touched,
                                   const std::vector<std::string>& topics,
                                   const notify::ToldState& before, store::Batch& to) {
  model::Event& event = touched.event;
  auto message = message_about(batch, touched, notify::kEventNew);
  if (!message) return tl::unexpected(message.error());
  message->event.topics = topics;
  const model::Time now = batch.context.now;
  const model::Time not_before = event.waiting ? now + batch.context.settings.judge.timeout : now;
  const std::size_t rows_before = to.outbox.size();
  auto added = add_rows(batch.context, *message, before, not_before, to, &batch.hours);
  if (!added) return added;
  // The log says at once of an event that waits for nobody, whichever sinks there are.
  if (event.waiting) {
    for (std::size_t i = rows_before; i < to.outbox.size(); ++i) {
      if (to.outbox[i].waits_for.empty()) to.outbox[i].waits_for = notify::kWaitsForJudge;
    }
    return {};
  }
  for (std::size_t i = rows_before; i < to.outbox.size(); ++i) to.outbox[i].logged = true;
  if (!before.topics.empty()) return {};  // another topic of it, or a sink that waits for more
  batch.changes.announced.push_back(announced(event, touched.announceable.front()));
  return {};
}

// What the message says already stays news: nobody has read it.
void add_news(PendingMessage& message, const std::string& news, std::string_view type) {
  // A correction is what people must hear of.
  if (message.news_type.empty()) message.news_type = message.row.notification.news_type;
  if (message.news_type != notify::kEventCorrected) message.news_type = type;
  if (message.news.empty()) message.news = message.row.notification.news;
  if (!message.news.empty()) message.news += "; ";
  message.news = text::shortened(message.news + news, kLongestNews);
}

// What is new of an event that was told. It goes into the messages that are still on their way; the
// sinks that have one are told in their own way.
model::Result<void> follow_up(EventBatch& batch, Touched& touched, std::string_view type,
                              const std::string& news, notify::ToldState before, store::Batch& to) {
  if (touched.event.quiet) before.reach = {1, 1};  // it was listed as it opened
  auto pending = pending_about(batch, touched.event.id);
  if (!pending) return tl::unexpected(pending.error());
  std::set<std::string> on_their_way;
  for (PendingMessage* message : *pending) {
    const bool may_change = message->row.notification.type == notify::kEventNew ||
                            message->row.follow == model::FollowUp::kEdit;
    if (!may_change) continue;
    message->revised = true;
    add_news(*message, news, type);
    on_their_way.insert(message->row.sink);
  }
  if (!is_wanted(batch, type, touched.event, touched.event.topics, before)) return {};
  auto message = message_about(batch, touched, type);
  if (!message) return tl::unexpected(message.error());
  message->event.follow_ups = touched.event.follow_ups + 1;
  message->id += ":" + std::to_string(message->event.follow_ups);
  message->news = news;
  const std::size_t rows_before = to.outbox.size();
  auto added =
      add_rows(batch.context, *message, before, batch.context.now, to, &batch.hours, on_their_way);
  if (to.outbox.size() > rows_before) touched.event.follow_ups = message->event.follow_ups;
  return added;
}

std::string corrected_news(const Touched& touched) {
  std::string news;
  for (const auto& [outlet, before] : touched.corrections) {
    if (!news.empty()) news += "; ";
    news += fmt::format("Changed by {}; the title was: {}", outlet, before);
  }
  return news;
}

// "Now 3 outlets: India Times reports it too".
std::string grown_news(std::string_view what, std::size_t now,
                       const std::vector<std::string>& names, std::size_t before) {
  std::string news = fmt::format("Now {} {}", now, what);
  if (before >= names.size()) return news;
  const std::vector<std::string> fresh(names.begin() + static_cast<std::ptrdiff_t>(before),
                                       names.end());
  return fmt::format("{}, with {}", news, fmt::join(fresh, ", "));
}

model::Result<void> announce_growth(EventBatch& batch, Touched& touched,
                                    const notify::ToldState& before, store::Batch& to) {
  const model::Event& event = touched.event;
  const notify::Reach now = notify::reach_of(event);
  std::string news;
  if (notify::grown_to(before.reach.outlets, now.outlets)) {
    news = grown_news("outlets", now.outlets, event.outlets, before.reach.outlets);
  } else if (notify::grown_to(before.reach.origins, now.origins)) {
    news = grown_news("sources", now.origins, event.origins, before.reach.origins);
  } else {
    return {};
  }
  return follow_up(batch, touched, notify::kEventGrown, news, before, to);
}

// A first message that is on its way tells of the event as it is; of a dismissed one none goes.
model::Result<void> refresh_pending(EventBatch& batch, const Touched& touched) {
  auto pending = pending_about(batch, touched.event.id);
  if (!pending) return tl::unexpected(pending.error());
  for (PendingMessage* message : *pending) {
    if (message->row.notification.type == notify::kEventNew) message->revised = true;
    if (touched.event.dismissed) message->dropped = true;
  }
  return {};
}

// All messages about the event that this step makes.
model::Result<void> announce_changes(EventBatch& batch, Touched& touched, store::Batch& to) {
  model::Event& event = touched.event;
  if (event.dismissed) {
    event.told_topics = event.topics;
    return refresh_pending(batch, touched);
  }
  if (touched.counts_as_told) {
    event.told_topics = event.topics;
    event.quiet = event.quiet || touched.opened;
  }
  const notify::ToldState before{event.told_topics, touched.before};
  const bool has_topic_to_tell = before.topics.empty() || before.topics != event.topics;
  const notify::Reach now = notify::reach_of(event);
  const bool is_wider = now.outlets > before.reach.outlets || now.origins > before.reach.origins;
  if (!touched.announceable.empty() && has_topic_to_tell) {
    event.told_topics = event.topics;
    auto done = announce_event(batch, touched, event.topics, before, to);
    if (!done || before.topics.empty()) return done;
  } else if (is_wider && !before.topics.empty() && !event.quiet && !event.waiting &&
             is_wanted(batch, notify::kEventNew, event, before.topics, before)) {
    // A sink waited for so many outlets. What held reports brought is not told.
    auto done = announce_event(batch, touched, before.topics, before, to);
    if (!done) return done;
  }
  const bool nobody_knows_it = event.quiet && event.first_document.empty();
  if (before.topics.empty() || event.waiting || touched.counts_as_told || nobody_knows_it) {
    return {};
  }
  if (!touched.corrections.empty()) {
    auto done =
        follow_up(batch, touched, notify::kEventCorrected, corrected_news(touched), before, to);
    if (!done) return done;
  }
  if (auto done = announce_growth(batch, touched, before, to); !done) return done;
  return refresh_pending(batch, touched);
}

// Both events of a merge had been told: that they are one is news.
model::Result<void> announce_merge(EventBatch& batch, const std::string& kept,
                                   const std::string& gone, store::Batch& to) {
  Touched& touched = batch.events.at(living_id(batch, kept));
  const notify::ToldState before{touched.event.told_topics, touched.before};
  std::set<std::string> told_now;  // sinks for which it is one only now
  for (const model::OutboxRow& row : to.outbox) {
    if (row.notification.event.id == touched.event.id &&
        !notify::is_follow_up(row.notification.type)) {
      told_now.insert(row.sink);
    }
  }
  if (!is_wanted(batch, notify::kEventMerged, touched.event, touched.event.topics, before))
    return {};
  auto message = message_about(batch, touched, notify::kEventMerged);
  if (!message) return tl::unexpected(message.error());
  message->id += ":" + gone;
  message->news =
      fmt::format("The same happening was told before as: {}", batch.events.at(gone).event.title);
  return add_rows(batch.context, *message, before, batch.context.now, to, &batch.hours, told_now);
}

// Releases a message, tells it of the event as it is now, or leaves it out.
model::Result<void> revise_pending(EventBatch& batch, store::Batch& to) {
  std::set<std::string> released;  // events that waited for the judge
  for (auto& [event, messages] : batch.pending) {
    for (PendingMessage& message : messages) {
      if (message.dropped) {
        to.dropped_outbox.push_back(message.row.row);
        batch.changes.removed.push_back(message.row.row);
        continue;
      }
      if (!message.revised) continue;
      const Touched& about = batch.events.at(message.row.notification.event.id);
      auto fresh = message_about(batch, about, message.row.notification.type);
      if (!fresh) return tl::unexpected(fresh.error());
      const model::Notification before = std::exchange(message.row.notification, std::move(*fresh));
      model::Notification& now = message.row.notification;
      if (before.id.starts_with(now.event.id + ":")) now.id = before.id;
      now.time = before.time;
      now.news = message.news.empty() ? before.news : message.news;
      now.news_type = message.news.empty() ? before.news_type : message.news_type;
      now.priority = before.priority;
      if (now.why.empty()) now.why = before.why;
      if (message.released) {
        message.row.logged = true;
        if (released.insert(about.event.id).second) {
          batch.changes.announced.push_back(announced(about.event, now.reports.front()));
        }
      }
      if (!about.event.waiting && message.row.waits_for == notify::kWaitsForJudge) {
        message.row.waits_for.clear();
      }
      // One that is told with others, or waits for more reports, goes on waiting for them.
      const bool waits = about.event.waiting || !message.row.gather.empty() ||
                         !message.row.waits_for.empty() || message.row.attempts > 0;
      if (!waits) {
        message.row.not_before = batch.context.now;
      }
      to.outbox.push_back(message.row);
      batch.changes.revised.push_back(message.row);
    }
  }
  return {};
}

}  // namespace

model::Result<void> announce(EventBatch& batch, store::Batch& to) {
  for (auto& [id, touched] : batch.events) {
    if (!touched.changed || !touched.event.merged_into.empty()) continue;
    if (auto done = announce_changes(batch, touched, to); !done) return done;
  }
  for (const auto& [kept, gone] : batch.both_told) {
    if (auto done = announce_merge(batch, kept, gone, to); !done) return done;
  }
  batch.changes.rows = to.outbox;
  return revise_pending(batch, to);
}

model::Result<void> redirect_messages(EventBatch& batch, const Touched& gone, const Touched& kept) {
  if (gone.opened || gone.event.told_topics.empty()) return {};
  auto messages = pending_about(batch, gone.event.id);
  if (!messages) return tl::unexpected(messages.error());
  const auto& sinks = batch.context.settings.sinks;
  for (PendingMessage* message : *messages) {
    const auto sink = std::ranges::find(sinks, message->row.sink, &config::SinkSettings::name);
    const bool was_told = sink == sinks.end() ? !kept.event.told_topics.empty()
                                              : notify::hears_of(*sink, kept.event.told_topics,
                                                                 notify::reach_of(kept.event));
    if (!was_told && message->row.notification.type == notify::kEventNew) {
      message->row.notification.event.id = kept.event.id;
      message->revised = true;
    } else {
      message->dropped = true;
    }
  }
  return {};
}

model::Result<void> announce_trouble(const StepContext& context, const Troubles::Telling& telling,
                                     const std::string& id, store::Batch& to, Changes& changes) {
  model::Notification message;
  message.type = std::string(model::name(telling.kind)) + (telling.recovered ? ".recovered" : "");
  message.id = id + ":" + message.type;
  message.time = context.now;
  message.title = title_of(telling, context.now);
  message.reason = reason_of(telling);
  message.since = telling.of.front().since;
  message.count = telling.of.size();
  ToldTrouble told{telling.kind, telling.recovered, message.title,
                   {},           message.reason,    telling.of.front().since};
  for (const model::Trouble& one : telling.of) {
    model::TroubleSubject subject{{}, {}, one.reason, one.since};
    (model::is_of_sink(one.kind) ? subject.sink : subject.feed) = one.name;
    if (!one.name.empty()) told.names.push_back(one.name);
    if (message.subjects.size() < record::kShownReports) {
      message.subjects.push_back(std::move(subject));
    }
  }
  const std::size_t before = to.outbox.size();
  message.priority = telling.recovered ? model::Priority::kNormal : model::Priority::kHigh;
  if (auto done = add_rows(context, message, {}, context.now, to); !done) return done;
  for (std::size_t i = before; i < to.outbox.size(); ++i) {
    to.outbox[i].logged = true;
    changes.rows.push_back(to.outbox[i]);
  }
  changes.troubles.push_back(std::move(told));
  return {};
}

model::Result<void> release_messages(EventBatch& batch, const std::string& event) {
  auto messages = pending_about(batch, event);
  if (!messages) return tl::unexpected(messages.error());
  for (PendingMessage* message : *messages) message->revised = message->released = true;
  return {};
}

}  // namespace newswatch::engine
