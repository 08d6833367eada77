#include "config/locations.h"

#include <fcntl.h>
#include <unistd.h>

namespace newswatch::config {
namespace {

// nullptr: not given, or empty.
const std::string* given(const std::optional<std::string>& value) {
  return value && !value->empty() ? &*value : nullptr;
}

// For the effective user, as a later open() will find it.
bool accessible(const std::filesystem::path& folder, Access access) {
  const int mode = access == Access::kWrite ? R_OK | W_OK | X_OK : R_OK | X_OK;
  std::error_code error;
  return std::filesystem::is_directory(folder, error) &&
         ::faccessat(AT_FDCWD, folder.c_str(), mode, AT_EACCESS) == 0;
}

model::Result<std::filesystem::path> whole(const std::filesystem::path& folder) {
  std::error_code error;
  const auto path = std::filesystem::absolute(folder, error);
  if (error) {
    return model::fail(model::ErrorKind::kPermanent,
                       "find the state folder " + folder.string() + ": " + error.message());
  }
  return path.lexically_normal();
}

// Below the home folder; empty: there is none. The XDG base directory specification: a relative
// path is to be ignored.
std::filesystem::path own_state(const Locations& locations) {
  if (const auto* home = given(locations.xdg_state_home); home && home->front() == '/') {
    return std::filesystem::path(*home) / "newswatch";
  }
  if (const auto* home = given(locations.home); home && home->front() == '/') {
    return std::filesystem::path(*home) / ".local/state/newswatch";
  }
  return {};
}

}  // namespace

std::filesystem::path config_file(const Locations& locations) {
  if (const auto* option = given(locations.config_option)) return *option;
  if (const auto* file = given(locations.newswatch_config)) return *file;
  std::error_code error;
  const auto found = std::filesystem::symlink_status(locations.system_config, error);
  if (found.type() == std::filesystem::file_type::not_found) return {};
  return locations.system_config;
}

model::Result<std::filesystem::path> state_folder(const Locations& locations,
                                                  const Settings& settings, Access access) {
  if (const auto* option = given(locations.state_dir_option)) return whole(*option);
  if (!settings.daemon.state_dir.empty()) return whole(settings.daemon.state_dir);
  if (const auto* folders = given(locations.state_directory)) {
    // systemd.exec(5): colons separate several folders.
    return whole(folders->substr(0, folders->find(':')));
  }
  if (accessible(locations.system_state, access)) return locations.system_state;
  const std::filesystem::path own = own_state(locations);
  std::error_code error;
  if (access == Access::kRead && std::filesystem::is_directory(locations.system_state, error) &&
      (own.empty() || !std::filesystem::exists(own, error))) {
    return locations.system_state;
  }
  if (!own.empty()) return whole(own);
  return model::fail(model::ErrorKind::kPermanent,
                     "find a state folder: no --state-dir, no state_dir in the config, no access "
                     "to " +
                         locations.system_state.string() + ", and no HOME");
}

bool is_service_config(const Locations& locations) {
  const std::filesystem::path file = config_file(locations);
  std::error_code error;
  return file == locations.system_config ||
         (!file.empty() && std::filesystem::equivalent(file, locations.system_config, error));
}

bool names_state(const Locations& locations, const Settings& settings) {
  return given(locations.state_dir_option) != nullptr || !settings.daemon.state_dir.empty() ||
         given(locations.state_directory) != nullptr;
}

}  // namespace newswatch::config
