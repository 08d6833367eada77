// The times of --since and --until, typed as typed_time.h says. Errors: kBadInput. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/clock.h"
#include "model/result.h"
#include "view/window.h"

namespace newswatch::cli {

using view::Window;

// A day is included by both: --until 2025-01-28 takes all of the 28th.
model::Result<model::Time> parse_since(std::string_view text, model::Time now);
model::Result<model::Time> parse_until(std::string_view text, model::Time now);

// Empty texts: no bound.
model::Result<Window> parse_window(std::string_view since, std::string_view until, model::Time now);

}  // namespace newswatch::cli
