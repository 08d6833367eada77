// Keeping: what goes from the store and the index, and when ([retention] of the config).
//
// The index rows of an event expire when its last report is older than the event window, gaps 90
// days after their end. Stories and identity keys expire by store::Expiry: the engine takes no
// notice of them any more, and RocksDB drops them as it compacts. A key outlives its story, so that
// an old item that comes back is not news; and as long as an item stands in the document that its
// feed shows, its keys stay. All else (events with their reports, who was told of them, messages
// that were given up, what is left of feeds and sinks that were removed) goes by a sweep once a
// day, in slices (engine_keeping.cpp).
// Limits move in steps of whole hours or days, so that what an engine has dropped depends on the
// time alone and not on when it was opened. The time is that of a clock that can be believed
// (clock_sense.h). Pure; one thread.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "engine/step_result.h"
#include "fold/index.h"
#include "model/clock.h"
#include "model/day_count.h"
#include "model/feed.h"
#include "store/event_store.h"
#include "store/expiry.h"

namespace newswatch::engine {

// One slice of a sweep.
struct SweepStep {
  Changes changes;    // `removed`
  bool over = false;  // then the numbers are those of the whole sweep
  std::size_t events = 0, messages = 0, feeds = 0;
};

// What is older goes: by the time at which it was first seen; `sent` of events, and of messages.
struct RetentionLimits {
  model::Time stories{}, events{}, sent{};
  model::Day keys{};  // the last day on which a document had them
};

// days: what came on each day, for the limits by number. A limit by number never touches stories
// and events of the event window.
RetentionLimits retention_limits(const config::Settings& settings,
                                 const std::map<model::Day, model::DayCount>& days,
                                 model::Time now);

// Whether the event began before the limit, by its id, whose time is not before that at which the
// event was first seen.
bool began_before(const std::string& event, model::Time limit);

class Keeping {
 public:
  // What a sweep looks at, in this order.
  enum class Room { kEvents, kSent, kDead, kOutbox, kFeeds };
  // Where it stands: the next key of that room is not less than `from`.
  struct Sweep {
    RetentionLimits limits;
    Room room = Room::kEvents;
    std::string from;
    std::size_t events = 0, messages = 0, feeds = 0;  // that went
  };

  Keeping() = default;
  // As stored.
  Keeping(const std::vector<model::DayCount>& days, std::optional<model::Day> undated);

  RetentionLimits limits(const config::Settings& settings, model::Time now) const {
    return retention_limits(settings, days_, now);
  }
  store::Expiry expiry_at(const RetentionLimits& limits,
                          const std::map<std::string, model::FeedState>& feeds,
                          model::Time now) const;

  // Puts the deletions that are due at `now` into `to`. False: there are none, do not commit.
  bool collect(const fold::Index& index, const config::Settings& settings,
               const std::map<std::string, model::FeedState>& feeds, model::Time now,
               store::Batch& to);
  // To be called when the batch of the last collect() is committed. Drops it from the index, too.
  // True: expiry() has changed.
  bool committed(fold::Index& index);
  const store::Expiry& expiry() const { return expiry_; }

  // Counts what came with a batch that is to be committed, and what came with one that was.
  void count(std::uint64_t stories, std::uint64_t events, model::Time now, store::Batch& to) const;
  void counted(const store::Batch& batch);

  // The settings are new, or a person asks for it: all is looked at again.
  void begin_again() { day_.reset(); }
  // A sweep is under way, or due. committed() begins one a day.
  const std::optional<Sweep>& sweep() const { return sweep_; }
  void set_sweep(std::optional<Sweep> sweep) { sweep_ = std::move(sweep); }

 private:
  model::Time horizon_{}, next_horizon_{};    // limit of the last commit, and of the last collect()
  std::optional<model::Day> day_, next_day_;  // on which the rest was looked at last
  RetentionLimits limits_;                    // of the last collect()
  std::map<model::Day, model::DayCount> days_;
  std::optional<model::Day> undated_;
  store::Expiry expiry_, next_expiry_;
  std::optional<Sweep> sweep_;
};

}  // namespace newswatch::engine
