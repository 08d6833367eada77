#include "daemon/ask_once.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/feed_outcome.h"

namespace newswatch::daemon {
namespace {

constexpr model::Duration kStallCheck = std::chrono::seconds(1);  // a transfer may hang

}  // namespace

void ask_each_once(fetch::Fetcher& fetcher, const model::Clock& clock, const OnceEach& each) {
  poll::Schedule schedule(each.limits);
  const model::Time start = clock.now();
  int order = 0;
  for (const OnceEach::Feed& feed : each.feeds) {
    schedule.put(feed.url, start, -order++, feed.host);
  }
  std::map<std::uint64_t, std::string> in_flight;
  std::uint64_t next_id = 1;
  while (!in_flight.empty() || schedule.next(clock.now())) {
    while (const auto url = schedule.take(clock.now())) {
      in_flight[next_id] = *url;
      schedule.remove(*url);
      fetcher.start(each.request(next_id++, *url));
    }
    const model::Time now = clock.now();
    const model::Duration wait = schedule.next(now).value_or(now + kStallCheck) - now;
    for (fetch::FetchResult& result :
         fetcher.wait(std::clamp<model::Duration>(wait, model::Duration(0), kStallCheck))) {
      const std::string url = in_flight.extract(result.id).mapped();
      schedule.done(url);
      const std::string held =
          result.response ? engine::limited_host(*result.response, clock.now()) : "";
      for (const OnceEach::Feed& feed : each.feeds) {
        if (!held.empty() && feed.host == held) schedule.remove(feed.url);
      }
      each.take(engine::fetched(url, clock.moment(), std::move(result.response)));
    }
    for (const std::uint64_t id : fetcher.stalled()) {
      if (const auto at = in_flight.find(id); at != in_flight.end()) schedule.stalled(at->second);
    }
  }
}

}  // namespace newswatch::daemon
