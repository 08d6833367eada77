// Small pieces of text that several commands print. Pure; any thread.
#pragma once

#include <cstddef>
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

// "2025-01-28T09:00:00Z (3 h ago)"
std::string moment(model::Time time, model::Time now);

// "3 h ago"; "never" when there is no time.
std::string ago(const std::optional<model::Time>& time, model::Time now);

// An event id: whole if the terminal is wide enough, else its last 8 characters, because ids of one
// time begin alike.
std::string shown_id(const std::string& id, const Terminal& terminal);

}  // namespace newswatch::cli::print
