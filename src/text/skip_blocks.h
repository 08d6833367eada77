// Long texts in which most bytes need no second look. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace newswatch::text {

// From `i` on, past the blocks of 16 bytes for none of which odd(byte) is 1. `odd` takes and
// returns std::uint8_t, 0 or 1, without branches: so the compiler compares a block at once.
template <class Odd>
std::size_t skip_blocks(std::string_view text, std::size_t i, Odd odd) {
  constexpr std::size_t kBlock = 16;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (; i + kBlock <= text.size(); i += kBlock) {
    std::uint8_t found = 0;
    for (std::size_t k = 0; k < kBlock; ++k) {
      found = static_cast<std::uint8_t>(found | odd(bytes[i + k]));
    }
    if (found != 0) break;
  }
  return i;
}

}  // namespace newswatch::text
