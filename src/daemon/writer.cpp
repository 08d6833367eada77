#include "daemon/writer.h"

#include <utility>

#include "daemon/report.h"

namespace newswatch::daemon {
namespace {

constexpr auto kAfterTrouble = std::chrono::seconds(30);  // until a dropped response is asked again
constexpr auto kRetryDeliveries = std::chrono::seconds(2);

}  // namespace

model::Result<void> Writer::run(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify,
                                Beat& beat) {
  for (;;) {
    ++beat;
    auto message = inbox_.pop(deliveries_.empty() ? kLongestSleep : kRetryDeliveries);
    if (message) {
      if (auto done = take(std::move(*message), fetch, notify); !done) return done;
    } else if (inbox_.closed()) {
      return finish();
    } else if (auto done = store_deliveries(); !done) {
      return done;
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
  if (auto* delivered = std::get_if<Delivered>(&message)) {
    report::deliveries(delivered->outcomes);
    std::move(delivered->outcomes.begin(), delivered->outcomes.end(),
              std::back_inserter(deliveries_));
    return store_deliveries();
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
  if (!applied->rows.empty()) notify.push(NewRows{std::move(applied->rows)});
  return {};
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

// What could not be stored now is done again after the next start: nothing is lost.
model::Result<void> Writer::finish() {
  if (auto done = store_deliveries(); !done) return done;
  const auto done = pipeline_.withdraw_notes();
  if (!done && !bearable("the last notes", done.error())) return done;
  return {};
}

bool Writer::bearable(std::string_view what, const model::Error& error) {
  if (error.kind != model::ErrorKind::kTransient) return false;
  if (!disk_trouble_) report::not_stored(what, error);
  disk_trouble_ = true;
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
