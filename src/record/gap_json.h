// JSON of a gap: a time in which a feed was not watched, as it is stored. Rules of event_json.h.
#pragma once

#include <string>
#include <string_view>

#include "model/feed.h"
#include "model/result.h"

namespace newswatch::record {

std::string gap_json(const model::Gap& gap);
model::Result<model::Gap> read_gap(std::string_view json);  // kCorrupt

}  // namespace newswatch::record
