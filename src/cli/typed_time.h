// Times as people type them. Days and times without a zone are those of the local clock
// (print/local_time.h). Any thread.
#pragma once

#include <string_view>

#include "model/clock.h"
#include "model/result.h"

namespace newswatch::cli {

struct TypedTime {
  model::Time begin{};
  model::Time end{};  // of a day: the begin of the next; else the same as `begin`
};

// A day: "2025-01-28", "today", "yesterday", "monday" (the last one, today included), "last monday"
// (the last one before today). A time: of RFC 3339, or without its zone ("2025-01-28 09:00"),
// "now". How long ago: "7d", "1h30m", "2 hours", "2 hours ago", "an hour and 5 minutes ago", "last
// week", "last 3 months". In any case. kBadInput, with what may be written: anything else.
model::Result<TypedTime> read_typed_time(std::string_view typed, model::Time now);

}  // namespace newswatch::cli
