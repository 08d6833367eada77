#include <fmt/format.h>

#include <algorithm>

#include "config/read_lists.h"
#include "config/secrets.h"
#include "config/table_reader.h"
#include "net/url.h"
#include "text/escape.h"
#include "text/time_text.h"

namespace newswatch::config {
namespace {

constexpr std::size_t kLongestUrl = 8'000;

// The url without what only its owner may see.
std::string without_credentials(net::Url url) {
  url.user.clear();
  url.password.clear();
  return net::to_string(url);
}

// The url in the one form in which two are compared; empty when it is no good.
std::string check_url(const std::string& text, Position at, Problems& problems) {
  constexpr std::string_view kExample = "url = \"https://...\"";
  if (text.size() > kLongestUrl) {
    problems.add(at, fmt::format("url of {} bytes", text.size()),
                 fmt::format("one of at most {}", kLongestUrl));
    return {};
  }
  const auto url = net::parse_url(text);
  if (!url || url->host.empty()) {
    // Not shown when it may hold a password.
    const bool secret = text.find('@') != std::string::npos;
    const bool bare = text.find("://") == std::string::npos && !secret && !text.starts_with("/");
    problems.add(at, secret ? "url is not one" : "url is not one: " + text::quoted(text),
                 bare ? "url = " + text::quoted("https://" + text) : std::string(kExample));
    return {};
  }
  const bool web = url->scheme == "http" || url->scheme == "https";
  if (!url->user.empty() || !url->password.empty()) {
    problems.add(
        at, "url holds a user or a password, which everyone may read here",
        fmt::format("url = {} and auth_file = \"FILE\", a file with one line user:password",
                    text::quoted(without_credentials(*url))));
    return {};
  }
  if (!web) {
    problems.add(
        at,
        fmt::format("url of scheme {}: only http and https are asked", text::quoted(url->scheme)),
        std::string(kExample));
    return {};
  }
  return net::to_string(*url);
}

std::string default_outlet(const std::string& url) {
  const auto parsed = net::parse_url(url);
  if (!parsed) return {};
  return parsed->host.starts_with("www.") ? parsed->host.substr(4) : parsed->host;
}

void check_interval(const Feed& feed, const Fetch& fetch, TableReader& reader) {
  if (!feed.interval) return;
  if (*feed.interval < fetch.min_interval) {
    const std::string least = text::duration(fetch.min_interval);
    reader.problem("interval",
                   fmt::format("interval {} is under min_interval of [fetch], {}",
                               text::duration(*feed.interval), least),
                   fmt::format("at least \"{}\", or a smaller min_interval", least));
  } else if (*feed.interval > fetch.max_interval) {
    const std::string most = text::duration(fetch.max_interval);
    reader.problem("interval",
                   fmt::format("interval {} is over max_interval of [fetch], {}",
                               text::duration(*feed.interval), most),
                   fmt::format("at most \"{}\", or a larger max_interval", most));
  }
}

// "$CREDENTIALS_DIRECTORY/NAME" is what systemd hands to the service alone (LoadCredential=).
std::filesystem::path resolve_secret(std::string_view path, const Surroundings& around) {
  constexpr std::string_view kCredentials = "$CREDENTIALS_DIRECTORY/";
  if (!path.starts_with(kCredentials) || around.credentials.empty()) return resolve(path, around);
  return around.credentials / path.substr(kCredentials.size());
}

void read_secret_files(TableReader& reader, Feed& feed, Surroundings& around) {
  std::string file;
  if (reader.read("auth_file", file) && !file.empty()) {
    feed.auth_file = resolve_secret(file, around);
    if (around.named_files == NamedFiles::kCheck) {
      const auto read = read_auth(feed.auth_file);
      if (!read) reader.problem("auth_file", read.error().context);
    }
  }
  file.clear();
  if (reader.read("headers_file", file) && !file.empty()) {
    feed.headers_file = resolve_secret(file, around);
    if (around.named_files == NamedFiles::kCheck) {
      const auto read = read_headers(feed.headers_file);
      if (!read) reader.problem("headers_file", read.error().context);
    }
  }
}

Feed read_feed(TableReader& reader, const Fetch& fetch, Surroundings& around) {
  Feed feed;
  reader.need("name", feed.name);
  reader.need("url", feed.url);
  if (!reader.read("outlet", feed.outlet)) feed.outlet = default_outlet(feed.url);
  if (reader.find("outlet") != nullptr && feed.outlet.empty()) {
    reader.problem("outlet", "outlet is empty",
                   "the publisher's name, or no outlet: then the host");
  }
  reader.read("labels", feed.labels);
  model::Duration interval = fetch.interval;
  if (reader.read("interval", interval, {model::Duration(1), std::chrono::days(365)})) {
    feed.interval = interval;
  }
  check_interval(feed, fetch, reader);
  std::string text;
  if (reader.read("user_agent", text) && !text.empty()) feed.user_agent = text;
  if (reader.read("proxy", text)) {
    check_proxy(text, reader.at("proxy"), around.problems);
    feed.proxy = text;
  }
  reader.read("priority", feed.priority, -100, 100);
  read_secret_files(reader, feed, around);
  return feed;
}

}  // namespace

std::filesystem::path resolve(std::string_view path, const Surroundings& around) {
  if (path.empty()) return {};
  return (around.folder / path).lexically_normal();
}

void check_proxy(const std::string& proxy, Position at, Problems& problems) {
  if (proxy.empty() || proxy == "env") return;
  constexpr std::string_view kSchemes[] = {"http",    "https",  "socks4",
                                           "socks4a", "socks5", "socks5h"};
  constexpr std::string_view kFix =
      "proxy = \"http://HOST:PORT\" (or https, socks4, socks4a, socks5, socks5h), or \"env\"";
  const auto url = net::parse_url(proxy);
  if (url && (!url->user.empty() || !url->password.empty())) {
    problems.add(at, "proxy holds a user or a password, which everyone may read here",
                 "proxy = \"env\" and put it into the service's environment (https_proxy)");
  } else if (!url || url->host.empty() ||
             std::find(std::begin(kSchemes), std::end(kSchemes), url->scheme) ==
                 std::end(kSchemes)) {
    problems.add(at, "proxy is not the URL of one", std::string(kFix));
  } else if ((!url->path.empty() && url->path != "/") || url->has_query || !url->fragment.empty()) {
    problems.add(at, "proxy has more than scheme, host and port", std::string(kFix));
  }
}

void check_name(const std::string& name, Position at, std::string_view table,
                std::unordered_set<std::string>& names, Problems& problems) {
  constexpr std::size_t kLongestName = 100;
  if (name.empty()) return;  // a problem already
  if (name.size() > kLongestName) {
    problems.add(at, fmt::format("name of {} bytes", name.size()),
                 fmt::format("one of at most {}", kLongestName));
  } else if (name.front() == ' ' || name.back() == ' ' || text::printable(name) != name) {
    problems.add(at, fmt::format("name {} is not fit to print", text::quoted(name)),
                 "one without control characters and outer spaces");
  } else if (names.contains(name)) {
    problems.add(at, fmt::format("a second {} of the name {}", table, text::quoted(name)),
                 "another name");
  }
  names.insert(name);
}

std::vector<Feed> read_feeds(const Array& tables, const Fetch& fetch, Surroundings& around) {
  std::vector<Feed> feeds;
  std::unordered_set<std::string> names, urls;
  for (const Node& table : tables) {
    TableReader reader(table, "[[feed]]", around.problems);
    Feed feed = read_feed(reader, fetch, around);
    check_name(feed.name, reader.at("name"), "[[feed]]", names, around.problems);
    if (!feed.url.empty()) {
      const std::string url = check_url(feed.url, reader.at("url"), around.problems);
      if (!url.empty() && !urls.insert(url).second) {
        reader.problem("url", "a second [[feed]] of this url, which has one state only",
                       "each url once");
      }
    }
    reader.finish();
    feeds.push_back(std::move(feed));
  }
  return feeds;
}

}  // namespace newswatch::config
