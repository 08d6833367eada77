#include "identify/canonical_url.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "net/url.h"
#include "text/ascii.h"

namespace newswatch::identify {
namespace {

// Parameters that tell where a reader came from, and never which page it is.
constexpr std::array<std::string_view, 24> kTracking = {
    "fbclid", "gclid",  "dclid",   "gclsrc", "msclkid", "yclid",      "twclid",     "igshid",
    "mc_cid", "mc_eid", "mkt_tok", "ncid",   "cmpid",   "_ga",        "_gl",        "cmp",
    "icid",   "ocid",   "smid",    "spm",    "ftag",    "guccounter", "outputtype", "amp"};
constexpr std::array<std::string_view, 5> kTrackingPrefixes = {"utm_", "pk_", "mtm_", "at_", "wt_"};
// Parameters that are tracking only with one of these values. With others they tell which page it
// is.
constexpr std::array<std::string_view, 6> kReferrers = {"ref",  "source", "src",
                                                        "from", "feed",   "via"};
constexpr std::array<std::string_view, 5> kReferrerValues = {"rss", "feed", "rssfeed", "atom",
                                                             "feedburner"};

template <class List>
bool contains(const List& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool is_tracking(std::string_view parameter) {
  const std::size_t equals = std::min(parameter.find('='), parameter.size());
  const std::string name = text::ascii_lower(parameter.substr(0, equals));
  if (contains(kTracking, name)) return true;
  for (const std::string_view prefix : kTrackingPrefixes) {
    if (name.starts_with(prefix)) return true;
  }
  if (!contains(kReferrers, name) || equals == parameter.size()) return false;
  return contains(kReferrerValues, text::ascii_lower(parameter.substr(equals + 1)));
}

std::string canonical_host(std::string host) {
  host = text::ascii_lower(host);
  while (!host.empty() && host.back() == '.') host.pop_back();
  // Repeated until nothing is removed: "m.www.site.example" is "site.example".
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (const std::string_view prefix : {"www.", "m.", "amp."}) {
      // What is left must have a dot: "m.co" is a site of its own.
      if (host.starts_with(prefix) && host.find('.', prefix.size()) != std::string::npos) {
        host.erase(0, prefix.size());
        shorter = true;
      }
    }
  }
  return host;
}

std::string canonical_path(std::string_view path) {
  auto segments = text::split(path, "/");
  while (!segments.empty() && text::equal_in_any_case(segments.back(), "amp")) segments.pop_back();
  while (segments.size() > 1 && text::equal_in_any_case(segments.front(), "amp"))
    segments.erase(segments.begin());
  std::string out;
  for (const std::string_view segment : segments) {
    out += '/';
    out += segment;
  }
  // %c3 and %C3 are the same (RFC 3986 section 6.2.2.1).
  for (std::size_t i = 0; i + 2 < out.size(); ++i) {
    if (out[i] != '%') continue;
    for (std::size_t k = i + 1; k <= i + 2; ++k) {
      if (text::hex_digit(out[k]) >= 0) out[k] = text::ascii_upper(out[k]);
    }
  }
  return out;
}

std::string canonical_query(std::string_view query) {
  auto parameters = text::split(query, "&");
  std::erase_if(parameters, is_tracking);
  std::sort(parameters.begin(), parameters.end());
  parameters.erase(std::unique(parameters.begin(), parameters.end()), parameters.end());
  std::string out;
  for (const std::string_view parameter : parameters) {
    out += out.empty() ? '?' : '&';
    out += parameter;
  }
  return out;
}

// The digits at the front. Empty: there are fewer than `least`, or a letter follows directly.
std::string_view leading_number(std::string_view text, std::size_t least) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  if (end < least || end > 18) return {};
  if (end < text.size() && text[end] != '-' && text[end] != '.') return {};
  return text.substr(0, end);
}

// The number that WordPress gives a post: in `?p=N`, else in a last segment `N-slug` (The Hill) or
// in `/N/slug/` (TIME).
std::string_view wordpress_number(const net::Url& url, const std::vector<std::string_view>& path,
                                  const std::vector<std::string_view>& query) {
  for (const std::string_view parameter : query) {
    if (parameter.starts_with("p=")) return leading_number(parameter.substr(2), 1);
  }
  if (url.host == "time.com") {
    return path.size() >= 2 ? leading_number(path.front(), 5) : std::string_view();
  }
  return path.empty() ? std::string_view() : leading_number(path.back(), 5);
}

std::string_view indiatimes_number(const std::vector<std::string_view>& path) {
  if (path.size() < 2 || !path.back().ends_with(".cms")) return {};
  const std::string_view kind = path[path.size() - 2];
  if (kind != "articleshow" && kind != "amp_articleshow" && kind != "liveblog") return {};
  return leading_number(path.back(), 1);
}

std::optional<net::Url> parse_http(std::string_view text) {
  auto url = net::parse_url(text);
  if (!url || (url->scheme != "http" && url->scheme != "https")) return std::nullopt;
  const std::string host = canonical_host(url->host);
  if (host.empty()) return std::nullopt;  // it was dots only
  if (host != url->host) {
    // What is left may be a number, which is an address ("1" is 0.0.0.1), or no host at all.
    const auto left = net::parse_url("http://" + host);
    if (!left) return std::nullopt;
    url->host = left->host;
  }
  return url;
}

}  // namespace

std::string canonical_url(std::string_view text) {
  const auto url = parse_http(text);
  if (!url) return {};
  std::string out = "https://" + url->host;
  const bool default_port =
      url->port.empty() || url->port == "443" || (url->scheme == "http" && url->port == "80");
  if (!default_port) out += ":" + url->port;
  return out + canonical_path(url->path) + canonical_query(url->query);
}

std::string cms_number(std::string_view text) {
  const auto url = parse_http(text);
  if (!url) return {};
  const std::string clean_path = canonical_path(url->path);
  const auto path = text::split(clean_path, "/");
  const auto query = text::split(url->query, "&");
  std::string site;
  std::string_view number;
  if (url->host == "thehill.com" || url->host == "time.com") {
    site = url->host;
    number = wordpress_number(*url, path, query);
  } else if (url->host == "indiatimes.com" || url->host.ends_with(".indiatimes.com")) {
    site = "indiatimes.com";
    number = indiatimes_number(path);
  }
  if (number.empty()) return {};
  return site + "/" + std::string(number);
}

}  // namespace newswatch::identify
