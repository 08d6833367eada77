// newswatch events dismiss: an event does not belong to its topics. Says how precise each of them
// is, and by which word it would not have taken the event.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/change_events.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/exclude_term.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "match/topic.h"
#include "record/json_io.h"
#include "store/queries.h"
#include "text/escape.h"

namespace newswatch::cli::command {
namespace {

constexpr std::size_t kTitlesRead = 20;  // of one event
constexpr std::size_t kTitlesShown = 5;

// The events that a topic took, and what follows from those that were dismissed.
struct TopicPrecision {
  std::string topic;
  std::vector<JudgedEvent> events;
  std::size_t dismissed = 0;
  std::optional<ExcludeTerm> term;
};

std::vector<std::string> rule_of(const config::Settings& settings, const std::string& topic) {
  std::vector<std::string> terms;
  for (const config::TopicSettings& one : settings.topics) {
    if (one.name == topic) terms = match::rule_words(one);
  }
  return terms;
}

model::Result<TopicPrecision> read_precision(const OpenStore& opened, const std::string& topic,
                                             const std::string& event_id) {
  TopicPrecision precision{.topic = topic};
  std::size_t of = 0;
  model::Result<void> reading;
  const auto walked = store::for_each_event(*opened.reader, "", [&](const model::Event& event) {
    const bool counts = event.merged_into.empty() && !event.waiting &&
                        std::ranges::find(event.topics, topic) != event.topics.end();
    if (!counts) return true;
    JudgedEvent judged{.titles = {event.title}, .dismissed = event.dismissed.has_value()};
    if (judged.dismissed) {
      const auto reports = store::find_reports(*opened.reader, event.id, kTitlesRead);
      if (!reports) {
        reading = tl::unexpected(reports.error());
        return false;
      }
      for (const model::Report& report : *reports) judged.titles.push_back(report.title);
      ++precision.dismissed;
    }
    if (event.id == event_id) of = precision.events.size();
    precision.events.push_back(std::move(judged));
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  if (!reading) return tl::unexpected(reading.error());
  if (!precision.events.empty()) {
    precision.term =
        propose_exclude(precision.events, of, rule_of(opened.settings, precision.topic));
  }
  return precision;
}

void print_precision(const TopicPrecision& precision, print::Output& out) {
  const std::size_t events = precision.events.size();
  out.line(text::printable(fmt::format(
      "topic {}: {} of {} dismissed, {:.0f} % precise", precision.topic, precision.dismissed,
      print::counted(events, "event"),
      100.0 * static_cast<double>(events - precision.dismissed) / static_cast<double>(events))));
  if (!precision.term) {
    out.line("  no word tells what was dismissed from the rest");
    return;
  }
  const ExcludeTerm& term = *precision.term;
  out.line(text::printable(
      fmt::format("  none = {{ title = [{}] }} would have stopped {} of the dismissed{}",
                  text::quoted(term.word), term.dismissed,
                  term.others.empty() ? ", and no other" : ", and also:")));
  for (std::size_t i = 0; i < std::min(term.others.size(), kTitlesShown); ++i) {
    out.line(text::printable("    " + precision.events[term.others[i]].titles.front()));
  }
  if (term.others.size() > kTitlesShown) {
    out.line(fmt::format("    and {} more", term.others.size() - kTitlesShown));
  }
}

std::string json_of(const std::string& event, const std::vector<TopicPrecision>& topics) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("event", event);
  io.list("topics", topics, [](record::JsonWriter& inner, const TopicPrecision& one) {
    inner.field("name", one.topic);
    inner.field("events", static_cast<std::uint64_t>(one.events.size()));
    inner.field("dismissed", static_cast<std::uint64_t>(one.dismissed));
    if (!one.term) return;
    inner.field("exclude", one.term->word);
    inner.field("stops_dismissed", static_cast<std::uint64_t>(one.term->dismissed));
    std::vector<std::string> others;
    for (const std::size_t i : one.term->others) others.push_back(one.events[i].titles.front());
    inner.field("stops_others", others);
  });
  return io.text();
}

}  // namespace

int events_dismiss(const EventsDismissArgs& args) {
  model::Regrouping wanted{.kind = model::RegroupKind::kDismiss};
  std::filesystem::path folder;
  {
    const auto opened = open_store(args.global);
    if (!opened) return opened.error();
    auto event = whole_event_id(*opened, args.event);
    if (!event) return event.error();
    wanted.event = std::move(*event);
    folder = opened->folder;
  }
  const auto done = regroup(args.global, folder, wanted);
  if (!done) return done.error();

  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const auto found = store::find_event(*opened->reader, *done);
  if (!found) return store_failed(found.error());
  const std::optional<model::Event>& event = *found;
  std::vector<TopicPrecision> topics;
  for (const std::string& topic : event ? event->topics : std::vector<std::string>()) {
    auto precision = read_precision(*opened, topic, *done);
    if (!precision) return store_failed(precision.error());
    topics.push_back(std::move(*precision));
  }
  print::Output out;
  if (args.global.json) {
    out.line(json_of(*done, topics));
  } else {
    out.line(fmt::format("event {} is dismissed: nobody hears of it any more", *done));
    for (const TopicPrecision& precision : topics) print_precision(precision, out);
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
