// ServerTimes: what the servers of the feeds say about our clock, by the Date of their answers.
//
// One server may be wrong, most are not. A difference up to ten minutes counts as none. Kept: the
// newest difference of a host, of the 16 hosts that answered last, for an hour. Plain value; one
// thread. RFC 9110 section 6.6.1 (Date), RFC 9111 section 5.1 (Age).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "fetch/fetcher.h"
#include "model/clock.h"

namespace newswatch::engine {

// How far our clock is ahead of the server's; nullopt: the answer does not say. `now`: when it
// came. What a cache has kept is older by its Age.
std::optional<model::Duration> clock_ahead(const fetch::Response& response, model::Time now);

struct ClockVerdict {
  enum class Word {
    kUnknown,  // no server spoke of late, or two that do not agree
    kRight,
    kWrong,  // two in three servers, or all of one or two, are off the same way
  };
  Word word = Word::kUnknown;
  model::Duration ahead{};  // kWrong: our clock is ahead by this; below 0: behind
  std::size_t servers = 0;  // kWrong: that say so
};

class ServerTimes {
 public:
  static constexpr model::Duration kTolerance = std::chrono::minutes(10);
  static bool agrees(model::Duration ahead) { return ahead <= kTolerance && ahead >= -kTolerance; }

  void add(const std::string& host, model::Duration ahead, model::Monotonic at);
  // Our clock was set: what was known is of the clock before.
  void clear() { by_host_.clear(); }
  ClockVerdict verdict(model::Monotonic now) const;

 private:
  struct Entry {
    model::Duration ahead{};
    model::Monotonic at{};
  };
  std::map<std::string, Entry> by_host_;
};

}  // namespace newswatch::engine
