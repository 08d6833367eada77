// type = "telegram": messages by a bot (core.telegram.org/bots/api).
//
// A reference is "CHAT:MESSAGE", the numbers of both: a message has its number in its chat alone,
// and a group gets another chat number when it becomes a supergroup. Then the sink goes on with the
// new number, and says it in a notice until the config has it. One thread.
#pragma once

#include "notify/sink_type.h"

namespace newswatch::notify {

SinkType telegram_sink_type();

}  // namespace newswatch::notify
