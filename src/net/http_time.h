// Times in HTTP headers: seconds (RFC 9111 section 1.2.2) and Retry-After (RFC 9110
// section 10.2.3), which has seconds or a date. text/times.h reads dates. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "model/clock.h"

namespace newswatch::net {

// Digits alone. A number too large to hold counts as the largest one.
std::optional<long> delta_seconds(std::string_view text);

// When a server may be asked again: not before `now`, and at most a year after it. nullopt: the
// header is absent or unreadable.
std::optional<model::Time> retry_after(std::string_view header, model::Time now);

}  // namespace newswatch::net
