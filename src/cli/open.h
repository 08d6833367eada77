// Opens what a command needs: settings, store, fetcher. Errors are printed on standard error here;
// the caller gets the exit status. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <tl/expected.hpp>
#include <vector>

#include "config/load_settings.h"
#include "config/locations.h"
#include "config/problem.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "model/result.h"
#include "store/rocks_reader.h"

namespace newswatch::cli {

// The options of every command.
struct Global {
  config::Locations locations;
  bool json = false;  // print JSON, one object a line
  // Set by open_store() when stored rows could not be read: the exit status is not 0 then.
  std::shared_ptr<bool> rows_missing = std::make_shared<bool>(false);
};

// The environment of this process: NAME=value.
std::vector<std::string> environment();

// Where the environment says that config and state are.
config::Locations locations_of_environment();

// The folder of the event store in a state folder.
std::filesystem::path store_folder(const std::filesystem::path& state_folder);

// For commands that need the config. Error: kBadConfig; all problems of the file were printed.
tl::expected<config::Settings, int> open_settings(const Global& global,
                                                  config::NamedFiles named_files,
                                                  config::Feeds feeds = config::Feeds::kNeeded);

// Prints each problem of a config. Returns the exit status.
int config_failed(const std::vector<config::Problem>& problems);

struct OpenStore {
  config::Settings settings;
  bool config_read = true;   // false: the settings are the built-in ones, see open_store()
  std::string config_fault;  // why it was not read
  std::filesystem::path folder;
  std::unique_ptr<store::RocksReader> reader;
};

// For commands that read the store. If the config can't be read, they go on after a warning: the
// state folder is then --state-dir, the state_dir that the config names all the same,
// $STATE_DIRECTORY or the default one (config/locations.h), the feeds are those in the store, there
// are no topics and no sinks, and the rest is the built-in default. Rows in a damaged block are
// left out, with a line for each block. Error: kNoStore, kDamaged, or kFailure when the store can't
// be read for another reason.
// on_damage: told of the blocks in place of standard error.
tl::expected<OpenStore, int> open_store(const Global& global, store::OnDamage on_damage = {});

// The state folder by the same rules. It may not exist. Error: kNoStore.
tl::expected<std::filesystem::path, int> state_folder_of(const Global& global);

// The exit status where a store could not be opened: kNoStore when there is none for this program
// (model::ErrorKind::kBadInput), kDamaged, or kFailure (a full disk, one with errors, permission).
int not_opened_status(const model::Error& error);

// Prints why reading the store failed. Returns the exit status.
int store_failed(const model::Error& error);

// A CurlFetcher with the settings of [fetch]. The clock must outlive it. spool_dir: where the long
// bodies of many answers wait (fetch/spool.h); empty: in memory. Errors: those of
// CurlFetcher::open(); nothing is printed.
model::Result<std::unique_ptr<fetch::Fetcher>> open_fetcher(
    const config::Settings& settings, const model::Clock& clock,
    const std::filesystem::path& spool_dir = {});

}  // namespace newswatch::cli
