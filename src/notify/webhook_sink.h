// type = "webhook": a request to a program of the user, or to one of the services whose formats
// webhook_formats.h has; or a body that the user writes (webhook_template.h).
//
// Each request carries the headers of Standard Webhooks: webhook-id, the same for every attempt,
// by which the receiver knows a repeat; webhook-timestamp, of the attempt; and webhook-signature,
// if there is a secret. Nothing can be changed or answered later. Pure; any thread.
#pragma once

#include "notify/sink_type.h"

namespace newswatch::notify {

SinkType webhook_sink_type();

}  // namespace newswatch::notify
