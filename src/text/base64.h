// Base64 with padding and without line ends (RFC 4648 section 4). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace newswatch::text {

std::string base64(std::string_view bytes);
// nullopt: it is not what base64() makes.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace newswatch::text
