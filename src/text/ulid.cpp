#include "text/ulid.h"

namespace newswatch::text {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kLength = 26, kTimeDigits = 10, kHalf = (kLength - kTimeDigits) / 2;

std::string base32(std::uint64_t value, std::size_t digits) {
  std::string out(digits, kDigits[0]);
  for (std::size_t i = digits; i-- > 0; value >>= 5) out[i] = kDigits[value & 31];
  return out;
}

}  // namespace

std::string ulid(model::Time time, std::uint64_t high, std::uint64_t low) {
  return base32(static_cast<std::uint64_t>(time.time_since_epoch().count()) & 0xffff'ffff'ffffU,
                kTimeDigits) +
         base32(high, kHalf) + base32(low, kHalf);
}

std::string ulid_after(std::string_view ulid) {
  std::string out(ulid);
  for (std::size_t i = out.size(); i-- > 0;) {
    const std::size_t digit = kDigits.find(out[i]);
    if (digit + 1 < kDigits.size()) {
      out[i] = kDigits[digit + 1];
      break;
    }
    out[i] = kDigits[0];
  }
  return out;
}

std::optional<model::Time> ulid_time(std::string_view ulid) {
  if (ulid.size() != kLength) return std::nullopt;
  std::int64_t milliseconds = 0;
  for (const char c : ulid.substr(0, kTimeDigits)) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    milliseconds = milliseconds * 32 + static_cast<std::int64_t>(digit);
  }
  return model::Time(model::Duration(milliseconds));
}

}  // namespace newswatch::text
