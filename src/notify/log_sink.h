// LogSink: the log as a sink. One line for each notification, delivered at once, never fails.
//
// event.new id=01J topic=deepseek-r1 title="..." outlets=1 reports=1 link=https://...
// id is the event's (what `newswatch events show` takes), several topics are joined by commas.
// Owns the deliveries that were not collected yet. Notify loop's thread only.
#pragma once

#include <utility>
#include <vector>

#include "notify/notifier.h"
#include "notify/sink_type.h"

namespace newswatch::notify {

// The line of a notification.
record::LogLine log_line_of(const model::Notification& notification);

class LogSink final : public Notifier {
 public:
  explicit LogSink(EmitLine emit) : emit_(std::move(emit)) {}

  void start(const model::OutboxRow& row) override;
  void watch(std::vector<pollfd>&, std::optional<model::Duration>&) override {}
  void collect(std::vector<Delivery>& done) override;
  std::string preview(const model::OutboxRow& row) override;
  void cancel() override { done_.clear(); }

 private:
  EmitLine emit_;
  std::vector<Delivery> done_;
};

// type = "log"
SinkType log_sink_type();

}  // namespace newswatch::notify
