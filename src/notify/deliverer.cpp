#include "notify/deliverer.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "notify/command_sink.h"
#include "notify/file_sink.h"

namespace newswatch::notify {
namespace {

// Rows of one sink in one step: a long backlog must not keep the loop from its wake-up.
constexpr int kRoundsPerStep = 64;

// Longest sleep while rows wait: the wall clock may be set, and a machine may have slept.
constexpr model::Duration kLongestSleep = std::chrono::minutes(1);

bool same_target(const config::Sink& a, const config::Sink& b) {
  const auto target = [](const config::Sink& sink) {
    return std::tie(sink.type, sink.path, sink.command, sink.timeout);
  };
  return target(a) == target(b);
}

}  // namespace

Deliverer::Deliverer(const config::Settings& settings, Surroundings surroundings,
                     const model::Clock& clock)
    : surroundings_(std::move(surroundings)), clock_(clock) {
  reload(settings);
}

Deliverer::~Deliverer() = default;

void Deliverer::add(std::vector<model::OutboxRow> rows) {
  for (model::OutboxRow& row : rows) outbox_.put(std::move(row));
}

void Deliverer::revise(std::vector<model::OutboxRow> rows) {
  for (model::OutboxRow& row : rows) outbox_.revise(std::move(row));
}

void Deliverer::remove(const std::vector<std::uint64_t>& rows) {
  for (const std::uint64_t row : rows) outbox_.remove(row);
}

void Deliverer::try_each_once(std::vector<model::OutboxRow> rows) {
  for (model::OutboxRow& row : rows) outbox_.put_once(std::move(row));
}

std::vector<Outcome> Deliverer::step(model::Time now) {
  std::vector<Outcome> outcomes;
  std::vector<Delivery> done;
  for (int round = 0; round < kRoundsPerStep; ++round) {
    for (const model::OutboxRow& row : outbox_.start(now)) {
      sinks_.at(row.sink).notifier->start(row);
    }
    done.clear();
    for (auto& [name, sink] : sinks_) sink.notifier->collect(done);
    if (done.empty()) break;
    for (const Delivery& delivery : done) {
      auto attempt = outbox_.finish(delivery.row, delivery.outcome, now);
      if (!attempt) continue;
      std::string error = delivery.outcome ? std::string() : delivery.outcome.error().context;
      outcomes.push_back({std::move(*attempt), std::move(error)});
    }
  }
  return outcomes;
}

void Deliverer::watch(model::Time now, std::vector<pollfd>& fds,
                      std::optional<model::Duration>& wait) {
  for (auto& [name, sink] : sinks_) sink.notifier->watch(fds, wait);
  if (const auto due = outbox_.next_due()) {
    const model::Duration until = std::clamp(*due - now, model::Duration(0), kLongestSleep);
    wait = wait ? std::min(*wait, until) : until;
  }
}

void Deliverer::reload(const config::Settings& settings) {
  std::map<std::string, Sink> sinks;
  std::set<std::string> names;
  for (const config::Sink& wanted : settings.sinks) {
    names.insert(wanted.name);
    const auto known = sinks_.find(wanted.name);
    const bool keep = known != sinks_.end() && same_target(known->second.settings, wanted);
    sinks[wanted.name] = {wanted, keep ? std::move(known->second.notifier) : make(wanted)};
  }
  for (auto& [name, old] : sinks_) {
    if (!old.notifier) continue;  // it goes on
    old.notifier->cancel();
    outbox_.put_back(name);
  }
  sinks_ = std::move(sinks);
  outbox_.name_sinks(names);
}

void Deliverer::cancel() {
  for (auto& [name, sink] : sinks_) {
    sink.notifier->cancel();
    outbox_.put_back(name);
  }
}

std::unique_ptr<Notifier> Deliverer::make(const config::Sink& sink) const {
  switch (sink.type) {
    case config::SinkType::kLog:
      break;
    case config::SinkType::kFile: {
      const auto path = sink.path.empty() ? "notifications.jsonl" : sink.path;
      return std::make_unique<FileSink>(surroundings_.state_dir / path);
    }
    case config::SinkType::kCommand:
      return std::make_unique<CommandSink>(
          CommandOptions{sink.command, surroundings_.environment, sink.timeout}, clock_);
  }
  return std::make_unique<LogSink>(surroundings_.emit);
}

}  // namespace newswatch::notify
