// NotifyLoop: delivers messages and asks the judge, on one thread that blocks only in poll(2).
//
// It never waits for the writer, so that the two cannot deadlock: while the writer's queue is full,
// outcomes wait here. When the settings of the judge change, a new judge is made, and gets the open
// questions.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/messages.h"
#include "daemon/parse_worker.h"
#include "daemon/queue.h"
#include "daemon/start.h"
#include "judge/asker.h"
#include "model/clock.h"
#include "model/clock_step.h"
#include "notify/deliverer.h"

namespace newswatch::daemon {

class NotifyLoop {
 public:
  // What earlier runs left undone.
  struct Left {
    std::vector<model::OutboxRow> rows;
    std::vector<model::Question> questions;
  };
  // All references must outlive it.
  NotifyLoop(engine::SettingsPtr settings, notify::SinkResources resources, MakeJudge make_judge,
             const model::Clock& clock, Queue<WriterMessage>& writer, Left left);
  ~NotifyLoop();
  NotifyLoop(const NotifyLoop&) = delete;
  NotifyLoop& operator=(const NotifyLoop&) = delete;

  Queue<NotifyMessage>& inbox() { return inbox_; }
  // Runs until the inbox is closed. Then cancels what is under way; the rows stay in the outbox.
  void run(Beat& beat);

 private:
  void wake() const;
  void drain();
  void take(engine::Changes changes);
  void reload(engine::SettingsPtr settings);
  void ask(std::vector<model::Question> questions);
  void step();
  void step_judge();
  void hand_on();
  void check_clock();
  void sleep();

  const model::Clock& clock_;
  Queue<WriterMessage>& writer_;
  int wake_fd_;
  Queue<NotifyMessage> inbox_;
  notify::Deliverer deliverer_;
  engine::SettingsPtr settings_;
  const MakeJudge make_judge_;
  std::unique_ptr<judge::Asker> asker_;
  std::map<std::pair<std::string, std::string>, model::Question> open_;  // by event, candidate
  std::deque<WriterMessage> to_write_;
  model::StepWatch steps_;  // of the clock
};

}  // namespace newswatch::daemon
