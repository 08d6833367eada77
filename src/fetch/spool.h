// Spool: long bodies in a file without a name, so that many answers can wait without memory.
//
// For a round that must hold answers (`run --once` takes them in in the order of the config). The
// file grows with the bodies of one round, is never read by anybody else, and is gone with the
// process. Errors: kTransient, the disk. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"

namespace newswatch::fetch {

class Spool {
 public:
  static model::Result<std::shared_ptr<Spool>> open(const std::filesystem::path& dir);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

 private:
  friend class SpooledBody;
  Spool(int fd, std::filesystem::path dir) : fd_(fd), dir_(std::move(dir)) {}

  const int fd_;
  const std::filesystem::path dir_;
  std::uint64_t end_ = 0;
};

// One body of a spool, which lives as long as one of its bodies does.
class SpooledBody {
 public:
  explicit SpooledBody(std::shared_ptr<Spool> spool) : spool_(std::move(spool)) {}

  model::Result<void> append(std::string_view bytes);
  std::size_t size() const { return size_; }
  model::Result<std::string> read() const;

 private:
  struct Piece {
    std::uint64_t at = 0;
    std::size_t size = 0;
  };

  std::shared_ptr<Spool> spool_;
  std::vector<Piece> pieces_;  // other bodies stand between them
  std::size_t size_ = 0;
};

}  // namespace newswatch::fetch
