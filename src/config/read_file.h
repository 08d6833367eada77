// Reads a config file whole. Internal to config/. Any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

namespace newswatch::config {

inline constexpr std::size_t kLargestConfig = 16u << 20;  // bytes

// The bytes of a file or a pipe. Error: why it can't be read, a sentence that does not name it.
tl::expected<std::string, std::string> read_file(const std::filesystem::path& file,
                                                 std::size_t max_bytes);

}  // namespace newswatch::config
