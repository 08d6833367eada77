// UTF-8 written fast into one growing buffer. Not shared between threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

namespace newswatch::parse {

// A character of the Basic Multilingual Plane in UTF-8; length 0: none.
struct Utf8Character {
  std::array<char, 3> bytes{};
  std::uint8_t length = 0;

  Utf8Character() = default;
  explicit Utf8Character(char16_t c) {
    if (c < 0x80) {
      bytes[0] = static_cast<char>(c);
      length = 1;
    } else if (c < 0x800) {
      bytes = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
      length = 2;
    } else {
      bytes = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
               static_cast<char>(0x80 | (c & 0x3F))};
      length = 3;
    }
  }

  // All four bytes are written, `length` of them count.
  char* write(char* to) const {
    std::memcpy(to, this, sizeof *this);
    return to + length;
  }
};

// Through a small buffer: a large string that is resized first is written twice.
class Utf8Writer {
 public:
  // More than any caller writes between two calls of room().
  static constexpr std::size_t kRoom = 32;

  // `reserved`: bytes that the text may come to.
  explicit Utf8Writer(std::size_t reserved) { out_.reserve(reserved); }

  // Where at least kRoom bytes may be written; wrote() says up to where they were.
  char* room() {
    if (size_ + kRoom > kBuffer) flush();
    return buffer_.data() + size_;
  }
  void wrote(const char* end) { size_ = static_cast<std::size_t>(end - buffer_.data()); }

  std::string take() {
    flush();
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kBuffer = 4096;

  void flush() {
    out_.append(buffer_.data(), size_);
    size_ = 0;
  }

  std::string out_;
  std::array<char, kBuffer> buffer_;
  std::size_t size_ = 0;
};

}  // namespace newswatch::parse
