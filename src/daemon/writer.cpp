#include "daemon/writer.h"

#include <utility>

#include "daemon/report.h"

namespace newswatch::daemon {
namespace {

constexpr auto kAfterTrouble = std::chrono::seconds(30);  // until a dropped response is asked again
constexpr auto kRetryStoring = std::chrono::seconds(2);

}  // namespace

model::Result<void> Writer::run(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify,
                                Beat& beat) {
  for (;;) {
    ++beat;
    auto message = inbox_.pop(is_behind() ? kRetryStoring : kLongestSleep);
    if (message) {
      if (auto done = take(std::move(*message), fetch, notify); !done) return done;
    } else if (inbox_.closed()) {
      return finish(notify);
    }
    if (is_behind() && clock_.monotonic() >= retry_at_) {
      if (auto done = store_deliveries(); !done) return done;
      if (auto done = store_answers(notify); !done) return done;
    }
  }
}

model::Result<void> Writer::take(WriterMessage message, Queue<FetchMessage>& fetch,
                                 Queue<NotifyMessage>& notify) {
  if (auto* note = std::get_if<Note>(&message)) {
    const auto done = pipeline_.note(note->url);
    if (!done && !bearable("note of a fetch", done.error())) return done;
    fetch.push(Noted{std::move(note->url)});
    return {};
  }
  if (auto* polled = std::get_if<Polled>(&message)) return apply(*polled, fetch, notify);
  if (auto* search = std::get_if<Searched>(&message)) {
    auto state = pipeline_.searched(*search);
    if (!state && !bearable("search for a feed", state.error())) {
      return tl::unexpected(state.error());
    }
    if (state) {
      report::searched(*state);
    } else {
      // Not stored: searched again after the next poll, and not at once.
      state = pipeline_.feed(search->url);
      state->searched = search->at;
    }
    fetch.push(Settled{search->url, *std::move(state)});
    return {};
  }
  if (auto* delivered = std::get_if<Delivered>(&message)) {
    report::deliveries(delivered->outcomes);
    std::move(delivered->outcomes.begin(), delivered->outcomes.end(),
              std::back_inserter(deliveries_));
    return store_deliveries();
  }
  if (auto* answered = std::get_if<Answered>(&message)) {
    std::move(answered->questions.begin(), answered->questions.end(), std::back_inserter(answers_));
    if (auto done = store_deliveries(); !done) return done;
    return store_answers(notify);
  }
  if (auto* settings = std::get_if<Reload>(&message)) {
    reload(std::move(settings->settings), fetch, notify);
  }
  return {};
}

model::Result<void> Writer::apply(const Polled& polled, Queue<FetchMessage>& fetch,
                                  Queue<NotifyMessage>& notify) {
  auto applied = pipeline_.apply(polled);
  if (!applied) {
    if (!bearable("response of " + polled.url, applied.error())) {
      return tl::unexpected(applied.error());
    }
    // Dropped: asked again soon, with the validators that are stored.
    model::FeedState state = pipeline_.feed(polled.url);
    state.next_poll = clock_.now() + kAfterTrouble;
    fetch.push(Settled{polled.url, std::move(state)});
    return {};
  }
  stored();
  take_stock();
  if (applied->outcome != Applied::Outcome::kRemoved) report::applied(*applied);
  fetch.push(Settled{polled.url, std::move(applied->feed)});
  tell(std::move(applied->changes), notify);
  return {};
}

void Writer::tell(Changes changes, Queue<NotifyMessage>& notify) {
  const bool news = !changes.rows.empty() || !changes.revised.empty() || !changes.removed.empty() ||
                    !changes.questions.empty() || !changes.settled.empty();
  if (news) notify.push(std::move(changes));
}

void Writer::reload(SettingsPtr settings, Queue<FetchMessage>& fetch,
                    Queue<NotifyMessage>& notify) {
  if (auto done = pipeline_.reload(settings); !done) {
    report::reload_refused(done.error().context);
    return;
  }
  take_stock();
  report::reloaded(*settings);
  notify.push(Reload{settings});
  fetch.push(Reloaded{std::move(settings), pipeline_.feeds()});
}

model::Result<void> Writer::store_deliveries() {
  if (deliveries_.empty()) return {};
  if (const auto done = pipeline_.delivered(deliveries_); !done) {
    if (!bearable("outcome of deliveries", done.error())) return done;
    return {};
  }
  deliveries_.clear();
  stored();
  return {};
}

model::Result<void> Writer::store_answers(Queue<NotifyMessage>& notify) {
  if (!answers_.empty()) {
    if (const auto done = pipeline_.answered(answers_); !done) {
      if (!bearable("answers of the judge", done.error())) return done;
      return {};
    }
    answers_.clear();
    settling_ = true;
  }
  if (!settling_) return {};
  auto changes = pipeline_.settle();
  if (!changes) {
    if (!bearable("what the judge settled", changes.error())) {
      return tl::unexpected(changes.error());
    }
    return {};
  }
  settling_ = false;
  stored();
  take_stock();
  report::changed(*changes);
  tell(std::move(*changes), notify);
  return {};
}

// What could not be stored now is done again after the next start: nothing is lost. The notify loop
// has ended: what is settled here goes out after the next start, too.
model::Result<void> Writer::finish(Queue<NotifyMessage>& notify) {
  if (auto done = store_deliveries(); !done) return done;
  if (auto done = store_answers(notify); !done) return done;
  const auto done = pipeline_.withdraw_notes();
  if (!done && !bearable("the last notes", done.error())) return done;
  return {};
}

bool Writer::bearable(std::string_view what, const model::Error& error) {
  if (error.kind != model::ErrorKind::kTransient) return false;
  if (!disk_trouble_) report::not_stored(what, error);
  disk_trouble_ = true;
  retry_at_ = clock_.monotonic() + kRetryStoring;
  return true;
}

void Writer::stored() {
  if (disk_trouble_) report::store_recovered();
  disk_trouble_ = false;
}

void Writer::take_stock() {
  standing_.feeds = pipeline_.settings().feeds.size();
  standing_.failing = pipeline_.failing();
  standing_.open_events = pipeline_.index().events();
}

}  // namespace newswatch::daemon
