#include "config/import_feeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <utility>

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

class FeedImport {
 public:
  explicit FeedImport(const Settings& settings) {
    if (settings.source == kBuiltIn) return;
    for (const FeedSettings& feed : settings.feeds) {
      names_.insert(feed.name);
      const auto url = net::parse_url(feed.url);
      if (!url) continue;
      urls_.insert(net::to_string(*url));
      const auto [at, fresh] = outlets_.try_emplace(url->host, feed.outlet);
      if (!fresh && at->second != feed.outlet) at->second.clear();  // more than one: not known
    }
  }

  void add(const OpmlFeed& feed) {
    const auto url = url_of(feed);
    std::string title = tidy_line(feed.title, kLongestImportedName);
    // Some readers write the url into the title, with its password.
    if (title.find("://") != std::string::npos) title.clear();
    if (!url) {
      // Without the url: even a malformed one may hold a password.
      const std::string shown = title.empty() ? "a feed without a title" : title;
      done_.bad.push_back(fmt::format("{}: {}", text::quoted(shown), url.error()));
      return;
    }
    const std::string plain = net::to_string(*url);
    if (!url->user.empty() || !url->password.empty()) return refuse_secret(title, *url);
    if (!urls_.insert(plain).second) {
      ++done_.known;
      return;
    }
    ++done_.taken;
    done_.toml += fmt::format("\n[[feed]]\nname = {}\n",
                              toml_text(free_name(title.empty() ? url->host : title)));
    if (const std::string outlet = outlet_of(url->host); !outlet.empty()) {
      done_.toml += fmt::format("outlet = {}\n", toml_text(outlet));
    }
    done_.toml += fmt::format("url = {}\n", toml_text(feed.url));
    std::vector<std::string> labels;
    labels.reserve(feed.labels.size());
    for (const std::string& label : feed.labels) {
      std::string tidy = tidy_line(label, label.size());
      const bool fresh = std::find(labels.begin(), labels.end(), tidy) == labels.end();
      if (!tidy.empty() && fresh) labels.push_back(std::move(tidy));
    }
    if (!labels.empty()) done_.toml += fmt::format("labels = {}\n", toml_text(labels));
  }

  Import take() { return std::move(done_); }

 private:
  // The error says why it is refused.
  static tl::expected<net::Url, std::string> url_of(const OpmlFeed& feed) {
    if (feed.url.size() > kLongestImportedUrl) {
      return tl::unexpected(fmt::format("its url has {} bytes, {} are the most", feed.url.size(),
                                        kLongestImportedUrl));
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

  void refuse_secret(const std::string& title, net::Url url) {
    url.user.clear();
    url.password.clear();
    const std::string name = title.empty() ? url.host : title;
    const std::string plain = toml_text(tidy_line(net::to_string(url), kLongestImportedUrl));
    done_.bad.push_back(
        fmt::format("{}: its url holds a user or a password, which everyone may read in a config; "
                    "write url = {} and auth_file = \"FILE\", a file with one line user:password",
                    text::quoted(name), plain));
    done_.toml += fmt::format(
        "\n# Left out, as its url holds a user or a password: put them into a file of one line,\n"
        "# user:password, and name it here.\n# [[feed]]\n# name = {}\n# url = {}\n"
        "# auth_file = \"FILE\"\n",
        toml_text(name), plain);
  }

  std::string free_name(const std::string& wish) {
    std::string name = tidy_line(wish, kLongestImportedName);
    for (int i = 2; !names_.insert(name).second; ++i) {
      const std::string number = fmt::format(" {}", i);
      name = tidy_line(wish, kLongestImportedName - number.size()) + number;
    }
    return name;
  }

  // The outlet that the config's feeds from this host have; empty: none, or the default.
  std::string outlet_of(const std::string& host) const {
    const auto at = outlets_.find(host);
    if (at == outlets_.end()) return {};
    const std::string bare = host.starts_with("www.") ? host.substr(4) : host;
    return at->second == bare ? std::string() : at->second;
  }

  Import done_;
  std::set<std::string> names_, urls_;
  std::map<std::string, std::string> outlets_;  // by host; empty: several
};

}  // namespace

Import import_feeds(const Opml& opml, const Settings& settings) {
  FeedImport import(settings);
  for (const OpmlFeed& feed : opml.feeds) import.add(feed);
  return import.take();
}

}  // namespace newswatch::config
