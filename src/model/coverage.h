// Coverage: when a feed was watched, and when not. Plain values.
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
  Span window;                   // from its first answer or later, to now
  std::vector<Span> watched;     // of the window; empty: never
  std::vector<Gap> unwatched;    // cut to the window; the last may reach to now
  std::vector<Gap> rolled_over;  // that ended in the window
  double share = 0;              // of the window that was watched, 0 to 1
};

}  // namespace newswatch::model
