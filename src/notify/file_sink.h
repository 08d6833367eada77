// FileSink: appends one line of JSON to a file for each notification; never leaves half a line.
//
// The file is opened for every line (O_APPEND, created with mode 0640), so it may be renamed or
// removed at any time, as log rotation does. A last line of ours without a newline (after kill -9
// or a power loss) is cut off first: its row is still in the outbox. A line that could not be
// written whole (disk full) is cut off as well. A line is on disk (fdatasync) before it counts as
// delivered. Errors are all kTransient, for people can fix each of them: no directory, no
// permission, disk full, not a regular file. A path that blocks (dead NFS) blocks the notify loop.
// Each file must have one writer only. Notify loop's thread only.
#pragma once

#include <filesystem>

#include "notify/notifier.h"
#include "notify/sink_type.h"

namespace newswatch::notify {

class FileSink final : public Notifier {
 public:
  explicit FileSink(std::filesystem::path path) : path_(std::move(path)) {}

  void start(const model::OutboxRow& row) override;
  void watch(std::vector<pollfd>&, std::optional<model::Duration>&) override {}
  void collect(std::vector<Delivery>& done) override;
  void cancel() override { done_.clear(); }

 private:
  std::filesystem::path path_;
  std::vector<Delivery> done_;
};

// type = "file"
SinkType file_sink_type();

// Appends `line`, which must not hold a newline, as above. Used by FileSink; any thread.
model::Result<void> append_line(const std::filesystem::path& path, std::string line);

}  // namespace newswatch::notify
