// Trouble: a lasting problem with a feed that a person should know of.
//
// Each is logged once when it begins and once when it is over. Pure; any thread.
#pragma once

#include <array>
#include <string_view>

namespace newswatch::engine {

enum class TroubleKind { kFeedFailing, kFeedGone, kFeedMoved, kFeedQuiet, kClockWrong };

// The name of each kind in the log.
inline constexpr std::array<std::string_view, 5> kTroubleNames = {
    "feed.failing", "feed.gone", "feed.moved", "feed.quiet", "clock.wrong"};

constexpr std::string_view name(TroubleKind kind) {
  return kTroubleNames[static_cast<std::size_t>(kind)];
}

struct Trouble {
  TroubleKind kind = TroubleKind::kFeedFailing;
  bool recovered = false;  // false: it begins; true: it is over
};

}  // namespace newswatch::engine
