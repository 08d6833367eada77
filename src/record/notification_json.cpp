#include "record/notification_json.h"

#include <algorithm>
#include <array>
#include <span>

#include "record/event_fields.h"
#include "record/event_json.h"
#include "record/json_io.h"

namespace newswatch::record {
namespace {

template <class Io, class Notification>
void notification_fields(Io& io, Notification& notification) {
  io.field("id", notification.id);
  io.field("type", notification.type);
  io.field("time", notification.time);
  io.field("title", notification.title);
  io.field("link", notification.link);
}

// Shown only where there are any: a message of an older version has none.
void follow_up_words(JsonWriter& io, const model::Notification& notification) {
  io.names("why", notification.why);
  if (!notification.news.empty()) io.field("news", notification.news);
}
void follow_up_words(JsonReader& io, model::Notification& notification) {
  io.names("why", notification.why);
  io.field("news", notification.news);
}

// Stored and not sent.
void news_type_field(JsonWriter& io, const model::Notification& notification) {
  if (!notification.news_type.empty()) io.field("news_type", notification.news_type);
}
void news_type_field(JsonReader& io, model::Notification& notification) {
  io.field("news_type", notification.news_type);
}

template <class Io, class Notification>
void item_fields(Io& io, Notification& notification) {
  io.list("items", notification.items, [](Io& inner, auto& item) {
    inner.field("event", item.event);
    inner.field("title", item.title);
    inner.field("link", item.link);
    inner.field("time", item.time);
  });
  io.field("count", notification.count);
}

template <class Io, class Notification>
void trouble_message_fields(Io& io, Notification& notification) {
  io.field("reason", notification.reason);
  io.field("since", notification.since);
  io.list("subjects", notification.subjects, [](Io& inner, auto& subject) {
    inner.field("feed", subject.feed);
    inner.field("sink", subject.sink);
    inner.field("reason", subject.reason);
    inner.field("since", subject.since);
  });
  io.field("count", notification.count);
}

// Stored of a summary, and of trouble, alone.
void stored_items(JsonWriter& io, const model::Notification& notification) {
  if (!notification.items.empty()) item_fields(io, notification);
  if (!notification.subjects.empty()) {
    trouble_message_fields(io, notification);
  } else if (notification.since) {
    io.field("since", notification.since);
  }
}
void stored_items(JsonReader& io, model::Notification& notification) {
  item_fields(io, notification);
  trouble_message_fields(io, notification);
}

void subject_name(JsonWriter& io, const model::TroubleSubject& subject) {
  if (!subject.feed.empty()) io.field("feed", subject.feed);
  if (!subject.sink.empty()) io.field("sink", subject.sink);
}

void sent_trouble(JsonWriter& io, const model::Notification& notification) {
  io.object("subject", [&](JsonWriter& inner) { subject_name(inner, notification.subjects[0]); });
  io.field("reason", notification.reason);
  io.field("since", notification.since);
  if (notification.subjects.size() == 1) return;
  io.list("subjects", notification.subjects,
          [](JsonWriter& inner, const model::TroubleSubject& subject) {
            subject_name(inner, subject);
            inner.field("reason", subject.reason);
            inner.field("since", subject.since);
          });
  io.field("count", notification.count);
}

constexpr std::array<std::string_view, 3> kFollowUps = {"own", "edit", "thread"};

// Stored as words and a number. What is missing or not known is as it was in older versions.
void follow_up_fields(JsonWriter& io, const model::OutboxRow& row) {
  io.field("waits_for", row.waits_for);
  io.field("follow_up", kFollowUps[static_cast<std::size_t>(row.follow)]);
  io.field("or_new", row.or_new);
  io.field("priority", static_cast<int>(row.notification.priority));
}
void follow_up_fields(JsonReader& io, model::OutboxRow& row) {
  std::string follow_up;
  int priority = static_cast<int>(row.notification.priority);
  io.field("waits_for", row.waits_for);
  io.field("follow_up", follow_up);
  io.field("or_new", row.or_new);
  io.field("priority", priority);
  const auto known = std::ranges::find(kFollowUps, follow_up);
  if (known != kFollowUps.end()) {
    row.follow = static_cast<model::FollowUp>(known - kFollowUps.begin());
  }
  row.notification.priority = static_cast<model::Priority>(std::clamp(priority, 1, 5));
}

template <class Io, class Row>
void outbox_fields(Io& io, Row& row) {
  io.field("row", row.row);
  io.field("sink", row.sink);
  io.field("created", row.created);
  io.field("not_before", row.not_before);
  io.field("gather", row.gather);
  io.field("tried", row.tried);
  io.field("first_attempt", row.first_attempt);
  io.field("attempts", row.attempts);
  io.field("last_error", row.last_error);
  io.field("own_fault", row.own_fault);
  io.field("dead", row.dead);
  follow_up_fields(io, row);
  io.object("notification", [&](Io& message) {
    notification_fields(message, row.notification);
    follow_up_words(message, row.notification);
    news_type_field(message, row.notification);
    stored_items(message, row.notification);
    message.object("event", [&](Io& event) {
      event_fields(event, row.notification.event);
      event_state_fields(event, row.notification.event);
      event.list("reports", row.notification.reports, [](Io& inner, auto& report) {
        report_fields(inner, report);
        report_state_fields(inner, report);
      });
    });
  });
}

// What sinks send, without the schema.
void sent_fields(JsonWriter& io, const model::Notification& notification) {
  notification_fields(io, notification);
  follow_up_words(io, notification);
  if (!notification.items.empty()) return item_fields(io, notification);
  if (!notification.subjects.empty()) return sent_trouble(io, notification);
  if (notification.event.id.empty()) return io.field("since", notification.since);
  io.object("event", [&](JsonWriter& event) {
    const std::span reports(notification.reports);
    event.field("schema", 1);
    event_fields(event, notification.event);
    count_fields(event, notification.event);
    event.list(
        "reports", reports.first(std::min(reports.size(), kShownReports)),
        [](JsonWriter& inner, const model::Report& report) { report_fields(inner, report); });
  });
}

void listed_fields(JsonWriter& io, const model::OutboxRow& row, model::Time now) {
  io.field("schema", 1);
  io.field("row", row.row);
  io.field("sink", row.sink);
  io.field("id", row.notification.id);
  io.field("type", row.notification.type);
  io.field("title", row.notification.title);
  io.field("state", row.dead                ? "given_up"
                    : row.attempts > 0      ? "failed"
                    : row.not_before <= now ? "due"
                                            : "waits");
  io.field("waits_for", row.waits_for);
  io.field("created", row.created);
  io.field("next", row.dead ? std::nullopt : std::optional(row.not_before));
  io.field("first_attempt", row.first_attempt);
  io.field("attempts", row.attempts);
  io.field("last_error", row.last_error);
}

}  // namespace

std::string notification_json(const model::Notification& notification) {
  JsonWriter io;
  io.field("schema", 1);
  sent_fields(io, notification);
  return io.text();
}

std::string listed_outbox_row(const model::OutboxRow& row, model::Time now) {
  JsonWriter io;
  listed_fields(io, row, now);
  return io.text();
}

std::string shown_outbox_row(const model::OutboxRow& row, model::Time now) {
  JsonWriter io;
  listed_fields(io, row, now);
  io.object("notification", [&](JsonWriter& inner) { sent_fields(inner, row.notification); });
  return io.text();
}

std::string stored_outbox_row(const model::OutboxRow& row) {
  JsonWriter io;
  io.field("schema", 1);
  outbox_fields(io, row);
  return io.text();
}

model::Result<model::OutboxRow> read_outbox_row(std::string_view json) {
  JsonReader io(json);
  model::OutboxRow row;
  outbox_fields(io, row);
  if (auto read = io.done("outbox row"); !read) return tl::unexpected(read.error());
  name_old_origins(row.notification.event);
  for (model::Report& report : row.notification.reports) name_old_origin(report);
  return row;
}

}  // namespace newswatch::record
