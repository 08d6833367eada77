// A parse worker: takes documents from the log, parses them and passes them to the writer. Its feed
// has a crash mark while a document is parsed.
#pragma once

#include <atomic>
#include <cstdint>

#include "daemon/crash_marks.h"
#include "daemon/local_document_log.h"
#include "daemon/messages.h"
#include "daemon/queue.h"
#include "model/clock.h"

namespace newswatch::daemon {

using Beat =
    std::atomic<std::uint64_t>;  // a thread increments it, so that the watchdog sees it run

// The longest that a thread of the daemon sleeps between two beats.
inline constexpr model::Duration kLongestSleep = std::chrono::seconds(20);

// Runs until the log is closed.
void run_parse_worker(LocalDocumentLog& documents, CrashMarks& marks, Queue<WriterMessage>& writer,
                      Beat& beat);

}  // namespace newswatch::daemon
