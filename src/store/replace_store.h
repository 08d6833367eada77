// Puts a store in the place of another, which is moved aside and never deleted. At every instant
// one of them is in place, whole.
//
// Errors: kPermanent; nothing was moved then. One thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "model/clock.h"
#include "model/result.h"
#include "process/unique_fd.h"

namespace newswatch::store {

// Holds RocksDB's lock on the store, so that no daemon starts on it: until the value ends. Without
// a store there is nothing to lock. kTransient: another process writes it. While it is held, this
// process must not open that store.
model::Result<process::UniqueFd> lock_store(const std::filesystem::path& dir);

// Makes the empty folder in which the new store is to be written, beside `dir`; what an earlier try
// left there is removed.
model::Result<std::filesystem::path> begin_replacement(const std::filesystem::path& dir);

// Moves the folder of begin_replacement() into the place of `dir`, with everything on the disk.
// When this process is root, its files get the owner of the folder above. Returns where the old
// store is now: "NAME.before-WHY-TIME"; empty: there was none.
model::Result<std::filesystem::path> finish_replacement(const std::filesystem::path& dir,
                                                        std::string_view why, model::Time now);

}  // namespace newswatch::store
