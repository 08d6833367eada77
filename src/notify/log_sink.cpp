#include "notify/log_sink.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace newswatch::notify {

record::LogLine log_line_of(const model::Notification& n) {
  record::LogLine line{n.type, {}};
  line.field("id", n.event.id.empty() ? n.id : n.event.id);
  // A message about trouble is about no event: it has neither topics nor outlets.
  if (!n.event.topics.empty())
    line.field("topic", fmt::format("{}", fmt::join(n.event.topics, ",")));
  line.field("title", n.title);
  if (!n.event.id.empty()) {
    line.field("outlets", n.event.outlet_count());
    // Where outlets print one text, they are fewer sources than outlets.
    if (n.event.origin_count() < n.event.outlet_count() && !n.event.origins.empty()) {
      line.field("sources", n.event.origin_count());
    }
    line.field("reports", n.event.report_count);
  }
  if (!n.link.empty()) line.field("link", n.link);
  return line;
}

void LogSink::start(const model::OutboxRow& row) {
  done_.push_back({row.row, Receipt{}});
  if (!row.logged) emit_(log_line_of(row.notification));
}

void LogSink::collect(std::vector<Delivery>& done) {
  done.insert(done.end(), done_.begin(), done_.end());
  done_.clear();
}

std::string LogSink::preview(const model::OutboxRow& row) {
  return record::logfmt(log_line_of(row.notification)) + "\n";
}

SinkType log_sink_type() {
  return {.keys = {.type = "log", .keys = {follow_up_key({"none", "new"})}},
          .for_people = false,
          .make = [](const config::SinkSettings&, const SinkResources& resources,
                     const model::Clock&) -> std::unique_ptr<Notifier> {
            return std::make_unique<LogSink>(resources.emit);
          }};
}

}  // namespace newswatch::notify
