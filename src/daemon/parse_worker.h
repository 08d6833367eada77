// A parse worker: bytes -> document, nothing else. Pure work on a thread of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "daemon/messages.h"
#include "daemon/queue.h"
#include "model/clock.h"

namespace newswatch::daemon {

using Beat = std::atomic<std::uint64_t>;  // moves on while its thread does

// No thread of the daemon sleeps longer, so that the watchdog sees it move.
inline constexpr model::Duration kLongestSleep = std::chrono::seconds(20);

// A response as a poll: a 200 parsed and its body gone. The hash of the body tells an unchanged
// one.
Polled parse_response(std::string url, model::Time at, model::Result<fetch::Response> response);

struct ParseJob {
  std::string url;
  model::Time at{};
  model::Result<fetch::Response> response;
};

// Until the queue of jobs is closed and empty.
void run_parse_worker(Queue<ParseJob>& jobs, Queue<WriterMessage>& writer, Beat& beat);

}  // namespace newswatch::daemon
