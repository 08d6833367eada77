// Numbers and texts as bytes, for values that are not JSON: numbers big-endian, a text after its
// 32-bit length. Internal to store/. Pure; nothing throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/clock.h"

namespace newswatch::store {

template <class T>
void put_number(std::string& out, T value) {
  for (int shift = (static_cast<int>(sizeof(T)) - 1) * 8; shift >= 0; shift -= 8) {
    out += static_cast<char>((value >> shift) & 0xFF);
  }
}

inline void put_text(std::string& out, std::string_view text) {
  put_number(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

// Takes values off the front; after a failure everything is empty and ok() is false.
class Bytes {
 public:
  explicit Bytes(std::string_view rest) : rest_(rest) {}

  template <class T>
  T number() {
    T value = 0;
    for (const char c : text(sizeof(T))) {
      value = static_cast<T>((value << 8) | static_cast<unsigned char>(c));
    }
    return value;
  }
  std::string_view text(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::string text() { return std::string(text(number<std::uint32_t>())); }
  model::Time time() {
    return model::Time(model::Duration(static_cast<std::int64_t>(number<std::uint64_t>())));
  }
  std::size_t left() const { return rest_.size(); }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace newswatch::store
