// URLs (RFC 3986), parsed by libcurl's CURLU. The same parser serves the requests, so there is only
// one opinion on what a URL's host is. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace newswatch::net {

struct Url {
  std::string scheme, user, password, host, port, path, query, fragment;
  bool has_query = false;
};

// Absolute URLs of any scheme that names a host; host in lower case. nullopt: not one.
std::optional<Url> parse_url(std::string_view text);

std::string to_string(const Url& url);

// The reference resolved against the base (RFC 3986 section 5). Spaces and non-ASCII are
// percent-encoded. Empty: the result is not an absolute http or https URL.
std::string resolve_http(std::string_view base, std::string_view reference);

// "https://host:port" of an http or https URL, which per_host and host_gap count by; empty: it is
// another URL.
std::string origin(std::string_view url);
std::string origin(const Url& url);

// Without slashes at the end: a path may be put behind it.
std::string without_end_slashes(std::string text);

// resolve_http("", text), parsed; nullopt where that is empty.
std::optional<Url> parse_http(std::string_view text);

}  // namespace newswatch::net
