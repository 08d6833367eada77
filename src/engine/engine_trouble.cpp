// What an Engine does about trouble: notes what begins and ends, and tells people.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/announce.h"
#include "engine/engine.h"
#include "engine/event_id.h"
#include "engine/trouble_text.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

using enum model::TroubleKind;

// A feed with so many failures in a row is named with another that fails since about the same time.
constexpr int kFailsToo = 2;

model::Trouble watch_trouble(model::TroubleKind kind, std::string reason, model::Time since) {
  return {.kind = kind,
          .subject = {},
          .name = {},
          .reason = std::move(reason),
          .cause = {},
          .since = since,
          .told = {},
          .over = {}};
}

model::Trouble failing_trouble(const model::FeedState& feed, model::Time now) {
  return {.kind = kFeedFailing,
          .subject = feed.url,
          .name = feed.name,
          .reason = feed.last_error,
          .cause = feed.error_cause,
          .since = feed.failing_since.value_or(now),
          .told = {},
          .over = {}};
}

}  // namespace

model::Result<void> Engine::begin_trouble(model::TroubleKind kind, std::string reason,
                                          model::Time since) {
  store::Batch batch;
  troubles_.begin(watch_trouble(kind, std::move(reason), since), batch);
  return commit_troubles(batch);
}

model::Result<void> Engine::end_trouble(model::TroubleKind kind, model::Time now) {
  store::Batch batch;
  troubles_.end(kind, "", now, batch);
  return commit_troubles(batch);
}

model::Result<void> Engine::commit_troubles(const store::Batch& batch) {
  if (batch.troubles.empty() && batch.dropped_troubles.empty() && batch.dropped_sinks.empty()) {
    return {};
  }
  if (auto done = store_.commit(batch); !done) return done;
  troubles_.take(batch);
  sinks_.take(batch);
  return {};
}

// Of a feed, from what its answer changed.
void Engine::note_trouble(const Ingested& ingested, const Intake& intake, store::Batch& to) const {
  const model::Time now = intake.polled.at;
  if (intake.clock_step) {
    troubles_.begin(watch_trouble(kClockStepped, stepped_text(*intake.clock_step), now), to);
  } else if (clock_.settled()) {
    troubles_.end(kClockStepped, "", now, to);
  }
  const model::FeedState& feed = ingested.feed;
  for (const TroubleChange& change : ingested.trouble) {
    if (change.recovered) {
      troubles_.end(change.kind, change.kind == kClockWrong ? "" : feed.url, now, to);
      continue;
    }
    if (change.kind == kClockWrong) {
      troubles_.begin(watch_trouble(kClockWrong, wrong_clock_text(ingested.clock), now), to);
      continue;
    }
    model::Trouble trouble = failing_trouble(feed, now);
    trouble.kind = change.kind;
    if (change.kind == kFeedMoved) {
      trouble.since = now;
      trouble.reason = moved_text(feed);
    } else if (change.kind == kFeedQuiet) {
      trouble.since = feed.habit.last_new.value_or(now);
      trouble.reason = quiet_text(feed);
    }
    if (change.kind == kFeedMoved || change.kind == kFeedQuiet) trouble.cause.clear();
    if (const auto* known = troubles_.find(kFeedFailing, feed.url);
        known != nullptr && change.kind == kFeedGone) {
      troubles_.forget(*known, to);  // it does not answer again
    }
    troubles_.begin(std::move(trouble), to);
  }
  // One that was named with others did not say itself that it fails.
  if (feed.failures == 0) troubles_.end(kFeedFailing, feed.url, now, to);
}

// Names with the feeds that fail those that fail since about the same time: the network is lost for
// all of them, whatever their intervals are.
void Engine::name_failing_too(Troubles::Telling& telling) const {
  if (telling.kind != kFeedFailing || telling.recovered) return;
  const model::Time first = telling.of.front().since;
  for (const config::FeedSettings& one : settings_->feeds) {
    const auto state = feeds_.find(one.url);
    if (state == feeds_.end()) continue;
    const model::FeedState& feed = state->second;
    const bool too = feed.failures >= kFailsToo && !feed.gone && feed.failing_since &&
                     *feed.failing_since <= first + Troubles::kGatherTime &&
                     *feed.failing_since >= first - Troubles::kGatherTime;
    if (too && troubles_.find(kFeedFailing, feed.url) == nullptr) {
      telling.of.push_back(failing_trouble(feed, first));
    }
  }
  std::ranges::sort(telling.of, {}, &model::Trouble::since);
}

model::Result<Changes> Engine::tell_trouble(model::Time now) {
  if (forget_troubles_) {
    // By hand without a daemon, messages were sent or dropped.
    if (auto done = end_dead_sinks(now); !done) return tl::unexpected(done.error());
  }
  if (auto done = forget_troubles(); !done) return tl::unexpected(done.error());
  store::Batch batch;
  batch.sync = true;
  Changes changes;
  StepContext context = step_context(now);
  std::string last_id = last_event_id_;
  for (Troubles::Telling& telling : troubles_.due_tellings(now)) {
    name_failing_too(telling);
    last_id = next_event_id(last_id, now, model::name(telling.kind));
    if (auto done = announce_trouble(context, telling, last_id, batch, changes); !done) {
      return tl::unexpected(done.error());
    }
    for (model::Trouble& trouble : telling.of) {
      trouble.told = now;
      (telling.recovered ? batch.dropped_troubles : batch.troubles).push_back(std::move(trouble));
    }
  }
  if (changes.troubles.empty()) return changes;
  batch.last_event_id = last_id;
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  troubles_.take(batch);
  take(batch, changes, {});
  return changes;
}

// A full disk can't be stored: the message lives in memory alone.
Changes Engine::begin_store_full(std::string reason, model::Time now) {
  store::Batch batch;
  Changes changes;
  troubles_.begin(watch_trouble(kStoreFull, std::move(reason), now), batch);
  troubles_.take(batch);
  for (Troubles::Telling& telling : troubles_.due_tellings(now)) {
    if (telling.kind != kStoreFull || telling.recovered) continue;
    store::Batch told;
    last_event_id_ = next_event_id(last_event_id_, now, model::name(kStoreFull));
    announce_trouble(step_context(now), telling, last_event_id_, told, changes);
    if (told.last_outbox_row != 0) last_outbox_row_ = told.last_outbox_row;
    telling.of.front().told = now;
    told.troubles = std::move(telling.of);
    troubles_.take(told);
  }
  return changes;
}

void Engine::note_failing(const model::FeedState& feed) {
  if (feed.failures > 0 && !feed.gone) {
    failing_.insert(feed.url);
  } else {
    failing_.erase(feed.url);
  }
}

WatchLine Engine::watch_line() const {
  constexpr std::size_t kNamed = 2;
  WatchLine line;
  line.feeds = settings_->feeds.size();
  line.failing = failing_.size();
  for (const std::string& url : failing_) {
    if (line.named_failing.size() == kNamed) break;
    const model::FeedState state = feed(url);
    const config::FeedSettings* settings = find_feed(url);
    if (settings == nullptr || !state.failing_since) continue;
    line.named_failing.emplace_back(settings->name, *state.failing_since);
  }
  for (const model::Trouble& trouble :
       troubles_.open_of({kSinkFailing, kConfigRejected, kClockStepped, kClockWrong})) {
    line.more.push_back(short_text(trouble));
  }
  return line;
}

// A message that was given up is trouble until a person has sent or dropped it.
model::Result<void> Engine::end_dead_sinks(model::Time now) {
  const auto open = troubles_.open_of({kSinkDead});
  if (open.empty()) return {};
  std::set<std::string> left;
  const auto walked = store::for_each_dead(store_, [&](const model::OutboxRow& row) {
    left.insert(row.sink);
    return true;
  });
  if (!walked) return walked;
  store::Batch batch;
  for (const model::Trouble& trouble : open) {
    if (left.contains(trouble.subject) || sinks_.is_stopped(trouble.subject)) continue;
    troubles_.end(kSinkDead, trouble.subject, now, batch);
  }
  return commit_troubles(batch);
}

// Feeds and sinks that are not in the settings can neither recover nor fail.
model::Result<void> Engine::forget_troubles() {
  if (!forget_troubles_) return {};
  store::Batch batch;
  for (const model::Trouble& trouble : troubles_.all()) {
    const auto is_sink = [&](const config::SinkSettings& sink) {
      return sink.name == trouble.subject;
    };
    const bool gone =
        (model::is_of_feed(trouble.kind) && find_feed(trouble.subject) == nullptr) ||
        (model::is_of_sink(trouble.kind) && std::ranges::none_of(settings_->sinks, is_sink));
    if (gone) troubles_.forget(trouble, batch);
  }
  sinks_.plan_forget(*settings_, batch);
  auto done = commit_troubles(batch);
  if (done) forget_troubles_ = false;
  return done;
}

}  // namespace newswatch::engine
