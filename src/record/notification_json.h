// JSON of notifications and of outbox rows.
//
// Texts, times, reading and errors as in event_json.h. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/notification.h"
#include "model/result.h"

namespace newswatch::record {

// {"schema":1,"id","type","time","title","link","event":{...}}, where "event" is that of
// event_json(). A summary has "items":[{"event","title","link","time"}] and "count" in place of
// "event", trouble {"subject":{"feed"|"sink":NAME},"reason","since"}, and
// with more than one subject "subjects":[{"feed"|"sink","reason","since"}] and "count". One line
// without a newline: what sinks send. The keys are a contract, as those of event_json().
std::string notification_json(const model::Notification& notification);

// The row of the store: the message, its sink, and the attempts so far.
std::string stored_outbox_row(const model::OutboxRow& row);
model::Result<model::OutboxRow> read_outbox_row(std::string_view json);

// The row as `outbox list` prints it; `shown` has the notification as well.
std::string listed_outbox_row(const model::OutboxRow& row, model::Time now);
std::string shown_outbox_row(const model::OutboxRow& row, model::Time now);

}  // namespace newswatch::record
