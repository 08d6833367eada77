// sync_folder_of: that a name which was just made is there after a loss of power.
//
// A synced file keeps its bytes then, but its name is in the folder, which has a sync of its own.
// What fails is left: some file systems sync no folders. Any thread.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "process/unique_fd.h"

namespace newswatch::process {

inline void sync_folder_of(const std::filesystem::path& path) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.valid()) ::fsync(fd.get());
}

}  // namespace newswatch::process
