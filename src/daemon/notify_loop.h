// NotifyLoop: moves the deliveries on, on one thread that blocks in poll(2) alone.
//
// It never waits for the writer: outcomes that find the queue full are handed on later, so that
// the two can't wait for each other.
#pragma once

#include <atomic>
#include <deque>
#include <vector>

#include "daemon/messages.h"
#include "daemon/parse_worker.h"
#include "daemon/queue.h"
#include "model/clock.h"
#include "notify/deliverer.h"

namespace newswatch::daemon {

class NotifyLoop {
 public:
  // Takes the rows that an earlier run left. All references must outlive it.
  NotifyLoop(const config::Settings& settings, notify::Surroundings surroundings,
             const model::Clock& clock, Queue<WriterMessage>& writer,
             std::vector<model::OutboxRow> rows);
  ~NotifyLoop();
  NotifyLoop(const NotifyLoop&) = delete;
  NotifyLoop& operator=(const NotifyLoop&) = delete;

  Queue<NotifyMessage>& inbox() { return inbox_; }
  // Until the inbox is closed; then what is under way is given up, its rows stay.
  void run(Beat& beat);

 private:
  void wake() const;
  void drain();
  void step();
  void hand_on();
  void sleep();

  const model::Clock& clock_;
  Queue<WriterMessage>& writer_;
  int wake_fd_;
  Queue<NotifyMessage> inbox_;
  notify::Deliverer deliverer_;
  std::deque<WriterMessage> to_write_;
};

}  // namespace newswatch::daemon
