#include "cli/print/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "cli/cli.h"
#include "text/escape.h"

namespace newswatch::cli::print {
namespace {

constexpr std::size_t kBufferSize = 64u << 10;

Terminal look_at(int fd) {
  Terminal terminal;
  terminal.is_terminal = ::isatty(fd) == 1;
  if (!terminal.is_terminal) return terminal;
  const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org
  const char* term = std::getenv("TERM");
  terminal.colour = (no_color == nullptr || *no_color == '\0') && term != nullptr &&
                    std::string_view(term) != "dumb";
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0) terminal.width = size.ws_col;
  return terminal;
}

std::string_view code(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kBold:
      return "\x1b[1m";
    case Style::kDim:
      return "\x1b[2m";
    case Style::kGood:
      return "\x1b[32m";
    case Style::kWarn:
      return "\x1b[33m";
    case Style::kBad:
      return "\x1b[31m";
    case Style::kAccent:
      return "\x1b[36m";
  }
  return "";
}

// errno of the write that failed; 0: all went out.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // a pipe that somebody else made non-blocking
      pollfd ready{fd, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

}  // namespace

std::string styled(std::string_view text, Style style, const Terminal& terminal) {
  if (!terminal.colour || style == Style::kPlain || text.empty()) return std::string(text);
  return std::string(code(style)) + std::string(text) + "\x1b[0m";
}

Output::Output(int fd) : fd_(fd), terminal_(look_at(fd)) {}

Output::~Output() { flush(); }

void Output::write(std::string_view text) {
  if (text.size() >= kBufferSize) {
    flush();
    if (error_ == 0) error_ = write_all(fd_, text);
    return;
  }
  buffer_ += text;
  if (buffer_.size() >= kBufferSize) flush();
}

void Output::line(std::string_view text) {
  write(text);
  write("\n");
}

void Output::flush() {
  if (error_ == 0 && !buffer_.empty()) error_ = write_all(fd_, buffer_);
  buffer_.clear();
}

void Output::sleep(model::Duration time) {
  pollfd gone{fd_, 0, 0};  // POLLERR comes unasked: the last reader of the pipe has left
  if (::poll(&gone, 1, static_cast<int>(time.count())) > 0 &&
      (gone.revents & (POLLERR | POLLHUP)) != 0 && error_ == 0) {
    error_ = EPIPE;
  }
}

int Output::finish(int status) {
  flush();
  if (error_ == 0 || error_ == EPIPE) return status;
  complain(std::string("write the output: ") + std::strerror(error_));
  return kFailure;
}

bool is_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat info {};
  return stream != nullptr && ::fstat(STDERR_FILENO, &info) == 0 &&
         fmt::format("{}:{}", info.st_dev, info.st_ino) == stream;
}

void complain(std::string_view what) {
  const std::string_view priority = !is_journal()                  ? ""
                                    : what.starts_with("warning:") ? "<4>"
                                                                   : "<3>";
  write_all(STDERR_FILENO, fmt::format("{}newswatch: {}\n", priority, text::printable(what)));
}

void open_closed_streams() {
  for (const int stream : {0, 1, 2}) {
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", O_RDWR);
  }
}

}  // namespace newswatch::cli::print
