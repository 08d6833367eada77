// Web: the page, the API, the streams and the metrics, as the daemon's companion. One thread serves
// them all and a second one searches; both only read the store. What a person corrects goes to the
// writer, as from the control socket.
#pragma once

#include <memory>

#include "daemon/companion.h"
#include "model/result.h"

namespace newswatch::web {

// Listens where [web] says. nullptr: it says "off". kPermanent: it can't, and why.
model::Result<std::unique_ptr<daemon::Companion>> make_web(const daemon::Inside& inside,
                                                           engine::SettingsPtr settings);

}  // namespace newswatch::web
