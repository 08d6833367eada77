// type = "matrix": messages in a room of Matrix (spec.matrix.org, client-server API v1.3 or later).
//
// The transaction is named by the message's id, so that a repeat does not show twice. A reference
// is the event that began it: every change and every answer in its thread names that one. Pure; any
// thread.
#pragma once

#include "notify/sink_type.h"

namespace newswatch::notify {

SinkType matrix_sink_type();

}  // namespace newswatch::notify
