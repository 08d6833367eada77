// Writer: the one thread that writes. Every change of the store goes through its queue, in one
// order.
//
// A full disk is logged once and loses nothing: what can't be stored is tried again until there is
// room. Any other error of the store ends run() with that error, and the process with it.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

#include "daemon/crash_marks.h"
#include "daemon/messages.h"
#include "daemon/parse_worker.h"
#include "daemon/queue.h"
#include "engine/document_log.h"
#include "engine/engine.h"
#include "model/clock.h"
#include "model/result.h"

namespace newswatch::daemon {

// Numbers for `systemctl status`. Any thread reads.
struct Counts {
  std::atomic<std::size_t> feeds = 0, failing = 0, open_events = 0;
};

class Writer {
 public:
  // All references must outlive it.
  Writer(engine::Engine& engine, engine::DocumentLog& documents, CrashMarks& marks,
         const model::Clock& clock)
      : engine_(engine), documents_(documents), marks_(marks), clock_(clock) {
    count();
  }

  Queue<WriterMessage>& inbox() { return inbox_; }
  const Counts& counts() const { return counts_; }
  // Until the inbox is closed and empty.
  model::Result<void> run(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify, Beat& beat);

 private:
  model::Result<void> take(WriterMessage message, Queue<FetchMessage>& fetch,
                           Queue<NotifyMessage>& notify);
  model::Result<void> ingest_slice(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify);
  model::Duration patience() const;
  model::Result<void> end_search(const engine::SearchResult& search, Queue<FetchMessage>& fetch);
  void hand_on(engine::Changes changes, Queue<NotifyMessage>& notify);
  void reload(engine::SettingsPtr settings, Queue<FetchMessage>& fetch,
              Queue<NotifyMessage>& notify);
  model::Result<void> store_deliveries();
  // Answers, and what they come to. After the deliveries, so that an event whose message went out
  // counts as told.
  model::Result<void> store_answers(Queue<NotifyMessage>& notify);
  model::Result<void> finish(Queue<NotifyMessage>& notify);
  bool is_behind() const { return !deliveries_.empty() || !answers_.empty() || undecided_; }
  // Whether the error passes by itself (a full disk, logged once); else the process must end.
  bool is_passing(std::string_view what, const model::Error& error);
  void stored();
  void count();

  engine::Engine& engine_;
  engine::DocumentLog& documents_;
  CrashMarks& marks_;
  const model::Clock& clock_;
  Queue<WriterMessage> inbox_{64};
  // Results that are not taken in to the end. The slices of several take turns, and turns with the
  // messages of the inbox.
  std::deque<engine::Intake> intakes_;
  std::vector<notify::Outcome> deliveries_;  // not yet stored
  std::vector<model::Question> answers_;     // not yet stored
  bool undecided_ = false;                   // answers are stored, what they come to is not yet
  bool disk_trouble_ = false;
  model::Monotonic retry_at_{};  // what could not be stored
  Counts counts_;
};

}  // namespace newswatch::daemon
