#include "net/masked_url.h"

#include <algorithm>

#include "text/ascii.h"

namespace newswatch::net {
namespace {

constexpr std::string_view kMask = "***";

// "api_key", "X-Amz-Signature", "accessToken"; not "keyword" and "author".
bool is_secret(std::string_view name) {
  const std::string lower = text::ascii_lower(name);
  const std::string_view whole = lower;
  for (const std::string_view word : {"token", "secret", "passw", "signature", "credential"}) {
    if (whole.find(word) != whole.npos) return true;
  }
  for (const std::string_view word : {"auth", "sig", "pwd", "pass", "jwt", "sid", "session"}) {
    if (whole == word) return true;
  }
  return whole.ends_with("key");
}

// Appends parameters ("a=b&c=d") with the values of the secret ones masked.
void append_masked(std::string_view parameters, std::string& out) {
  while (!parameters.empty()) {
    const std::size_t end = std::min(parameters.find_first_of("&;"), parameters.size());
    const std::string_view one = parameters.substr(0, end);
    const std::size_t equals = one.find('=');
    if (equals + 1 < one.size() && equals != one.npos && is_secret(one.substr(0, equals))) {
      out.append(one, 0, equals + 1).append(kMask);
    } else {
      out += one;
    }
    if (end < parameters.size()) out += parameters[end];
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
  }
}

}  // namespace

std::string masked_url(std::string_view url) {
  std::string out;
  const std::size_t scheme = url.find("://");
  const std::size_t from = scheme == url.npos ? 0 : scheme + 3;
  const std::size_t path = std::min(url.find_first_of("/?#", from), url.size());
  const std::size_t at = url.substr(0, path).rfind('@');
  out.append(url, 0, from);
  const bool has_user = scheme != url.npos && at != url.npos && at >= from;
  if (has_user) out.append(kMask);
  const std::size_t host = has_user ? at : from;
  const std::size_t query = std::min(url.find_first_of("?#", path), url.size());
  out.append(url, host, query - host);
  if (query == url.size()) return out;
  out += url[query];
  const std::string_view rest = url.substr(query + 1);
  const std::size_t fragment = std::min(rest.find('#'), rest.size());
  append_masked(rest.substr(0, fragment), out);
  if (fragment < rest.size()) {
    out += '#';
    append_masked(rest.substr(fragment + 1), out);
  }
  return out;
}

}  // namespace newswatch::net
