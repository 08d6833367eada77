// The list of events, and one event.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "notify/policy.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/percent.h"
#include "text/times.h"
#include "version.h"
#include "view/find.h"
#include "view/how_it_came.h"
#include "view/outbox_state.h"
#include "view/rivals.h"
#include "web/charts.h"
#include "web/pages.h"

namespace newswatch::web {
namespace {

constexpr std::size_t kEventsShown = 50;
constexpr std::size_t kEventsRead = 5'000;  // for a page of one topic
constexpr std::size_t kSparkReports = 100;
constexpr std::size_t kTopicsShown = 30;
constexpr std::size_t kReasonsShown = 5;

std::string joined(const std::vector<std::string>& names, std::size_t more) {
  constexpr std::size_t kMost = 12;
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) {
    out += (i == 0 ? "" : ", ") + names[i];
  }
  more += names.size() - std::min(names.size(), kMost);
  return more == 0 ? out : out + fmt::format(" and {} more", more);
}

Fields topic_link(const std::string& name) {
  return Fields().text("name", name).text("encoded", text::percent_encoded(name));
}

std::vector<Fields> topic_links(const std::vector<std::string>& names) {
  std::vector<Fields> out;
  out.reserve(names.size());
  for (const std::string& name : names) out.push_back(topic_link(name));
  return out;
}

model::Result<Fields> event_item(const Sight& sight, const model::Event& event) {
  const auto times = store::report_times(sight.rows, event.id, kSparkReports);
  if (!times) return tl::unexpected(times.error());
  std::vector<model::Report> reports;  // needed for what nobody was told of
  if (event.told_topics.empty()) {
    auto found = store::find_reports(sight.rows, event.id, kReasonsShown);
    if (!found) return tl::unexpected(found.error());
    reports = std::move(*found);
  }
  Fields fields;
  fields.text("id", event.id)
      .text("title", event.title)
      .time("seen", event.first_seen, sight.now)
      .text("outlets", joined(event.outlets, event.more_outlets))
      .count("reports", event.report_count)
      .flag("one", event.report_count == 1)
      .text("state", event.dismissed ? "dismissed" : record::untold_state(event, reports))
      .flag("closed", event.dismissed || sight.now > event.updated + sight.settings.event.window)
      .text("spark",
            times->size() > 1 ? sparkline(*times, times->front(), times->back()) : std::string())
      .text("spark_words",
            fmt::format("{} reports since {}", event.report_count, text::day(event.first_seen)))
      .list("event_topics", topic_links(event.topics));
  return fields;
}

std::string delay_of(const std::optional<model::Time>& published, model::Time seen) {
  return published && seen > *published ? text::roughly(seen - *published) : std::string();
}

model::Result<Fields> report_item(const Sight& sight, const model::Event& event,
                                  const model::Report& report) {
  Fields fields;
  fields.text("outlet", report.outlet)
      .text("origin", report.origin == report.outlet ? std::string_view() : report.origin)
      .text("title", report.title)
      .link("link", report.link)
      .time("seen", report.first_seen, sight.now)
      .text("delay", delay_of(report.published, report.first_seen))
      .text("feed", report.feed)
      .flag("held", report.held)
      .text("how", view::how_it_came(report, event));
  if (report.published) {
    fields.time("published", *report.published, sight.now);
  } else {
    fields.flag("published", false);
  }
  std::vector<Fields> why, matched, earlier, considered;
  for (const std::string& one : report.why) why.push_back(std::move(Fields().text("text", one)));
  for (const std::string& one : report.words) {
    matched.push_back(std::move(Fields().text("text", one)));
  }
  for (auto one = report.earlier.rbegin(); one != report.earlier.rend(); ++one) {
    earlier.push_back(
        std::move(Fields()
                      .time("until", one->until, sight.now)
                      .text("text", one->title == report.title ? "another summary: " + one->summary
                                                               : one->title)));
  }
  const auto rivals = view::rivals(sight.rows, report);
  if (!rivals) return tl::unexpected(rivals.error());
  for (const record::Rival& rival : *rivals) {
    considered.push_back(std::move(Fields()
                                       .text("score", fmt::format("{:.2f}", rival.considered.score))
                                       .text("id", rival.lives_in)
                                       .text("title", rival.title)
                                       .flag("known", !rival.title.empty())
                                       .flag("joined", rival.lives_in == event.id)
                                       .text("why", rival.considered.why)));
  }
  fields.flag("considered_any", !considered.empty())
      .text("threshold", fmt::format("{:.2f}", sight.settings.event.threshold))
      .list("why", std::move(why))
      .list("matched", std::move(matched))
      .list("earlier", std::move(earlier))
      .list("considered", std::move(considered));
  return fields;
}

// Who was told, and what waits.
model::Result<std::vector<Fields>> message_items(const Sight& sight, const std::string& event) {
  const auto sent = store::sent_messages(sight.rows, event);
  if (!sent) return tl::unexpected(sent.error());
  std::vector<Fields> out;
  for (const model::SentMessage& one : *sent) {
    out.push_back(std::move(Fields()
                                .text("sink", one.sink)
                                .text("type", one.type)
                                .text("state", one.attempts > 1
                                                   ? fmt::format("told at attempt {}", one.attempts)
                                                   : "told")
                                .time("at", one.time, sight.now)));
  }
  const auto take = [&](const model::OutboxRow& row) {
    const model::Notification& message = row.notification;
    if (message.event.id != event &&
        std::ranges::find(message.items, event, &model::SummaryItem::event) ==
            message.items.end()) {
      return true;
    }
    out.push_back(std::move(Fields()
                                .text("sink", row.sink)
                                .text("type", message.type)
                                .text("state", view::outbox_state(row, sight.now).text)
                                .flag("at", false)));
    return true;
  };
  auto walked = store::for_each_outbox(sight.rows, take);
  if (walked) walked = store::for_each_dead(sight.rows, take);
  if (!walked) return tl::unexpected(walked.error());
  return out;
}

void add_timeline(Fields& fields, const std::vector<model::Report>& reports) {
  const Timeline chart = timeline(reports);
  std::vector<Fields> lines, dots;
  for (const TimelineLine& line : chart.lines) {
    lines.push_back(std::move(Fields()
                                  .text("y", fmt::format("{:.0f}", line.y))
                                  .text("text_y", fmt::format("{:.0f}", line.y + 4))
                                  .text("outlet", line.outlet)));
  }
  for (const TimelineDot& dot : chart.dots) {
    dots.push_back(std::move(Fields()
                                 .text("x", fmt::format("{:.1f}", dot.x))
                                 .text("y", fmt::format("{:.0f}", dot.y))
                                 .text("words", dot.words)));
  }
  fields.flag("timeline", chart.dots.size() > 1)
      .text("height", fmt::format("{:.0f}", chart.height))
      .text("timeline_words",
            fmt::format("{} reports of {} outlets, by the time they were published",
                        chart.dots.size(), chart.lines.size()))
      .list("lines", std::move(lines))
      .list("dots", std::move(dots));
}

std::string unwatched_words(const model::Event& event) {
  if (!event.unwatched) return {};
  const model::GapBefore& gap = *event.unwatched;
  return fmt::format("{} from {} {} to {} {}: the event may be older than it looks.",
                     gap.rolled_over ? "Items of " + gap.feed + " may have passed unseen"
                                     : gap.feed + " was not watched",
                     text::day(gap.from), text::clock_time(gap.from, gap.from), text::day(gap.to),
                     text::clock_time(gap.to, gap.to));
}

}  // namespace

void add_layout(Fields& fields, const Sight& sight, std::string_view title, std::string_view here,
                std::string_view query) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPages = {
      {{"/", "Events"}, {"/feeds", "Feeds"}, {"/topics", "Topics"}, {"/sinks", "Sinks"}}};
  std::vector<Fields> nav, reasons;
  for (const auto& [path, name] : kPages) {
    nav.push_back(
        std::move(Fields().text("path", path).text("name", name).flag("here", path == here)));
  }
  for (const model::WatchReason& reason : sight.watch.reasons) {
    Fields item;
    item.text("detail", reason.detail);
    if (reason.since) {
      item.time("since", *reason.since, sight.now);
    } else {
      item.flag("since", false);
    }
    reasons.push_back(std::move(item));
  }
  const bool well = sight.watch.reasons.empty();
  std::string words = fmt::format("{} of {} feeds answer", sight.watch.ok, sight.watch.feeds);
  if (sight.watch.outbox_waiting > 0) {
    words += fmt::format("; {} messages wait", sight.watch.outbox_waiting);
  }
  words += well ? ". The watch is well." : ". The watch is not well:";
  fields.text("page_title", title)
      .text("version", NEWSWATCH_VERSION)
      .text("query", query)
      .flag("well", well)
      .text("watch", words)
      .list("nav", std::move(nav))
      .list("reasons", std::move(reasons))
      .flag("may_change", sight.may_change)
      .text("form_token", sight.may_change ? sight.form_token : std::string_view());
}

model::Result<Fields> events_page(const Sight& sight, const Request& request) {
  const std::string topic(request.value("topic")), before(request.value("before"));
  std::vector<Fields> events;
  std::string older;
  std::size_t read = 0;
  model::Result<void> made;
  const auto walked = store::for_each_event_newest_first(
      sight.rows,
      [&](const model::Event& event) {
        const bool shown =
            event.merged_into.empty() &&
            (topic.empty() || std::ranges::find(event.topics, topic) != event.topics.end());
        if (events.size() == kEventsShown || ++read > kEventsRead) return false;
        older = event.id;
        if (!shown) return true;
        auto item = event_item(sight, event);
        if (!item) {
          made = tl::unexpected(item.error());
          return false;
        }
        events.push_back(std::move(*item));
        return true;
      },
      before);
  if (!walked) return tl::unexpected(walked.error());
  if (!made) return tl::unexpected(made.error());
  const bool full = events.size() == kEventsShown || read > kEventsRead;
  std::vector<Fields> topics;
  for (const config::TopicSettings& one : sight.settings.topics) {
    if (topics.size() == kTopicsShown) break;
    topics.push_back(std::move(topic_link(one.name).flag("here", one.name == topic)));
  }
  Fields fields;
  fields.text("topic", topic)
      .text("topic_query", text::percent_encoded(topic))
      .flag("topics_shown", topics.size() > 1)
      .list("topics", std::move(topics))
      .list("events", std::move(events))
      .text("older", full ? older : std::string());
  add_layout(fields, sight, topic.empty() ? "Events" : "Events of " + topic, "/");
  return fields;
}

model::Result<std::optional<Fields>> event_page(const Sight& sight, const std::string& id) {
  const auto whole = view::find_event_id(sight.rows, id);
  if (!whole && whole.error().kind != model::ErrorKind::kBadInput) {
    return tl::unexpected(whole.error());
  }
  if (!whole) return std::nullopt;
  const std::optional<std::string>& asked = *whole;
  if (!asked) return std::nullopt;
  const auto found = view::living_event(sight.rows, *asked);
  if (!found) return tl::unexpected(found.error());
  const std::optional<model::Event>& living = *found;
  if (!living) return std::nullopt;
  const model::Event& event = *living;
  const auto reports = store::find_reports(sight.rows, event.id, record::kShownReports);
  if (!reports) return tl::unexpected(reports.error());
  Fields fields;
  fields.text("id", event.id)
      .text("title", event.title)
      .text("summary", event.summary)
      .link("link", event.link)
      .time("seen", event.first_seen, sight.now)
      .time("updated", event.updated, sight.now)
      .text("delay", delay_of(event.first_published, event.first_seen))
      .text("outlets", joined(event.outlets, event.more_outlets))
      .text("origins", joined(event.origins, event.more_origins))
      .text("first_outlet", reports->empty() ? std::string() : reports->front().outlet)
      .text("state", event.dismissed ? "dismissed" : record::untold_state(event, *reports))
      .text("unwatched", unwatched_words(event))
      .text("merged_from", event.id == *asked ? std::string() : *asked)
      .list("event_topics", topic_links(event.topics));
  if (event.first_published) {
    fields.time("published", *event.first_published, sight.now);
  } else {
    fields.flag("published", false);
  }
  std::vector<Fields> items;
  for (const model::Report& report : *reports) {
    auto item = report_item(sight, event, report);
    if (!item) return tl::unexpected(item.error());
    items.push_back(std::move(*item));
  }
  fields.list("reports", std::move(items));
  if (event.report_count > reports->size()) {
    fields.count("more_reports", event.report_count - reports->size());
  }
  add_timeline(fields, *reports);
  auto messages = message_items(sight, event.id);
  if (!messages) return tl::unexpected(messages.error());
  fields.flag("messages_any", !messages->empty()).list("messages", std::move(*messages));
  add_layout(fields, sight, event.title, "/events");
  return fields;
}

}  // namespace newswatch::web
