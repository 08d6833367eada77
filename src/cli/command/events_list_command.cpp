// newswatch events list: events, newest first.
#include <limits>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/ulid.h"

namespace newswatch::cli::command {
namespace {

std::string event_table(const std::vector<model::Event>& events, model::Time now,
                        const print::Terminal& terminal) {
  print::TextTable table({{"WHEN"},
                          {"TITLE", false, 3},
                          {"OUTLETS", false, 1},
                          {"REPORTS", true},
                          {"TOPICS", false, 1},
                          {"ID"}});
  for (const model::Event& event : events) {
    table.row({{print::when(event.first_seen, now, terminal), print::Style::kDim},
               {event.title},
               {print::joined(event.outlets)},
               {std::to_string(event.report_count)},
               {print::joined(event.topics), print::Style::kAccent},
               {print::shown_id(event.id, terminal), print::Style::kDim}});
  }
  return table.text(terminal);
}

}  // namespace

int events_list(const EventsListArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto choice = choose_events(args.filter, now);
  if (!choice) {
    print::complain(choice.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  print::Output out;
  std::vector<model::Event> events;
  const std::size_t limit = args.limit.value_or(std::numeric_limits<std::size_t>::max());
  const auto scanned =
      store::for_each_event_newest_first(*opened->reader, [&](const model::Event& event) {
        if (events.size() >= limit) return false;
        // Ids are made at or after first_seen, so all further ones are older than this.
        const auto made = text::ulid_time(event.id);
        if (choice->window.since && made && *made < *choice->window.since) return false;
        if (choice->takes(event)) events.push_back(event);
        return true;
      });
  if (!scanned) return store_failed(scanned.error());
  if (args.global.json) {
    for (const model::Event& event : events) {
      const auto reports = store::find_reports(*opened->reader, event.id, record::kShownReports);
      if (!reports) return store_failed(reports.error());
      out.line(record::event_json(event, *reports));
      if (!out.open()) break;
    }
  } else if (!events.empty()) {
    out.write(event_table(events, now, out.terminal()));
  } else {
    print::complain("no events");
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
