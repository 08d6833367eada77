// For a command that changes the store: the daemon is asked, or, when none runs, the store is
// opened here.
//
// Root becomes the owner of the folder first: files that root makes there could not be opened by
// the service. Error: the exit status, after a message. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <tl/expected.hpp>

#include "cli/cli.h"
#include "config/settings.h"
#include "engine/engine.h"
#include "model/control_request.h"
#include "store/rocks_store.h"

namespace newswatch::cli {

// Only of root; so that everything made in the folder is the owner's.
void become_owner_of(const std::filesystem::path& folder);

tl::expected<std::unique_ptr<store::RocksStore>, int> open_to_change(
    const std::filesystem::path& store_folder);

// With the engine that changes it.
struct OpenEngine {
  std::unique_ptr<store::RocksStore> store;  // outlives the engine
  std::unique_ptr<engine::Engine> engine;
};
tl::expected<OpenEngine, int> open_engine(const std::filesystem::path& store_folder,
                                          const config::Settings& settings);

// The answer of the daemon; nullopt: none runs there. What it refuses is an error, with this exit
// status.
tl::expected<std::optional<model::ControlReply>, int> ask_daemon_of(
    const std::filesystem::path& store_folder, const model::ControlRequest& request,
    int refused = kFailure);

}  // namespace newswatch::cli
