// Reads text that is mostly UTF-8 or mostly windows-1252, but neither throughout.
//
// A single byte that belongs to no sequence of UTF-8 is read as windows-1252, so that pasted
// quotation marks come out right. U+FFFD stands for a sequence that is cut or overlong, for half a
// surrogate pair and for the bytes FE and FF, which hardly any text has. A whole surrogate pair
// (CESU-8) is read as its character. Where such single bytes far outnumber the valid sequences, all
// of the text is read as windows-1252. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

struct Mixed {
  std::string text;  // valid UTF-8
  bool is_utf8 = true;
  bool cut = false;  // the text would be longer than most_grown(), see limits.h
};

Mixed read_mixed(std::string_view bytes);

}  // namespace newswatch::parse
