// Opens the store for a command that changes it, when no daemon runs.
//
// Root becomes the owner of the folder first: files that root makes there could not be opened by
// the service. Error: the exit status, after a message. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <tl/expected.hpp>

#include "store/rocks_store.h"

namespace newswatch::cli {

// Only of root; so that everything made in the folder is the owner's.
void become_owner_of(const std::filesystem::path& folder);

tl::expected<std::unique_ptr<store::RocksStore>, int> open_to_change(
    const std::filesystem::path& store_folder);

}  // namespace newswatch::cli
