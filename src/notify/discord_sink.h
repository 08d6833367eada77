// type = "discord": messages to a Discord channel by a webhook
// (docs.discord.com/developers/resources/webhook).
//
// A message is one embed. Its reference is its id, by which a follow-up changes it. Nobody can be
// mentioned. Pure; any thread.
#pragma once

#include "notify/sink_type.h"

namespace newswatch::notify {

SinkType discord_sink_type();

}  // namespace newswatch::notify
