// Metrics: counts what the daemon does, for Prometheus. As with the log, one set for the process.
//
// Names and units are those of Prometheus' conventions: newswatch_WHAT_UNIT, seconds, bytes,
// `_total` for what only grows. Any thread; a call takes some 100 ns.
// Source: https://prometheus.io/docs/practices/naming/
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/step_result.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "model/question.h"
#include "notify/deliverer.h"

namespace newswatch::daemon::metrics {

void started_poll(model::Duration late);  // behind the schedule
void fetched(const model::Result<fetch::Response>& response);
void parsed(model::Duration took);
// A poll whose outcome is stored. came: when its last byte was there.
void ingested(const engine::Ingested& ingested, model::Duration since_last_byte);
void changed(const engine::Changes& changes);
void deliveries(const std::vector<notify::DeliveryOutcome>& outcomes, model::Time now);
void answered(std::span<const model::Question> questions);

// What is read from the store when somebody asks.
struct Gauges {
  struct Sink {
    std::string name;
    std::uint64_t waiting = 0, overdue = 0, given_up = 0;
    model::Duration oldest{};
  };
  bool healthy = false;
  std::vector<std::pair<std::string, std::uint64_t>> feeds;  // by each condition
  std::vector<Sink> sinks;
  std::vector<std::pair<std::string, std::uint64_t>> store_bytes;  // by family
  std::uint64_t streams = 0;                                       // open ones of the page
};
// All metrics in the text format (version 0.0.4), with these gauges and the process's own.
std::string text(const Gauges& gauges);

}  // namespace newswatch::daemon::metrics
