// Letters of ASCII, in either case: names of elements, attributes, encodings, schemes. Everything
// else stays as it is, whatever the locale. Pure; any thread.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace newswatch::text {

constexpr bool is_ascii_capital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char ascii_lower(char c) { return is_ascii_capital(c) ? static_cast<char>(c | 0x20) : c; }

inline std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = ascii_lower(c);
  return lower;
}

inline bool equal_in_any_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

}  // namespace newswatch::text
