#include "text/sizes.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <iterator>

namespace newswatch::text {
namespace {

struct SizeUnit {
  std::string_view name;
  std::size_t bytes;
};

// Those that are printed come first, the largest of them foremost.
constexpr SizeUnit kSizeUnits[] = {
    {"GiB", 1u << 30}, {"MiB", 1u << 20}, {"KiB", 1u << 10},    {"B", 1},
    {"kB", 1'000},     {"MB", 1'000'000}, {"GB", 1'000'000'000}};

const SizeUnit& unit_to_print(std::size_t bytes) {
  const SizeUnit* unit = kSizeUnits;
  while (unit->bytes > 1 && (bytes < unit->bytes || bytes % unit->bytes != 0)) ++unit;
  return *unit;
}

}  // namespace

std::optional<std::size_t> parse_size(std::string_view text) {
  std::uint32_t count = 0;  // so that no product is too large for a size
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc()) return std::nullopt;
  const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const SizeUnit& unit : kSizeUnits) {
    if (unit.name == name) return count * unit.bytes;
  }
  return std::nullopt;
}

std::string byte_size(std::size_t bytes) {
  const SizeUnit& unit = unit_to_print(bytes);
  return fmt::format("{}{}", bytes / unit.bytes, unit.name);
}

std::string about_size(std::uint64_t bytes) {
  constexpr const char* kNames[] = {"bytes", "kB", "MB", "GB", "TB"};
  double size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; size >= 999.5 && unit + 1 < std::size(kNames); ++unit) size /= 1000;
  const bool whole = unit == 0 || size >= 99.95;
  return fmt::format("{:.{}f} {}", size, whole ? 0 : 1, kNames[unit]);
}

std::string readable_size(std::size_t bytes) {
  const SizeUnit& unit = unit_to_print(bytes);
  return fmt::format("{} {}", bytes / unit.bytes, unit.bytes == 1 ? "bytes" : unit.name);
}

}  // namespace newswatch::text
