// newswatch events list and show.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/event_filter.h"
#include "cli/find.h"
#include "cli/open.h"
#include "cli/output.h"
#include "cli/paragraph.h"
#include "cli/reasons.h"
#include "cli/table.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/escape.h"
#include "text/time_text.h"

namespace newswatch::cli {
namespace {

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

// "3 (TIME, The Hill, India Times), 1 source (AP)". Sources that are the outlets themselves are
// only counted, and rows that are older than the count say nothing of them.
std::string outlets_text(const model::Event& event) {
  std::string out = fmt::format("{} ({})", event.outlets.size(), joined(event.outlets));
  if (event.origins.empty()) return out;
  out += fmt::format(", {} {}", event.origins.size(),
                     event.origins.size() == 1 ? "source" : "sources");
  const bool all_own = std::is_permutation(event.origins.begin(), event.origins.end(),
                                           event.outlets.begin(), event.outlets.end());
  return all_own ? out : out + " (" + joined(event.origins) + ")";
}

std::string report_text(const model::Report& report, const model::Event& event,
                        const record::Rival* next, model::Time now, const Terminal& terminal) {
  constexpr std::size_t kIndent = 2, kStoryDigits = 12;
  const std::string margin(kIndent, ' ');
  std::string out = "\n" + margin;
  out += styled(text::printable(report.outlet), Style::kAccent, terminal);
  out += "  " + moment(report.published.value_or(report.first_seen), now);
  if (!report.published) out += ", first seen";
  if (!report.origin.empty() && report.origin != report.outlet) {
    out += "  text of " + text::printable(report.origin);
  }
  if (report.held) out += styled("  held: too old to tell", Style::kWarn, terminal);
  out += styled("  story " + text::printable(report.story.substr(0, kStoryDigits)), Style::kDim,
                terminal);
  out += "\n" + margin + wrapped(report.title, kIndent, terminal);
  if (!report.link.empty()) {
    out += margin + styled(text::printable(report.link), Style::kDim, terminal) + "\n";
  }
  out += margin + how_it_came(report, event) + "\n";
  out += reason_lines(report, 2 * kIndent, terminal);
  return next == nullptr ? out : out + next_best_line(report, *next, 2 * kIndent, terminal);
}

std::string unwatched_text(const model::Unwatched& gap, model::Time now) {
  return (gap.rolled_over ? "items of " + gap.feed + " may have passed unseen"
                          : gap.feed + " was not watched") +
         " from " + moment(gap.from, now) + " to " + moment(gap.to, now) +
         ": it may be older than it looks";
}

std::string event_text(const model::Event& event, model::Time now, const Terminal& terminal) {
  std::string out = styled(text::printable(event.title), Style::kBold, terminal) + "\n";
  if (!event.summary.empty()) {
    constexpr std::size_t kShownSummary = 400;
    out += wrapped(text::shortened(event.summary, kShownSummary), 0, terminal);
  }
  const auto line = [&](std::string_view name, std::string_view value) {
    out += labelled(0, name, kFactLabel, value, terminal);
  };
  out += "\n";
  line("id", event.id);
  line("topics", joined(event.topics));
  line("link", event.link);
  if (event.first_published) line("published", moment(*event.first_published, now));
  line("first seen", moment(event.first_seen, now));
  line("updated", moment(event.updated, now));
  if (event.unwatched) line("unwatched", unwatched_text(event.unwatched.value(), now));
  line("outlets", outlets_text(event));
  if (event.waiting) line("state", "waiting for the judge, not told yet");
  line("reports", std::to_string(event.report_count));
  return out;
}

int not_found(const std::string& id) {
  complain("no event " + text::quoted(id) + "; `newswatch events list` shows what there is");
  return kNotFound;
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
  const auto scanned =
      store::for_each_event_newest_first(*opened->reader, [&](const model::Event& event) {
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
      const auto reports = store::find_reports(*opened->reader, event.id, record::kShownReports);
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
  const auto id = find_event_id(*opened->reader, args.id);
  if (!id) {
    complain(id.error().context);
    return id.error().kind == model::ErrorKind::kBadInput ? kNotFound : kFailure;
  }
  if (!*id) return not_found(args.id);
  const auto event = living_event(*opened->reader, **id);
  if (!event) return store_failed(event.error());
  if (!*event) return not_found(args.id);
  const auto reports = store::find_reports(*opened->reader, (*event)->id, record::kShownReports);
  if (!reports) return store_failed(reports.error());
  Output out;
  if (args.global.json) {
    out.line(record::event_json(**event, *reports));
    return out.finish(kOk);
  }
  if ((*event)->id != **id) out.line("(" + **id + " was merged into this event)\n");
  const model::Time now = model::SystemClock().now();
  out.write(event_text(**event, now, out.terminal()));
  for (const model::Report& report : *reports) {
    const auto others = rivals(*opened->reader, report);
    if (!others) return store_failed(others.error());
    out.write(report_text(report, **event, next_best(*others, (*event)->id), now, out.terminal()));
  }
  if (reports->size() < (*event)->report_count) {
    out.line(fmt::format("\n  and {} more: newswatch events export --format jsonl",
                         (*event)->report_count - reports->size()));
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli
