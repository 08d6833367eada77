// newswatch events list: events, newest first.
#include <string>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/known_topic.h"
#include "cli/list_limit.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/ulid.h"

namespace newswatch::cli::command {
namespace {

// The newest events, at most `limit`; `more` says that there are others.
struct Found {
  std::vector<model::Event> events;
  bool more = false;
};

model::Result<Found> find_events(const store::RocksReader& reader, const EventChoice& choice,
                                 std::size_t limit) {
  Found found;
  const auto scanned = store::for_each_event_newest_first(reader, [&](const model::Event& event) {
    // Ids are made at or after first_seen, so all further ones are older than this.
    const auto made = text::ulid_time(event.id);
    if (choice.window.since && made && *made < *choice.window.since) return false;
    if (!choice.takes(event)) return true;
    found.more = found.events.size() == limit;
    if (!found.more) found.events.push_back(event);
    return !found.more;
  });
  if (!scanned) return tl::unexpected(scanned.error());
  return found;
}

model::Result<void> print_json(const std::vector<model::Event>& events,
                               const store::RocksReader& reader, print::Output& out) {
  for (const model::Event& event : events) {
    const auto reports = store::find_reports(reader, event.id, record::kShownReports);
    if (!reports) return tl::unexpected(reports.error());
    out.line(record::event_json(event, *reports));
    if (!out.open()) break;
  }
  return {};
}

model::Result<void> print_table(const std::vector<model::Event>& events,
                                const store::RocksReader& reader, print::Output& out) {
  const model::Time now = model::SystemClock().now();
  const print::Terminal& terminal = out.terminal();
  print::TextTable table({{"WHEN"},
                          {"STATE", false, 0, true},
                          {"TITLE", false, 3},
                          {"OUTLETS", false, 1},
                          {"REPORTS", true},
                          {"TOPICS", false, 1},
                          {"ID"}});
  for (const model::Event& event : events) {
    std::vector<model::Report> reports;  // needed for what nobody was told of
    if (event.told_topics.empty()) {
      auto found = store::find_reports(reader, event.id, record::kShownReports);
      if (!found) return tl::unexpected(found.error());
      reports = std::move(*found);
    }
    table.row({{print::when(event.first_seen, now, terminal), print::Style::kDim},
               {std::string(record::untold_state(event, reports)), print::Style::kWarn},
               {event.title},
               {print::joined(event.outlets)},
               {std::to_string(event.report_count)},
               {print::joined(event.topics), print::Style::kAccent},
               {print::shown_id(event.id, terminal), print::Style::kDim}});
  }
  if (table.empty()) {
    print::complain("no events");
  } else {
    out.write(table.text(terminal));
  }
  return {};
}

}  // namespace

int events_list(const EventsListArgs& args) {
  auto choice = choose_events(args.filter, model::SystemClock().now());
  if (!choice) {
    print::complain(choice.error().context);
    return kUsage;
  }
  choice->with_waiting = true;
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  if (const int status = check_topic(*opened, args.filter.topic); status != kOk) return status;
  const auto found = find_events(*opened->reader, *choice, list_limit(args.limit));
  if (!found) return store_failed(found.error());
  print::Output out;
  const auto printed = args.global.json ? print_json(found->events, *opened->reader, out)
                                        : print_table(found->events, *opened->reader, out);
  if (!printed) return out.finish(store_failed(printed.error()));
  out.flush();
  if (found->more) tell_left_out(args.limit);
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
