// JSON of events and reports: the object that people and programs are shown, and the stored forms.
//
// Texts are UTF-8 (bad bytes become U+FFFD), times RFC 3339 in UTC, absent times null. Reading
// ignores unknown keys, gives missing ones their default and fails with kCorrupt and the key's name
// otherwise. Pure; any thread; nothing throws. Contract: README, "The event".
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "model/event.h"
#include "model/result.h"

namespace newswatch::record {

inline constexpr std::size_t kShownReports = 200;  // where the contract names a bound

// One line, no newline at its end: what the CLI, the file sink and webhooks show. The first
// max_reports reports in the order given; report_count is the event's own.
std::string event_json(const model::Event& event, std::span<const model::Report> reports,
                       std::size_t max_reports = kShownReports);

// The event's row in the store: the same keys without the reports, and the state nobody is shown.
std::string stored_event(const model::Event& event);
model::Result<model::Event> read_event(std::string_view json);

std::string stored_report(const model::Report& report);
model::Result<model::Report> read_report(std::string_view json);

}  // namespace newswatch::record
