// Which config file and which state folder a command works with. Decided from values passed in
// (command line, environment) and from what there is on disk; nothing is created. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "config/settings.h"
#include "model/result.h"

namespace newswatch::config {

struct Places {
  std::optional<std::string> config_option, state_dir_option;  // --config, --state-dir
  std::optional<std::string> newswatch_config;                 // $NEWSWATCH_CONFIG
  std::optional<std::string> state_directory;                  // $STATE_DIRECTORY, of systemd
  std::optional<std::string> xdg_state_home, home;             // $XDG_STATE_HOME, $HOME
  std::filesystem::path system_config = "/etc/newswatch/newswatch.toml";
  std::filesystem::path system_state = "/var/lib/newswatch";
};

// --config, else $NEWSWATCH_CONFIG, else the system's file when there is one, else an empty path:
// the built-in default. A file that is named is not looked for here: load_settings() says so.
std::filesystem::path config_file(const Places& places);

enum class Access { kRead, kWrite };  // kWrite: `run`

// --state-dir, else the config's state_dir, else $STATE_DIRECTORY (the first, if there are more),
// else the system's folder where this process has that access to it, else
// $XDG_STATE_HOME/newswatch, else ~/.local/state/newswatch. Absolute; may not exist yet.
// kPermanent when none can be named.
model::Result<std::filesystem::path> state_folder(const Places& places, const Settings& settings,
                                                  Access access);

}  // namespace newswatch::config
