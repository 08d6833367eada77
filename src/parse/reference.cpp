#include "parse/reference.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "text/ascii.h"
#include "text/html_anchors.h"
#include "text/skip_blocks.h"

namespace newswatch::parse {
namespace {

// Undoes escapes that are left over because a URL was escaped twice: "&amp;amp;" is "&".
std::string unescaped(std::string_view url) {
  constexpr std::string_view kRest = "amp;";
  std::string out;
  out.reserve(url.size());
  for (std::size_t i = 0; i < url.size(); ++i) {
    out += url[i];
    if (url[i] != '&') continue;
    while (url.substr(i + 1).starts_with(kRest)) i += kRest.size();
  }
  return out;
}

constexpr std::size_t kLongestFiller = 20;

// What stands for "no link". A slash at the end is not looked at.
bool is_filler(std::string_view text) {
  constexpr std::string_view kFillers[] = {
      "#",       "-",      "--",        "\u2013",        "\u2014",  ".",
      "?",       "n/a",    "n.a.",      "n.a",           "na",      "none",
      "null",    "nil",    "nan",       "nul",           "false",   "unknown",
      "no link", "nolink", "void",      "empty",         "tbd",     "tba",
      "todo",    "0",      "(none)",    "(null)",        "[none]",  "<none>",
      "<nil>",   "<null>", "undefined", "not available", "not set", "no url",
      "no-link", "http:",  "https:"};
  if (text.size() > kLongestFiller) return false;
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::any_of(std::begin(kFillers), std::end(kFillers), [text](std::string_view filler) {
    return text::equal_in_any_case(text, filler);
  });
}

// The length of "http:" with its slashes, at the start of a text. 0: it is not there, or misspelled
// in other ways than "http//", "http:\\" and "http:/".
std::size_t scheme_size(std::string_view text) {
  std::size_t at = text::starts_in_any_case(text, "https")  ? 5
                   : text::starts_in_any_case(text, "http") ? 4
                                                            : 0;
  if (at == 0) return 0;
  const std::size_t name = at;
  if (text.substr(at).starts_with(':')) ++at;
  const std::size_t slashes = at;
  while (at < text.size() && at < slashes + 2 && (text[at] == '/' || text[at] == '\\')) ++at;
  // "http/x" is a path, and so is "https:x" to most programs.
  return at == slashes || (slashes == name && at < slashes + 2) ? 0 : at;
}

bool is_web_host(std::string_view host) {
  host = host.substr(0, host.find(':'));
  return std::count(host.begin(), host.end(), '.') >= 2 && !host.ends_with('.') &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return c < 0 || text::is_ascii_letter(c) || text::is_digit(c) || c == '.' || c == '-';
         });
}

std::string_view host_of(std::string_view url) {
  const std::size_t from = url.find("://");
  if (from == std::string_view::npos) return {};
  url.remove_prefix(from + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

// Whether the text is an address whose scheme was left out.
bool lacks_scheme(std::string_view text, std::string_view base) {
  const std::string_view host = text.substr(0, text.find_first_of("/?#"));
  if (text::starts_in_any_case(host, "www.")) return is_web_host(host);
  const std::string_view known = host_of(base);
  return known.find('.') != std::string_view::npos && text::equal_in_any_case(host, known);
}

std::string_view without_brackets(std::string_view text) {
  const auto wrapped = [&text](char open, char close) {
    return text.size() > 1 && text.front() == open && text.back() == close;
  };
  while (wrapped('"', '"') || wrapped('\'', '\'') ||
         (wrapped('<', '>') && scheme_size(text.substr(1)))) {
    text = text::trimmed(text.substr(1, text.size() - 2));
  }
  return text;
}

std::string html_target(std::string_view text) {
  const auto anchors = text::html_anchors(text, 1);
  return anchors.empty() ? std::string() : anchors.front().href;
}

// The text from the last of the schemes with which it begins: "https://x.example" of
// "http://https://x.example".
std::string_view from_last_scheme(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return text;
  for (std::size_t size = scheme_size(text); size > 0 && scheme_size(text.substr(size)) > 0;
       size = scheme_size(text)) {
    text.remove_prefix(size);
  }
  return text;
}

// With the scheme that was left out, if so.
std::string with_scheme(std::string text, std::string_view base) {
  if (!lacks_scheme(text, base)) return text;
  const std::string_view host = std::string_view(text).substr(0, text.find_first_of("/?#"));
  const bool own = text::equal_in_any_case(host, host_of(base));
  return std::string(own ? base.substr(0, base.find("://") + 3) : "http://") + text;
}

}  // namespace

bool is_proper_url(std::string_view text) {
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  const std::string_view rest = text.substr(scheme);
  if (scheme == 0 || rest.size() <= kLongestFiller || scheme_size(rest) > 0) return false;
  if (!text::is_ascii_letter(rest[0]) && !text::is_digit(rest[0])) return false;
  const auto odd = [](std::uint8_t c) {
    return static_cast<std::uint8_t>(static_cast<std::uint8_t>(c <= ' ') |
                                     static_cast<std::uint8_t>(c >= 0x7F));
  };
  const std::string_view end = rest.substr(text::skip_blocks(rest, 0, odd));
  return std::none_of(end.begin(), end.end(), odd) && rest.find("&amp;") == std::string_view::npos;
}

std::string meant_reference(std::string_view written, std::string_view base) {
  std::string text(from_last_scheme(without_brackets(text::trimmed(written))));
  if (is_filler(text)) return {};
  if (text.starts_with('<')) text = html_target(text);
  if (text.find("&amp;") != std::string::npos) text = unescaped(text);
  const std::size_t scheme = scheme_size(text);
  if (scheme == 0) return with_scheme(std::move(text), base);
  if (is_filler(std::string_view(text).substr(scheme))) return {};
  if (text[scheme - 1] == '/' && text[scheme - 2] == '/' && text[scheme - 3] == ':') return text;
  const auto query = static_cast<std::ptrdiff_t>(std::min(text.find('?'), text.size()));
  std::replace(text.begin(), text.begin() + query, '\\', '/');
  const bool secure = text::starts_in_any_case(text, "https");
  return (secure ? "https://" : "http://") + text.substr(scheme);
}

}  // namespace newswatch::parse
