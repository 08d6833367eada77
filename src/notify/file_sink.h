// FileSink: appends one line of JSON to a file for each notification; never leaves half a line.
//
// Lines that wait together are written together, with one fdatasync, so that a backlog goes out
// quickly on a slow disk. The file is opened for every write (O_APPEND, created with mode 0640), so
// it may be renamed or removed at any time, as log rotation does. A last line of ours without a
// newline (after kill -9 or a power loss) is cut off first: its row is still in the outbox. What
// could not be written whole (disk full) is cut off as well. A line is on disk (fdatasync) before
// it counts as delivered, unless the config says fsync = false. Errors are all kTransient, for
// people can fix each of them: no directory, no permission, disk full, not a regular file. A path
// that blocks (dead NFS) blocks the notify loop. A file that would grow over a size is rotated
// before a line is written: FILE becomes FILE.1, that FILE.2, and so on; the oldest goes. Where
// that fails, the file grows on. Each file must have one writer only. Notify loop's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "notify/notifier.h"
#include "notify/sink_type.h"

namespace newswatch::notify {

enum class Sync { kYes, kNo };  // whether lines are on disk before they count

class FileSink final : public Notifier {
 public:
  struct Options {
    Sync sync = Sync::kYes;
    std::size_t max_size = SIZE_MAX;  // bytes
    int keep = 4;                     // rotated files
  };
  explicit FileSink(std::filesystem::path path) : FileSink(std::move(path), Options()) {}
  FileSink(std::filesystem::path path, Options options)
      : path_(std::move(path)), options_(options) {}

  std::size_t most_at_once() const override { return 32; }
  bool fails_together() const override { return true; }
  void start(const model::OutboxRow& row) override;
  void watch(std::vector<pollfd>&, std::optional<model::Duration>&) override {}
  void collect(std::vector<Delivery>& done) override;
  std::string preview(const model::OutboxRow& row) override;
  void cancel() override;

 private:
  void rotate_full() const;

  std::filesystem::path path_;
  Options options_;
  std::vector<std::uint64_t> rows_;  // of lines_
  std::string lines_;                // with '\n' between them
};

// type = "file"
SinkType file_sink_type();

// Appends a line, or several with '\n' between them, as above: all or none. Used by FileSink; any
// thread.
model::Result<void> append_lines(const std::filesystem::path& path, std::string lines,
                                 Sync sync = Sync::kYes);

}  // namespace newswatch::notify
