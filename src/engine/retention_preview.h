// What is kept and what would go: the rules of keeping.h, applied to a store that is only read.
//
// It looks at every row of the families below, so a million stories take some seconds. Errors are
// those of the reads. Pure apart from them; one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "config/settings.h"
#include "model/clock.h"
#include "model/result.h"
#include "store/rows.h"

namespace newswatch::engine {

struct KeptRows {
  store::Family family{};
  std::uint64_t rows = 0, bytes = 0;  // of keys and values, before compression
  std::uint64_t going_rows = 0, going_bytes = 0;
};

// Stories, keys, titles, events, reports, sent, dead, outbox and feeds, in this order, at `now` and
// under these settings, whatever the daemon that runs goes by.
model::Result<std::vector<KeptRows>> preview_retention(const store::Rows& rows,
                                                       const config::Settings& settings,
                                                       model::Time now);

}  // namespace newswatch::engine
