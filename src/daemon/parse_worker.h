// A parse worker: the next document of the log -> parsed -> the writer. Pure work on a thread of
// its own; the document is marked as in hand meanwhile.
#pragma once

#include <atomic>
#include <cstdint>

#include "daemon/crash_marks.h"
#include "daemon/local_document_log.h"
#include "daemon/messages.h"
#include "daemon/queue.h"
#include "model/clock.h"

namespace newswatch::daemon {

using Beat = std::atomic<std::uint64_t>;  // grows while its thread moves

// No thread of the daemon sleeps longer, so that the watchdog sees it move.
inline constexpr model::Duration kLongestSleep = std::chrono::seconds(20);

// Until the log is closed and empty.
void run_parse_worker(LocalDocumentLog& documents, CrashMarks& marks, Queue<WriterMessage>& writer,
                      Beat& beat);

}  // namespace newswatch::daemon
