// A parse worker: takes documents from the log, parses them and passes them to the writer. Its feed
// has a crash mark while a document is parsed.
#pragma once

#include "daemon/beats.h"
#include "daemon/crash_marks.h"
#include "daemon/local_document_log.h"
#include "daemon/messages.h"
#include "daemon/queue.h"

namespace newswatch::daemon {

// Runs until the log is closed.
void run_parse_worker(LocalDocumentLog& documents, CrashMarks& marks, Queue<WriterMessage>& writer,
                      Beat& beat);

}  // namespace newswatch::daemon
