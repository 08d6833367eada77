#include "daemon/writer.h"

#include <algorithm>
#include <utility>

#include "daemon/log_lines.h"
#include "daemon/metrics.h"

namespace newswatch::daemon {
namespace {

constexpr std::size_t kMostIntakes = 8;
constexpr auto kRetryStoring = std::chrono::seconds(2);
constexpr auto kSayAgain = std::chrono::minutes(1);  // that the disk is full

}  // namespace

model::Result<void> Writer::run(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify,
                                Beat& beat) {
  for (;;) {
    beat.step();
    if (inbox_.closed() || is_late()) intakes_.clear();  // their feeds are asked again
    // The outcomes of deliveries and the requests of people wait for no document, and do not take
    // the turn of one: in a long backlog they never end.
    while (auto message = inbox_.try_pop_first()) {
      if (auto done = take(std::move(*message), fetch, notify); !done) return done;
    }
    // Documents that wait in hand take memory: with enough of them, their turn comes first.
    if (intakes_.size() < kMostIntakes) {
      auto message = inbox_.pop(patience(beat));
      if (message) {
        if (auto done = take(std::move(*message), fetch, notify); !done) return done;
      } else if (inbox_.closed()) {
        return finish(notify);
      }
    }
    if (auto done = ingest_slice(fetch, notify); !done) return done;
    if (auto done = look_back(notify); !done) return done;
    if (auto done = sweep(notify); !done) return done;
    if (auto done = tell_what_is_due(notify); !done) return done;
    if (auto done = give_sign(notify); !done) return done;
    feed_errors_.flush(clock_.monotonic());
    if (is_behind() && clock_.monotonic() >= retry_at_) {
      if (auto done = catch_up(fetch, notify); !done) return done;
    }
    if (!full_ && !dropped_.empty()) ask_dropped(fetch);
  }
}

// What waited for room on the disk. Where only responses were dropped, a try of its own finds out
// whether there is some.
model::Result<void> Writer::catch_up(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify) {
  if (auto done = store_deliveries(notify); !done) return done;
  if (auto done = store_answers(notify); !done) return done;
  if (!full_ || clock_.monotonic() < retry_at_) return {};
  if (const auto done = engine_.try_store(); done) {
    stored();
    ask_dropped(fetch);
  } else if (!is_passing("a try", done.error())) {
    return done;
  }
  return {};
}

void Writer::ask_dropped(Queue<FetchMessage>& fetch) {
  AskSooner sooner;
  for (const auto& [url, from] : dropped_) {
    sooner.states.push_back(engine_.feed(url));
    sooner.states.back().next_poll = std::max(from, clock_.now());
  }
  dropped_.clear();
  if (!sooner.states.empty()) fetch.push(std::move(sooner));
}

void Writer::drop(const engine::PollResult& polled, Queue<FetchMessage>& fetch) {
  engine::UnstoredOutcome left = engine_.unstored(polled);
  if (full_) ++full_->dropped;
  dropped_.erase(polled.url);
  if (left.with_room) dropped_[polled.url] = *left.with_room;
  fetch.push(PollDone{polled.url, std::move(left.feed)});
}

model::Result<void> Writer::take(WriterMessage message, Queue<FetchMessage>& fetch,
                                 Queue<NotifyMessage>& notify) {
  if (auto* polled = std::get_if<engine::PollResult>(&message)) {
    if (is_late()) return {};
    intakes_.emplace_front(std::move(*polled));  // before those that were begun
    return {};
  }
  if (auto* search = std::get_if<engine::SearchResult>(&message)) {
    return end_search(*search, fetch);
  }
  if (auto* delivered = std::get_if<Delivered>(&message)) {
    log_lines::deliveries(delivered->outcomes);
    metrics::deliveries(delivered->outcomes, clock_.now());
    deliveries_.insert(deliveries_.end(), delivered->outcomes.begin(), delivered->outcomes.end());
    if (auto done = store_deliveries(notify); !done) return done;
    notify.push(Recorded{});
    return sum_up(delivered->outcomes, notify);
  }
  if (auto* answered = std::get_if<Answered>(&message)) {
    metrics::answered(answered->questions);
    std::move(answered->questions.begin(), answered->questions.end(), std::back_inserter(answers_));
    if (auto done = store_deliveries(notify); !done) return done;
    return store_answers(notify);
  }
  if (const auto* command = std::get_if<Command>(&message)) return obey(*command, fetch, notify);
  if (auto* refused = std::get_if<ReloadRefused>(&message)) {
    log_lines::reload_refused(refused->why);
    refused_ = Refused{std::move(refused->why), clock_.now()};
    return {};
  }
  if (auto* settings = std::get_if<Reload>(&message)) {
    reload(std::move(settings->settings), fetch, notify);
  }
  return {};
}

model::Duration Writer::patience(const Beat& beat) {
  if (!intakes_.empty() || may_look_back() || may_sweep()) return model::Duration(0);
  return is_behind() ? std::min<model::Duration>(kRetryStoring, beat.longest_sleep())
                     : beat.longest_sleep();
}

// One slice of the result whose turn it is.
model::Result<void> Writer::ingest_slice(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify) {
  if (intakes_.empty()) return {};
  engine::Intake intake = std::move(intakes_.front());
  intakes_.pop_front();
  const std::string url = intake.polled.url;
  auto ingested = [&] {
    const auto mark = marks_.mark(url);
    return engine_.ingest(intake);
  }();
  if (ingested && !intake.done) {
    stored();
    log_lines::changed(ingested->changes);
    hand_on(std::move(ingested->changes), notify);
    intakes_.push_back(std::move(intake));
    return {};
  }
  // Whatever becomes of the commit, the document did not end the process: a full disk must not look
  // like its fault.
  documents_.done(intake.polled.entry, url);
  if (!ingested) {
    if (!is_passing("response of " + url, ingested.error())) {
      return tl::unexpected(ingested.error());
    }
    drop(intake.polled, fetch);
    return {};
  }
  dropped_.erase(url);
  stored();
  heart_.stored();
  show();
  if (ingested->outcome != engine::Ingested::Outcome::kRemoved) log_lines::ingested(*ingested);
  metrics::ingested(*ingested, clock_.monotonic() - intake.polled.mono);
  if (ingested->outcome == engine::Ingested::Outcome::kFailed) {
    feed_errors_.add(ingested->feed, clock_.monotonic());
  }
  fetch.push(PollDone{url, std::move(ingested->feed)});
  const std::optional<model::Time>& silent_since = ingested->silent_since;
  if (silent_since) {
    AskSooner sooner{engine_.failing_since(*silent_since, clock_.now())};
    log_lines::watch_resumed(*silent_since, sooner.states.size());
    if (!sooner.states.empty()) fetch.push(std::move(sooner));
  }
  hand_on(std::move(ingested->changes), notify);
  return {};
}

bool Writer::may_look_back() {
  return engine_.looking_back() && !full_ && !is_late() && !inbox_.closed();
}

// One step, between the slices of documents.
model::Result<void> Writer::look_back(Queue<NotifyMessage>& notify) {
  if (!may_look_back()) return {};
  auto step = engine_.look_back(clock_.now());
  if (!step) {
    if (is_passing("a look back", step.error())) return {};
    return tl::unexpected(step.error());
  }
  log_lines::changed(step->changes);
  hand_on(std::move(step->changes), notify);
  if (step->over) log_lines::looked_back(*step);
  return {};
}

// One slice of what is no longer kept.
model::Result<void> Writer::sweep(Queue<NotifyMessage>& notify) {
  if (!may_sweep()) return {};
  auto step = engine_.sweep();
  if (!step) {
    if (is_passing("a sweep", step.error())) return {};
    return tl::unexpected(step.error());
  }
  hand_on(std::move(step->changes), notify);
  if (step->over) log_lines::swept(*step);
  return {};
}

model::Result<void> Writer::end_search(const engine::SearchResult& search,
                                       Queue<FetchMessage>& fetch) {
  auto state = engine_.searched(search);
  if (state) {
    log_lines::searched(*state);
  } else if (is_passing("search for a feed", state.error())) {
    // Not stored: searched again after the next poll, and not at once.
    state = engine_.feed(search.url);
    state->searched = search.at;
  } else {
    return tl::unexpected(state.error());
  }
  fetch.push(PollDone{search.url, *std::move(state)});
  return {};
}

void Writer::hand_on(engine::Changes changes, Queue<NotifyMessage>& notify) {
  metrics::changed(changes);
  if (companion_ != nullptr) companion_->changed(changes);
  const bool news = !changes.rows.empty() || !changes.revised.empty() || !changes.retried.empty() ||
                    !changes.removed.empty() || !changes.questions.empty() ||
                    !changes.closed.empty() || !changes.summed_up.empty();
  if (news) notify.push(std::move(changes));
}

model::Result<void> Writer::note_config() {
  return refused_ ? engine_.begin_trouble(model::TroubleKind::kConfigRejected, refused_->why,
                                          refused_->at)
                  : engine_.end_trouble(model::TroubleKind::kConfigRejected, clock_.now());
}

model::Result<void> Writer::tell_what_is_due(Queue<NotifyMessage>& notify) {
  const model::Time now = clock_.now();
  if (full_) {  // no message can be stored, but one may be sent
    if (full_->told) return {};
    engine::Changes changes = engine_.begin_store_full(full_->error, now);
    full_->told = !changes.troubles.empty();
    hand_on(std::move(changes), notify);
    return {};
  }
  auto done = engine_.end_trouble(model::TroubleKind::kStoreFull, now);
  if (done) done = note_config();
  if (done && engine_.trouble_due(now)) {
    auto changes = engine_.tell_trouble(now);
    if (changes) {
      log_lines::changed(*changes);
      hand_on(std::move(*changes), notify);
      show();
    } else {
      done = tl::unexpected(changes.error());
    }
  }
  if (done && engine_.sign_of_life_due(now)) {
    auto changes = engine_.tell_sign_of_life(now);
    if (changes) {
      hand_on(std::move(*changes), notify);
    } else {
      done = tl::unexpected(changes.error());
    }
  }
  if (done && engine_.gather_due(now)) {
    auto changes = engine_.gather(now);
    if (changes) {
      hand_on(std::move(*changes), notify);
    } else {
      done = tl::unexpected(changes.error());
    }
  }
  if (done || is_passing("messages that are due", done.error())) return {};
  return done;
}

// To the service that waits for signs of life.
model::Result<void> Writer::give_sign(Queue<NotifyMessage>& notify) {
  auto due = heart_.due(engine_, full_.has_value());
  if (!due) {
    return is_passing("a sign of life", due.error()) ? model::Result<void>()
                                                     : tl::unexpected(due.error());
  }
  if (std::optional<std::string>& unwell = *due) notify.push(SignOfLife{std::move(*unwell)});
  return {};
}

void Writer::reload(engine::SettingsPtr settings, Queue<FetchMessage>& fetch,
                    Queue<NotifyMessage>& notify) {
  if (auto done = engine_.reload(settings); !done) {
    log_lines::reload_refused(done.error().context);
    refused_ = Refused{done.error().context, clock_.now()};
    return;
  }
  refused_.reset();
  show();
  log_lines::reloaded(*settings);
  notify.push(Reload{settings});
  fetch.push(Reloaded{std::move(settings), engine_.feeds()});
}

model::Result<void> Writer::store_deliveries(Queue<NotifyMessage>& notify) {
  if (deliveries_.empty()) return {};
  auto changes = engine_.delivered(deliveries_);
  if (!changes) {
    if (is_passing("outcome of deliveries", changes.error())) return {};
    return tl::unexpected(changes.error());
  }
  deliveries_.clear();
  hand_on(std::move(*changes), notify);
  stored();
  show();
  return {};
}

model::Result<void> Writer::sum_up(const std::vector<notify::DeliveryOutcome>& outcomes,
                                   Queue<NotifyMessage>& notify) {
  for (const notify::DeliveryOutcome& outcome : outcomes) {
    const std::optional<model::Time>& since = outcome.attempt.away_since;
    if (!since) continue;
    const std::string& sink = outcome.attempt.row.sink;
    engine::Changes changes;
    if (deliveries_.empty()) {
      auto summed_up = engine_.sum_up(sink, clock_.now());
      if (summed_up) {
        changes = std::move(*summed_up);
      } else if (!is_passing("summary for " + sink, summed_up.error())) {
        return tl::unexpected(summed_up.error());
      }
    }
    // On a full disk the messages go out one by one.
    if (!changes.rows.empty()) log_lines::summed_up(sink, *since, changes.removed.size());
    changes.summed_up.push_back(sink);
    hand_on(std::move(changes), notify);
  }
  return {};
}

model::Result<void> Writer::store_answers(Queue<NotifyMessage>& notify) {
  if (!answers_.empty()) {
    if (const auto done = engine_.answered(answers_); !done) {
      if (!is_passing("answers of the judge", done.error())) return done;
      return {};
    }
    answers_.clear();
    undecided_ = true;
  }
  if (!undecided_) return {};
  auto changes = engine_.resolve_doubts(clock_.now());
  if (!changes) {
    if (!is_passing("what the judge decided", changes.error())) {
      return tl::unexpected(changes.error());
    }
    return {};
  }
  undecided_ = false;
  stored();
  show();
  log_lines::changed(*changes);
  hand_on(std::move(*changes), notify);
  return {};
}

// The notify loop has ended. What can't be stored now is done again after the next start, and what
// is decided here goes out then: nothing is lost.
model::Result<void> Writer::finish(Queue<NotifyMessage>& notify) {
  feed_errors_.flush(model::Monotonic::max());
  if (auto done = store_deliveries(notify); !done) return done;
  return store_answers(notify);
}

bool Writer::is_passing(std::string_view what, const model::Error& error) {
  if (error.kind != model::ErrorKind::kTransient) return false;
  const model::Monotonic now = clock_.monotonic();
  retry_at_ = now + kRetryStoring;
  if (!full_) full_ = FullDisk{.since = clock_.now()};
  full_->error = error.context;
  show();
  // A disk that is full again and again is one trouble too.
  if (logged_at_ && now < *logged_at_ + kSayAgain) return true;
  logged_at_ = now;
  if (std::exchange(full_->logged, true)) {
    log_lines::store_full(full_->since, full_->dropped, error);
  } else {
    log_lines::not_stored(what, error);
  }
  return true;
}

void Writer::stored() {
  if (full_ && full_->logged) log_lines::store_recovered(full_->since, full_->dropped);
  if (std::exchange(full_, std::nullopt)) show();
}

void Writer::show() {
  view_.set(engine_.watch_line());
  view_.full_since = full_ ? full_->since : model::Time{};
}

}  // namespace newswatch::daemon
