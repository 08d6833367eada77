// The folder that a reader of the store needs for itself. It lives as long as this object; one that
// a killed process left behind is removed when the next is made. One thread.
#pragma once

#include <filesystem>

#include "model/result.h"
#include "process/unique_fd.h"

namespace newswatch::store {

class ReaderScratch {
 public:
  // Makes the folder in `parent`, and removes there what dead readers of this user left more than a
  // minute ago. kPermanent: it cannot be made.
  static model::Result<ReaderScratch> make(const std::filesystem::path& parent);
  ReaderScratch(ReaderScratch&&) noexcept = default;
  ReaderScratch& operator=(ReaderScratch&&) = delete;
  ~ReaderScratch();

  const std::filesystem::path& path() const { return path_; }

 private:
  ReaderScratch(std::filesystem::path path, process::UniqueFd lock);

  std::filesystem::path path_;
  process::UniqueFd lock_;  // on the folder: it ends with the process, however that ends
};

}  // namespace newswatch::store
