// Requests: makes the request for a feed from its settings, its secrets and its state.
//
// A feed that moved is asked at its new address; its secrets go only to the origin in the config.
// The constructor reads the secrets; a feed whose secrets can't be read is not asked. The settings
// must outlive it.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "fetch/fetcher.h"
#include "model/feed.h"
#include "model/result.h"

namespace newswatch::daemon {

// The origin at which a feed is asked.
std::string asked_origin(const config::FeedSettings& feed, const model::FeedState& state);

class Requests {
 public:
  // Feeds that can't be asked, with the reason, go into `refused`.
  Requests(const config::Settings& settings,
           std::vector<std::pair<std::string, model::Error>>& refused);

  // nullptr: the feed is not in the settings, or was refused.
  const config::FeedSettings* feed(const std::string& url) const;
  fetch::Request make(std::uint64_t id, const std::string& url,
                      const model::FeedState& state) const;
  // For a page of the feed's site, in a search for its new address: no validators, no secrets.
  fetch::Request make_page(std::uint64_t id, const std::string& url, const std::string& page) const;

 private:
  struct Entry {
    const config::FeedSettings* feed = nullptr;
    std::string credentials;
    std::vector<std::string> headers;
  };
  const config::FetchSettings& fetch_;
  std::unordered_map<std::string, Entry> by_url_;
};

}  // namespace newswatch::daemon
