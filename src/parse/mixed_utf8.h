// Bytes that are mostly UTF-8, or mostly a European's windows-1252, and of neither purely.
//
// A byte that is in no sequence of UTF-8 is read as windows-1252: so pasted quotation marks come
// out right. A sequence that breaks off, an overlong one, half a surrogate pair and the bytes FE
// and FF, which hardly any text has, are U+FFFD; a whole pair (CESU-8) is its character. Where
// single bytes are far more than the sequences that are right, all is windows-1252. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

struct Mixed {
  std::string text;  // valid UTF-8
  bool is_utf8 = true;
};

Mixed read_mixed(std::string_view bytes);

}  // namespace newswatch::parse
