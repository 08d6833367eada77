#include "identify/canonical_url.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "identify/tracking.h"
#include "net/url.h"
#include "text/ascii.h"
#include "text/percent.h"

namespace newswatch::identify {
namespace {

// The one spelling of a path or a query: a character is percent-encoded only if it is neither
// unreserved (RFC 3986 section 6.2.2.2) nor one of `plain`, in capitals. Those of `delimiters`
// stay as they are, encoded or not, for there the two differ.
std::string one_spelling(std::string_view text, std::string_view plain,
                         std::string_view delimiters) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int decoded = text::percent_byte(text, i);
    const char c = decoded < 0 ? text[i] : static_cast<char>(decoded);
    const bool bare = decoded < 0 && delimiters.find(c) != std::string_view::npos;
    if (text::is_unreserved(c) || bare || plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += text::percent_code(c);
    }
    if (decoded >= 0) i += 2;
  }
  return out;
}

std::string canonical_host(std::string host) {
  host = text::ascii_lower(host);
  while (!host.empty() && host.back() == '.') host.pop_back();
  // Repeated until nothing is removed: "m.www.site.example" is "site.example".
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (const std::string_view prefix : {"www.", "m.", "mobile.", "amp."}) {
      // What is left must have a dot: "m.co" is a site of its own.
      if (host.starts_with(prefix) && host.find('.', prefix.size()) != std::string::npos) {
        host.erase(0, prefix.size());
        shorter = true;
      }
    }
  }
  return host;
}

// The segments of a path in their one spelling, without empty ones and dot segments. "&" is always
// encoded: a raw one might begin what looks like a reference ("&amp;").
std::vector<std::string> path_segments(std::string_view path) {
  std::vector<std::string> segments;
  for (const std::string_view given : text::split(path, "/")) {
    std::string segment = one_spelling(given, "!$'()*+,;=:@", "");
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (segment != ".") {
      segments.push_back(std::move(segment));
    }
  }
  return segments;
}

std::string canonical_path(std::string_view path) {
  auto segments = path_segments(path);
  while (!segments.empty() && text::equal_in_any_case(segments.back(), "amp")) segments.pop_back();
  std::size_t first = 0;
  while (first + 1 < segments.size() && text::equal_in_any_case(segments[first], "amp")) ++first;
  std::string out;
  for (; first < segments.size(); ++first) out += '/' + segments[first];
  return out;
}

// The parameters in order, without those that only track. A "+" is a blank, as "%20" is.
std::vector<std::string> canonical_parameters(std::string_view query) {
  std::vector<std::string> parameters;
  for (const std::string_view given : text::split(query, "&")) {
    std::string parameter = one_spelling(given, "!'()*,:@;$/?", "=+");
    while (text::starts_in_any_case(parameter, "amp;")) parameter.erase(0, 4);  // escaped twice
    for (std::size_t at = 0; (at = parameter.find('+', at)) != std::string::npos;) {
      parameter.replace(at, 1, "%20");
    }
    if (!parameter.empty() && !is_tracking(parameter)) parameters.push_back(std::move(parameter));
  }
  std::sort(parameters.begin(), parameters.end());
  parameters.erase(std::unique(parameters.begin(), parameters.end()), parameters.end());
  return parameters;
}

// With the "?" before it. Empty: there are no parameters.
std::string canonical_query(std::string_view query) {
  std::string out;
  for (const std::string& parameter : canonical_parameters(query)) {
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
  // It was dots only, or it is decoded and would be decoded again.
  if (host.empty() || host.find('%') != std::string::npos) return std::nullopt;
  if (host != url->host || text::is_digit(host.front())) {
    // What is left may be a number, which is an address ("1" is 0.0.0.1), or no host at all.
    const auto left = net::parse_url("http://" + host);
    if (!left) return std::nullopt;
    url->host = left->host;
  }
  return url;
}

bool is_google(std::string_view host) { return host.starts_with("google."); }

// What an AMP cache calls a page: content, viewer, ad, and package.
bool is_cached_page(std::string_view kind) {
  return kind == "c" || kind == "v" || kind == "a" || kind == "wp";
}

// The article's own link in that of an AMP cache (google.com/amp/s/..., ...cdn.ampproject.org/c/s/
// ...; "s": it is https) or of a redirector of Google (google.com/url?url=...). Empty: it is
// neither.
std::string wrapped_link(const net::Url& url) {
  const bool cache = url.host == "cdn.ampproject.org" || url.host.ends_with(".cdn.ampproject.org");
  const bool viewer = is_google(url.host) || url.host == "bing.com";
  const std::vector<std::string> path =
      cache || viewer ? path_segments(url.path) : std::vector<std::string>();
  if (path.size() > 1 && (viewer ? path[0] == "amp" : is_cached_page(path[0]))) {
    const bool secure = path[1] == "s";
    std::string link = secure ? "https:/" : "http:/";
    const std::size_t host = secure ? 2 : 1;
    if (host >= path.size() || path[host].find('.') == std::string::npos) return {};
    for (std::size_t i = host; i < path.size(); ++i) link += '/' + path[i];
    return link + canonical_query(url.query);
  }
  if (!is_google(url.host) || url.path != "/url") return {};
  for (const std::string_view name : {"url=", "q="}) {
    for (const std::string& parameter : canonical_parameters(url.query)) {
      if (parameter.starts_with(name)) return text::percent_decoded(parameter.substr(name.size()));
    }
  }
  return {};
}

// The URL of the article that a link leads to.
std::optional<net::Url> article_url(std::string_view text) {
  constexpr int kMostWraps = 3;
  auto url = parse_http(text);
  for (int wraps = 0; url; ++wraps) {
    auto inner = parse_http(wrapped_link(*url));
    if (!inner) return url;
    if (wraps == kMostWraps) return std::nullopt;
    url = std::move(inner);
  }
  return url;
}

std::string canonical_form(const net::Url& url) {
  std::string out = "https://" + url.host;
  const bool default_port =
      url.port.empty() || url.port == "443" || (url.scheme == "http" && url.port == "80");
  if (!default_port) out += ":" + url.port;
  return out + canonical_path(url.path) + canonical_query(url.query);
}

// SITE/NUMBER; empty: there is none.
std::string number_of(const net::Url& url) {
  const bool wordpress = url.host == "thehill.com" || url.host == "time.com";
  const bool indiatimes = url.host == "indiatimes.com" || url.host.ends_with(".indiatimes.com");
  if (!wordpress && !indiatimes) return {};
  const std::string clean_path = canonical_path(url.path);
  const auto path = text::split(clean_path, "/");
  const std::string_view number = wordpress
                                      ? wordpress_number(url, path, text::split(url.query, "&"))
                                      : indiatimes_number(path);
  if (number.empty()) return {};
  return (wordpress ? url.host : "indiatimes.com") + "/" + std::string(number);
}

// The length of the rest of a reference to "&", without its own "&": "amp;". 0: there is none.
std::size_t ampersand_reference(std::string_view text) {
  for (const std::string_view one : {"amp;", "#38;", "#038;", "#x26;"}) {
    if (text::starts_in_any_case(text, one)) return one.size();
  }
  return 0;
}

}  // namespace

std::string with_plain_ampersands(std::string_view link) {
  std::string out;
  out.reserve(link.size());
  for (std::size_t i = 0; i < link.size();) {
    const std::size_t sign = std::min(link.find('&', i), link.size());
    out += link.substr(i, sign - i);
    if (sign == link.size()) break;
    out += '&';
    i = sign + 1;
    while (const std::size_t reference = ampersand_reference(link.substr(i))) i += reference;
  }
  return out;
}

std::string canonical_url(std::string_view text) {
  const auto url = article_url(with_plain_ampersands(text));
  return url ? canonical_form(*url) : std::string();
}

std::string cms_number(std::string_view text) {
  const auto url = article_url(with_plain_ampersands(text));
  return url ? number_of(*url) : std::string();
}

ArticleKeys article_keys(std::string_view text) {
  const auto url = article_url(with_plain_ampersands(text));
  if (!url) return {};
  return {canonical_form(*url), number_of(*url)};
}

}  // namespace newswatch::identify
