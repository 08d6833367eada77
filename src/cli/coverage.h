// Coverage: the spans in which each feed was watched, and the holes between them. Pure but for
// show_coverage() in commands.h; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/feed_health.h"
#include "model/clock.h"
#include "model/feed.h"

namespace newswatch::cli {

struct Span {
  model::Time from{}, to{};
};

struct Coverage {
  std::string feed, url;
  Span window;                          // from its first answer or `since`, to now
  std::vector<Span> watched;            // of the window; empty: never
  std::vector<model::Gap> unwatched;    // cut to the window; the last may reach to now
  std::vector<model::Gap> rolled_over;  // that ended in the window
  double share = 0;                     // of the window that was watched, 0 to 1
};

// Of the feeds that the config has, in its order. `gaps` by their ends, of any feed.
std::vector<Coverage> coverage(std::span<const FeedRow> rows, std::span<const model::Gap> gaps,
                               model::Time since, model::Time now);

}  // namespace newswatch::cli
