// Writes a config, or another text file, whole or not at all: whatever happens meanwhile, the file
// has its old text or its new one. Errors: what was not written and why, as `kFailure` would tell
// it; nothing is printed. One thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "model/result.h"

namespace newswatch::cli {

// A file that must not be there yet. kPermanent: it is, or it may not be made.
model::Result<void> create_config(const std::filesystem::path& file, std::string_view text);

// A file that is there; through a link the file that it names. Mode and owner stay.
model::Result<void> replace_config(const std::filesystem::path& file, std::string_view text);

// Either of them.
model::Result<void> write_file(const std::filesystem::path& file, std::string_view text);

}  // namespace newswatch::cli
