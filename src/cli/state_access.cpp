#include "cli/state_access.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "cli/open.h"
#include "text/escape.h"

namespace newswatch::cli {
namespace {

namespace fs = std::filesystem;

std::optional<uid_t> owner_of(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return info.st_uid;
}

// A user as an argument of sudo -u or chown.
std::string user_word(uid_t user) { return process::shell_word(process::user_name(user)); }

// In words that the new owner can use: relative paths and the environment stay behind.
std::string run_as(uid_t user, const config::Locations& locations, bool once) {
  std::string line = "sudo -u " + user_word(user) + " newswatch run";
  if (once) line += " --once";
  const auto add = [&](std::string_view option, const std::optional<std::string>& value) {
    if (!value || value->empty()) return false;
    std::error_code error;
    const fs::path whole = fs::absolute(*value, error);
    line += fmt::format(" {} {}", option, process::shell_word(error ? *value : whole.string()));
    return true;
  };
  add("--config", locations.config_option) || add("--config", locations.newswatch_config);
  add("--state-dir", locations.state_dir_option) || add("--state-dir", locations.state_directory);
  return line;
}

// What the store needs, the folder first.
std::optional<process::Denial> first_denial(const fs::path& state, process::Wish wish) {
  const fs::path store = store_folder(state);
  if (auto found = process::denial(state, wish)) return found;
  if (auto found = process::denial(store, wish)) return found;
  std::error_code error;
  for (fs::directory_iterator at(store, error), end; !error && at != end; at.increment(error)) {
    const bool lock = at->path().filename() == "LOCK";
    if (auto found = process::denial(at->path(), lock ? wish : process::Wish::kRead)) return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> state_denied(const fs::path& state, process::Wish wish,
                                        std::string otherwise) {
  const auto found = first_denial(state, wish);
  if (!found) return std::nullopt;
  const std::optional<uid_t> owner = owner_of(state);
  const bool inside = found->at.string().starts_with((state / "").string());
  if (inside && owner && *owner != found->owner) {
    otherwise = fmt::format("write: sudo chown -R {}: {}", user_word(*owner),
                            process::shell_word(state.string()));
  } else if (otherwise.empty()) {
    otherwise = fmt::format("write: sudo -u {} newswatch ...", user_word(found->owner));
  }
  return process::to_string(*found, otherwise);
}

std::optional<std::string> another_users_state(const fs::path& state,
                                               const config::Locations& locations, bool once) {
  const uid_t user = ::geteuid();
  for (const fs::path& path : {state, store_folder(state)}) {
    const auto owner = owner_of(path);
    if (!owner || *owner == user) continue;
    const std::string what =
        fmt::format("{} belongs to {}, and you are {}: {} could not open what this run would write",
                    text::printable(path.string()), process::user_name(*owner),
                    process::user_name(user), process::user_name(*owner));
    if (path != state) {
      return fmt::format("{}; write: sudo chown -R {}: {}", what, user_word(user),
                         process::shell_word(state.string()));
    }
    if (*owner == 0) return what + "; name a folder of your own by --state-dir";
    return what + "; write: " + run_as(*owner, locations, once);
  }
  return std::nullopt;
}

std::optional<std::string> second_watch(const fs::path& state, const config::Locations& locations,
                                        const config::Settings& settings, bool once) {
  if (!config::is_service_config(locations) || config::names_state(locations, settings)) return {};
  const auto owner = owner_of(locations.system_state);
  if (!owner || state == locations.system_state) return {};
  return fmt::format(
      "{} is the config of the service, whose store in {} you may not write; for a second watch "
      "with a store of its own, write: newswatch run --state-dir {}; else: {}",
      locations.system_config.string(), locations.system_state.string(),
      process::shell_word(state.string()), run_as(*owner, locations, once));
}

}  // namespace newswatch::cli
