// Trouble: what a person should hear of the watching itself, beside the news. One table of kinds.
//
// Each is told once when it begins and once more when it is over. Pure; any thread.
#pragma once

#include <array>
#include <string_view>

namespace newswatch::engine {

enum class TroubleKind { kFeedFailing, kFeedGone, kFeedMoved, kFeedQuiet };

// The name of a kind in the log, by its number.
inline constexpr std::array<std::string_view, 4> kTroubleNames = {"feed.failing", "feed.gone",
                                                                  "feed.moved", "feed.quiet"};

constexpr std::string_view name(TroubleKind kind) {
  return kTroubleNames[static_cast<std::size_t>(kind)];
}

struct Trouble {
  TroubleKind kind = TroubleKind::kFeedFailing;
  bool recovered = false;  // it is over
};

}  // namespace newswatch::engine
