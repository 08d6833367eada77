// CrashMarks: a small file that says which feeds' documents the threads are working on, so that the
// next start knows which documents may have ended the process.
//
// A mark is a record of 16 bytes, written with pwrite(2). It survives the end of the process (also
// kill -9), but not a crash of the machine. The file is not mapped, because a write to a mapped
// page raises SIGBUS when the disk is full. A record names the feed by the XXH3-64 of its url.
// Counts of earlier runs are kept until forget(). A mark that can't be written is skipped:
// newswatch goes on without it. Any thread: a mutex is held for one pwrite(2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/queue.h"
#include "model/result.h"
#include "process/unique_fd.h"

namespace newswatch::daemon {

class CrashMarks {
 public:
  // Reads the marks of earlier runs. Creates the file when missing (mode 0640). One that
  // can't be read counts as empty. kPermanent: it can't be opened or created.
  static model::Result<std::unique_ptr<CrashMarks>> open(const std::filesystem::path& file);

  // Marks the feed as long as it lives. CrashMarks must outlive it.
  class Mark {
   public:
    ~Mark();
    Mark(const Mark&) = delete;
    Mark& operator=(const Mark&) = delete;

   private:
    friend class CrashMarks;
    Mark(CrashMarks& marks, std::size_t slot) : marks_(marks), slot_(slot) {}
    CrashMarks& marks_;
    const std::size_t slot_;
  };
  [[nodiscard]] Mark mark(std::string_view url);

  // Forgets the marks of earlier runs: a document of the feed was stored or dropped without a
  // crash.
  void forget(std::string_view url);

  // Frees all marks: the process is about to end by itself, and no document is the cause.
  void release_all();

  // Which of these feeds were marked when earlier runs ended, and how often: url -> count.
  std::map<std::string, int> left(std::span<const std::string> urls) const;

 private:
  struct Record {
    std::uint64_t feed = 0;   // hash of its url; 0: the slot is free
    std::uint32_t count = 0;  // earlier runs that ended with it, plus one while it is marked now
    std::uint32_t unused = 0;
  };

  explicit CrashMarks(process::UniqueFd fd);
  void read();
  void put(std::size_t slot, const Record& record) NEWSWATCH_TSA(requires_capability(mutex_));

  process::UniqueFd fd_;
  mutable Mutex mutex_;
  std::vector<Record> slots_ NEWSWATCH_TSA(guarded_by(mutex_));
};

}  // namespace newswatch::daemon
