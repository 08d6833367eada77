// ULIDs: ids of 26 characters that sort by their time of creation. The first 10 digits are
// milliseconds since 1970, the other 16 are 80 bits of the caller's choice; a digit is one of
// Crockford's base 32, in capitals. Pure; any thread. Source: https://github.com/ulid/spec
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/clock.h"

namespace newswatch::text {

// The lower 40 bits of `high` and `low` become the 80 bits; of the time, the lower 48 bits count.
std::string ulid(model::Time time, std::uint64_t high, std::uint64_t low);

// The ULID that follows directly: one more as a number. When the 80 bits are full, it is one
// millisecond later.
std::string ulid_after(std::string_view ulid);

// The time in a ULID. nullopt: not 26 characters, or its time has another character than a digit.
std::optional<model::Time> ulid_time(std::string_view ulid);

}  // namespace newswatch::text
