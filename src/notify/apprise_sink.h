// type = "apprise": messages to whatever Apprise knows (github.com/caronc/apprise), by the address
// of an Apprise API server, or by its program and a file with targets.
//
// Neither says which target failed, nor gives back what a follow-up could change. A message that
// one of several targets refused goes to all of them again. Secrets are in the file alone: the
// program gets its path, and the message on stdin; of its words the last line is shown, with every
// piece of the file masked. Notify loop's thread only.
#pragma once

#include "notify/sink_type.h"

namespace newswatch::notify {

SinkType apprise_sink_type();

}  // namespace newswatch::notify
