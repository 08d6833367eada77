// Writer: the only thread that changes the store. All changes come through its inbox, in one order.
//
// A full disk is logged once a minute at most and loses nothing. What can't be stored is tried
// again until there is room; a response is dropped, and its feed is asked again at its usual time,
// or as soon as there is room, but never before min_interval and Retry-After allow. Any other error
// of the store ends run() with that error, and the process with it. After stop() responses are
// taken in for kLastResponses, and the rest are dropped: their feeds are asked again with the
// validators that are stored. Deliveries and answers are all stored.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/beats.h"
#include "daemon/companion.h"
#include "daemon/crash_marks.h"
#include "daemon/feed_errors.h"
#include "daemon/heart.h"
#include "daemon/messages.h"
#include "daemon/queue.h"
#include "engine/document_log.h"
#include "engine/engine.h"
#include "model/clock.h"
#include "model/result.h"

namespace newswatch::daemon {

// How the watch is, as the writer knows it. Any thread may read it: a queue would have to be
// emptied even if nobody asks.
class WriterView {
 public:
  void set(engine::WatchLine line) {
    const Lock lock(mutex_);
    line_ = std::move(line);
  }
  engine::WatchLine line() const {
    const Lock lock(mutex_);
    return line_;
  }
  // Since when the disk is full; 0: it is not.
  std::atomic<model::Time> full_since{};

 private:
  mutable Mutex mutex_;
  engine::WatchLine line_ NEWSWATCH_TSA(guarded_by(mutex_));
};

class Writer {
 public:
  // All references must outlive it.
  Writer(engine::Engine& engine, engine::DocumentLog& documents, CrashMarks& marks,
         const model::Clock& clock)
      : engine_(engine), documents_(documents), marks_(marks), clock_(clock), heart_(clock) {
    show();
  }

  Queue<WriterMessage>& inbox() { return inbox_; }
  // Is told of all changes. Before run(); it must outlive that.
  void tell(Companion& companion) { companion_ = &companion; }
  static constexpr model::Duration kLastResponses = std::chrono::seconds(1);
  const WriterView& view() const { return view_; }
  // The daemon stops: the inbox will be closed soon. From any thread.
  void stop() { stop_at_ = clock_.monotonic() + kLastResponses; }
  // Runs until the inbox is closed and empty.
  model::Result<void> run(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify, Beat& beat);

 private:
  model::Result<void> take(WriterMessage message, Queue<FetchMessage>& fetch,
                           Queue<NotifyMessage>& notify);
  model::Result<void> ingest_slice(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify);
  bool may_look_back();
  bool may_sweep() const { return engine_.sweeping() && !full_ && !is_late(); }
  model::Result<void> sweep(Queue<NotifyMessage>& notify);
  model::Result<void> look_back(Queue<NotifyMessage>& notify);
  model::Duration patience(const Beat& beat);
  model::Result<void> end_search(const engine::SearchResult& search, Queue<FetchMessage>& fetch);
  model::Result<void> obey(const Command& command, Queue<FetchMessage>& fetch,
                           Queue<NotifyMessage>& notify);
  // Answers with what was refused; an error is one that ends the process.
  static model::Result<void> refuse(const Command& command, const model::Error& error);
  void hand_on(engine::Changes changes, Queue<NotifyMessage>& notify);
  // Messages whose time has come by the clock: about trouble, and those that are told together.
  model::Result<void> tell_what_is_due(Queue<NotifyMessage>& notify);
  model::Result<void> give_sign(Queue<NotifyMessage>& notify);
  model::Result<void> note_config();
  void reload(engine::SettingsPtr settings, Queue<FetchMessage>& fetch,
              Queue<NotifyMessage>& notify);
  model::Result<void> store_deliveries(Queue<NotifyMessage>& notify);
  // Makes the summaries for sinks that answer again. To be called after store_deliveries(), so that
  // no delivered message is in one.
  model::Result<void> sum_up(const std::vector<notify::DeliveryOutcome>& outcomes,
                             Queue<NotifyMessage>& notify);
  // Stores the judge's answers and applies them. To be called after store_deliveries(), so that an
  // event whose message went out counts as told.
  model::Result<void> store_answers(Queue<NotifyMessage>& notify);
  model::Result<void> silence(const Command& command, Queue<NotifyMessage>& notify);
  model::Result<void> regroup(const Command& command, Queue<NotifyMessage>& notify);
  model::Result<void> ask_feeds(const Command& command, Queue<FetchMessage>& fetch);
  model::Result<void> finish(Queue<NotifyMessage>& notify);
  bool is_behind() const {
    return !deliveries_.empty() || !answers_.empty() || undecided_ || full_;
  }
  model::Result<void> catch_up(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify);
  void drop(const engine::PollResult& polled, Queue<FetchMessage>& fetch);
  // Whether the error passes by itself (a full disk); else the process must end.
  bool is_passing(std::string_view what, const model::Error& error);
  // There was room for something.
  void stored();
  void ask_dropped(Queue<FetchMessage>& fetch);
  bool is_late() const { return clock_.monotonic() >= stop_at_.load(); }
  void show();

  engine::Engine& engine_;
  engine::DocumentLog& documents_;
  CrashMarks& marks_;
  const model::Clock& clock_;
  Queue<WriterMessage> inbox_{64};
  // Results that are not taken in to the end. The slices of several take turns, and turns with the
  // messages of the inbox.
  std::deque<engine::Intake> intakes_;
  std::vector<notify::DeliveryOutcome> deliveries_;  // not yet stored
  std::vector<model::Question> answers_;             // not yet stored
  bool undecided_ = false;                           // answers are stored and not applied yet
  struct FullDisk {
    model::Time since{};
    std::size_t dropped = 0;
    bool logged = false, told = false;
    std::string error;
  };
  std::optional<FullDisk> full_;
  struct Refused {  // the last config that was to be loaded
    std::string why;
    model::Time at{};
  };
  std::optional<Refused> refused_;
  std::optional<model::Monotonic> logged_at_;   // the last line about a full disk
  std::map<std::string, model::Time> dropped_;  // url -> from when on it may be asked again
  model::Monotonic retry_at_{};                 // when to store again what could not be stored
  std::atomic<model::Monotonic> stop_at_ = model::Monotonic::max();
  WriterView view_;
  FeedErrors feed_errors_;
  Heart heart_;
  Companion* companion_ = nullptr;
};

}  // namespace newswatch::daemon
