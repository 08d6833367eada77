// ask_each_once(): one GET of each feed, all hosts at the same time, with the manners of the daemon
// (per_host, host_gap, Retry-After of a host). For `run --once` and `feeds check --online`.
//
// Blocks until every answer is there; one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/poll_result.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "poll/schedule.h"

namespace newswatch::daemon {

struct OnceEach {
  struct Feed {
    std::string url;   // the key; each once
    std::string host;  // origin that is asked
  };
  std::vector<Feed> feeds;  // in the order of asking
  poll::HostLimits limits;
  std::function<fetch::Request(std::uint64_t id, const std::string& url)> request;
};

// Answers by url. Feeds whose host said Retry-After for all (429) before their turn are left out.
std::map<std::string, engine::FetchedResponse> ask_each_once(fetch::Fetcher& fetcher,
                                                             const model::Clock& clock,
                                                             const OnceEach& each);

}  // namespace newswatch::daemon
