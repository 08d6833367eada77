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

// The 80 bits are the lower 40 of `high` and the lower 40 of `low`. Of the milliseconds, the lower
// 48 bits are used.
std::string ulid(model::Time time, std::uint64_t high, std::uint64_t low);

// The next ULID: one more, as a number. After the last one of a millisecond comes the first one of
// the next millisecond.
std::string ulid_after(std::string_view ulid);

// The time of creation. nullopt: `ulid` has not 26 characters, or its first 10 are not all digits.
std::optional<model::Time> ulid_time(std::string_view ulid);

}  // namespace newswatch::text
