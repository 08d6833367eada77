// What a message in the outbox waits for, in words and as JSON. Pure; any thread.
#pragma once

#include <string>

#include "cli/print/text_table.h"
#include "model/clock.h"
#include "model/notification.h"

namespace newswatch::cli {

// "due", "failed 3 times, next in 7 min", "waits, in 20 s" (for the judge), "given up after 80
// tries".
print::Cell outbox_state(const model::OutboxRow& row, model::Time now);

}  // namespace newswatch::cli
