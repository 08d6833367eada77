// Why a report is in its event, in an editor's words: what `events show` and `explain` share.
// Errors: those of RocksReader. One thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output.h"
#include "model/event.h"
#include "model/result.h"
#include "record/explain_json.h"
#include "store/rocks_reader.h"

namespace newswatch::cli {

// What the report might have joined, best first, each as the event that it is today.
model::Result<std::vector<record::Rival>> rivals(const store::RocksReader& reader,
                                                 const model::Report& report);

// The best of them that is another event than the one the report is in; nullptr: none.
const record::Rival* next_best(std::span<const record::Rival> rivals, std::string_view event);

// An id as it is shown: whole where there is room, else by its end, since ids made together begin
// alike.
std::string shown_id(const std::string& id, const Terminal& terminal);

// "opened the event", "joined with score 0.69".
std::string how_it_came(const model::Report& report, const model::Event& event);

// A line for each reason, behind `indent` columns, wrapped.
std::string reason_lines(const model::Report& report, std::size_t indent, const Terminal& terminal);

// The same for what it came closest to besides.
std::string next_best_line(const model::Report& report, const record::Rival& next,
                           std::size_t indent, const Terminal& terminal);

}  // namespace newswatch::cli
