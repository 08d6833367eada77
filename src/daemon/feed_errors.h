// FeedErrors: the log lines of polls that fail. A feed's first failure is a warning, later ones are
// not; of many feeds that fail with one cause within a minute the first few have their own lines,
// the others one together. So a network that is lost is a handful of warnings.
//
// Plain value; one thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "model/clock.h"
#include "model/feed.h"

namespace newswatch::daemon {

class FeedErrors {
 public:
  static constexpr std::size_t kOwnLines = 5;  // of one cause
  static constexpr model::Duration kTogether = std::chrono::minutes(1);

  // The poll of the feed failed; its state says how.
  void add(const model::FeedState& feed, model::Monotonic now);
  // Writes the lines that are due; to be called often.
  void flush(model::Monotonic now);

 private:
  struct Cause {
    model::Monotonic since{};
    std::size_t feeds = 0;
  };
  std::map<std::string, Cause> causes_;
};

}  // namespace newswatch::daemon
