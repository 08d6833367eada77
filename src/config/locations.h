// Which config file and which state folder a command works with. It depends on the values passed in
// (command line, environment) and on what exists on disk. Nothing is created. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "config/settings.h"
#include "model/result.h"

namespace newswatch::config {

struct Locations {
  std::optional<std::string> config_option, state_dir_option;  // --config, --state-dir
  std::optional<std::string> newswatch_config;                 // $NEWSWATCH_CONFIG
  std::optional<std::string> state_directory;                  // $STATE_DIRECTORY, of systemd
  std::optional<std::string> xdg_state_home, home;             // $XDG_STATE_HOME, $HOME
  std::filesystem::path system_config = "/etc/newswatch/newswatch.toml";
  std::filesystem::path system_state = "/var/lib/newswatch";
};

// --config, else $NEWSWATCH_CONFIG, else the system's file when it exists or may not be looked for,
// else an empty path, which stands for the built-in default. The file may not exist or not be
// readable: load_settings() says so.
std::filesystem::path config_file(const Locations& locations);

enum class Access { kRead, kWrite };  // kWrite: `run`

// --state-dir, else the config's state_dir, else $STATE_DIRECTORY (the first, if there are more),
// else the system's folder when this process has that access to it, else
// $XDG_STATE_HOME/newswatch, else ~/.local/state/newswatch. Absolute; may not exist yet. A reader
// who has no folder of the last two gets the system's all the same, when it is there: that it may
// not be read is what there is to tell. kPermanent when none of these is known.
model::Result<std::filesystem::path> state_folder(const Locations& locations,
                                                  const Settings& settings, Access access);

// Whether the config is the system's, named or not.
bool is_service_config(const Locations& locations);

// Whether the state folder is named by an option, the config or the environment.
bool names_state(const Locations& locations, const Settings& settings);

}  // namespace newswatch::config
