#include "config/locations.h"

#include <fcntl.h>
#include <unistd.h>

namespace newswatch::config {
namespace {

bool given(const std::optional<std::string>& value) { return value && !value->empty(); }

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

}  // namespace

std::filesystem::path config_file(const Places& places) {
  if (given(places.config_option)) return *places.config_option;
  if (given(places.newswatch_config)) return *places.newswatch_config;
  std::error_code error;
  if (std::filesystem::exists(places.system_config, error)) return places.system_config;
  return {};
}

model::Result<std::filesystem::path> state_folder(const Places& places, const Settings& settings,
                                                  Access access) {
  if (given(places.state_dir_option)) return whole(*places.state_dir_option);
  if (!settings.daemon.state_dir.empty()) return whole(settings.daemon.state_dir);
  if (given(places.state_directory)) {
    // systemd.exec(5): colons separate several folders.
    return whole(places.state_directory->substr(0, places.state_directory->find(':')));
  }
  if (accessible(places.system_state, access)) return places.system_state;
  // The XDG base directory specification: a relative path is to be ignored.
  if (given(places.xdg_state_home) && places.xdg_state_home->front() == '/') {
    return whole(std::filesystem::path(*places.xdg_state_home) / "newswatch");
  }
  if (given(places.home) && places.home->front() == '/') {
    return whole(std::filesystem::path(*places.home) / ".local/state/newswatch");
  }
  return model::fail(model::ErrorKind::kPermanent,
                     "find a state folder: no --state-dir, no state_dir in the config, no access "
                     "to " +
                         places.system_state.string() + ", and no HOME");
}

}  // namespace newswatch::config
