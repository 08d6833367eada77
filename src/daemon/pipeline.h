// Pipeline: one response through identify, match, fold and store. No thread in it.
//
// Plan, commit, apply: a response's changes are planned against what is known, committed as one
// batch, and only then taken into the index and the feed states. What could not be committed leaves
// no trace, and its feed is asked again with the validators it had.
// The writer thread owns it and calls everything. Errors are those of the store (event_store.h).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/settings.h"
#include "daemon/changes.h"
#include "daemon/event_plan.h"
#include "daemon/hourly_limit.h"
#include "daemon/messages.h"
#include "fold/index.h"
#include "identify/repeats.h"
#include "match/topic.h"
#include "model/clock.h"
#include "model/event.h"
#include "model/feed.h"
#include "model/notification.h"
#include "model/result.h"
#include "store/event_store.h"

namespace newswatch::daemon {

// What a person should hear of a feed beside its news.
struct FeedNews {
  enum class Kind { kFailing, kGone, kMoved, kQuiet };
  Kind kind = Kind::kFailing;
  bool recovered = false;  // it is over
};

// What one poll came to, for the log and the counters.
struct Applied {
  enum class Outcome { kDocument, kUnchanged, kFailed, kGone, kRemoved };  // from the config
  Outcome outcome = Outcome::kFailed;
  bool recovered = false;   // a success after errors
  bool redirected = false;  // permanently, and that is new
  std::vector<FeedNews> news;
  std::optional<model::Gap> gap;  // that this answer ends
  model::FeedState feed;          // as it is now
  std::size_t items = 0, new_stories = 0, changed = 0, matched = 0;
  Changes changes;
  std::vector<std::string> warnings;  // of the parser
};

class Pipeline {
 public:
  // Reads back what the last run left. `store` and `clock` must outlive it.
  static model::Result<std::unique_ptr<Pipeline>> open(store::EventStore& store,
                                                       SettingsPtr settings,
                                                       const model::Clock& clock);

  // A document came: remembered before it is parsed, so that one that kills the process is known.
  model::Result<void> note(const std::string& url);
  model::Result<Applied> apply(const Polled& polled);
  // The page of a feed that died was read: `found` is another address of it; empty: none.
  model::Result<model::FeedState> searched(const Searched& search);
  // A stop in good order: what was noted and not applied did not end the process.
  model::Result<void> withdraw_notes();
  model::Result<void> delivered(const std::vector<notify::Outcome>& outcomes);
  // Settled questions, as the judge's loop hands them back: kept until their events are settled.
  model::Result<void> answered(const std::vector<model::Question>& questions);
  // As if the judge had said nothing about what should have been answered before now.
  model::Result<void> give_up_late_questions();
  // Every event that waits and need wait no longer, in one commit; none: nothing is written.
  model::Result<Changes> settle();
  // What the judge has not answered yet.
  std::vector<model::Question> open_questions() const;
  // New rules hold for the stories that come from now on. kBadInput: a topic that can't be
  // compiled.
  model::Result<void> reload(SettingsPtr settings);

  // State of a feed of the settings; one that was never polled is due at once.
  model::FeedState feed(const std::string& url) const;
  std::vector<model::FeedState> feeds() const;  // in the order of the settings
  // Feeds whose documents ended the process twice or more, found at open().
  const std::vector<std::string>& suspects() const { return suspects_; }
  std::uint64_t last_outbox_row() const { return last_outbox_row_; }
  std::size_t failing() const { return failing_; }  // feeds of the settings whose last poll failed
  const config::Settings& settings() const { return *settings_; }
  const fold::Index& index() const { return index_; }

 private:
  Pipeline(store::EventStore& store, const model::Clock& clock) : store_(store), clock_(clock) {}
  model::Result<void> back_off_suspects();
  model::Result<void> drop_expired(model::Time now);
  model::Result<Applied> leave(const std::string& url);
  model::Result<bool> is_moved(const model::OutboxRow& row);
  model::Result<void> note_heard(const model::OutboxRow& row, store::Batch& batch);
  void take(const store::Batch& batch, const Changes& changes, const std::vector<Rewoven>& rewoven);
  const config::Feed* find_feed(const std::string& url) const;

  store::EventStore& store_;
  const model::Clock& clock_;
  SettingsPtr settings_;
  std::unordered_map<std::string, const config::Feed*> by_url_;  // into settings_
  match::TopicSet topics_;
  fold::Index index_;
  std::map<std::string, model::FeedState> feeds_;  // by url; also of feeds that left the settings
  OpenQuestions questions_;  // of events that are not settled, answered ones too
  HourlyLimit limit_;        // of questions
  std::string last_event_id_;
  std::uint64_t last_outbox_row_ = 0;
  model::Time dropped_before_{};
  std::chrono::sys_days gaps_dropped_on_{};
  std::size_t failing_ = 0;
  std::unordered_map<std::string, identify::Remembered> remembered_;  // of last documents, by url
  std::set<std::string> noted_;  // by this run and not applied: urls
  std::vector<std::string> suspects_;
};

}  // namespace newswatch::daemon
