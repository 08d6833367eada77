// JSON of notifications and of outbox rows.
//
// Rules of text, time, reading and errors as in event_json.h. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/notification.h"
#include "model/result.h"

namespace newswatch::record {

// One line, no newline at its end: what sinks send. Contract: README, "The notification".
std::string notification_json(const model::Notification& notification);

// The row in the store, with all that its delivery needs.
std::string stored_outbox_row(const model::OutboxRow& row);
model::Result<model::OutboxRow> read_outbox_row(std::string_view json);

}  // namespace newswatch::record
