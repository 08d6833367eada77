// DocumentLog: the port to where documents come from: fetched and not parsed yet, in one order.
//
// The local form (daemon/local_document_log.h) is a queue in memory: a document that is lost with
// the process is fetched again, because its feed's validators are stored with its items. A form on
// another machine keeps the documents; there a feed's validators may advance when its document is
// appended, and it hands out again what was not done when a process died. Whatever next() hands out
// twice changes nothing: the second time every item is known.
// Any thread may append, any number may call next() and done().
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "engine/poll_result.h"
#include "model/clock.h"

namespace newswatch::engine {

class DocumentLog {
 public:
  virtual ~DocumentLog() = default;

  // Adds a document at the end. False: there is no room now, and the document stays with the
  // caller. Never blocks.
  virtual bool append(FetchedResponse& document) = 0;
  // The next document, once for each caller. Waits up to `wait`; nullopt: none came, or the log is
  // closed and empty. Its `entry` is set.
  virtual std::optional<FetchedResponse> next(model::Duration wait) = 0;
  // The document is stored, or dropped for good. entry 0: the feed gave another answer than a
  // document, which ends what an earlier one left.
  virtual void done(std::uint64_t entry, const std::string& url) = 0;
  // Of these feeds, those whose documents were worked on when a process died and are not done
  // since, with how often that happened.
  virtual std::map<std::string, int> unfinished(std::span<const std::string> urls) const = 0;
};

}  // namespace newswatch::engine
