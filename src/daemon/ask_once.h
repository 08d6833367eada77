// ask_each_once(): one GET of each feed, many at once, within the limits that the daemon keeps
// (per_host, host_gap, Retry-After for a whole host). For `run --once` and `feeds check --online`.
//
// Blocks until all answers have come. The fetcher should have a spool (fetch/spool.h): the long
// bodies of many answers come at once. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/poll_result.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "poll/schedule.h"

namespace newswatch::daemon {

struct OnceEach {
  struct Feed {
    std::string url;   // of the config; no two are equal
    std::string host;  // the origin that is asked
  };
  std::vector<Feed> feeds;  // in the order of asking
  poll::HostLimits limits;
  std::function<fetch::Request(std::uint64_t id, const std::string& url)> request;
  // Each answer when it comes. No transfer moves meanwhile, so it must not wait for anything.
  std::function<void(engine::FetchedResponse answer)> take;
};

// A feed is left out if its host asked for a pause (429 with Retry-After) before its turn.
void ask_each_once(fetch::Fetcher& fetcher, const model::Clock& clock, const OnceEach& each);

}  // namespace newswatch::daemon
