#include "fetch/spool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "fetch/fetcher.h"

namespace newswatch::fetch {
namespace {

tl::unexpected<model::Error> spool_error(const std::filesystem::path& dir) {
  return model::fail(model::ErrorKind::kTransient,
                     "keep a long body in a file in " + dir.string() + ": " + std::strerror(errno));
}

// Not every file system knows O_TMPFILE.
int open_unnamed(const std::filesystem::path& dir) {
  const int fd = ::open(dir.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return fd;
  std::string name = (dir / "newswatch-bodies-XXXXXX").string();
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

model::Result<std::shared_ptr<Spool>> Spool::open(const std::filesystem::path& dir) {
  const int fd = open_unnamed(dir);
  if (fd < 0) return spool_error(dir);
  return std::shared_ptr<Spool>(new Spool(fd, dir));
}

Spool::~Spool() { ::close(fd_); }

model::Result<void> SpooledBody::append(std::string_view bytes) {
  if (bytes.empty()) return {};
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t size = ::pwrite(spool_->fd_, bytes.data() + done, bytes.size() - done,
                                  static_cast<off_t>(spool_->end_ + done));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return spool_error(spool_->dir_);
    done += static_cast<std::size_t>(size);
  }
  const bool follows = !pieces_.empty() && pieces_.back().at + pieces_.back().size == spool_->end_;
  if (follows) {
    pieces_.back().size += bytes.size();
  } else {
    pieces_.push_back({spool_->end_, bytes.size()});
  }
  spool_->end_ += bytes.size();
  size_ += bytes.size();
  return {};
}

model::Result<std::string> SpooledBody::read() const {
  std::string body;
  body.resize(size_);
  std::size_t filled = 0;
  for (const Piece& piece : pieces_) {
    for (std::size_t done = 0; done < piece.size;) {
      const ssize_t size = ::pread(spool_->fd_, body.data() + filled, piece.size - done,
                                   static_cast<off_t>(piece.at + done));
      if (size < 0 && errno == EINTR) continue;
      if (size == 0) errno = EIO;  // nobody else shortens it
      if (size <= 0) return spool_error(spool_->dir_);
      done += static_cast<std::size_t>(size);
      filled += static_cast<std::size_t>(size);
    }
  }
  return body;
}

model::Result<std::string> take_body(Response& response) {
  const auto spooled = std::exchange(response.spooled, nullptr);
  return spooled ? spooled->read() : std::exchange(response.body, {});
}

}  // namespace newswatch::fetch
