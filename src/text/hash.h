// XXH3 of text, the one hash of newswatch (ids, terms, bodies). Pure; any thread.
// Values are stored: the function may never change.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace newswatch::text {

std::uint64_t hash64(std::string_view bytes);
std::string hex128(
    std::string_view bytes);  // 32 lower-case hex digits of XXH3-128, canonical order

}  // namespace newswatch::text
