#include "config/import_feeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "config/read_tables.h"
#include "config/toml_text.h"
#include "net/url.h"
#include "text/escape.h"

namespace newswatch::config {
namespace {

constexpr std::size_t kLongestImportedName = 100;  // bytes, as check_name() has it
constexpr std::size_t kLongestImportedUrl = 8'000;

// The text with a blank for each character that printable() would escape, without outer and double
// blanks. Cut at a whole character.
std::string tidy_line(std::string_view text, std::size_t max_bytes) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
    const std::string_view character = text.substr(i, end - i);
    i = end;
    const bool blank = character == " " || text::printable(character) != character;
    if (blank && (out.empty() || out.back() == ' ')) continue;
    if (out.size() + (blank ? 1 : character.size()) > max_bytes) break;
    out += blank ? " " : character;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

// The error says why it is refused.
tl::expected<net::Url, std::string> url_of(const OpmlFeed& feed) {
  if (feed.url.size() > kLongestImportedUrl) {
    return tl::unexpected(
        fmt::format("its url has {} bytes, {} are the most", feed.url.size(), kLongestImportedUrl));
  }
  auto url = net::parse_url(feed.url);
  if (!url || url->host.empty() || text::printable(feed.url) != feed.url) {
    return tl::unexpected(std::string("its url is not one"));
  }
  if (url->scheme != "http" && url->scheme != "https") {
    return tl::unexpected(fmt::format("its url has the scheme {}: only http and https are asked",
                                      text::quoted(url->scheme)));
  }
  return std::move(*url);
}

FeedImport::Refused secret_in_url(const std::string& title, net::Url url) {
  url.user.clear();
  url.password.clear();
  const std::string name = title.empty() ? url.host : title;
  const std::string plain = toml_text(tidy_line(net::to_string(url), kLongestImportedUrl));
  return {
      FeedImport::Why::kUnusable,
      fmt::format("{}: its url holds a user or a password, which everyone may read in a config; "
                  "write url = {} and auth_file = \"FILE\", a file with one line user:password",
                  text::quoted(name), plain),
      fmt::format(
          "\n# Left out, as its url holds a user or a password: put them into a file of one "
          "line,\n# user:password, and name it here.\n# [[feed]]\n# name = {}\n# url = {}\n"
          "# auth_file = \"FILE\"\n",
          toml_text(name), plain)};
}

std::vector<std::string> tidy_labels(const std::vector<std::string>& labels) {
  std::vector<std::string> out;
  out.reserve(labels.size());
  for (const std::string& label : labels) {
    std::string tidy = tidy_line(label, label.size());
    const bool fresh = std::find(out.begin(), out.end(), tidy) == out.end();
    if (!tidy.empty() && fresh) out.push_back(std::move(tidy));
  }
  return out;
}

std::string table_of(const FeedSettings& feed) {
  std::string out = fmt::format("\n[[feed]]\nname = {}\n", toml_text(feed.name));
  if (feed.outlet != default_outlet(feed.url)) {
    out += fmt::format("outlet = {}\n", toml_text(feed.outlet));
  }
  out += fmt::format("url = {}\n", toml_text(feed.url));
  if (!feed.labels.empty()) out += fmt::format("labels = {}\n", toml_text(feed.labels));
  return out;
}

}  // namespace

void FeedImport::know(const FeedSettings& feed) {
  places_.names.try_emplace(feed.name);
  const auto url = net::parse_url(feed.url);
  if (!url) return;
  places_.urls.try_emplace(net::to_string(*url));
  const auto [at, fresh] = outlets_.try_emplace(url->host, feed.outlet);
  if (!fresh && at->second != feed.outlet) at->second.clear();  // more than one: not known
}

tl::expected<FeedSettings, FeedImport::Refused> FeedImport::take(const OpmlFeed& feed,
                                                                 const FeedPlace& place) {
  const auto url = url_of(feed);
  std::string title = tidy_line(feed.title, kLongestImportedName);
  // Some readers write the url into the title, with its password.
  if (title.find("://") != std::string::npos) title.clear();
  if (!url) {
    // Without the url: even a malformed one may hold a password.
    const std::string shown = title.empty() ? "a feed without a title" : title;
    return tl::unexpected(
        Refused{Why::kUnusable, fmt::format("{}: {}", text::quoted(shown), url.error()), ""});
  }
  if (!url->user.empty() || !url->password.empty()) {
    return tl::unexpected(secret_in_url(title, *url));
  }
  if (!places_.urls.try_emplace(net::to_string(*url), place).second) {
    return tl::unexpected(Refused{Why::kKnown, "", ""});
  }
  FeedSettings out;
  out.name = free_name(title.empty() ? url->host : title, place);
  out.outlet = outlet_of(url->host);
  out.url = feed.url;
  out.labels = tidy_labels(feed.labels);
  return out;
}

std::string FeedImport::free_name(const std::string& wish, const FeedPlace& place) {
  std::string name = tidy_line(wish, kLongestImportedName);
  if (places_.names.try_emplace(name, place).second) return name;
  // No name is ever free again, so what was tried for this wish needs no second try.
  int& i = numbers_.try_emplace(wish, 1).first->second;
  do {
    const std::string number = fmt::format(" {}", ++i);
    name = tidy_line(wish, kLongestImportedName - number.size()) + number;
  } while (!places_.names.try_emplace(name, place).second);
  return name;
}

// That of the config's feeds from this host, if they have one; else the host, as for any feed.
std::string FeedImport::outlet_of(const std::string& host) const {
  const auto at = outlets_.find(host);
  if (at != outlets_.end() && !at->second.empty()) return at->second;
  return host.starts_with("www.") ? host.substr(4) : host;
}

Import import_feeds(const Opml& opml, const Settings& settings) {
  FeedPlaces places;
  FeedImport import(places);
  if (settings.source != kBuiltIn) {
    for (const FeedSettings& feed : settings.feeds) import.know(feed);
  }
  Import done;
  for (const OpmlFeed& feed : opml.feeds) {
    auto taken = import.take(feed, {});
    if (taken) {
      ++done.taken;
      done.toml += table_of(*taken);
    } else if (taken.error().why == FeedImport::Why::kKnown) {
      ++done.known;
    } else {
      done.bad.push_back(std::move(taken.error().reason));
      done.toml += taken.error().comment;
    }
  }
  return done;
}

std::string import_summary(const Opml& opml, const Import& import) {
  std::string out = fmt::format("{} taken, {} known already", import.taken, import.known);
  if (opml.duplicates > 0) out += fmt::format(", {} repeated", opml.duplicates);
  if (opml.others > 0) out += fmt::format(", {} neither rss nor atom", opml.others);
  if (opml.switched_off > 0) out += fmt::format(", {} switched off (isComment)", opml.switched_off);
  if (opml.links > 0) out += fmt::format(", {} links to pages", opml.links);
  out += fmt::format(", {} unusable", import.bad.size());
  constexpr std::size_t kMostReasons = 10;
  for (std::size_t i = 0; i < import.bad.size() && i < kMostReasons; ++i) {
    out += (i == 0 ? ": " : "; ") + import.bad[i];
  }
  if (import.bad.size() > kMostReasons) out += "; and more";
  for (const std::string& file : opml.included) {
    out += fmt::format("; include not followed, import it by itself: {}", text::printable(file));
  }
  return out;
}

}  // namespace newswatch::config
