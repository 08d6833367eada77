// LocalDocumentLog: a bounded queue in memory between the fetch loop and the parse workers. A
// document that is done is forgotten by the CrashMarks, which start() asks whose documents ended
// earlier runs. Any thread.
#pragma once

#include <atomic>
#include <cstddef>

#include "daemon/crash_marks.h"
#include "daemon/queue.h"
#include "engine/document_log.h"

namespace newswatch::daemon {

class LocalDocumentLog final : public engine::DocumentLog {
 public:
  // `marks` must outlive it.
  LocalDocumentLog(std::size_t capacity, CrashMarks& marks) : queue_(capacity), marks_(marks) {}

  bool append(engine::FetchedResponse& document) override;
  std::optional<engine::FetchedResponse> next(model::Duration wait) override;
  void done(std::uint64_t entry, const std::string& url) override;

  // Ends append(). Documents that are in it are dropped: they are fetched again.
  void close() { queue_.close(); }
  bool closed() { return queue_.closed(); }

 private:
  Queue<engine::FetchedResponse> queue_;
  CrashMarks& marks_;
  std::atomic<std::uint64_t> last_entry_ = 0;
};

}  // namespace newswatch::daemon
