// PostedChange: what a person asks for by a POST, as what the control socket takes.
//
//   POST /api/v1/silences               topic= | event= | word=, for= (a duration; 0s ends it)
//   POST /api/v1/events/ID/dismiss
//   POST /api/v1/events/ID/silence      for=
//   POST /api/v1/events/ID/merge        into=ID
//   POST /api/v1/events/ID/split        stories=ID,ID
//   POST /api/v1/events/ID/move         stories=ID, into=ID
// Pure; any thread.
#pragma once

#include <string>

#include "config/settings.h"
#include "model/clock.h"
#include "model/control_request.h"
#include "model/result.h"
#include "web/exchange.h"

namespace newswatch::web {

// kBadInput: what is wrong with a value. kPermanent: there is no such address.
model::Result<model::ControlRequest> posted_change(const Request& request,
                                                   const config::Settings& settings,
                                                   model::Time now);

}  // namespace newswatch::web
