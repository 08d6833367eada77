// A line of `status --coverage --json`. Pure; any thread.
#pragma once

#include <string>

#include "model/coverage.h"

namespace newswatch::record {

// {"schema":1,"feed","url","from","to","share","watched":[{from,to}],"unwatched":[{from,to,why}],
//  "rolled_over":[{from,to}],"clock":[{from,to,why}]}
std::string coverage_json(const model::Coverage& coverage);

}  // namespace newswatch::record
