// type = "alertmanager": an alert for each event and each trouble (Alertmanager's API v2).
//
// An alert is known by its labels, so that a repeat or a change posts the same labels again. A
// reference holds those of the first message: "EVENT SEVERITY TOPICS". Each peer is told; one that
// takes it is enough, for they tell each other. Pure; any thread.
#pragma once

#include "notify/sink_type.h"

namespace newswatch::notify {

SinkType alertmanager_sink_type();

}  // namespace newswatch::notify
