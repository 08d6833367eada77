#include "process/child_environment.h"

#include <string_view>

#include "text/ascii.h"

namespace newswatch::process {
namespace {

bool is_ours_alone(std::string_view name) {
  return name == "NOTIFY_SOCKET" || name == "CREDENTIALS_DIRECTORY" ||
         name.starts_with("WATCHDOG_") || name.starts_with("LISTEN_");
}

bool is_proxy(std::string_view name) {
  return text::ascii_lower(name).ends_with("_proxy") && !text::equal_in_any_case(name, "no_proxy");
}

// "http://host:1" of "http://user:password@host:1".
std::string without_user(std::string_view address) {
  const std::size_t scheme = address.find("://");
  const std::size_t from = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t at = address.substr(0, address.find_first_of("/?#", from)).rfind('@');
  if (at == std::string_view::npos || at < from) return std::string(address);
  return std::string(address.substr(0, from)).append(address.substr(at + 1));
}

}  // namespace

std::vector<std::string> child_environment(const std::vector<std::string>& environment) {
  std::vector<std::string> kept;
  kept.reserve(environment.size());
  for (const std::string& entry : environment) {
    const std::string_view name = std::string_view(entry).substr(0, entry.find('='));
    if (is_ours_alone(name)) continue;
    if (is_proxy(name) && name.size() < entry.size()) {
      kept.push_back(std::string(name) + '=' +
                     without_user(std::string_view(entry).substr(name.size() + 1)));
    } else {
      kept.push_back(entry);
    }
  }
  return kept;
}

}  // namespace newswatch::process
