#include "notify/file_sink.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "config/file_kinds.h"
#include "config/key_kinds.h"
#include "config/table_reader.h"
#include "process/sync_folder.h"
#include "process/unique_fd.h"
#include "record/notification_json.h"
#include "text/escape.h"

namespace newswatch::notify {
namespace {

constexpr std::string_view kLineStart = "{\"schema\":";  // of every line of ours

tl::unexpected<model::Error> file_error(const std::filesystem::path& path, const char* doing,
                                        int code) {
  return model::fail(model::ErrorKind::kTransient,
                     fmt::format("{} {}: {}", doing, text::printable(path.native()),
                                 std::generic_category().message(code)));
}

// Offset after the last newline before `size`; 0 when there is none. -1: errno.
off_t last_line_start(int fd, off_t size) {
  std::array<char, 64 * 1024> block;
  while (size > 0) {
    const off_t from = std::max<off_t>(0, size - static_cast<off_t>(block.size()));
    const ssize_t got = ::pread(fd, block.data(), static_cast<std::size_t>(size - from), from);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    const std::string_view bytes(block.data(), static_cast<std::size_t>(got));
    if (const auto at = bytes.rfind('\n'); at != std::string_view::npos) {
      return from + static_cast<off_t>(at) + 1;
    }
    size = from;
  }
  return 0;
}

// Whether an unfinished line is the start of one of ours. A power loss may leave zeros.
bool is_half_of_ours(int fd, off_t start) {
  std::array<char, kLineStart.size()> head;
  const ssize_t got = ::pread(fd, head.data(), head.size(), start);
  if (got <= 0) return false;
  const std::string_view bytes(head.data(), static_cast<std::size_t>(got));
  return bytes.front() == '\0' || kLineStart.starts_with(bytes.substr(0, bytes.find('\0')));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));  // the next call says why it was cut short
  }
  return true;
}

}  // namespace

model::Result<void> append_lines(const std::filesystem::path& path, std::string lines, Sync sync) {
  // Read access for the last line; O_NONBLOCK so that a FIFO or a device cannot hold us.
  const process::UniqueFd fd(
      ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640));
  if (!fd.valid()) return file_error(path, "open", errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return file_error(path, "look at", errno);
  if (!S_ISREG(info.st_mode)) {
    return model::fail(model::ErrorKind::kTransient,
                       "open " + text::printable(path.native()) + ": not a regular file");
  }
  off_t end = info.st_size;
  const off_t start = last_line_start(fd.get(), end);
  if (start < 0) return file_error(path, "read", errno);
  if (start < end && is_half_of_ours(fd.get(), start)) {
    if (::ftruncate(fd.get(), start) != 0) return file_error(path, "cut a half line off", errno);
    end = start;
  } else if (start < end) {
    lines.insert(0, 1, '\n');  // text of another program: it is kept, and ended
  }
  lines += '\n';
  // Before it has a line: a kill in between would leave a file whose name is never synced.
  if (sync == Sync::kYes && info.st_size == 0) process::sync_folder_of(path);
  if (!write_all(fd.get(), lines) || (sync == Sync::kYes && ::fdatasync(fd.get()) != 0)) {
    const int code = errno;
    // If this fails too, the next opening cuts the half line.
    static_cast<void>(::ftruncate(fd.get(), end));
    return file_error(path, "write", code);
  }
  return {};
}

void FileSink::start(const model::OutboxRow& row) {
  if (!rows_.empty()) lines_ += '\n';
  lines_ += record::notification_json(row.notification);
  rows_.push_back(row.row);
}

void FileSink::rotate_full() const {
  std::error_code error;
  const bool is_file = std::filesystem::is_regular_file(path_, error);
  const auto size = is_file ? std::filesystem::file_size(path_, error) : 0;
  if (error || size == 0 || size + lines_.size() < options_.max_size) return;
  const auto numbered = [&](int number) {
    return std::filesystem::path(fmt::format("{}.{}", path_.native(), number));
  };
  for (int number = options_.keep; number > 1; --number) {
    std::filesystem::rename(numbered(number - 1), numbered(number), error);
  }
  std::filesystem::rename(path_, numbered(1), error);
}

void FileSink::collect(std::vector<Delivery>& done) {
  if (rows_.empty()) return;
  rotate_full();
  const auto written = append_lines(path_, std::exchange(lines_, {}), options_.sync);
  for (const std::uint64_t row : rows_) {
    if (written) {
      done.push_back({row, Receipt{}});
    } else {
      done.push_back({row, tl::unexpected(Failure{.what = written.error().context})});
    }
  }
  rows_.clear();
}

std::string FileSink::preview(const model::OutboxRow& row) {
  return record::notification_json(row.notification) + "\n";
}

void FileSink::cancel() {
  rows_.clear();
  lines_.clear();
}

namespace {

void check_file(config::TableReader& reader, const config::SinkSettings& sink) {
  const auto& path = sink.option<std::filesystem::path>("path");
  std::error_code error;
  const bool is_folder = path.native().ends_with('/') || path.filename() == "." ||
                         (path.is_absolute() && std::filesystem::is_directory(path, error));
  if (!is_folder) return;
  reader.problem("path", "path " + text::quoted(path.native()) + " is a folder, not a file",
                 "path = " + text::quoted((path / "notifications.jsonl").native()));
}

}  // namespace

SinkType file_sink_type() {
  return {
      .keys = {.type = "file",
               .keys = {config::option_key("path", config::StatePathKind{}, "notifications.jsonl"),
                        config::option_key("fsync", config::BoolKind{}, true),
                        config::option_key("max_size", config::SizeKind{std::size_t{1} << 40},
                                           std::size_t{64} << 20),
                        config::option_key("keep", config::IntKind{1, 1000}, 4),
                        follow_up_key({"none", "new"})},
               .check = check_file,
               .exclusive_key = "path",
               .exclusive_use = "writes to this file"},
      .for_people = false,
      .make = [](const config::SinkSettings& sink, const SinkResources& resources,
                 const model::Clock&) -> std::unique_ptr<Notifier> {
        const auto& path = sink.option<std::filesystem::path>("path");
        return std::make_unique<FileSink>(
            resources.state_dir / path,
            FileSink::Options{.sync = sink.option<bool>("fsync") ? Sync::kYes : Sync::kNo,
                              .max_size = sink.option<std::size_t>("max_size"),
                              .keep = sink.option<int>("keep")});
      }};
}

}  // namespace newswatch::notify
