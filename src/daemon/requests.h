// Requests: what is sent for a feed, from its settings, its secrets and its state.
//
// Secrets are read when made, at start and at reload; a feed whose secret can't be read is not
// asked. A value; the fetch loop and `run --once` own one each.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "fetch/fetcher.h"
#include "model/feed.h"
#include "model/result.h"

namespace newswatch::daemon {

class Requests {
 public:
  // Feeds that can't be asked, with the reason, go into `refused`.
  Requests(const config::Settings& settings,
           std::vector<std::pair<std::string, model::Error>>& refused);

  // nullptr: the feed is not in the settings, or was refused.
  const config::Feed* feed(const std::string& url) const;
  fetch::Request make(std::uint64_t id, const std::string& url,
                      const model::FeedState& state) const;

 private:
  struct Entry {
    config::Feed feed;
    fetch::Request request;  // but for id and validators
  };
  std::map<std::string, Entry> by_url_;
};

}  // namespace newswatch::daemon
