// type = "ntfy": push messages by an ntfy server (docs.ntfy.sh/publish).
//
// The message's id is sent as sequence_id, so that a repeat or a follow-up takes the place of what
// a phone shows. Servers before 2.16 do not know it and say so by not repeating it: there a
// follow-up has nothing to change. Pure; any thread.
#pragma once

#include "notify/sink_type.h"

namespace newswatch::notify {

SinkType ntfy_sink_type();

}  // namespace newswatch::notify
