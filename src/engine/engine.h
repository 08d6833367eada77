// Engine: the state of newswatch (feeds, fold index, open questions), and how each message changes
// it: a poll's result, the judge's answers, the outcome of deliveries, the end of a search, what a
// person does to messages, new settings.
//
// It is deterministic: it reads no clock, no environment and no file, has no thread, writes no log,
// and makes ids from the time that each message carries. The same messages in the same order give
// the same state.
// Each message is planned against the state, committed to the store as one batch, and only then
// applied to the state. A message whose commit fails changes nothing; a feed whose response is lost
// that way is asked again with its old validators.
// The writer thread owns it and calls everything. Errors are those of the store (event_store.h).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/settings.h"
#include "engine/clock_sense.h"
#include "engine/doubts.h"
#include "engine/event_batch.h"
#include "engine/feed_outcome.h"
#include "engine/gathered_messages.h"
#include "engine/intake.h"
#include "engine/keeping.h"
#include "engine/look_back.h"
#include "engine/near_miss_ring.h"
#include "engine/outbox_by_hand.h"
#include "engine/poll_result.h"
#include "engine/sink_health.h"
#include "engine/step_result.h"
#include "engine/troubles.h"
#include "engine/watch_health.h"
#include "fold/index.h"
#include "identify/repeats.h"
#include "match/topic.h"
#include "model/clock.h"
#include "model/clock_step.h"
#include "model/feed.h"
#include "model/question.h"
#include "model/regrouping.h"
#include "model/result.h"
#include "model/silence.h"
#include "model/tally.h"
#include "model/trouble.h"
#include "model/watch_reason.h"
#include "notify/deliverer.h"
#include "store/event_store.h"

namespace newswatch::engine {

struct FoldContext;
struct PlannedDocument;

struct ByHand {
  Changes changes;
  std::string event;  // id of the one that has the reports now
};

class Engine {
 public:
  // Reads the state from the store, which must outlive the engine.
  static model::Result<std::unique_ptr<Engine>> open(store::EventStore& store,
                                                     SettingsPtr settings);

  // To be called at the start. Cuts the times that were stored while the clock was ahead
  // (poll/mend_times.h). Returns the step if the clock was set back since the last run.
  model::Result<std::optional<model::ClockStep>> check_clock(const model::Moment& now);
  // Treats feeds whose documents ended the process at least twice as after an error. suspects: url
  // -> how often. Returns the states of these feeds of the settings.
  model::Result<std::vector<model::FeedState>> back_off(const std::map<std::string, int>& suspects,
                                                        model::Time now);
  // Takes in one slice of a document (engine/intake.h), or any other answer whole. The feed's state
  // and validators are stored with the last slice. Call it until intake.done; when it fails, drop
  // the intake: the feed is asked again, and what was stored is known then.
  // The counts returned are of all slices so far, the changes of this one.
  model::Result<Ingested> ingest(Intake& intake);
  // All slices; the changes of all.
  model::Result<Ingested> ingest(PollResult polled);
  // When the feed is asked again whose result could not be committed.
  UnstoredOutcome unstored(const PollResult& polled);
  // A commit that changes nothing: whether there is room again.
  model::Result<void> try_store() { return store_.commit({}); }
  // Returns the feed's state as it is now.
  model::Result<model::FeedState> searched(const SearchResult& search);
  // Follow-ups may come of it: a message that was told without the news that came meanwhile.
  model::Result<Changes> delivered(const std::vector<notify::DeliveryOutcome>& outcomes);
  // Stores the judge's answers. resolve_doubts() acts on them.
  model::Result<void> answered(const std::vector<model::Question>& questions);
  // Settles the questions whose deadline has passed, without an answer.
  model::Result<void> give_up_late_questions(model::Time now);
  // Decides every waiting event whose answers suffice (doubts.h), in one commit; in none when there
  // is no such event.
  model::Result<Changes> resolve_doubts(model::Time now);
  // For `outbox retry` and `outbox drop`, see outbox_by_hand.h.
  model::Result<RowsDone> change_by_hand(const model::ControlRequest& request, model::Time now);
  // Why the watch is not well, as `newswatch status` says it.
  model::Result<std::vector<model::WatchReason>> unwell(model::Time now) const;
  // The daily or weekly sign of life to people, when it is due.
  bool sign_of_life_due(model::Time now) const;
  model::Result<Changes> tell_sign_of_life(model::Time now);
  // For `events silence`, see silencing.h.
  model::Result<Changes> silence(const model::Silence& wanted, model::Time now);
  // For `events merge`, `split`, `move` and `dismiss`, see regroup_events.h.
  model::Result<ByHand> regroup(const model::Regrouping& wanted, model::Time now);
  // For `feeds pause` and `resume`: the states as they are now. kBadInput: the config has no such
  // feed, and nothing is changed.
  model::Result<std::vector<model::FeedState>> pause(const std::vector<std::string>& names,
                                                     bool pause, model::Time now);
  // For `poll`: the feeds of these names (none: all) that may be asked, as due at once, or when
  // their publisher allows it. Nothing is stored.
  model::Result<std::vector<model::FeedState>> ask_now(const std::vector<std::string>& names,
                                                       model::Time now) const;
  // One summary in place of the messages that wait for a sink that was away, see announce.h.
  model::Result<Changes> sum_up(const std::string& sink, model::Time now);
  // The new rules hold for later stories; when they differ from those that the stored stories were
  // matched by, a look back begins. kBadInput: a topic can't be compiled, and nothing is changed.
  model::Result<void> reload(SettingsPtr settings);

  // A look back matches the stories of the store by the rules of today, and folds and tells what
  // now matches, under the age gate. It is done in steps that are as short as those of a document:
  // call look_back() as long as looking_back().
  bool looking_back() const { return look_back_.has_value(); }
  // By hand, for stories first seen at `since` or later. What new rules began goes on, too.
  void begin_look_back(model::Time since);
  model::Result<LookBackStep> look_back(model::Time now);

  // Trouble of feeds, sinks and the clock is noted with what shows it. Here: that of newswatch as a
  // whole. No effect if it has begun already, or (end_trouble) never began.
  model::Result<void> begin_trouble(model::TroubleKind kind, std::string reason, model::Time since);
  model::Result<void> end_trouble(model::TroubleKind kind, model::Time now);
  // The disk is full. The messages are not stored, as they can't be; its end is stored, by
  // end_trouble().
  Changes begin_store_full(std::string reason, model::Time now);
  // The daemon watches from now on. After half an hour or more without an answer of any feed, as it
  // did not run or the network was away, the events that arose meanwhile are told in one message
  // (gathered_messages.h).
  void begin_watch() { is_watching_ = true; }
  // For Ingested::silent_since: the feeds that fail since about then, as due now, or when their
  // publisher allows it. The failures were not theirs, and what these made of their intervals need
  // not hold.
  std::vector<model::FeedState> failing_since(model::Time since, model::Time now) const;
  // Makes one message of some that waited to be told together; to be called as long as
  // gather_due().
  bool gather_due(model::Time now) const { return !gathered_.due(now).empty(); }
  model::Result<Changes> gather(model::Time now);

  // Makes the messages about trouble that are due (troubles.h); to be called often.
  bool trouble_due(model::Time now) const { return forget_troubles_ || troubles_.due(now); }
  model::Result<Changes> tell_trouble(model::Time now);

  // A sweep drops what nobody needs any more (keeping.h), once a day, in steps as short as those of
  // a document: call sweep() as long as sweeping().
  bool sweeping() const { return keeping_.sweep().has_value(); }
  model::Result<SweepStep> sweep();

  // The questions that are not settled.
  std::vector<model::Question> open_questions() const;
  // The state of a feed of the settings. One that was never polled is due at once.
  model::FeedState feed(const std::string& url) const;
  std::vector<model::FeedState> feeds() const;  // in the order of the settings
  std::uint64_t last_outbox_row() const { return last_outbox_row_; }
  // The messages that wait for delivery, as the notify loop takes them: with the references of what
  // they follow up. And what is remembered of the sinks.
  model::Result<std::vector<model::OutboxRow>> outbox() const;
  std::vector<model::SinkState> sinks() const { return sinks_.all(); }
  // How the watch is, in one line, as far as the engine knows.
  WatchLine watch_line() const;
  const config::Settings& settings() const { return *settings_; }
  const fold::Index& index() const { return index_; }

 private:
  // Of changes, then a snapshot is written; about as large.
  static constexpr std::size_t kCountsBytes = 2 << 20;

  explicit Engine(store::EventStore& store) : store_(store) {}
  model::Result<void> read_back();
  model::Result<void> read_back_index();
  void sense_clock(Intake& intake);
  model::Result<void> drop_expired();
  model::Result<bool> sweep_room(Keeping::Sweep& sweep, store::Batch& to) const;
  model::Result<bool> sweep_events(Keeping::Sweep& sweep, store::Batch& to) const;
  model::Result<bool> sweep_sent(Keeping::Sweep& sweep, store::Batch& to) const;
  model::Result<bool> sweep_dead(const Keeping::Sweep& sweep, store::Batch& to) const;
  model::Result<bool> sweep_outbox(Keeping::Sweep& sweep, store::Batch& to) const;
  void sweep_feeds(const Keeping::Sweep& sweep, store::Batch& to) const;
  model::Result<void> snapshot_counts();
  Ingested begin(Intake& intake, const config::FeedSettings& feed) const;
  model::Result<PlannedDocument> plan(Intake& intake, const config::FeedSettings& feed,
                                      store::Batch& to, Ingested& ingested);
  model::Result<std::vector<model::FeedState>> named_feeds(
      const std::vector<std::string>& names) const;
  StepContext step_context(model::Time now) const;
  FoldContext fold_context(model::Time now) const;
  void begin_look_back(const std::string& rules, std::optional<model::Time> by_hand);
  model::Result<void> scan_stories(LookBack& look_back);
  void note_trouble(const Ingested& ingested, const Intake& intake, store::Batch& to) const;
  void name_failing_too(Troubles::Telling& telling) const;
  model::Result<void> forget_troubles();
  model::Result<void> end_dead_sinks(model::Time now);
  model::Result<void> commit_troubles(const store::Batch& batch);
  model::Result<Changes> take_found(LookBack& look_back, model::Time now);
  void apply(const PlannedDocument& planned, const store::Batch& batch, const Changes& changes);
  void take(const store::Batch& batch, const Changes& changes,
            const std::vector<ReplacedEvent>& replaced);
  const config::FeedSettings* find_feed(const std::string& url) const;
  void note_failing(const model::FeedState& feed);
  void note_pending(const store::Batch& batch);

  store::EventStore& store_;
  SettingsPtr settings_;
  std::unordered_map<std::string, const config::FeedSettings*> by_url_;  // into settings_
  match::TopicSet topics_;
  fold::Index index_;
  std::map<std::string, model::FeedState> feeds_;  // by url; also of feeds that left the settings
  OpenQuestions questions_;  // of events that wait, with those that are answered already
  QuestionBudget budget_;
  Keeping keeping_;
  ClockSense clock_;
  NearMissRing near_misses_;
  Troubles troubles_;
  SinkHealth sinks_;
  bool forget_troubles_ = false;  // the settings are new
  GatheredMessages gathered_;
  PendingRows pending_;
  std::vector<model::Silence> silences_;
  model::Tally tally_;
  SinkHours hours_;
  bool is_watching_ = false;
  std::optional<model::Time> last_answer_;  // of any feed of the settings
  std::optional<model::Time> catch_up_until_;
  std::string matched_rules_;  // as stored
  std::optional<LookBack> look_back_;
  std::string last_event_id_;
  std::uint64_t last_outbox_row_ = 0;
  std::uint64_t next_counts_change_ = 1;
  std::size_t counts_bytes_ = 0;   // of the changes since the snapshot
  std::set<std::string> failing_;  // urls of feeds of the settings whose last poll failed
  std::unordered_map<std::string, int> unstored_failures_;  // in a row, by url: the wait doubles
  std::unordered_map<std::string, identify::Remembered> remembered_;  // of last documents, by url
};

}  // namespace newswatch::engine
