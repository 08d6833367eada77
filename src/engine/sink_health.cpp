#include "engine/sink_health.h"

#include <algorithm>
#include <utility>

namespace newswatch::engine {
namespace {

using enum model::TroubleKind;

model::Trouble trouble_of(model::TroubleKind kind, const model::SinkState& sink, model::Time since,
                          std::string reason) {
  return {.kind = kind,
          .subject = sink.name,
          .name = sink.name,
          .reason = std::move(reason),
          .cause = {},
          .since = since,
          .told = {},
          .over = {}};
}

void succeed(model::SinkState& sink, model::Time at) {
  sink.last_success = at;
  sink.last_error.clear();
  sink.failures = 0;
  sink.failing_since.reset();
  sink.stopped.reset();
  ++sink.delivered;
}

// Until when the target wants to be left alone.
void note_wait(model::SinkState& sink, const notify::DeliveryOutcome& outcome, model::Time at) {
  const auto& wait = outcome.result ? outcome.result->wait : outcome.result.error().wait;
  if (!wait) return;
  const bool is_edit = notify::is_edit(outcome.attempt.row);
  const model::Time until = at + notify::told(*wait);
  const auto close = [&](std::optional<model::Time>& closed) {
    closed = std::max(closed.value_or(until), until);  // the longest that it said
  };
  if (is_edit || !wait->only_kind) close(sink.edits_closed_until);
  if (!is_edit || !wait->only_kind) close(sink.closed_until);
}

void fail(model::SinkState& sink, model::Time at, const notify::DeliveryOutcome& outcome) {
  sink.last_failure = at;
  sink.last_error = outcome.attempt.row.last_error;
  if (outcome.attempt.fate == notify::Fate::kDead) ++sink.given_up;
  if (outcome.attempt.fate == notify::Fate::kSinkStopped && !sink.stopped) sink.stopped = at;
  if (outcome.attempt.row.own_fault || outcome.attempt.known_outage) return;
  ++sink.failures;
  if (!sink.failing_since) sink.failing_since = at;
}

}  // namespace

SinkHealth::SinkHealth(std::vector<model::SinkState> stored) {
  for (model::SinkState& state : stored) states_[state.name] = std::move(state);
}

void SinkHealth::plan(const std::vector<notify::DeliveryOutcome>& outcomes,
                      const Troubles& troubles, store::Batch& to) const {
  std::map<std::string, model::SinkState> changed;
  std::map<std::pair<std::string, model::TroubleKind>, model::Trouble> begun;
  for (const notify::DeliveryOutcome& outcome : outcomes) {
    const model::OutboxRow& row = outcome.attempt.row;
    if (outcome.attempt.fate == notify::Fate::kDropped) continue;
    const auto known = states_.find(row.sink);
    model::SinkState& sink =
        changed.try_emplace(row.sink, known == states_.end() ? model::SinkState{} : known->second)
            .first->second;
    sink.name = row.sink;
    const model::Time at = row.tried.value_or(row.created);
    note_wait(sink, outcome, at);
    if (outcome.attempt.fate == notify::Fate::kDelivered) {
      succeed(sink, at);
      begun.erase({sink.name, kSinkFailing});
      continue;
    }
    fail(sink, at, outcome);
    if (sink.failures >= kManyFailures) {
      begun.try_emplace(
          {sink.name, kSinkFailing},
          trouble_of(kSinkFailing, sink, *sink.failing_since, outcome.result.error().what));
    }
    const bool stopped = outcome.attempt.fate == notify::Fate::kSinkStopped;
    if (stopped || outcome.attempt.fate == notify::Fate::kDead) {
      begun.try_emplace(
          {sink.name, kSinkDead},
          trouble_of(kSinkDead, sink, at,
                     (stopped ? "nothing is sent to it until its config is mended and loaded: "
                              : "a message was given up: ") +
                         outcome.result.error().what));
    }
  }
  for (auto& [name, sink] : changed) {
    const model::Time at = sink.last_success.value_or(model::Time{});
    for (const model::TroubleKind kind : {kSinkFailing, kSinkDead}) {
      if (const auto one = begun.find({name, kind}); one != begun.end()) {
        troubles.begin(std::move(one->second), to);
      }
    }
    if (sink.failures == 0) troubles.end(kSinkFailing, name, at, to);
    to.sinks.push_back(std::move(sink));
  }
}

void SinkHealth::plan_forget(const config::Settings& settings, store::Batch& to) const {
  for (const auto& [name, state] : states_) {
    const bool named = std::ranges::find(settings.sinks, name, &config::SinkSettings::name) !=
                       settings.sinks.end();
    if (!named) to.dropped_sinks.push_back(name);
  }
}

std::vector<model::SinkState> SinkHealth::all() const {
  std::vector<model::SinkState> states;
  states.reserve(states_.size());
  for (const auto& [name, state] : states_) states.push_back(state);
  return states;
}

bool SinkHealth::is_stopped(const std::string& sink) const {
  const auto at = states_.find(sink);
  return at != states_.end() && at->second.stopped.has_value();
}

void SinkHealth::shift(model::Duration by) {
  for (auto& [name, sink] : states_) {
    for (auto* const time : {&sink.last_success, &sink.last_failure, &sink.failing_since,
                             &sink.closed_until, &sink.edits_closed_until, &sink.stopped}) {
      if (*time) **time += by;
    }
  }
}

void SinkHealth::take(const store::Batch& batch) {
  for (const model::SinkState& sink : batch.sinks) states_[sink.name] = sink;
  for (const std::string& name : batch.dropped_sinks) states_.erase(name);
}

}  // namespace newswatch::engine
