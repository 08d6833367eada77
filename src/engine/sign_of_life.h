// The sign of life to people: "still watching: 6 feeds, 1,004 polls, 41 matched, 0 new events, 3
// held", daily or weekly. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "config/settings.h"
#include "model/tally.h"

namespace newswatch::engine {

// When the next one is due: at 08:00 UTC, of a weekly one on Mondays. nullopt: nobody wants one.
std::optional<model::Time> next_sign(const config::HeartbeatSettings& settings, model::Time after);

std::string sign_text(std::size_t feeds, const model::Tally& tally);

}  // namespace newswatch::engine
