// NotifyLoop: moves the deliveries and the questions to the judge on, on one thread that blocks in
// poll(2) alone.
//
// It never waits for the writer: outcomes that find the queue full are handed on later, so that
// the two can't wait for each other. A judge whose settings change is made anew, and asked again
// what was open.
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
#include "notify/deliverer.h"

namespace newswatch::daemon {

class NotifyLoop {
 public:
  // What an earlier run left.
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
  // Until the inbox is closed; then what is under way is given up, its rows stay.
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
};

}  // namespace newswatch::daemon
