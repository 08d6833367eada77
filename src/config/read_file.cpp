#include "config/read_file.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "process/denial.h"
#include "text/sizes.h"

namespace newswatch::config {
namespace {

std::string why_not_opened(const std::filesystem::path& file, int reason) {
  const auto denied = process::denial(file, process::Wish::kRead);
  if (!denied) return std::strerror(reason);
  return process::to_string(*denied, "write: sudo chmod o+rX " + process::shell_word(denied->at));
}

}  // namespace

tl::expected<std::string, std::string> read_file(const std::filesystem::path& file,
                                                 std::size_t max_bytes) {
  std::error_code error;
  const auto whole = std::filesystem::absolute(file, error);
  if (error) return tl::unexpected("no absolute path: " + error.message());
  if (std::filesystem::is_directory(whole, error))
    return tl::unexpected(std::string("is a folder"));
  errno = 0;
  std::ifstream in(whole, std::ios::binary);
  if (!in) return tl::unexpected("can't be opened: " + why_not_opened(whole, errno));
  std::string bytes;
  std::array<char, 1u << 16> part{};  // a pipe has no size
  while (in && bytes.size() <= max_bytes) {
    in.read(part.data(), part.size());
    bytes.append(part.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return tl::unexpected(fmt::format("can't be read: {}", std::strerror(errno)));
  if (bytes.size() > max_bytes) {
    return tl::unexpected("is larger than " + text::readable_size(max_bytes));
  }
  return bytes;
}

}  // namespace newswatch::config
