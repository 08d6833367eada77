// The JSON of what came on one day, as it is stored under the day. Pure; any thread; nothing
// throws.
#pragma once

#include <string>
#include <string_view>

#include "model/day_count.h"
#include "model/result.h"

namespace newswatch::record {

std::string day_count_json(const model::DayCount& count);  // {"schema":1,"stories","events"}
// Without the day. kCorrupt: what is wrong.
model::Result<model::DayCount> read_day_count(std::string_view json);

}  // namespace newswatch::record
