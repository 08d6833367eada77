// Coverage: in which parts of a time window a feed was watched. Plain values.
#pragma once

#include <string>
#include <vector>

#include "model/clock.h"
#include "model/feed.h"

namespace newswatch::model {

struct Span {
  Time from{}, to{};
};

struct Coverage {
  std::string feed, url;
  Span window;                   // starts at the feed's first answer or later, ends now
  std::vector<Span> watched;     // parts of the window
  std::vector<Gap> unwatched;    // cut to the window; the last may reach to now
  std::vector<Gap> rolled_over;  // those that ended in the window
  std::vector<Gap> clock;        // steps of the clock in the window; watched nevertheless
  double share = 0;              // watched part of the window, 0..1
};

}  // namespace newswatch::model
