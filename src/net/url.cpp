// CURLU splits and validates, and normalises numbers in hosts (0x7f.1 is 127.0.0.1). References are
// resolved here (RFC 3986 section 5.2.2), because libcurl 7.88 takes "#part" and an empty reference
// for paths. ICU turns an international host into ASCII (UTS 46), so that its meaning depends
// neither on libcurl nor on the process's locale.
#include "net/url.h"

#include <curl/urlapi.h>
#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "text/ascii.h"
#include "text/percent.h"

namespace newswatch::net {
namespace {

using CurluHandle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

constexpr unsigned kParseFlags = CURLU_NON_SUPPORT_SCHEME;

bool is_scheme_char(char c) {
  return text::is_ascii_letter(c) || text::is_digit(c) || c == '+' || c == '-' || c == '.';
}

bool is_http(std::string_view scheme) { return scheme == "http" || scheme == "https"; }

// Length of "scheme" in "scheme:rest", 0 when there is none (RFC 3986 section 3.1).
std::size_t scheme_length(std::string_view text) {
  if (text.empty() || !text::is_ascii_letter(text.front())) return 0;
  const auto end = std::find_if_not(text.begin(), text.end(), is_scheme_char);
  return end != text.end() && *end == ':' ? static_cast<std::size_t>(end - text.begin()) : 0;
}

// A part of the URL; false when it is absent.
bool url_part(CURLU* handle, CURLUPart what, std::string& out) {
  char* text = nullptr;
  if (curl_url_get(handle, what, &text, 0) != CURLUE_OK || !text) return false;
  out = text;
  curl_free(text);
  return true;
}

// Host in lower-case ASCII; false when it cannot be one.
bool ascii_host(std::string& host) {
  const auto high = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  if (std::any_of(host.begin(), host.end(), high)) {
    static const UIDNA* const idna = [] {
      UErrorCode status = U_ZERO_ERROR;
      return uidna_openUTS46(
          UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_USE_STD3_RULES, &status);
    }();
    std::array<char, 512> ascii{};  // a name has 253 characters at most
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    if (!idna || host.size() > 4096) return false;
    const auto length =
        uidna_nameToASCII_UTF8(idna, host.data(), static_cast<int32_t>(host.size()), ascii.data(),
                               static_cast<int32_t>(ascii.size()), &info, &status);
    if (U_FAILURE(status) || info.errors != 0) return false;
    // The ASCII form may be a number, and so an address: parse it again.
    const std::string left =
        "http://" + std::string(ascii.data(), static_cast<std::size_t>(length));
    const CurluHandle handle(curl_url(), &curl_url_cleanup);
    if (!handle || curl_url_set(handle.get(), CURLUPART_URL, left.c_str(), 0) != CURLUE_OK ||
        !url_part(handle.get(), CURLUPART_HOST, host)) {
      return false;
    }
  }
  host = text::ascii_lower(host);
  return !host.empty();
}

// Percent-encodes the bytes that may not stand in a URL.
std::string encoded(std::string_view text) {
  return text::percent_encoded(
      text, [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>'; });
}

// Without white space at both ends, and without tab, CR and LF inside: those fold lines of the feed
// and are no part of the URL. The authority stays for the parser; the rest is encoded.
std::string clean(std::string_view text) {
  const auto outside = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && outside(text.front())) text.remove_prefix(1);
  while (!text.empty() && outside(text.back())) text.remove_suffix(1);
  std::string lined;
  for (const char c : text) {
    if (c != '\t' && c != '\r' && c != '\n') lined += c;
  }
  const std::size_t scheme = scheme_length(lined);
  std::size_t authority_end = 0;
  if (lined.compare(scheme ? scheme + 1 : 0, 2, "//") == 0) {
    authority_end =
        std::min(lined.find_first_of("/?#", (scheme ? scheme + 1 : 0) + 2), lined.size());
  }
  return lined.substr(0, authority_end) + encoded(std::string_view(lined).substr(authority_end));
}

// The target of a reference without scheme and authority (RFC 3986 section 5.2.2). Dot segments
// stay, as parsing the target removes them.
Url merge(Url base, std::string_view reference) {
  const std::size_t hash = reference.find('#');
  base.fragment = hash == reference.npos ? "" : std::string(reference.substr(hash + 1));
  reference = reference.substr(0, hash);
  const std::size_t mark = reference.find('?');
  const std::string_view path = reference.substr(0, mark);
  if (mark != reference.npos || !path.empty()) {
    base.has_query = mark != reference.npos;
    base.query = base.has_query ? std::string(reference.substr(mark + 1)) : "";
  }
  if (path.starts_with('/')) {
    base.path = path;
  } else if (!path.empty()) {
    base.path.resize(base.path.rfind('/') + 1);  // npos + 1 = 0
    base.path += path;
  }
  return base;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  const std::size_t scheme = scheme_length(text);
  if (scheme == 0 || text.find('\0') != text.npos) return std::nullopt;
  const CurluHandle handle(curl_url(), &curl_url_cleanup);
  if (!handle || curl_url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(),
                              kParseFlags) != CURLUE_OK) {
    return std::nullopt;
  }
  Url url;
  std::string zone;
  // An address with a zone (RFC 6874) means something on one machine only.
  if (!url_part(handle.get(), CURLUPART_SCHEME, url.scheme) ||
      !url_part(handle.get(), CURLUPART_HOST, url.host) || !ascii_host(url.host) ||
      url_part(handle.get(), CURLUPART_ZONEID, zone)) {
    return std::nullopt;
  }
  // CURLU finds hosts in "tag:/x" and "data:///x". Other programs do so for http alone.
  if (!is_http(url.scheme) &&
      (text.substr(scheme + 1, 2) != "//" || text.substr(scheme + 3).starts_with('/'))) {
    return std::nullopt;
  }
  url_part(handle.get(), CURLUPART_USER, url.user);
  url_part(handle.get(), CURLUPART_PASSWORD, url.password);
  url.user = encoded(url.user);
  url.password = encoded(url.password);
  url_part(handle.get(), CURLUPART_PORT, url.port);
  url_part(handle.get(), CURLUPART_PATH, url.path);
  url.has_query = url_part(handle.get(), CURLUPART_QUERY, url.query);
  url_part(handle.get(), CURLUPART_FRAGMENT, url.fragment);
  return url;
}

std::string to_string(const Url& url) {
  std::string out = url.scheme + "://";
  if (!url.user.empty() || !url.password.empty()) {
    out += url.user;
    if (!url.password.empty()) out += ':' + url.password;
    out += '@';
  }
  out += url.host;
  if (!url.port.empty()) out += ':' + url.port;
  out += url.path;
  if (url.has_query) out += '?' + url.query;
  if (!url.fragment.empty()) out += '#' + url.fragment;
  return out;
}

std::string resolve_http(std::string_view base, std::string_view reference) {
  std::string target = clean(reference);
  if (scheme_length(target) == 0) {
    const std::optional<Url> from = parse_url(clean(base));
    if (!from) return {};
    target =
        target.starts_with("//") ? from->scheme + ':' + target : to_string(merge(*from, target));
  }
  const std::optional<Url> url = parse_url(target);
  return url && is_http(url->scheme) ? to_string(*url) : std::string{};
}

std::string origin(const Url& url) {
  if (!is_http(url.scheme)) return {};
  const std::string port = !url.port.empty() ? url.port : (url.scheme == "https" ? "443" : "80");
  return url.scheme + "://" + url.host + ':' + port;
}

std::string origin(std::string_view url) {
  const std::optional<Url> parsed = parse_url(url);
  return parsed ? origin(*parsed) : std::string();
}

std::string without_end_slashes(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

std::optional<Url> parse_http(std::string_view text) {
  // Text that is clean already is parsed only once.
  std::optional<Url> url = parse_url(text);
  if (!url || !is_http(url->scheme) || to_string(*url) != text) {
    url = parse_url(resolve_http("", text));
  }
  return url;
}

}  // namespace newswatch::net
