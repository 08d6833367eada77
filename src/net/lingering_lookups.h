// LingeringLookups: look-ups of names whose transfers have ended.
//
// libcurl looks a name up in a thread of its own. Nobody waits for that thread (QUICK_EXIT), so it
// lives on while a name server is silent, though its transfer has ended. Whoever starts transfers
// counts these look-ups among those under way, so that there are never too many threads. One
// thread.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "model/clock.h"

namespace newswatch::net {

class LingeringLookups {
 public:
  void add(model::Monotonic now) { ends_.push_back(now + kLongestLookup); }
  // Forgets those that are surely over.
  void expire(model::Monotonic now) {
    while (!ends_.empty() && ends_.front() <= now) ends_.pop_front();
  }
  std::size_t count() const { return ends_.size(); }
  // When the next one is surely over; nullopt: there is none.
  std::optional<model::Monotonic> next_end() const {
    return ends_.empty() ? std::nullopt : std::optional(ends_.front());
  }

 private:
  // glibc gives up after 2 attempts of 5 s at each of up to 3 name servers.
  static constexpr model::Duration kLongestLookup = std::chrono::seconds(30);

  std::deque<model::Monotonic> ends_;  // in ascending order
};

}  // namespace newswatch::net
