#include "engine/event_id.h"

#include <cstdint>

#include "text/hash.h"

namespace newswatch::engine {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kLength = 26, kTimeDigits = 10;

std::string encode(std::uint64_t value, std::size_t digits) {
  std::string out(digits, '0');
  for (std::size_t i = digits; i-- > 0; value >>= 5) out[i] = kDigits[value & 31];
  return out;
}

std::uint64_t time_of(std::string_view id) {
  std::uint64_t value = 0;
  for (const char c : id.substr(0, kTimeDigits)) value = value << 5 | (kDigits.find(c) & 31);
  return value;
}

// One more, as a number in base 32; the carry runs into the time after 2^80 ids of a millisecond.
std::string incremented(std::string_view id) {
  std::string out(id);
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

}  // namespace

std::string next_event_id(std::string_view last, model::Time now, std::string_view seed) {
  const auto ms = static_cast<std::uint64_t>(now.time_since_epoch().count()) & 0xffff'ffff'ffffU;
  if (last.size() == kLength && time_of(last) >= ms) return incremented(last);
  const std::uint64_t high = text::hash64(seed);
  const std::uint64_t low = text::hash64(std::string(seed) + "#");
  return encode(ms, kTimeDigits) + encode(high & 0xff'ffff'ffffU, 8) +
         encode(low & 0xff'ffff'ffffU, 8);
}

}  // namespace newswatch::engine
