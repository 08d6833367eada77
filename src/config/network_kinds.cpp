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
namespace {

// What is wrong with an address; empty: nothing, and `text` has its normal form now.
std::string url_fault(std::string& text) {
  const auto url = net::parse_url(text);
  if (!url || url->host.empty() || (url->scheme != "http" && url->scheme != "https")) {
    return "is no http or https address";
  }
  if (!url->user.empty() || !url->password.empty()) {
    return "holds a user or a password, which everyone may read here";
  }
  text = net::to_string(*url);
  return {};
}

}  // namespace

bool HttpUrlKind::read(TableReader& reader, std::string_view key, Value& value) const {
  if (!TextKind{}.read(reader, key, value)) return false;
  if (value.empty()) return true;
  const std::string fault = url_fault(value);
  if (fault.empty()) return true;
  reader.problem(key, fmt::format("{} {}", key, fault),
                 fmt::format("{} = \"https://HOST/...\"", key));
  value.clear();
  return false;
}

std::string HttpUrlKind::toml(const Value& value) const { return toml_text(value); }

bool HttpUrlsKind::read(TableReader& reader, std::string_view key, Value& value) const {
  if (!StringsKind{}.read(reader, key, value)) return false;
  bool good = true;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string fault = url_fault(value[i]);
    if (fault.empty()) continue;
    reader.file().problems.add(reader.element_at(key, i),
                               fmt::format("{} {}", text::quoted(value[i]), fault),
                               "\"https://HOST:PORT\"");
    good = false;
  }
  return good;
}

std::string HttpUrlsKind::toml(const Value& value) const { return toml_text(value); }

void check_reach(TableReader& reader, std::string_view key, const std::string& url_text,
                 const std::vector<std::string>& allowed) {
  const auto url = net::parse_url(url_text);
  const auto guard = net::AddressGuard::parse(allowed);
  if (!url || !guard) return;
  const bool local = url->host == "localhost";
  const auto refusal = guard->refusal(local ? "127.0.0.1" : url->host);
  if (!refusal || (local && guard->allows("[::1]"))) return;
  std::string host = url->host;
  std::erase_if(host, [](char c) { return c == '[' || c == ']'; });
  reader.problem(key, fmt::format("{}: not asked without leave", *refusal),
                 local ? "allow_networks = [\"127.0.0.0/8\", \"::1\"] as well"
                       : fmt::format("allow_networks = [{}] as well", text::quoted(host)));
}

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
