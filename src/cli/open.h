// What a command begins with: its settings, the store to read, a fetcher. What goes wrong is told
// on standard error here, and comes back as the exit status. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <tl/expected.hpp>

#include "config/load_settings.h"
#include "config/locations.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "model/result.h"
#include "store/rocks_reader.h"

namespace newswatch::cli {

// What every command takes from its command line.
struct Global {
  config::Places places;
  bool json = false;  // one object a line
};

// Where the event store lives in a state folder.
std::filesystem::path store_folder(const std::filesystem::path& state_folder);

// For commands that can do nothing without the config. Error: kBadConfig; every problem of the file
// was told.
tl::expected<config::Settings, int> open_settings(const Global& global,
                                                  config::NamedFiles named_files);

struct OpenStore {
  config::Settings settings;
  bool config_read = true;  // false: the settings are the built-in ones, see open_store()
  std::filesystem::path folder;
  std::unique_ptr<store::RocksReader> reader;
};

// For commands that read the store. A config that can't be read is one line of warning: the state
// folder is then --state-dir, $STATE_DIRECTORY or a usual place, the feeds are those that the store
// knows, there are no topics and no sinks, and the rest is as built in. Error: kNoStore, or
// kFailure when the store can't be read for another reason.
tl::expected<OpenStore, int> open_store(const Global& global);

// Tells why reading the store failed; the exit status.
int store_failed(const model::Error& error);

// libcurl under the config's [fetch]. The clock must outlive it. Errors: those of
// CurlFetcher::open(); nothing is told.
model::Result<std::unique_ptr<fetch::Fetcher>> open_fetcher(const config::Settings& settings,
                                                            const model::Clock& clock);

}  // namespace newswatch::cli
