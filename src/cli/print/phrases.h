// Small pieces of text that several commands print. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/print/output.h"
#include "model/clock.h"

namespace newswatch::cli::print {

// "TIME, The Hill"
std::string joined(const std::vector<std::string>& texts);

// "list", "list or show", "list, show or tail"
std::string alternatives(const std::vector<std::string>& texts);

// "1 feed", "2 feeds"
std::string counted(std::size_t count, std::string_view noun);

// "812 bytes", "1.4 GiB": about how much.
std::string rough_size(std::uint64_t bytes);

// On a terminal the local time with its zone, "2025-01-28 10:00:00 CET"; elsewhere, where programs
// read, that of RFC 3339 in UTC.
std::string instant(model::Time time, const Terminal& terminal);

// On a terminal how long ago or ahead it is, "3 h ago", and from 30 days on its local day;
// elsewhere instant().
std::string when(model::Time time, model::Time now, const Terminal& terminal);

// "2025-01-28 10:00:00 CET (3 h ago)"; from 30 days on instant() alone. Without a terminal for
// texts that are made before it is known where they go.
std::string moment(model::Time time, model::Time now, const Terminal& terminal = {});

// text::relative(), or when(); "never" when there is no time.
std::string ago(const std::optional<model::Time>& time, model::Time now);
std::string ago(const std::optional<model::Time>& time, model::Time now, const Terminal& terminal);

// An event id: whole if the terminal is wide enough, else its last 8 characters, because ids of one
// time begin alike.
std::string shown_id(const std::string& id, const Terminal& terminal);

}  // namespace newswatch::cli::print
