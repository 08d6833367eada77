// newswatch events show: one event with its reports and their reasons.
#include <fmt/format.h>

#include <algorithm>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/paragraph.h"
#include "cli/print/phrases.h"
#include "cli/print/reason_lines.h"
#include "notify/policy.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/escape.h"
#include "view/find.h"
#include "view/how_it_came.h"
#include "view/outbox_state.h"
#include "view/rivals.h"

namespace newswatch::cli::command {
namespace {

// "3 (TIME, The Hill, India Times), 1 source (AP)". Sources are only counted when they are the
// outlets themselves, and left out for events stored before sources were.
std::string outlets_text(const model::Event& event) {
  std::string out = fmt::format("{} ({})", event.outlet_count(), print::joined(event.outlets));
  if (event.origins.empty()) return out;
  out += ", " + print::counted(event.origin_count(), "source");
  const bool all_own = std::is_permutation(event.origins.begin(), event.origins.end(),
                                           event.outlets.begin(), event.outlets.end());
  return all_own ? out : out + " (" + print::joined(event.origins) + ")";
}

std::string report_text(const model::Report& report, const model::Event& event,
                        const record::Rival* next, model::Time now,
                        const print::Terminal& terminal) {
  constexpr std::size_t kIndent = 2, kStoryDigits = 12;
  const std::string margin(kIndent, ' ');
  std::string out = "\n" + margin;
  out += print::styled(text::printable(report.outlet), print::Style::kAccent, terminal);
  out += "  " + print::moment(report.published.value_or(report.first_seen), now, terminal);
  if (!report.published) out += ", first seen";
  if (!report.origin.empty() && report.origin != report.outlet) {
    out += "  text of " + text::printable(report.origin);
  }
  if (report.held) out += print::styled("  held: too old to tell", print::Style::kWarn, terminal);
  out += print::styled("  story " + text::printable(report.story.substr(0, kStoryDigits)),
                       print::Style::kDim, terminal);
  out += "\n" + margin + print::wrapped(report.title, kIndent, terminal);
  // What it said before its outlet changed it, the newest first.
  for (auto earlier = report.earlier.rbegin(); earlier != report.earlier.rend(); ++earlier) {
    std::string was = "until " + print::moment(earlier->until, now, terminal) + ": ";
    was += earlier->title == report.title ? "another summary: " + earlier->summary : earlier->title;
    out += margin +
           print::styled(print::wrapped(was, kIndent, terminal), print::Style::kDim, terminal);
  }
  if (!report.link.empty()) {
    out +=
        margin + print::styled(text::printable(report.link), print::Style::kDim, terminal) + "\n";
  }
  out += margin + view::how_it_came(report, event) + "\n";
  out += print::reason_lines(report, 2 * kIndent, terminal);
  return next == nullptr ? out : out + print::next_best_line(report, *next, 2 * kIndent, terminal);
}

std::string unwatched_text(const model::GapBefore& gap, model::Time now,
                           const print::Terminal& terminal) {
  return (gap.rolled_over ? "items of " + gap.feed + " may have passed unseen"
                          : gap.feed + " was not watched") +
         " from " + print::moment(gap.from, now, terminal) + " to " +
         print::moment(gap.to, now, terminal) + ": the event may be older than it looks";
}

std::string event_text(const model::Event& event, bool held, model::Time now,
                       const print::Terminal& terminal) {
  std::string out =
      print::styled(text::printable(event.title), print::Style::kBold, terminal) + "\n";
  if (!event.summary.empty()) {
    constexpr std::size_t kShownSummary = 400;
    out += print::wrapped(text::shortened(event.summary, kShownSummary), 0, terminal);
  }
  const auto line = [&](std::string_view name, std::string_view value) {
    out += print::labelled(0, name, print::kFactLabel, value, terminal);
  };
  out += "\n";
  line("id", event.id);
  line("topics", print::joined(event.topics));
  line("link", event.link);
  if (event.first_published)
    line("published", print::moment(*event.first_published, now, terminal));
  line("first seen", print::moment(event.first_seen, now, terminal));
  line("updated", print::moment(event.updated, now, terminal));
  if (event.unwatched) line("unwatched", unwatched_text(event.unwatched.value(), now, terminal));
  line("outlets", outlets_text(event));
  if (event.waiting) line("state", "waiting for the judge, not told yet");
  if (held) line("state", "held: all its reports were too old to tell");
  line("reports", std::to_string(event.report_count));
  return out;
}

// Who was told, when, and what waits; a line for each message about the event.
model::Result<std::string> told_text(const store::Rows& rows, const std::string& event,
                                     model::Time now, const print::Terminal& terminal) {
  std::string out;
  const auto line = [&](std::string_view what, const std::string& text) {
    out += print::labelled(0, what, print::kFactLabel, text, terminal);
  };
  const auto sent = store::sent_messages(rows, event);
  if (!sent) return tl::unexpected(sent.error());
  for (const model::SentMessage& one : *sent) {
    std::string text = one.sink + ", " + print::moment(one.time, now, terminal);
    if (one.type != notify::kEventNew) text += ", " + one.type;
    if (one.attempts > 1) text += fmt::format(", at attempt {}", one.attempts);
    line("told", text);
  }
  const auto take = [&](const model::OutboxRow& row) {
    const model::Notification& message = row.notification;
    const bool lists_it =
        std::ranges::find(message.items, event, &model::SummaryItem::event) != message.items.end();
    if (message.event.id != event && !lists_it) return true;
    line("not told", fmt::format("{}: {} (newswatch outbox show {})", row.sink,
                                 view::outbox_state(row, now).text, row.row));
    return true;
  };
  auto walked = store::for_each_outbox(rows, take);
  if (walked) walked = store::for_each_dead(rows, take);
  if (!walked) return tl::unexpected(walked.error());
  return out.empty() ? out : "\n" + out;
}

int not_found(const std::string& id) {
  print::complain("no event " + text::quoted(id) + "; `newswatch events list` shows what there is");
  return kNotFound;
}

}  // namespace

int events_show(const EventsShowArgs& args) {
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const auto found_id = view::find_event_id(*opened->reader, args.id);
  if (!found_id) {
    print::complain(found_id.error().context);
    return found_id.error().kind == model::ErrorKind::kBadInput ? kNotFound : kFailure;
  }
  const std::optional<std::string>& id = *found_id;
  if (!id) return not_found(args.id);
  const auto found = view::living_event(*opened->reader, *id);
  if (!found) return store_failed(found.error());
  const std::optional<model::Event>& event = *found;
  if (!event) return not_found(args.id);
  const auto reports = store::find_reports(*opened->reader, event->id, record::kShownReports);
  if (!reports) return store_failed(reports.error());
  print::Output out;
  if (args.global.json) {
    out.line(record::event_json(*event, *reports));
    return out.finish(kOk);
  }
  if (event->id != *id) out.line("(" + *id + " was merged into this event)\n");
  const model::Time now = model::SystemClock().now();
  out.write(
      event_text(*event, record::untold_state(*event, *reports) == "held", now, out.terminal()));
  for (const model::Report& report : *reports) {
    const auto others = view::rivals(*opened->reader, report);
    if (!others) return store_failed(others.error());
    out.write(
        report_text(report, *event, view::next_best(*others, event->id), now, out.terminal()));
  }
  if (reports->size() < event->report_count) {
    out.line(fmt::format("\n  and {} more: newswatch events export --format jsonl",
                         event->report_count - reports->size()));
  }
  const auto told = told_text(*opened->reader, event->id, now, out.terminal());
  if (!told) return out.finish(store_failed(told.error()));
  out.write(*told);
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
