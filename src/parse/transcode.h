// Converts text in a named encoding to UTF-8, by the converters of ICU. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace newswatch::parse {

// `converter` is a name from converter_of() (encoding_label.h), or another that ICU knows. nullopt:
// ICU does not know it. `bad` becomes the number of sequences that could not be read; each is
// U+FFFD in the result. A result that would be longer than most_grown() (limits.h) is cut, and
// `cut` becomes true.
std::optional<std::string> transcode(std::string_view bytes, const std::string& converter,
                                     std::size_t& bad, bool& cut);

}  // namespace newswatch::parse
