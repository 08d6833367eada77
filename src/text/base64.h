// Base64 with padding and without line ends (RFC 4648 section 4). Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::text {

std::string base64(std::string_view bytes);

}  // namespace newswatch::text
