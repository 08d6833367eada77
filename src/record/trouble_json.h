// JSON of troubles, states of sinks and sent messages as they are stored. Texts, times, reading and
// errors as in event_json.h.
#pragma once

#include <string>
#include <string_view>

#include "model/result.h"
#include "model/sink_state.h"
#include "model/trouble.h"

namespace newswatch::record {

std::string trouble_json(const model::Trouble& trouble);
model::Result<model::Trouble> read_trouble(std::string_view json);

std::string sink_state_json(const model::SinkState& state);
model::Result<model::SinkState> read_sink_state(std::string_view json);

std::string sent_message_json(const model::SentMessage& sent);
model::Result<model::SentMessage> read_sent_message(std::string_view json);

}  // namespace newswatch::record
