// The words in which people are told of trouble. Pure; any thread.
#pragma once

#include <string>

#include "engine/server_times.h"
#include "engine/troubles.h"
#include "model/clock.h"
#include "model/clock_step.h"
#include "model/feed.h"

namespace newswatch::engine {

// One line: "feed thehill fails since 09:10 UTC: HTTP status 503", "12 feeds (a, b, c, ...) fail
// since 09:10 UTC: name not found". Text of the outside world (error messages) is in it as it came.
std::string title_of(const Troubles::Telling& telling, model::Time now);

// What the troubles have in common: their cause, or each cause with its count.
std::string reason_of(const Troubles::Telling& telling);

// In a line with others: "sink mail takes no messages".
std::string short_text(const model::Trouble& trouble);

// The reasons of single troubles.
std::string moved_text(const model::FeedState& feed);
std::string quiet_text(const model::FeedState& feed);
std::string stepped_text(const model::ClockStep& step);
std::string wrong_clock_text(const ClockVerdict& verdict);

}  // namespace newswatch::engine
