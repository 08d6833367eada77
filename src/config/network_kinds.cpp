#include "config/network_kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "config/key_kinds.h"
#include "config/table_reader.h"
#include "config/toml_text.h"
#include "net/address_guard.h"
#include "net/url.h"
#include "text/escape.h"

namespace newswatch::config {

bool ProxyKind::read(TableReader& reader, std::string_view key, Value& value) const {
  constexpr std::string_view kSchemes[] = {"http",    "https",  "socks4",
                                           "socks4a", "socks5", "socks5h"};
  if (!TextKind{}.read(reader, key, value)) return false;
  if (value.empty() || value == "env") return true;
  const auto url = net::parse_url(value);
  if (url && (!url->user.empty() || !url->password.empty())) {
    reader.problem(
        key, fmt::format("{} holds a user or a password, which everyone may read here", key),
        fmt::format("{} = \"env\" and put it into the service's environment (https_proxy)", key));
    return false;
  }
  const bool is_proxy =
      url && !url->host.empty() &&
      std::find(std::begin(kSchemes), std::end(kSchemes), url->scheme) != std::end(kSchemes);
  if (is_proxy && (url->path.empty() || url->path == "/") && !url->has_query &&
      url->fragment.empty()) {
    return true;
  }
  reader.problem(
      key,
      fmt::format("{} {}", key,
                  is_proxy ? "has more than scheme, host and port" : "is not the URL of one"),
      fmt::format(
          "{} = \"http://HOST:PORT\" (or https, socks4, socks4a, socks5, socks5h), or \"env\"",
          key));
  return false;
}

std::string ProxyKind::toml(const Value& value) const { return toml_text(value); }

bool NetworksKind::read(TableReader& reader, std::string_view key, Value& value) const {
  if (!StringsKind{}.read(reader, key, value)) return false;
  bool good = true;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (net::AddressGuard::parse({&value[i], 1})) continue;
    reader.file().problems.add(reader.element_at(key, i),
                               fmt::format("{} is no network", text::quoted(value[i])),
                               "an address and a length, as in \"127.0.0.0/8\" or \"fd00::/8\"");
    good = false;
  }
  return good;
}

std::string NetworksKind::toml(const Value& value) const { return toml_text(value); }

}  // namespace newswatch::config
