// The six feeds of the week on one loopback server, a step at a time.
//
// Each feed has the manners of its outlet: TIME's main feed and The Hill answer conditional GET,
// the others send no validators. In kMovedFrom The Hill's main feed moves (301), in kDownIn TIME's
// tech feed answers 503, in kBrokenIn the Times of India's document is damaged.
// The methods may be called from any thread; the server answers on its own.
#pragma once

#include <array>
#include <mutex>
#include <string>
#include <string_view>

#include "demo/week.h"
#include "support/feed_server.h"

namespace newswatch::demo {

inline constexpr int kMovedFrom = 3, kDownIn = 3, kBrokenIn = 5;

struct Answers {
  int documents = 0, unchanged = 0, moved = 0, unavailable = 0;
};

class Newsstand {
 public:
  // The squeezed week ends at `now`.
  explicit Newsstand(Time now);

  // Name and outlet are those of the default config.
  static std::string_view name(FeedId feed);
  static std::string_view outlet(FeedId feed);
  std::string url(FeedId feed) const;

  void show(int step);
  // How often a feed was answered since the step began: twice means that its first answer has been
  // stored, for a feed has at most one response between fetch and commit.
  int answered(FeedId feed) const;
  Answers answers() const;

 private:
  test::Reply answer(FeedId feed, const test::Request& request);
  test::Reply document_answer(FeedId feed, const test::Request& request);
  std::string document(FeedId feed) const;  // in this step; under the lock

  const Time now_;
  mutable std::mutex mutex_;  // between the server's threads and the conductor
  int step_ = 0;
  std::array<int, kFeeds> answered_{};
  Answers answers_;
  test::FeedServer server_;  // last: its threads end before what they use
};

}  // namespace newswatch::demo
