// Sizes in bytes as text: read from a config, printed for it and for people. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newswatch::text {

// "512KiB", "16MiB", "1GiB" (powers of 1024), "16kB", "16MB", "1GB" (powers of 1000) or "100B".
// nullopt: anything else, a number without a unit too.
std::optional<std::size_t> parse_size(std::string_view text);

// The exact form with the largest unit that parse_size() reads again: "16MiB", "1001B".
std::string byte_size(std::size_t bytes);

// The same for messages: "16 MiB", "1001 bytes".
std::string readable_size(std::size_t bytes);

// Roughly, for people: "41.3 MB", "812 kB" (powers of 1000).
std::string about_size(std::uint64_t bytes);

}  // namespace newswatch::text
