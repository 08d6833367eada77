// Values as TOML writes them. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswatch::config {

// A basic string and an array of them. The text is valid UTF-8 without control characters.
std::string toml_text(std::string_view value);
std::string toml_text(const std::vector<std::string>& values);

}  // namespace newswatch::config
