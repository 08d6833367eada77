// Finds the converter of ICU for the name that a document gives its encoding. As in browsers,
// iso-8859-1 is windows-1252, gb2312 is gb18030 and shift_jis is windows-31j. Pure; any thread.
// Source: the labels of the WHATWG encoding standard; where it has none, the names of ICU.
#pragma once

#include <string>

namespace newswatch::parse {

// `label` is in lower case. Empty: there is no such encoding; or it is UTF-16 or UTF-32, which show
// in the bytes; or it is one like UTF-7, which hides markup.
std::string converter_of(const std::string& label);

// Whether a character may take several bytes in the encoding. `converter` is from converter_of().
// If so, bytes that are valid UTF-8 need not be UTF-8.
bool is_multibyte(const std::string& converter);

}  // namespace newswatch::parse
