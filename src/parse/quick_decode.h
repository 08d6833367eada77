// Decodes to UTF-8 what needs none of ICU's converters, which take several times as long: UTF-16,
// and the encodings whose characters are single bytes and pairs of bytes. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace newswatch::parse {

// Appends to `utf8` what ICU would make of the bytes, up to the first character that is not known
// here, or until there are more than `most` bytes of it. Returns how many bytes were read: ICU can
// go on from there. 0 for any other encoding. `converter` is a name from converter_of()
// (encoding_label.h), "utf-16le" or "utf-16be".
std::size_t decode_known(std::string_view bytes, const std::string& converter, std::size_t most,
                         std::string& utf8);

}  // namespace newswatch::parse
