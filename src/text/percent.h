// Percent-encoding (RFC 3986 section 2.1). Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "text/ascii.h"

namespace newswatch::text {

// RFC 3986 section 2.3.
constexpr bool is_unreserved(char c) {
  return is_ascii_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

// The byte that the "%2D" at `at` stands for; -1: no code is there.
int percent_byte(std::string_view text, std::size_t at);

// The text with the byte in the place of each code.
std::string percent_decoded(std::string_view text);

// "%2D", in capitals.
std::string percent_code(char c);

// The text with a code for each character that does not stay. As it is, for a part of a path or a
// query.
std::string percent_encoded(std::string_view text, bool (*stays)(char) = is_unreserved);

// A name or a value of application/x-www-form-urlencoded (url.spec.whatwg.org, section 5.2).
std::string form_encoded(std::string_view text);

}  // namespace newswatch::text
