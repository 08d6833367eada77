// JSON of events and reports: the object that is printed and sent, and the rows of the store.
//
// Texts are UTF-8 (bad bytes become U+FFFD), times RFC 3339 in UTC, absent times null. Reading
// ignores unknown keys and gives missing ones their default. kCorrupt, with the key's name: a value
// has the wrong type. The printed keys are a contract: add to them, never change them
// (src/README.md, "Contracts"). Pure; any thread; nothing throws.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "model/event.h"
#include "model/result.h"

namespace newswatch::record {

inline constexpr std::size_t kShownReports = 200;  // of one event

// Why nobody was told of an event: "waiting" (for the judge), "held" (all its reports were too old
// when they came). Empty: it was told, or is on its way. `reports`: all, or the first of them.
std::string_view untold_state(const model::Event& event, std::span<const model::Report> reports);

// {"schema":1,"id","topics","title",...,"report_count","unwatched"?,"outlet_count","origins",
// "state"?,"reports":[...]} with the fields of event_fields.h; "origins" is a number, "state" the
// untold_state(), absent where that is empty. One line without a newline. Has the first max_reports
// of `reports`; report_count counts all reports of the event.
std::string event_json(const model::Event& event, std::span<const model::Report> reports,
                       std::size_t max_reports = kShownReports);

// The row of the store: the same keys without reports and origins, and those that are only stored.
std::string stored_event(const model::Event& event);
model::Result<model::Event> read_event(std::string_view json);

std::string stored_report(const model::Report& report);
model::Result<model::Report> read_report(std::string_view json);

}  // namespace newswatch::record
