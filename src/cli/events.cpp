// newswatch events list and show.
#include <fmt/format.h>

#include <limits>
#include <vector>

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/event_filter.h"
#include "cli/open.h"
#include "cli/output.h"
#include "cli/table.h"
#include "record/event_json.h"
#include "text/escape.h"
#include "text/time_text.h"

namespace newswatch::cli {
namespace {

// On a narrow terminal an id is shown by its end: ids made together begin alike.
constexpr std::size_t kRoomForWholeIds = 120;
constexpr std::size_t kShortId = 8;

std::string shown_id(const std::string& id, const Terminal& terminal) {
  const bool whole = terminal.width == 0 || terminal.width >= kRoomForWholeIds;
  return whole || id.size() <= kShortId ? id : id.substr(id.size() - kShortId);
}

std::string event_table(const std::vector<model::Event>& events, model::Time now,
                        const Terminal& terminal) {
  Table table({{"WHEN"},
               {"TITLE", false, 3},
               {"OUTLETS", false, 1},
               {"REPORTS", true},
               {"TOPICS", false, 1},
               {"ID"}});
  for (const model::Event& event : events) {
    table.row({{text::relative(event.first_seen, now), Style::kDim},
               {event.title},
               {joined(event.outlets)},
               {std::to_string(event.report_count)},
               {joined(event.topics), Style::kAccent},
               {shown_id(event.id, terminal), Style::kDim}});
  }
  return table.text(terminal);
}

std::string when(model::Time time, model::Time now) {
  return text::rfc3339(std::chrono::floor<std::chrono::seconds>(time)) + " (" +
         text::relative(time, now) + ")";
}

std::string report_text(const model::Report& report, model::Time now, const Terminal& terminal) {
  std::string out = "\n  " + styled(text::printable(report.outlet), Style::kAccent, terminal);
  out += "  " + when(report.published.value_or(report.first_seen), now);
  if (!report.published) out += ", first seen";
  if (report.held) out += styled("  held: too old to tell", Style::kWarn, terminal);
  out += "\n  " + text::printable(report.title) + "\n";
  if (!report.link.empty()) {
    out += "  " + styled(text::printable(report.link), Style::kDim, terminal) + "\n";
  }
  out += report.score > 0 ? fmt::format("  score {:.2f}", report.score) : "  opened the event";
  for (const std::string& why : report.why) out += "\n    " + text::printable(why);
  return out + "\n";
}

std::string event_text(const model::Event& event, const std::vector<model::Report>& reports,
                       model::Time now, const Terminal& terminal) {
  std::string out = styled(text::printable(event.title), Style::kBold, terminal) + "\n";
  if (!event.summary.empty()) {
    constexpr std::size_t kShownSummary = 400;
    out += text::printable(text::shortened(event.summary, kShownSummary)) + "\n";
  }
  const auto line = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += fmt::format("{:<11}{}\n", name, text::printable(value));
  };
  out += "\n";
  line("id", event.id);
  line("topics", joined(event.topics));
  line("link", event.link);
  if (event.first_published) line("published", when(*event.first_published, now));
  line("first seen", when(event.first_seen, now));
  line("updated", when(event.updated, now));
  line("outlets", joined(event.outlets));
  if (event.waiting) line("state", "waiting for the judge, not told yet");
  out += fmt::format("reports    {}\n", event.report_count);
  for (const model::Report& report : reports) out += report_text(report, now, terminal);
  return out;
}

int not_found(const std::string& id) {
  complain("no event " + text::quoted(id) + "; `newswatch events list` shows what there is");
  return kNotFound;
}

// The id that the person meant: whole, its beginning, or its end as list shows it.
model::Result<std::optional<std::string>> meant(const store::RocksReader& reader, std::string id) {
  for (char& c : id) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (id.empty()) return std::nullopt;
  auto by_start = reader.complete_event_id(id);
  if (!by_start || *by_start) return by_start;
  std::vector<std::string> found;
  const auto scanned = reader.for_each_event_newest_first([&](const model::Event& event) {
    if (event.id.ends_with(id)) found.push_back(event.id);
    return found.size() < 2;
  });
  if (!scanned) return tl::unexpected(scanned.error());
  if (found.size() > 1) {
    return model::fail(model::ErrorKind::kBadInput,
                       "more than one event id ends in " + text::quoted(id) + ": " + joined(found));
  }
  return found.empty() ? std::nullopt : std::optional(found.front());
}

// The event, or the one that it was merged into.
model::Result<std::optional<model::Event>> living(const store::RocksReader& reader,
                                                  const std::string& id) {
  constexpr int kLongestChain = 100;  // a circle would be a bug; showing it ends all the same
  auto event = reader.event(id);
  for (int i = 0; i < kLongestChain && event && *event && !(*event)->merged_into.empty(); ++i) {
    event = reader.event((*event)->merged_into);
  }
  return event;
}

}  // namespace

int list_events(const ListArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto choice = choose_events(args.filter, now);
  if (!choice) {
    complain(choice.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  Output out;
  std::vector<model::Event> events;
  const std::size_t limit = args.limit.value_or(std::numeric_limits<std::size_t>::max());
  const auto scanned = opened->reader->for_each_event_newest_first([&](const model::Event& event) {
    if (events.size() >= limit) return false;
    // Ids are made at or after first_seen, so all further ones are older than this.
    const auto made = created(event.id);
    if (choice->window.since && made && *made < *choice->window.since) return false;
    if (choice->takes(event)) events.push_back(event);
    return true;
  });
  if (!scanned) return store_failed(scanned.error());
  if (args.global.json) {
    for (const model::Event& event : events) {
      const auto reports = opened->reader->reports(event.id, record::kShownReports);
      if (!reports) return store_failed(reports.error());
      out.line(record::event_json(event, *reports));
      if (!out.open()) break;
    }
  } else if (!events.empty()) {
    out.write(event_table(events, now, out.terminal()));
  } else {
    complain("no events");
  }
  return out.finish(kOk);
}

int show_event(const ShowArgs& args) {
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const auto id = meant(*opened->reader, args.id);
  if (!id) {
    complain(id.error().context);
    return id.error().kind == model::ErrorKind::kBadInput ? kNotFound : kFailure;
  }
  if (!*id) return not_found(args.id);
  const auto event = living(*opened->reader, **id);
  if (!event) return store_failed(event.error());
  if (!*event) return not_found(args.id);
  const auto reports = opened->reader->reports((*event)->id, record::kShownReports);
  if (!reports) return store_failed(reports.error());
  Output out;
  if (args.global.json) {
    out.line(record::event_json(**event, *reports));
    return out.finish(kOk);
  }
  if ((*event)->id != **id) out.line("(" + **id + " was merged into this event)\n");
  out.write(event_text(**event, *reports, model::SystemClock().now(), out.terminal()));
  if (reports->size() < (*event)->report_count) {
    out.line(fmt::format("\n  and {} more: newswatch events export --format jsonl",
                         (*event)->report_count - reports->size()));
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli
