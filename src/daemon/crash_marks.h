// CrashMarks: which feed's document each thread works on, in a small file, so that a start after a
// crash knows whose document was in hand.
//
// A mark is a 16-byte record written with pwrite(2): it survives the end of the process (kill -9
// too), though not that of the machine. Written, not mapped: a mapped page that a full disk can't
// take would be a SIGBUS. A feed is known by the XXH3-64 of its url. Counts of earlier runs are
// kept until the feed's document is done. What can't be written is left out: the watch goes on with
// less protection. Any thread. The mutex is here because parse workers and the writer mark at the
// same time; it is held for one pwrite.
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
  // Reads what an earlier run left and begins anew. The file is made when missing (mode 0640); one
  // that can't be read is begun anew. kPermanent: it can't be opened or made.
  static model::Result<std::unique_ptr<CrashMarks>> open(const std::filesystem::path& file);

  // A document of this feed is in hand while the mark lives. CrashMarks must outlive it.
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

  // The feed's document was stored or dropped in good order: what earlier runs left is forgotten.
  void forget(std::string_view url);

  // Of these feeds, those that were in hand at the end of earlier runs, with how often.
  std::map<std::string, int> left(std::span<const std::string> urls) const;

 private:
  struct Record {
    std::uint64_t feed = 0;   // hash of its url; 0: the slot is free
    std::uint32_t count = 0;  // how often it was in hand at the end of a run, this time included
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
