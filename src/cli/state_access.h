// Who may do what in the state folder, in words for the person at the command line.
//
// What `run` makes there belongs to the user it runs as, and nobody else may write it: a single run
// by root would leave files that the service can't open. Looks at the disk; changes nothing. One
// thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "config/locations.h"
#include "process/denial.h"

namespace newswatch::cli {

// When permission is what stopped a command: what is denied, whose it is, and the mend. otherwise:
// the mend where neither a group nor a change of owner helps; empty: to run it as the owner.
// nullopt: something else stopped it.
std::optional<std::string> state_denied(const std::filesystem::path& state_folder,
                                        process::Wish wish, std::string otherwise = {});

// Why `run` must not begin there: the folder or its store is another user's. With the line to write
// instead. nullopt: it may. A folder that is not there is nobody's.
std::optional<std::string> another_users_state(const std::filesystem::path& state_folder,
                                               const config::Locations& locations, bool once);

// Why `run` must not begin there: it would watch the service's feeds a second time, with a store of
// its own that nobody asked for. nullopt: it would not.
std::optional<std::string> second_watch(const std::filesystem::path& state_folder,
                                        const config::Locations& locations,
                                        const config::Settings& settings, bool once);

}  // namespace newswatch::cli
