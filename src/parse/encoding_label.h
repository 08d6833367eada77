// From the name that a document gives its encoding to the converter of ICU that reads it as the web
// does: iso-8859-1 is windows-1252, gb2312 is gb18030, shift_jis is windows-31j. Pure; any thread.
// Source: the labels of the WHATWG encoding standard; ICU's own names beyond them.
#pragma once

#include <string>

namespace newswatch::parse {

// `label` in lower case. Empty: no such encoding, or one that a document without marks of its own
// cannot be in (UTF-16, UTF-32), or one that hides markup (UTF-7 and its kind).
std::string converter_of(const std::string& label);

// Of converter_of(): one character may be several bytes, so that bytes which happen to be UTF-8 too
// are no proof of UTF-8.
bool is_multibyte(const std::string& converter);

}  // namespace newswatch::parse
