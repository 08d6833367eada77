// How many rows a list shows when there are many. One thread.
#pragma once

#include <cstddef>
#include <optional>

namespace newswatch::cli {

// `asked` is -n as typed: 0 means all, absent the default of 50.
std::size_t list_limit(const std::optional<std::size_t>& asked);

// Says on standard error that the default left older rows out, and how to get them. Nothing is said
// to who asked for a number.
void tell_left_out(const std::optional<std::size_t>& asked);

}  // namespace newswatch::cli
