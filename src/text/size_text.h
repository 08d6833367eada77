// Sizes as text for people. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>

namespace newswatch::text {

// "16 MiB", "64 KiB"; what is no whole number of either in bytes: "1000 bytes".
inline std::string size_text(std::size_t bytes) {
  if (bytes >= 1u << 20 && bytes % (1u << 20) == 0) return std::to_string(bytes >> 20) + " MiB";
  if (bytes >= 1u << 10 && bytes % (1u << 10) == 0) return std::to_string(bytes >> 10) + " KiB";
  return std::to_string(bytes) + " bytes";
}

}  // namespace newswatch::text
