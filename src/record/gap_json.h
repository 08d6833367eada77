// JSON of a gap (model/feed.h) as it is stored. Texts, times, reading and errors as in
// event_json.h.
#pragma once

#include <string>
#include <string_view>

#include "model/feed.h"
#include "model/result.h"

namespace newswatch::record {

std::string gap_json(const model::Gap& gap);
model::Result<model::Gap> read_gap(std::string_view json);

}  // namespace newswatch::record
