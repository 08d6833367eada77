// What a person does to events and feeds.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/engine.h"
#include "engine/event_id.h"
#include "engine/regroup_events.h"
#include "text/escape.h"

namespace newswatch::engine {
namespace {

// Due at once, or when its publisher allows it.
model::Time due_now(const model::FeedState& state, model::Time now) {
  return std::max(now, state.retry_after.value_or(now));
}

}  // namespace

model::Result<ByHand> Engine::regroup(const model::Regrouping& wanted, model::Time now) {
  store::Batch batch;
  EventBatch events(step_context(now));
  const std::string seed = wanted.stories.empty() ? wanted.event : wanted.stories.front();
  auto done = engine::regroup(events, wanted, next_event_id(last_event_id_, now, seed), batch);
  if (!done) return tl::unexpected(done.error());
  if (auto stored = store_.commit(batch); !stored) return tl::unexpected(stored.error());
  take(batch, events.changes, done->replaced);
  hours_ = std::move(events.hours);
  return ByHand{std::move(events.changes), std::move(done->event)};
}

model::Result<std::vector<model::FeedState>> Engine::named_feeds(
    const std::vector<std::string>& names) const {
  std::vector<model::FeedState> states;
  for (const std::string& name : names) {
    const auto known = std::ranges::find(settings_->feeds, name, &config::FeedSettings::name);
    if (known == settings_->feeds.end()) {
      return model::fail(model::ErrorKind::kBadInput,
                         fmt::format("the config has no feed {}", text::quoted(name)));
    }
    states.push_back(feed(known->url));
    states.back().name = known->name;
  }
  return states;
}

model::Result<std::vector<model::FeedState>> Engine::pause(const std::vector<std::string>& names,
                                                           bool pause, model::Time now) {
  auto states = named_feeds(names);
  if (!states) return states;
  store::Batch batch;
  batch.sync = true;
  for (model::FeedState& state : *states) {
    if (state.paused.has_value() == pause) continue;
    state.paused = pause ? std::optional(now) : std::nullopt;
    if (!pause) state.next_poll = due_now(state, now);
    batch.feeds.push_back(state);
  }
  if (auto stored = store_.commit(batch); !stored) return tl::unexpected(stored.error());
  for (const model::FeedState& state : batch.feeds) feeds_[state.url] = state;
  return states;
}

model::Result<std::vector<model::FeedState>> Engine::ask_now(const std::vector<std::string>& names,
                                                             model::Time now) const {
  auto states =
      names.empty() ? model::Result<std::vector<model::FeedState>>(feeds()) : named_feeds(names);
  if (!states) return states;
  std::erase_if(*states, [](const model::FeedState& state) { return state.gone || state.paused; });
  for (model::FeedState& state : *states) {
    const config::FeedSettings* known = find_feed(state.url);
    if (known != nullptr) state.name = known->name;
    state.next_poll = due_now(state, now);
  }
  return states;
}

}  // namespace newswatch::engine
