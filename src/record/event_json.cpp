#include "record/event_json.h"

#include <algorithm>

#include "record/event_fields.h"
#include "record/json_io.h"

namespace newswatch::record {

std::string_view untold_state(const model::Event& event, std::span<const model::Report> reports) {
  if (event.waiting) return "waiting";
  const bool held = event.told_topics.empty() && !reports.empty() &&
                    std::ranges::all_of(reports, [](const auto& report) { return report.held; });
  return held ? "held" : "";
}

std::string event_json(const model::Event& event, std::span<const model::Report> reports,
                       std::size_t max_reports) {
  JsonWriter io;
  io.field("schema", 1);
  event_fields(io, event);
  count_fields(io, event);
  if (const auto state = untold_state(event, reports); !state.empty()) io.field("state", state);
  io.list("reports", reports.first(std::min(reports.size(), max_reports)),
          [](JsonWriter& inner, const model::Report& report) { report_fields(inner, report); });
  return io.text();
}

std::string stored_event(const model::Event& event) {
  JsonWriter io;
  io.field("schema", 1);
  event_fields(io, event);
  event_state_fields(io, event);
  return io.text();
}

model::Result<model::Event> read_event(std::string_view json) {
  JsonReader io(json);
  model::Event event;
  event_fields(io, event);
  event_state_fields(io, event);
  if (auto read = io.done("event"); !read) return tl::unexpected(read.error());
  name_old_origins(event);
  return event;
}

std::string stored_report(const model::Report& report) {
  JsonWriter io;
  io.field("schema", 1);
  report_fields(io, report);
  report_state_fields(io, report);
  return io.text();
}

model::Result<model::Report> read_report(std::string_view json) {
  JsonReader io(json);
  model::Report report;
  report_fields(io, report);
  report_state_fields(io, report);
  if (auto read = io.done("report"); !read) return tl::unexpected(read.error());
  name_old_origin(report);
  return report;
}

}  // namespace newswatch::record
