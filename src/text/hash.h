// XXH3, the only hash of newswatch: for ids, terms and bodies. Hashes are stored, so the function
// must never change. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace newswatch::text {

std::uint64_t hash64(std::string_view bytes);

// XXH3-128 in its canonical order, as 32 hexadecimal digits in lower case.
std::string hex128(std::string_view bytes);

}  // namespace newswatch::text
