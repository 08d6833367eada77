// newswatch sinks test: a message that is marked as a test, through the very same renderer, guard
// and adapter as any other.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/text_table.h"
#include "notify/sinks.h"
#include "record/event_json.h"
#include "record/json_io.h"
#include "record/log_line.h"
#include "store/queries.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/times.h"
#include "text/ulid.h"
#include "view/find.h"

namespace newswatch::cli::command {
namespace {

constexpr std::string_view kMark = "[test] ";

// Each test is a message of its own: a receiver would drop a repeat.
std::string new_id(model::Time now) {
  return text::ulid(now, static_cast<std::uint64_t>(::getpid()), 0) + ":event.new";
}

// The message about an event of the store, marked. Error: the exit status, after a message.
tl::expected<model::Notification, int> about_event(const OpenStore& opened, const std::string& id,
                                                   model::Time now) {
  const auto found_id = view::find_event_id(*opened.reader, id);
  if (!found_id) {
    print::complain(found_id.error().context);
    return tl::unexpected(static_cast<int>(kNotFound));
  }
  const std::optional<std::string>& whole = *found_id;
  const auto found = whole ? view::living_event(*opened.reader, *whole)
                           : model::Result<std::optional<model::Event>>(std::nullopt);
  if (!found) return tl::unexpected(store_failed(found.error()));
  const std::optional<model::Event>& event = *found;
  if (!event) {
    print::complain("there is no event " + text::quoted(id));
    return tl::unexpected(static_cast<int>(kNotFound));
  }
  auto reports = store::find_reports(*opened.reader, event->id, record::kShownReports);
  if (!reports) return tl::unexpected(store_failed(reports.error()));
  model::Notification message;
  message.id = new_id(now);
  message.type = "event.new";
  message.time = now;
  message.event = *event;
  message.title = std::string(kMark) + message.event.title;
  message.link = message.event.link;
  message.reports = *std::move(reports);
  if (!message.reports.empty()) message.why = message.reports.front().words;
  return message;
}

struct Tried {
  notify::DeliveryResult result;
  model::Duration time{};
};

Tried deliver(notify::Notifier& sink, const model::OutboxRow& row, const model::Clock& clock) {
  const model::Monotonic begin = clock.monotonic();
  std::vector<notify::Delivery> done;
  sink.start(row);
  for (sink.collect(done); done.empty(); sink.collect(done)) {
    std::vector<pollfd> fds;
    std::optional<model::Duration> wait = std::chrono::seconds(1);
    sink.watch(fds, wait);
    ::poll(fds.data(), fds.size(), static_cast<int>(std::max<std::int64_t>(wait->count(), 0)));
  }
  return {std::move(done.front().result), clock.monotonic() - begin};
}

std::string json_of(const config::SinkSettings& sink, const Tried& tried) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("sink", sink.name);
  io.field("type", sink.type);
  io.field("ok", tried.result.has_value());
  io.field("cause", tried.result ? "" : model::word(tried.result.error().cause));
  io.field("answer", tried.result ? tried.result->answer : tried.result.error().what);
  io.field("ms", tried.time);
  return io.text();
}

}  // namespace

model::Notification sample_notification(const config::Settings& settings, model::Time now) {
  model::Notification message;
  message.id = new_id(now);
  message.type = "event.new";
  message.time = now;
  message.title = std::string(kMark) + "This is how newswatch tells of a new event";
  message.why = {"title: newswatch"};
  model::Event& event = message.event;
  event.id = message.id.substr(0, message.id.find(':'));
  event.topics = {settings.topics.empty() ? "topic" : settings.topics.front().name};
  event.title = message.title;
  event.first_seen = event.updated = now;
  event.first_published = now - std::chrono::minutes(12);
  event.outlets =
      event.origins = {settings.feeds.empty() ? "Outlet" : settings.feeds.front().outlet};
  event.report_count = 1;
  model::Report report;
  report.event = event.id;
  report.outlet = event.outlets.front();
  report.title = message.title;
  report.published = event.first_published;
  report.first_seen = now;
  message.reports.push_back(std::move(report));
  return message;
}

int test_sinks(const config::Settings& settings, const SinksTestArgs& args,
               model::Notification notification) {
  const model::SystemClock clock;
  const auto state = config::state_folder(args.global.locations, settings, config::Access::kWrite);
  if (!state && !args.dry_run) {
    print::complain(state.error().context);
    return kFailure;
  }
  print::Output out;
  const notify::SinkResources resources{
      .state_dir = state ? *state : std::filesystem::path(),
      .environment = environment(),
      .emit = [&](const record::LogLine& line) { out.line(record::logfmt(line)); },
      .network = settings.fetch,
      .proxies = net::ProxyEnvironment::of(environment())};
  bool all_good = true;
  print::TextTable table({{"SINK"}, {"TYPE"}, {"RESULT"}, {"TIME", true}, {"ANSWER", false, 3}});
  for (const config::SinkSettings& sink : settings.sinks) {
    const bool chosen =
        args.names.empty() || std::ranges::find(args.names, sink.name) != args.names.end();
    if (!chosen) continue;
    model::OutboxRow row;
    row.row = 1;
    row.sink = sink.name;
    row.notification = notification;
    if (sink.priority) row.notification.priority = static_cast<model::Priority>(*sink.priority);
    row.created = row.not_before = clock.now();
    const auto notifier = notify::make_sink(sink, resources, clock);
    if (args.dry_run) {
      out.line(fmt::format("--- {} ({})", text::printable(sink.name), sink.type));
      const std::string bytes = notifier->preview(row);
      for (std::string_view rest = bytes; !rest.empty();) {
        std::string_view line = text::take_piece(rest, "\n");
        if (line.ends_with('\r')) line.remove_suffix(1);
        out.line(text::printable(line));
      }
      continue;
    }
    const Tried tried = deliver(*notifier, row, clock);
    all_good = all_good && tried.result.has_value();
    if (args.global.json) {
      out.line(json_of(sink, tried));
      continue;
    }
    table.row({{sink.name, print::Style::kAccent},
               {sink.type},
               {tried.result ? "delivered" : std::string(model::word(tried.result.error().cause)),
                tried.result ? print::Style::kGood : print::Style::kBad},
               {fmt::format("{} ms", tried.time.count())},
               {tried.result ? tried.result->answer : tried.result.error().what}});
  }
  if (!table.empty()) out.write(table.text(out.terminal()));
  return out.finish(all_good ? kOk : kFailure);
}

int sinks_test(const SinksTestArgs& args) {
  const auto settings = open_settings(args.global, config::NamedFiles::kCheck);
  if (!settings) return settings.error();
  for (const std::string& name : args.names) {
    const auto& sinks = settings->sinks;
    if (std::ranges::find(sinks, name, &config::SinkSettings::name) != sinks.end()) continue;
    print::complain("no [[sink]] of the config is called " + text::quoted(name));
    return kNotFound;
  }
  const model::Time now = model::SystemClock().now();
  if (args.event.empty()) return test_sinks(*settings, args, sample_notification(*settings, now));
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  auto message = about_event(*opened, args.event, now);
  if (!message) return message.error();
  return test_sinks(*settings, args, *std::move(message));
}

}  // namespace newswatch::cli::command
