// The JSON of what is remembered for messages to people: silences, stored all in one row and shown
// one a line, and the tally of the watch. Pure; any thread; nothing
// throws.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "model/silence.h"
#include "model/tally.h"

namespace newswatch::record {

std::string_view name(model::Silence::Kind kind);  // "event", "topic", "word"

std::string stored_silences(const std::vector<model::Silence>& silences);
// kCorrupt: what is wrong.
model::Result<std::vector<model::Silence>> read_silences(std::string_view json);

// {"schema":1,"kind","subject","since","until"}
std::string shown_silence(const model::Silence& silence);

std::string stored_tally(const model::Tally& tally);
model::Result<model::Tally> read_tally(std::string_view json);

}  // namespace newswatch::record
