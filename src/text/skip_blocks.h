// Passes quickly over text in which few bytes matter. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace newswatch::text {

// The index of the first block of 16 bytes, counted from `i`, that has a byte for which odd() is 1;
// where there is none, of the rest that fills no block. `odd` takes and returns std::uint8_t, is 0
// or 1 and has no branches, so that the compiler compares a whole block at once.
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
