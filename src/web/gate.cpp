#include "web/gate.h"

#include <arpa/inet.h>

#include <algorithm>

#include "text/ascii.h"
#include "text/base64.h"

namespace newswatch::web {
namespace {

constexpr std::string_view kBearer = "bearer ", kBasic = "basic ";

// Without the port; an IPv6 address without its brackets.
std::string_view name_of(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    return end == host.npos ? std::string_view() : host.substr(1, end - 1);
  }
  return host.substr(0, host.rfind(':'));
}

bool is_address(const std::string& name) {
  in6_addr out{};
  return ::inet_pton(AF_INET, name.c_str(), &out) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), &out) == 1;
}

bool is_bearer(const Request& request) {
  return text::starts_in_any_case(request.authorization, kBearer);
}

}  // namespace

bool same_secret(std::string_view a, std::string_view b) {
  unsigned differs = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    differs |= static_cast<unsigned char>(a[i]) ^
               static_cast<unsigned char>(b.empty() ? 0 : b[i % b.size()]);
  }
  return differs == 0;
}

Gate::Gate(std::string token, std::vector<std::string> hosts, std::string form_token)
    : token_(std::move(token)), hosts_(std::move(hosts)), form_token_(std::move(form_token)) {}

bool Gate::is_ours(std::string_view host) const {
  const std::string name = text::ascii_lower(name_of(host));
  return name == "localhost" || is_address(name) ||
         std::ranges::any_of(
             hosts_, [&](const std::string& one) { return text::equal_in_any_case(one, name); });
}

bool Gate::knows_token(const Request& request) const {
  const std::string_view given = request.authorization;
  if (is_bearer(request)) {
    return same_secret(text::trimmed(given.substr(kBearer.size()), " "), token_);
  }
  if (!text::starts_in_any_case(given, kBasic)) return false;
  const std::string pair =
      text::base64_decoded(text::trimmed(given.substr(kBasic.size()), " ")).value_or("");
  const std::size_t colon = pair.find(':');
  return colon != std::string::npos &&
         same_secret(std::string_view(pair).substr(colon + 1), token_);
}

bool Gate::may_change(const Request& request) const {
  return request.peer.may_change || (!token_.empty() && knows_token(request));
}

// Browsers say where a request comes from; those that don't send either send the form's token.
bool Gate::is_from_elsewhere(const Request& request) const {
  const bool foreign_site = !request.fetch_site.empty() && request.fetch_site != "same-origin" &&
                            request.fetch_site != "none";
  if (foreign_site) return true;
  if (request.origin.empty()) return false;
  const std::size_t scheme = request.origin.find("://");
  return scheme == std::string::npos || request.origin.substr(scheme + 3) != request.host;
}

std::optional<Response> Gate::refuse(const Request& request) const {
  if (!request.peer.local && !is_ours(request.host)) {
    return plain(421,
                 "this is not the page of the host that was asked for; [web] hosts names more");
  }
  if (!token_.empty() && !request.peer.local && !knows_token(request)) {
    Response response = plain(401, "a token is needed: the password, or Authorization: Bearer");
    response.headers.emplace_back("WWW-Authenticate",
                                  "Basic realm=\"newswatch\", charset=\"UTF-8\"");
    return response;
  }
  if (request.method != "POST") return std::nullopt;
  if (is_from_elsewhere(request)) return plain(403, "a page of another site asked for this");
  if (!may_change(request)) {
    return plain(403,
                 "nothing is changed here without a token: set token_file of [web], or use "
                 "`newswatch events` on the machine itself");
  }
  if (!is_bearer(request) && !same_secret(request.field("form_token"), form_token_)) {
    return plain(403, "the page is older than the daemon's start: load it again");
  }
  return std::nullopt;
}

}  // namespace newswatch::web
