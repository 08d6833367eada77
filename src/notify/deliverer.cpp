#include "notify/deliverer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "notify/sinks.h"

namespace newswatch::notify {
namespace {

// Longest sleep while rows wait: the wall clock may be set, and a machine may have slept.
constexpr model::Duration kLongestSleep = std::chrono::minutes(1);

// Both the time of an answer and that of the next request are in whole milliseconds, rounded down:
// that must not make a wait shorter than its target said.
void lengthen(DeliveryResult& result) {
  constexpr auto kCoarseness = std::chrono::milliseconds(2);
  auto& wait = result ? result->wait : result.error().wait;
  if (wait) wait->time += kCoarseness;
}

// A change of what a sink is told leaves how it delivers as it is.
bool delivers_the_same(const config::SinkSettings& a, const config::SinkSettings& b) {
  return a.type == b.type && a.options == b.options && a.secrets == b.secrets;
}

}  // namespace

Deliverer::Deliverer(const config::Settings& settings, SinkResources resources,
                     const model::Clock& clock)
    : resources_(std::move(resources)), clock_(clock) {
  reload(settings);
}

Deliverer::~Deliverer() = default;

void Deliverer::add(std::vector<model::OutboxRow> rows) {
  for (model::OutboxRow& row : rows) outbox_.put(std::move(row));
}

void Deliverer::retry(std::vector<model::OutboxRow> rows) {
  for (model::OutboxRow& row : rows) outbox_.retry(std::move(row));
}

void Deliverer::revive(const std::vector<std::string>& sinks) {
  for (const std::string& sink : sinks) outbox_.revive(sink);
}

void Deliverer::release(const std::vector<std::string>& sinks) {
  for (const std::string& sink : sinks) outbox_.hold(sink, false);
}

void Deliverer::revise(std::vector<model::OutboxRow> rows) {
  for (model::OutboxRow& row : rows) outbox_.revise(std::move(row));
}

void Deliverer::remove(const std::vector<std::uint64_t>& rows) {
  for (const std::uint64_t row : rows) outbox_.remove(row);
}

void Deliverer::close(const std::vector<model::SinkState>& sinks, model::Time now) {
  for (const model::SinkState& sink : sinks) {
    // Noted at the last outcome, or before. If that is to come, the clock was set back since.
    const model::Time noted =
        std::max(sink.last_success.value_or(now), sink.last_failure.value_or(now));
    const auto close = [&](model::FollowUp kind, const std::optional<model::Time>& until) {
      if (until)
        outbox_.close_until(sink.name, kind, *until - std::max(noted - now, model::Duration(0)),
                            now);
    };
    close(model::FollowUp::kOwn, sink.closed_until);
    close(model::FollowUp::kEdit, sink.edits_closed_until);
  }
}

void Deliverer::try_each_once(std::vector<model::OutboxRow> rows) {
  for (model::OutboxRow& row : rows) outbox_.put_once(std::move(row));
}

// A follow-up needs the message that it follows up. Where its target kept none, it goes out as a
// message of its own or not at all.
void Deliverer::start(model::OutboxRow row, std::vector<DeliveryOutcome>& outcomes) {
  if (row.follow != model::FollowUp::kOwn && row.reference.empty()) {
    if (!row.or_new) {
      if (auto dropped = outbox_.drop(row.row))
        outcomes.push_back({std::move(*dropped), Receipt{}});
      return;
    }
    row.follow = model::FollowUp::kOwn;
  }
  sinks_.at(row.sink).notifier->start(row);
}

std::vector<DeliveryOutcome> Deliverer::step(model::Time now) {
  std::vector<DeliveryOutcome> outcomes;
  std::vector<Delivery> done;
  const model::Monotonic begin = clock_.monotonic(), end = begin + kStep;
  // A wait that a target asks for begins when its answer comes, which may be late in the step.
  const auto time = [&] { return now + (clock_.monotonic() - begin); };
  do {
    bool started = false;
    while (const auto row = paused_ ? std::nullopt : outbox_.start_next(time())) {
      start(*row, outcomes);
      started = true;
    }
    done.clear();
    for (auto& [name, sink] : sinks_) sink.notifier->collect(done);
    for (Delivery& delivery : done) {
      lengthen(delivery.result);
      auto attempt = outbox_.finish(delivery.row, delivery.result, time());
      if (!attempt) continue;
      const Sink& sink = sinks_.at(attempt->row.sink);
      if (!delivery.result && sink.notifier->fails_together()) outbox_.put_back(attempt->row.sink);
      if (attempt->away_since) {
        if (is_for_people(sink.settings)) {
          outbox_.hold(attempt->row.sink, true);
        } else {
          attempt->away_since.reset();
        }
      }
      outcomes.push_back({std::move(*attempt), std::move(delivery.result)});
    }
    if (!started && done.empty()) break;
  } while (clock_.monotonic() < end);
  return outcomes;
}

void Deliverer::watch(model::Time now, std::vector<pollfd>& fds,
                      std::optional<model::Duration>& wait) {
  for (auto& [name, sink] : sinks_) sink.notifier->watch(fds, wait);
  if (paused_) return;
  if (const auto due = outbox_.next_due()) {
    const model::Duration until = std::clamp(*due - now, model::Duration(0), kLongestSleep);
    wait = wait ? std::min(*wait, until) : until;
  }
}

void Deliverer::reload(const config::Settings& settings) {
  std::map<std::string, Sink> sinks;
  std::set<std::string> names, changed;
  const bool same_network = resources_.network == settings.fetch;
  resources_.network = settings.fetch;
  for (const config::SinkSettings& wanted : settings.sinks) {
    names.insert(wanted.name);
    const auto known = sinks_.find(wanted.name);
    const bool keep =
        same_network && known != sinks_.end() && delivers_the_same(known->second.settings, wanted);
    if (!keep) changed.insert(wanted.name);
    sinks[wanted.name] = {
        wanted, keep ? std::move(known->second.notifier) : make_sink(wanted, resources_, clock_)};
  }
  for (auto& [name, old] : sinks_) {
    if (old.notifier) old.notifier->end_soon();
  }
  for (auto& [name, old] : sinks_) {
    if (!old.notifier) continue;  // it goes on
    old.notifier->cancel();
    outbox_.put_back(name);
  }
  sinks_ = std::move(sinks);
  outbox_.name_sinks(names);
  for (const std::string& name : names) {
    if (changed.contains(name) || outbox_.is_stopped(name)) outbox_.revive(name);
  }
  for (const auto& [name, sink] : sinks_) {
    outbox_.set_at_once(name, sink.notifier->most_at_once());
  }
}

void Deliverer::cancel() {
  for (auto& [name, sink] : sinks_) sink.notifier->end_soon();
  for (auto& [name, sink] : sinks_) {
    sink.notifier->cancel();
    outbox_.put_back(name);
  }
}

}  // namespace newswatch::notify
