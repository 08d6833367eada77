// A line of `status --coverage --json`. Pure; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/clock.h"
#include "model/feed.h"

namespace newswatch::record {

struct CoverageLine {
  std::string feed, url;
  model::Time from{}, to{};
  double share = 0;  // of it that was watched, 0 to 1
  std::vector<std::pair<model::Time, model::Time>> watched;
  std::vector<model::Gap> unwatched, rolled_over;
};

// {"schema":1,"feed","url","from","to","share","watched":[{from,to}],"unwatched":[{from,to,why}],
//  "rolled_over":[{from,to}]}
std::string coverage_json(const CoverageLine& line);

}  // namespace newswatch::record
