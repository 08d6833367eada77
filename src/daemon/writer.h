// Writer: the one thread that writes. Every change of the store goes through its queue, in one
// order.
//
// A full disk is said once, loses nothing and is left behind when there is room; any other error of
// the store ends run() with that error, and the process with it.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "daemon/messages.h"
#include "daemon/parse_worker.h"
#include "daemon/pipeline.h"
#include "daemon/queue.h"
#include "model/clock.h"
#include "model/result.h"

namespace newswatch::daemon {

// How things stand, for `systemctl status`. Any thread reads.
struct Standing {
  std::atomic<std::size_t> feeds = 0, failing = 0, open_events = 0;
};

class Writer {
 public:
  Writer(Pipeline& pipeline, const model::Clock& clock) : pipeline_(pipeline), clock_(clock) {
    take_stock();
  }

  Queue<WriterMessage>& inbox() { return inbox_; }
  const Standing& standing() const { return standing_; }
  // Until the inbox is closed and empty.
  model::Result<void> run(Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify, Beat& beat);

 private:
  model::Result<void> take(WriterMessage message, Queue<FetchMessage>& fetch,
                           Queue<NotifyMessage>& notify);
  model::Result<void> apply(const Polled& polled, Queue<FetchMessage>& fetch,
                            Queue<NotifyMessage>& notify);
  void tell(Changes changes, Queue<NotifyMessage>& notify);
  void reload(SettingsPtr settings, Queue<FetchMessage>& fetch, Queue<NotifyMessage>& notify);
  model::Result<void> store_deliveries();
  // Answers, and what they settle. After the deliveries: a message that went out was heard.
  model::Result<void> store_answers(Queue<NotifyMessage>& notify);
  model::Result<void> finish(Queue<NotifyMessage>& notify);
  bool is_behind() const { return !deliveries_.empty() || !answers_.empty() || settling_; }
  // True: the error is one to live with (said once), false: the process must end.
  bool bearable(std::string_view what, const model::Error& error);
  void stored();
  void take_stock();

  Pipeline& pipeline_;
  const model::Clock& clock_;
  Queue<WriterMessage> inbox_{64};
  std::vector<notify::Outcome> deliveries_;  // not yet stored
  std::vector<model::Question> answers_;     // not yet stored
  bool settling_ = false;                    // answers are stored, what they settle is not yet
  bool disk_trouble_ = false;
  model::Monotonic retry_at_{};  // what could not be stored
  Standing standing_;
};

}  // namespace newswatch::daemon
