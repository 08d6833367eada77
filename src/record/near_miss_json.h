// Near misses as the store keeps them and `newswatch held --near --json` prints them. Errors:
// kCorrupt. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/near_miss.h"
#include "model/result.h"

namespace newswatch::record {

std::string near_miss_json(const model::NearMiss& near);
model::Result<model::NearMiss> read_near_miss(std::string_view json);

}  // namespace newswatch::record
