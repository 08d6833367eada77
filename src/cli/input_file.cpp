#include "cli/input_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "text/escape.h"
#include "text/sizes.h"

namespace newswatch::cli {
namespace {

constexpr std::size_t kLongestLine = 16u << 20;
constexpr std::size_t kChunk = 64u << 10;

tl::unexpected<model::Error> failed(const std::string& name, std::string_view why) {
  return model::fail(model::ErrorKind::kBadInput,
                     "read " + text::printable(name) + ": " + std::string(why));
}

}  // namespace

model::Result<InputFile> InputFile::open(const std::string& file) {
  if (file == "-") return InputFile(STDIN_FILENO, "standard input");
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed(file, std::strerror(errno));
  return InputFile(fd, file);
}

InputFile::InputFile(InputFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      name_(std::move(other.name_)),
      buffer_(std::move(other.buffer_)),
      start_(other.start_),
      at_end_(other.at_end_) {}

InputFile::~InputFile() {
  if (fd_ > STDIN_FILENO) ::close(fd_);
}

model::Result<bool> InputFile::fill() {
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kChunk);
  ssize_t got = 0;
  do {
    got = ::read(fd_, buffer_.data() + before, kChunk);
  } while (got < 0 && errno == EINTR);
  const int error = errno;
  buffer_.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
  if (got < 0) return failed(name_, std::strerror(error));
  return got > 0;
}

model::Result<std::string> InputFile::read_all(std::size_t max_bytes) {
  while (true) {
    const auto more = fill();
    if (!more) return tl::unexpected(more.error());
    if (buffer_.size() - start_ > max_bytes) {
      return failed(name_, "it is over " + text::readable_size(max_bytes));
    }
    if (!*more) return std::move(buffer_).substr(start_);
  }
}

model::Result<std::optional<std::string_view>> InputFile::read_line() {
  buffer_.erase(0, start_);
  start_ = 0;
  std::size_t searched = 0;
  bool too_long = false;
  while (true) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos || at_end_) {
      const bool ended = end != std::string::npos;
      start_ = ended ? end + 1 : buffer_.size();
      if (too_long) return failed(name_, "the line is over " + text::readable_size(kLongestLine));
      if (!ended && buffer_.empty()) return std::nullopt;
      return std::string_view(buffer_).substr(0, ended ? end : buffer_.size());
    }
    if (buffer_.size() > kLongestLine) {  // dropped as it comes
      too_long = true;
      buffer_.clear();
    }
    searched = buffer_.size();
    const auto more = fill();
    if (!more) {
      at_end_ = true;
      return tl::unexpected(more.error());
    }
    at_end_ = !*more;
  }
}

model::Result<std::string> read_input(const std::string& file, std::size_t max_bytes) {
  auto input = InputFile::open(file);
  if (!input) return tl::unexpected(input.error());
  return input->read_all(max_bytes);
}

}  // namespace newswatch::cli
