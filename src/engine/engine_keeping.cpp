// What the engine drops: what has expired (keeping.h), and what a sweep finds, slice by slice.
#include <algorithm>
#include <utility>

#include "engine/engine.h"
#include "store/queries.h"
#include "text/ulid.h"

namespace newswatch::engine {
namespace {

constexpr std::size_t kRowsSwept = 500;  // rows that one slice reads: a millisecond or two

// Adds the event to the last range if that ends right before it.
void add_event(std::vector<store::IdRange>& ranges, const std::string& event, bool& goes_on) {
  if (!goes_on) ranges.push_back({event, {}});
  ranges.back().to = text::ulid_after(event);
  goes_on = true;
}

}  // namespace

model::Result<void> Engine::drop_expired() {
  store::Batch batch;
  if (!keeping_.collect(index_, *settings_, feeds_, clock_.trusted(), batch)) return {};
  if (auto done = store_.commit(batch); !done) return done;
  if (keeping_.committed(index_)) store_.expire(keeping_.expiry());
  return {};
}

// What a sweep drops of each room in one slice. False: there is no more in it. Keys tell enough.
model::Result<bool> Engine::sweep_events(Keeping::Sweep& sweep, store::Batch& to) const {
  std::size_t seen = 0;
  bool goes_on = false, more = false;
  const auto scanned =
      store_.scan(store::Family::kEvents, sweep.from, "",
                  [&](std::string_view key, std::string_view) -> model::Result<bool> {
                    const std::string event(key);
                    if (!began_before(event, sweep.limits.events)) return false;
                    sweep.from = text::ulid_after(event);
                    const bool stays = index_.find(event) != nullptr ||
                                       questions_.contains(event) || !pending_.about(event).empty();
                    if (stays) {
                      goes_on = false;
                    } else {
                      add_event(to.dropped_events, event, goes_on);
                      ++sweep.events;
                    }
                    more = ++seen == kRowsSwept;
                    return !more;
                  });
  if (!scanned) return tl::unexpected(scanned.error());
  to.dropped_sent = to.dropped_events;
  return more;
}

model::Result<bool> Engine::sweep_sent(Keeping::Sweep& sweep, store::Batch& to) const {
  std::size_t seen = 0;
  bool goes_on = false, more = false;
  std::string last;  // event
  const auto scanned =
      store_.scan(store::Family::kSent, sweep.from, "",
                  [&](std::string_view key, std::string_view) -> model::Result<bool> {
                    const std::string event(key.substr(0, key.find('/')));
                    if (!began_before(event, sweep.limits.sent)) return false;
                    more = seen >= kRowsSwept && event != last;
                    if (more) return false;
                    ++seen;
                    if (event == last) return true;  // the next message about it
                    last = event;
                    if (index_.find(event) != nullptr) {
                      goes_on = false;
                    } else {
                      add_event(to.dropped_sent, event, goes_on);
                    }
                    return true;
                  });
  if (!scanned) return tl::unexpected(scanned.error());
  if (more) sweep.from = text::ulid_after(last);
  return more;
}

model::Result<bool> Engine::sweep_dead(const Keeping::Sweep& sweep, store::Batch& to) const {
  const auto walked = store::for_each_dead(store_, [&](const model::OutboxRow& row) {
    if (row.created >= sweep.limits.sent) return false;
    to.dropped_dead.push_back(row.row);
    return to.dropped_dead.size() < kRowsSwept;
  });
  if (!walked) return tl::unexpected(walked.error());
  return to.dropped_dead.size() == kRowsSwept;
}

// Messages to sinks that are no longer in the config.
model::Result<bool> Engine::sweep_outbox(Keeping::Sweep& sweep, store::Batch& to) const {
  std::size_t seen = 0;
  std::uint64_t last = 0;
  const auto has_sink = [&](const model::OutboxRow& row) {
    return std::ranges::find(settings_->sinks, row.sink, &config::SinkSettings::name) !=
           settings_->sinks.end();
  };
  const auto walked = store::for_each_outbox(
      store_,
      [&](const model::OutboxRow& row) {
        if (row.created >= sweep.limits.sent) return false;
        last = row.row;
        if (!has_sink(row)) to.dropped_outbox.push_back(row.row);
        return ++seen < kRowsSwept;
      },
      sweep.from.empty() ? 0 : std::stoull(sweep.from));
  if (!walked) return tl::unexpected(walked.error());
  sweep.from = std::to_string(last + 1);
  return seen == kRowsSwept;
}

void Engine::sweep_feeds(const Keeping::Sweep& sweep, store::Batch& to) const {
  for (const auto& [url, state] : feeds_) {
    const bool old = !state.last_attempt || *state.last_attempt < sweep.limits.stories;
    if (old && find_feed(url) == nullptr) to.dropped_feeds.push_back(url);
  }
}

model::Result<bool> Engine::sweep_room(Keeping::Sweep& sweep, store::Batch& to) const {
  switch (sweep.room) {
    case Keeping::Room::kEvents:
      return sweep_events(sweep, to);
    case Keeping::Room::kSent:
      return sweep_sent(sweep, to);
    case Keeping::Room::kDead:
      return sweep_dead(sweep, to);
    case Keeping::Room::kOutbox:
      return sweep_outbox(sweep, to);
    case Keeping::Room::kFeeds:
      break;
  }
  sweep_feeds(sweep, to);
  return false;
}

model::Result<SweepStep> Engine::sweep() {
  SweepStep step;
  const std::optional<Keeping::Sweep>& under_way = keeping_.sweep();
  if (!under_way) {
    step.over = true;
    return step;
  }
  Keeping::Sweep next = *under_way;
  store::Batch batch;
  const auto more = sweep_room(next, batch);
  if (!more) return tl::unexpected(more.error());
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  for (const std::string& url : batch.dropped_feeds) feeds_.erase(url);
  note_pending(batch);
  step.changes.removed = batch.dropped_outbox;
  next.messages += batch.dropped_outbox.size() + batch.dropped_dead.size();
  next.feeds += batch.dropped_feeds.size();
  step.over = !*more && next.room == Keeping::Room::kFeeds;
  if (step.over) {
    step.events = next.events;
    step.messages = next.messages;
    step.feeds = next.feeds;
    keeping_.set_sweep(std::nullopt);
    return step;
  }
  if (!*more) {
    next.room = static_cast<Keeping::Room>(static_cast<int>(next.room) + 1);
    next.from.clear();
  }
  keeping_.set_sweep(std::move(next));
  return step;
}

}  // namespace newswatch::engine
