// NotifyLoop: delivers messages and asks the judge, on one thread that blocks only in poll(2).
//
// It never waits for the writer, so that the two cannot deadlock. The outcomes of a step go to the
// writer at once, before all that waits in its queue; those of the next steps follow when they are
// recorded. A delivery that is not recorded is repeated after a crash. So nothing new starts while
// the oldest unrecorded outcome is older than kUnrecorded: a crash repeats at most what goes out in
// a tenth of a second, however slow the disk or busy the writer is. When the settings of the judge
// change, a new judge is made, and gets the open questions.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/beats.h"
#include "daemon/messages.h"
#include "daemon/queue.h"
#include "daemon/start.h"
#include "judge/asker.h"
#include "model/clock.h"
#include "model/clock_step.h"
#include "notify/deliverer.h"
#include "notify/heartbeat.h"

namespace newswatch::daemon {

class NotifyLoop {
 public:
  // What earlier runs left undone.
  struct Left {
    std::vector<model::OutboxRow> rows;
    std::vector<model::Question> questions;
    std::vector<model::SinkState> sinks;
  };
  // All references must outlive it.
  NotifyLoop(engine::SettingsPtr settings, notify::SinkResources resources, MakeJudge make_judge,
             const model::Clock& clock, Queue<WriterMessage>& writer, Left left);
  ~NotifyLoop();
  NotifyLoop(const NotifyLoop&) = delete;
  NotifyLoop& operator=(const NotifyLoop&) = delete;

  Queue<NotifyMessage>& inbox() { return inbox_; }
  // How the loop is. Any thread may read it.
  struct View {
    std::atomic<std::uint64_t> overdue = 0;       // messages
    std::atomic<model::Time> judge_away_since{};  // 0: it is not
  };
  const View& view() const { return view_; }
  // Runs until the inbox is closed. Then nothing starts, and what is under way is cancelled; the
  // rows stay in the outbox.
  void run(Beat& beat);

 private:
  void wake() const;
  void drain();
  void take(engine::Changes changes);
  void reload(engine::SettingsPtr settings);
  void ask(std::vector<model::Question> questions);
  void step();
  void step_judge();
  std::unique_ptr<notify::Heartbeat> make_heartbeat() const;
  void step_heartbeat();
  void look_at_overdue();
  void hand_on();
  void check_clock();
  bool is_behind() const;
  void sleep(const Beat& beat);
  void stop();

  const model::Clock& clock_;
  Queue<WriterMessage>& writer_;
  int wake_fd_;
  Queue<NotifyMessage> inbox_;
  notify::Deliverer deliverer_;
  engine::SettingsPtr settings_;
  const MakeJudge make_judge_;
  const notify::SinkResources resources_;
  std::unique_ptr<notify::Heartbeat> heartbeat_;
  bool heartbeat_failed_ = false;
  std::unique_ptr<judge::Asker> asker_;
  std::map<std::pair<std::string, std::string>, model::Question> open_;  // by event, candidate
  std::vector<notify::DeliveryOutcome> outcomes_;  // to hand on when `recording_` is over
  bool recording_ = false;                         // outcomes are with the writer
  // When the first outcome of those with the writer, and of `outcomes_`, came.
  model::Monotonic recording_since_{}, waiting_since_{};
  std::deque<WriterMessage> to_write_;
  model::StepWatch steps_;  // of the clock
  View view_;
  model::Monotonic look_at_{};  // when the overdue messages are counted again
};

}  // namespace newswatch::daemon
