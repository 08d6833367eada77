// Reads a file or standard input. Errors: kBadInput, with what was read and why it failed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "model/result.h"

namespace newswatch::cli {

// "-" is standard input. The destructor closes the file.
class InputFile {
 public:
  static model::Result<InputFile> open(const std::string& file);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  // The rest of the input, at most max_bytes.
  model::Result<std::string> read_all(std::size_t max_bytes);

  // The next line without its end, valid until the next call; nullopt at the end of the input.
  // Returns without waiting for more input after the line. A line over 16 MiB is an error; the line
  // after it can be read.
  model::Result<std::optional<std::string_view>> read_line();

 private:
  InputFile(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  // Appends what can be read now to the buffer; false: the end of the input.
  model::Result<bool> fill();

  int fd_;
  std::string name_;
  std::string buffer_;
  std::size_t start_ = 0;  // of the bytes in buffer_ that were not returned yet
  bool at_end_ = false;
};

// A whole file, or standard input ("-"), of at most max_bytes.
model::Result<std::string> read_input(const std::string& file, std::size_t max_bytes);

}  // namespace newswatch::cli
