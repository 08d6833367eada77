// UTF-8 written fast into one growing buffer. Not shared between threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace newswatch::parse {

// A character of the Basic Multilingual Plane in UTF-8; length 0: none.
struct Utf8Character {
  std::array<char, 3> bytes{};
  std::uint8_t length = 0;

  Utf8Character() = default;
  explicit Utf8Character(char16_t c) {
    if (c == 0) return;
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
};

// Through a small buffer: a large string that is resized first is written twice.
class Utf8Writer {
 public:
  // `reserved`: bytes that the text may come to.
  explicit Utf8Writer(std::size_t reserved) { out_.reserve(reserved); }

  // Copies the ASCII bytes that `bytes` starts with, eight at a time; returns how many.
  std::size_t append_ascii(std::string_view bytes) {
    constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080U;
    const char* from = bytes.data();
    const char* const end = from + bytes.size();
    for (std::uint64_t eight = 0; end - from >= 8; from += 8) {
      std::memcpy(&eight, from, sizeof eight);
      if ((eight & kHighBits) != 0) break;
      std::memcpy(room(), &eight, sizeof eight);
      size_ += sizeof eight;
    }
    for (; from != end && static_cast<unsigned char>(*from) < 0x80; ++from) put(*from);
    return static_cast<std::size_t>(from - bytes.data());
  }

  void append(const Utf8Character& character) {
    std::memcpy(room(), &character, sizeof character);
    size_ += character.length;
  }

  // No surrogate.
  void append_unit(char16_t c) {
    if (c < 0x80) {
      put(static_cast<char>(c));
    } else {
      append(Utf8Character(c));
    }
  }

  // Above U+FFFF.
  void append_code(char32_t c) {
    put(static_cast<char>(0xF0 | c >> 18));
    put(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
    put(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
    put(static_cast<char>(0x80 | (c & 0x3F)));
  }

  std::string take() {
    flush();
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kBuffer = 4096, kSlack = 8;

  void put(char c) {
    *room() = c;
    ++size_;
  }
  // For kSlack bytes.
  char* room() {
    if (size_ + kSlack > kBuffer) flush();
    return buffer_.data() + size_;
  }
  void flush() {
    out_.append(buffer_.data(), size_);
    size_ = 0;
  }

  std::string out_;
  std::array<char, kBuffer> buffer_;
  std::size_t size_ = 0;
};

}  // namespace newswatch::parse
