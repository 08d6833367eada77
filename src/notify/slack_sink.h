// type = "slack": messages to a Slack channel, by an incoming webhook or by a bot
// (docs.slack.dev/reference/methods/chat.postMessage).
//
// A bot's message has a reference, its channel and time stamp, by which a follow-up changes it or
// answers it in a thread. Slack tells an incoming webhook neither, so there nothing can be
// followed up. Pure; any thread.
#pragma once

#include "notify/sink_type.h"

namespace newswatch::notify {

SinkType slack_sink_type();

}  // namespace newswatch::notify
