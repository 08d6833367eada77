// Trouble: something that is wrong with the watch itself, of which a person should know: a feed
// that fails, a sink that takes nothing, a full disk. Plain values.
//
// People are told of each once when it begins, and once when it is over (engine/troubles.h).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "model/clock.h"

namespace newswatch::model {

enum class TroubleKind {
  kFeedFailing,
  kFeedGone,
  kFeedMoved,
  kFeedQuiet,
  kSinkFailing,
  kSinkDead,
  kStoreFull,
  kConfigRejected,
  kClockStepped,
  kClockWrong
};

// The name of each kind: the type of its message, and the word of its log line.
inline constexpr std::array<std::string_view, 10> kTroubleNames = {
    "feed.failing", "feed.gone",  "feed.moved",      "feed.quiet",    "sink.failing",
    "sink.dead",    "store.full", "config.rejected", "clock.stepped", "clock.wrong"};

constexpr std::string_view name(TroubleKind kind) {
  return kTroubleNames[static_cast<std::size_t>(kind)];
}

// Whether a message of this type is about trouble: "feed.failing", "feed.failing.recovered".
constexpr bool is_trouble(std::string_view type) {
  for (const std::string_view name : kTroubleNames) {
    if (!type.starts_with(name)) continue;
    const std::string_view rest = type.substr(name.size());
    if (rest.empty() || rest == ".recovered") return true;
  }
  return false;
}

constexpr bool is_of_feed(TroubleKind kind) { return kind <= TroubleKind::kFeedQuiet; }
constexpr bool is_of_sink(TroubleKind kind) {
  return kind == TroubleKind::kSinkFailing || kind == TroubleKind::kSinkDead;
}

// One that has begun, as it is stored until people were told that it is over.
struct Trouble {
  TroubleKind kind = TroubleKind::kFeedFailing;
  std::string subject;  // a feed's url or a sink's name; empty: newswatch as a whole
  std::string name;     // of the feed or sink, for people
  std::string reason;   // what happened, whole
  std::string cause;    // its first words, which troubles of one cause share; empty: the reason
  Time since{};
  std::optional<Time> told;  // when the message that it began was made
  std::optional<Time> over;
};

// What a message about trouble says of one feed or sink.
struct TroubleSubject {
  std::string feed, sink;  // a name; both empty: newswatch as a whole
  std::string reason;
  Time since{};
};

}  // namespace newswatch::model
