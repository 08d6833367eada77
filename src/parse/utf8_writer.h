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

class Utf8Writer {
 public:
  explicit Utf8Writer(std::size_t expected) : out_(expected + expected / 2 + kSlack, '\0') {}

  // Copies the ASCII bytes that `bytes` starts with, eight at a time; returns how many.
  std::size_t append_ascii(std::string_view bytes) {
    constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080U;
    make_room(bytes.size());
    const char* from = bytes.data();
    const char* const end = from + bytes.size();
    char* to = out_.data() + size_;
    for (std::uint64_t eight = 0; end - from >= 8; from += 8, to += 8) {
      std::memcpy(&eight, from, sizeof eight);
      if ((eight & kHighBits) != 0) break;
      std::memcpy(to, &eight, sizeof eight);
    }
    while (from != end && static_cast<unsigned char>(*from) < 0x80) *to++ = *from++;
    size_ = static_cast<std::size_t>(to - out_.data());
    return static_cast<std::size_t>(from - bytes.data());
  }

  void append(const Utf8Character& character) {
    make_room(0);
    std::memcpy(out_.data() + size_, &character, sizeof character);
    size_ += character.length;
  }

  // No surrogate.
  void append_unit(char16_t c) {
    if (c < 0x80) {
      make_room(0);
      out_[size_++] = static_cast<char>(c);
    } else {
      append(Utf8Character(c));
    }
  }

  // Above U+FFFF.
  void append_code(char32_t c) {
    make_room(0);
    out_[size_++] = static_cast<char>(0xF0 | c >> 18);
    out_[size_++] = static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out_[size_++] = static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out_[size_++] = static_cast<char>(0x80 | (c & 0x3F));
  }

  std::string take() {
    out_.resize(size_);
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kSlack = 16;

  void make_room(std::size_t bytes) {
    if (size_ + bytes + kSlack > out_.size()) out_.resize(size_ + bytes + out_.size() / 2 + kSlack);
  }

  std::string out_;
  std::size_t size_ = 0;
};

}  // namespace newswatch::parse
