// newswatch events export: every event with all its reports, ids ascending.
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/known_topic.h"
#include "cli/print/csv.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/times.h"
#include "view/atom_feed.h"

namespace newswatch::cli::command {
namespace {

using Reports = std::vector<model::Report>;

std::string csv_head() {
  const std::vector<std::string> names = {"id",      "topics",          "title",      "summary",
                                          "link",    "first_published", "first_seen", "updated",
                                          "outlets", "report_count"};
  return print::csv_row(names);
}

std::string csv_line(const model::Event& event) {
  const std::vector<std::string> cells = {
      event.id,
      print::joined(event.topics),
      event.title,
      event.summary,
      event.link,
      event.first_published ? text::rfc3339(*event.first_published) : "",
      text::rfc3339(event.first_seen),
      text::rfc3339(event.updated),
      print::joined(event.outlets),
      std::to_string(event.report_count)};
  return print::csv_row(cells);
}

// One event in the format.
std::string body(const std::string& format, const model::Event& event, const Reports& reports) {
  if (format == "csv") return csv_line(event);
  if (format == "atom") return view::atom_entry(event, reports);
  return record::event_json(event, reports, std::numeric_limits<std::size_t>::max()) + "\n";
}

model::Result<void> export_to(print::Output& out, const store::RocksReader& reader,
                              const std::string& format, const EventChoice& choice) {
  if (format == "csv") out.write(csv_head());
  if (format == "atom") {  // the head names the newest change: one more walk
    model::Time newest{};
    const auto walked = store::for_each_event(reader, "", [&](const model::Event& event) {
      if (choice.takes(event)) newest = std::max(newest, event.updated);
      return true;
    });
    if (!walked) return walked;
    out.write(view::atom_head(newest == model::Time{} ? model::SystemClock().now() : newest));
  }
  model::Result<void> inner;
  const auto walked = store::for_each_event(reader, "", [&](const model::Event& event) {
    if (!choice.takes(event)) return true;
    Reports reports;
    if (format != "csv") {
      auto all = store::find_reports(reader, event.id, 0);
      if (!all) {
        inner = tl::unexpected(all.error());
        return false;
      }
      reports = std::move(*all);
    }
    out.write(body(format, event, reports));
    return out.open();
  });
  if (!walked) return walked;
  if (inner && format == "atom") out.write(view::atom_foot());
  return inner;
}

}  // namespace

int events_export(const EventsExportArgs& args) {
  const std::string format = args.format.empty() && args.global.json ? "jsonl" : args.format;
  if (format.empty()) {
    print::complain("--format is missing: jsonl, csv or atom");
    return kUsage;
  }
  if (args.global.json && format != "jsonl") {
    print::complain("--json goes with --format jsonl, not with " + format);
    return kUsage;
  }
  if (args.bom && format != "csv") {
    print::complain("--bom goes with --format csv");
    return kUsage;
  }
  const auto choice = choose_events(args.filter, model::SystemClock().now());
  if (!choice) {
    print::complain(choice.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  if (const int status = check_topic(*opened, args.filter.topic); status != kOk) return status;
  print::Output out;
  if (args.bom) out.write("\xEF\xBB\xBF");
  const auto exported = export_to(out, *opened->reader, format, *choice);
  if (!exported) return out.finish(store_failed(exported.error()));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
