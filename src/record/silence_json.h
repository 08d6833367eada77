// The JSON of silences: stored all in one row, and shown one a line. Pure; any thread; nothing
// throws.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "model/silence.h"

namespace newswatch::record {

std::string_view name(model::Silence::Kind kind);  // "event", "topic", "word"

std::string stored_silences(const std::vector<model::Silence>& silences);
// kCorrupt: what is wrong.
model::Result<std::vector<model::Silence>> read_silences(std::string_view json);

// {"schema":1,"kind","subject","since","until"}
std::string shown_silence(const model::Silence& silence);

}  // namespace newswatch::record
