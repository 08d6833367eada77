#include <fmt/format.h>

#include "config/keys.h"
#include "config/read_tables.h"
#include "config/secrets.h"
#include "net/url.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::config {
namespace {

constexpr std::size_t kLongestUrl = 8'000;

// The url without its user and password.
std::string without_credentials(net::Url url) {
  url.user.clear();
  url.password.clear();
  return net::to_string(url);
}

// The url in its normal form, by which two are compared; empty when it is no good.
std::string check_url(const std::string& text, TableReader& reader) {
  constexpr std::string_view kExample = "url = \"https://...\"";
  if (text.empty()) return {};  // a problem already
  if (text.size() > kLongestUrl) {
    reader.problem("url", fmt::format("url of {} bytes", text.size()),
                   fmt::format("one of at most {}", kLongestUrl));
    return {};
  }
  const auto url = net::parse_url(text);
  if (!url || url->host.empty()) {
    // A url that may hold a password is not shown.
    const bool secret = text.find('@') != std::string::npos;
    const bool bare = text.find("://") == std::string::npos && !secret && !text.starts_with("/");
    reader.problem("url", secret ? "url is not one" : "url is not one: " + text::quoted(text),
                   bare ? "url = " + text::quoted("https://" + text) : std::string(kExample));
    return {};
  }
  const bool web = url->scheme == "http" || url->scheme == "https";
  if (!url->user.empty() || !url->password.empty()) {
    reader.problem(
        "url", "url holds a user or a password, which everyone may read here",
        fmt::format("url = {} and auth_file = \"FILE\", a file with one line user:password",
                    text::quoted(without_credentials(*url))));
    return {};
  }
  if (!web) {
    reader.problem(
        "url",
        fmt::format("url of scheme {}: only http and https are asked", text::quoted(url->scheme)),
        std::string(kExample));
    return {};
  }
  return net::to_string(*url);
}

void check_interval(const FeedSettings& feed, const FetchSettings& fetch, TableReader& reader) {
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

// A feed has a url, or a file that holds it.
void check_url_file(const FeedSettings& feed, TableReader& reader) {
  if (feed.url_file.empty()) {
    if (!reader.has("url")) reader.missing("url", "[[feed]]", "\"...\"");
    return;
  }
  if (reader.has("url")) {
    reader.problem("url_file", "[[feed]] has a url and a url_file", "one of the two");
  } else if (!reader.has("outlet")) {
    reader.missing("outlet", "[[feed]] with a url_file", "the publisher's name");
  }
}

FeedSettings read_feed(TableReader& reader, const FetchSettings& fetch) {
  FeedSettings feed;
  feed.interval = fetch.interval;  // a message suggests it
  read_keys(feed_keys(), reader, feed);
  const Node* outlet = reader.find("outlet");
  const auto* text = outlet == nullptr ? nullptr : std::get_if<std::string>(&outlet->value);
  if (text != nullptr && text->empty()) {
    reader.problem("outlet", "outlet is empty",
                   "the publisher's name, or no outlet: then the host");
  } else if (feed.outlet.empty()) {
    feed.outlet = default_outlet(feed.url);
  }
  if (feed.user_agent && feed.user_agent->empty()) feed.user_agent.reset();
  check_url_file(feed, reader);
  if (!feed.url_file.empty()) {
    feed.url = "url_file:" + feed.url_file.string();
    // Who only reads the store may not be allowed to read the file.
    if (const auto url = read_url(feed.url_file)) feed.secret_url = *url;
  }
  check_interval(feed, fetch, reader);
  return feed;
}

// Whether a name may stand in lists and messages; a problem is noted else.
bool check_fit(const std::string& name, TableReader& reader) {
  constexpr std::size_t kLongestName = 100;
  if (name.empty()) return false;  // a problem already
  if (name.size() > kLongestName) {
    reader.problem("name", fmt::format("name of {} bytes", name.size()),
                   fmt::format("one of at most {}", kLongestName));
  } else if (name.front() == ' ' || name.back() == ' ' || text::printable(name) != name) {
    reader.problem("name", fmt::format("name {} is not fit to print", text::quoted(name)),
                   "one without control characters and outer spaces");
  } else {
    return true;
  }
  return false;
}

// Name and url of the feed are not among those before it, which get them.
void check_unique(const FeedSettings& feed, const std::string& url, TableReader& reader,
                  FeedPlaces& places) {
  const auto place = [&](std::string_view key) {
    return FeedPlace{reader.file().problems.file(), reader.at(key)};
  };
  const auto shown = [](const FeedPlace& first) { return shown_place(first.file, first.at); };
  if (check_fit(feed.name, reader)) {
    const auto [first, fresh] = places.names.try_emplace(feed.name, place("name"));
    if (!fresh) {
      reader.problem("name",
                     fmt::format("a second [[feed]] of the name {}; the first is at {}",
                                 text::quoted(feed.name), shown(first->second)),
                     "another name");
    }
  }
  if (url.empty()) return;  // a problem already
  const std::string_view key = feed.url_file.empty() ? "url" : "url_file";
  const auto [first, fresh] = places.urls.try_emplace(url, place(key));
  if (!fresh) {
    reader.problem(key,
                   fmt::format("a second [[feed]] of this url, which has one state only; the first "
                               "is at {}",
                               shown(first->second)),
                   "each url once");
  }
}

}  // namespace

void check_name(const std::string& name, TableReader& reader,
                std::unordered_set<std::string>& names) {
  if (!check_fit(name, reader) || names.insert(name).second) return;
  reader.problem("name",
                 fmt::format("a second {} of the name {}", reader.name(), text::quoted(name)),
                 "another name");
}

std::string default_outlet(const std::string& url) {
  const auto parsed = net::parse_url(url);
  if (!parsed) return {};
  return parsed->host.starts_with("www.") ? parsed->host.substr(4) : parsed->host;
}

void read_feeds(const Array& tables, const FetchSettings& fetch, const FileContext& file,
                FeedPlaces& places, std::vector<FeedSettings>& feeds) {
  for (const Node& table : tables) {
    TableReader reader(table, "[[feed]]", file);
    FeedSettings feed = read_feed(reader, fetch);
    const std::string url = feed.url_file.empty() ? check_url(feed.url, reader) : feed.url;
    check_unique(feed, url, reader, places);
    reader.finish();
    feeds.push_back(std::move(feed));
  }
}

}  // namespace newswatch::config
