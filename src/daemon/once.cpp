// `newswatch run --once`: one round on one thread, so that a run can be repeated exactly.
//
// (1) asks the judge what an earlier run left open and tries the outbox rows that it left; (2) asks
// every feed once with its stored validators, whatever its stored next time (not one under
// Retry-After or gone); (3) takes in the responses one at a time in the order of the config, each
// only when the judge's questions of all before it are answered or late; (4) tries every row of
// this round once.
#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>

#include "daemon/ask_once.h"
#include "daemon/beats.h"
#include "daemon/daemon.h"
#include "daemon/feed_errors.h"
#include "daemon/heart.h"
#include "daemon/log.h"
#include "daemon/log_lines.h"
#include "daemon/requests.h"
#include "net/url.h"
#include "notify/heartbeat.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

class Round {
 public:
  Round(const Adapters& adapters, Started& started)
      : adapters_(adapters),
        engine_(*started.engine),
        marks_(*started.marks),
        deliverer_(engine_.settings(), sink_resources(adapters), adapters.clock),
        asker_(make_asker(adapters.make_judge, engine_.settings())) {
    deliverer_.close(engine_.sinks(), adapters.clock.now());
  }

  // Asks the judge and waits for every answer: what an answer comes to must not depend on which
  // was first.
  model::Result<void> ask_and_resolve(std::vector<model::Question> questions) {
    asker_->ask(std::move(questions));
    while (!asker_->idle()) {
      const auto answers = asker_->step(adapters_.clock.now());
      if (const auto change = asker_->away_changed()) log_lines::judge_away(*change);
      if (auto done = engine_.answered(answers); !done) return done;
      if (asker_->idle()) break;
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait = kLongestSleep;
      asker_->watch(fds, wait);
      ::poll(fds.data(), fds.size(), static_cast<int>(std::max<std::int64_t>(wait->count(), 0)));
    }
    const auto changes = engine_.resolve_doubts(adapters_.clock.now());
    if (!changes) return tl::unexpected(changes.error());
    log_lines::changed(*changes);
    return {};
  }

  model::Result<void> tell_trouble() {
    const model::Time now = adapters_.clock.now();
    // The config was read, or there were no round.
    auto done = engine_.end_trouble(model::TroubleKind::kConfigRejected, now);
    if (!done || !engine_.trouble_due(now)) return done;
    const auto changes = engine_.tell_trouble(now);
    if (!changes) return tl::unexpected(changes.error());
    log_lines::changed(*changes);
    return {};
  }

  // Stories that other rules did not match.
  model::Result<void> look_back() {
    while (engine_.looking_back()) {
      auto step = engine_.look_back(adapters_.clock.now());
      if (!step) return tl::unexpected(step.error());
      log_lines::changed(step->changes);
      if (step->over) log_lines::looked_back(*step);
      if (step->changes.questions.empty()) continue;
      if (auto done = ask_and_resolve(std::move(step->changes.questions)); !done) return done;
    }
    return {};
  }

  // What is no longer kept.
  model::Result<void> sweep() {
    while (engine_.sweeping()) {
      const auto step = engine_.sweep();
      if (!step) return tl::unexpected(step.error());
      if (step->over) log_lines::swept(*step);
    }
    return {};
  }

  // What an earlier run asked and got no answer to.
  model::Result<void> resolve_what_is_left() {
    std::vector<model::Question> questions = engine_.open_questions();
    const model::Time deadline = adapters_.clock.now() + engine_.settings().judge.timeout;
    for (model::Question& question : questions) question.deadline = deadline;
    return ask_and_resolve(std::move(questions));
  }

  // Messages that waited to be told in one, and are due.
  model::Result<void> gather() {
    if (engine_.sign_of_life_due(adapters_.clock.now())) {
      const auto told = engine_.tell_sign_of_life(adapters_.clock.now());
      if (!told) return tl::unexpected(told.error());
    }
    while (engine_.gather_due(adapters_.clock.now())) {
      if (auto done = engine_.gather(adapters_.clock.now()); !done) {
        return tl::unexpected(done.error());
      }
    }
    return {};
  }

  model::Result<void> deliver(std::vector<model::OutboxRow> rows) {
    if (rows.empty()) return {};
    deliverer_.try_each_once(std::move(rows));
    for (;;) {
      const auto outcomes = deliverer_.step(adapters_.clock.now());
      if (!outcomes.empty()) {
        log_lines::deliveries(outcomes);
        sink_failed_ = sink_failed_ || std::ranges::any_of(outcomes, [](const auto& outcome) {
                         return outcome.attempt.fate != notify::Fate::kDelivered &&
                                outcome.attempt.fate != notify::Fate::kDropped;
                       });
        auto changes = engine_.delivered(outcomes);
        if (!changes) return tl::unexpected(changes.error());
        deliverer_.try_each_once(std::move(changes->rows));
        if (auto done = sum_up(outcomes); !done) return done;
        continue;
      }
      if (deliverer_.idle(adapters_.clock.now())) return {};
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait = kLongestSleep;
      deliverer_.watch(adapters_.clock.now(), fds, wait);
      ::poll(fds.data(), fds.size(), static_cast<int>(std::max<std::int64_t>(wait->count(), 0)));
    }
  }

  // All transfers, with the manners of the daemon; the responses by url. Long bodies wait in the
  // fetcher's spool: the order of the config decides which is taken in when, and a judge may keep
  // the others waiting.
  std::map<std::string, engine::FetchedResponse> ask_all() {
    std::vector<std::pair<std::string, model::Error>> refused;
    const Requests requests(engine_.settings(), refused);
    for (const auto& [feed, error] : refused) log_lines::feed_setup(feed, error);
    const config::FetchSettings& fetch = engine_.settings().fetch;
    const model::Time start = adapters_.clock.now();
    std::set<std::string> held;  // hosts that said Retry-After for all their feeds
    for (const config::FeedSettings& feed : engine_.settings().feeds) {
      const model::FeedState state = engine_.feed(feed.url);
      if (state.retry_after.value_or(start) > start) held.insert(state.limited_host);
    }
    std::map<std::string, engine::FetchedResponse> responses;
    OnceEach each{.limits = {fetch.per_host, fetch.host_gap},
                  .request =
                      [&](std::uint64_t id, const std::string& url) {
                        return requests.make(id, url, engine_.feed(url));
                      },
                  .take =
                      [&](engine::FetchedResponse answer) {
                        const std::string url = answer.url;
                        responses.insert_or_assign(url, std::move(answer));
                      }};
    for (const config::FeedSettings& feed : engine_.settings().feeds) {
      const model::FeedState state = engine_.feed(feed.url);
      const bool waits = state.gone || state.paused || state.retry_after.value_or(start) > start;
      std::string host = asked_origin(feed, state);
      if (waits || held.contains(host) || requests.feed(feed.url) == nullptr) continue;
      each.feeds.push_back({feed.url, std::move(host)});
    }
    ask_each_once(adapters_.fetcher, adapters_.clock, each);
    return responses;
  }

  // In the order of the config.
  model::Result<void> ingest_all(std::map<std::string, engine::FetchedResponse> responses) {
    FeedErrors errors;
    for (const config::FeedSettings& feed : engine_.settings().feeds) {
      const auto at = responses.find(feed.url);
      if (at == responses.end()) continue;
      auto ingested = ingest(std::move(at->second));
      if (!ingested) return tl::unexpected(ingested.error());
      log_lines::ingested(*ingested);
      const bool failed = ingested->outcome == engine::Ingested::Outcome::kFailed;
      ++(failed ? failed_ : answered_);
      if (failed) {
        errors.add(ingested->feed, adapters_.clock.monotonic());
      }
      if (ingested->changes.questions.empty()) continue;
      if (auto done = ask_and_resolve(std::move(ingested->changes.questions)); !done) return done;
    }
    errors.flush(model::Monotonic::max());
    return {};
  }

  // The service that waits for signs of life hears of each round.
  void give_sign() {
    notify::SinkResources resources = sink_resources(adapters_);
    resources.network = engine_.settings().fetch;
    notify::Heartbeat heartbeat(engine_.settings().heartbeat, resources, adapters_.clock);
    if (engine_.settings().heartbeat.address().empty()) return;
    const auto unwell = unwell_text(engine_, adapters_.clock.now());
    heartbeat.beat(unwell ? *unwell : unwell.error().context);
    while (heartbeat.under_way()) {
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait = kLongestSleep;
      heartbeat.watch(fds, wait);
      ::poll(fds.data(), fds.size(), static_cast<int>(std::max<std::int64_t>(wait->count(), 0)));
      const auto outcome = heartbeat.step();
      if (outcome && !*outcome) log_lines::heartbeat(outcome->error().context);
    }
  }

  // Every feed failed, or a sink did.
  bool failed() const { return sink_failed_ || (failed_ > 0 && answered_ == 0); }

 private:
  model::Result<void> sum_up(const std::vector<notify::DeliveryOutcome>& outcomes) {
    for (const notify::DeliveryOutcome& outcome : outcomes) {
      const std::optional<model::Time>& since = outcome.attempt.away_since;
      if (!since) continue;
      const std::string& sink = outcome.attempt.row.sink;
      auto changes = engine_.sum_up(sink, adapters_.clock.now());
      if (!changes) return tl::unexpected(changes.error());
      if (!changes->rows.empty()) log_lines::summed_up(sink, *since, changes->removed.size());
      deliverer_.remove(changes->removed);
      deliverer_.try_each_once(std::move(changes->rows));
      deliverer_.release({sink});
    }
    return {};
  }

  // Taken in in another order than they came: the time is that of ingesting, so that reports of an
  // event stand in the order in which they joined.
  model::Result<engine::Ingested> ingest(engine::FetchedResponse fetched) {
    const model::Moment now = adapters_.clock.moment();
    fetched.at = now.wall;
    fetched.mono = now.mono;
    fetched.known_body = engine_.feed(fetched.url).body_hash;
    const std::string url = fetched.url;
    auto ingested = [&] {
      const auto mark = marks_.mark(url);
      return engine_.ingest(engine::parse_response(std::move(fetched)));
    }();
    marks_.forget(url);
    return ingested;
  }

  const Adapters& adapters_;
  engine::Engine& engine_;
  CrashMarks& marks_;
  notify::Deliverer deliverer_;
  std::unique_ptr<judge::Asker> asker_;
  std::size_t failed_ = 0, answered_ = 0;  // feeds
  bool sink_failed_ = false;
};

// Of those in the store, the ones that may go out and are newer than `after`.
model::Result<std::vector<model::OutboxRow>> rows_after(const engine::Engine& engine,
                                                        std::uint64_t after, model::Time now) {
  auto rows = engine.outbox();
  if (!rows) return rows;
  std::erase_if(*rows, [&](const model::OutboxRow& row) {
    // What is too much at once, or was missed, is told by itself: there is no later in this run.
    const bool by_choice = row.waits_for == notify::kWaitsForDigest ||
                           row.waits_for == notify::kWaitsForSilence ||
                           row.waits_for == notify::kWaitsForReports;
    const bool waits = by_choice && row.attempts == 0 && row.not_before > now;
    return row.row <= after || waits;
  });
  return rows;
}

model::Result<void> one_round(const Adapters& adapters, Started& started, Round& round) {
  if (auto done = round.resolve_what_is_left(); !done) return done;
  if (auto done = round.gather(); !done) return done;
  auto left = rows_after(*started.engine, 0, adapters.clock.now());
  if (!left) return tl::unexpected(left.error());
  if (auto done = round.deliver(std::move(*left)); !done) return done;
  const std::uint64_t before = started.engine->last_outbox_row();
  if (auto done = round.look_back(); !done) return done;
  if (auto done = round.ingest_all(round.ask_all()); !done) return done;
  if (auto done = round.tell_trouble(); !done) return done;
  if (auto done = round.sweep(); !done) return done;
  auto rows = rows_after(*started.engine, before, adapters.clock.now());
  if (!rows) return tl::unexpected(rows.error());
  return round.deliver(std::move(*rows));
}

}  // namespace

int run_once(const Adapters& adapters, engine::SettingsPtr settings) {
  auto started = start(adapters, settings);
  if (!started) return ended_by("start", started.error());
  Round round(adapters, *started);
  if (const auto done = one_round(adapters, *started, round); !done) {
    return ended_by("run --once", done.error());
  }
  round.give_sign();
  log_lines::stopped();
  flush_log();
  return round.failed() ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace newswatch::daemon
