// DocumentLog: the port to the queue of documents that were fetched and are not parsed yet.
//
// daemon/local_document_log.h keeps it in memory. A document that is lost with the process is
// fetched again, because the validators of its feed are stored together with its items. An
// implementation that keeps the documents may instead hand out again what was not done() when a
// process died: to process a document twice changes nothing, as all its items are known then.
// Any number of threads may call any function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/poll_result.h"
#include "model/clock.h"

namespace newswatch::engine {

class DocumentLog {
 public:
  virtual ~DocumentLog() = default;

  // Appends a document. False: there is no room now, and the caller keeps the document. Never
  // blocks.
  virtual bool append(FetchedResponse& document) = 0;
  // Takes the oldest document; its `entry` is set. Waits up to `wait`. nullopt: none came, or the
  // log is closed and empty.
  virtual std::optional<FetchedResponse> next(model::Duration wait) = 0;
  // The document of the feed at `url` is stored or dropped for good, and ended no process. entry 0:
  // the feed answered without a document.
  virtual void done(std::uint64_t entry, const std::string& url) = 0;
};

}  // namespace newswatch::engine
