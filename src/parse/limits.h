// How much of a document is read, so that no publisher decides how much memory it takes. All of a
// document's forms together stay below 128 MiB for one of 16 MiB, the default of max_body.
//
// What is beyond is left out with a warning; what came before it is kept.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

namespace newswatch::parse {

inline constexpr std::size_t kMaxItems = 10'000;

// Items that are held while a longer document is read, before the oldest are dropped.
inline constexpr std::size_t kMaxItemsHeld = 15'000;

// Elements that stand inside one another.
inline constexpr std::size_t kMaxDepth = 256;

// What the XML parser makes a node of: elements, attributes, CDATA sections and the texts between
// them. A node takes 40 to 64 bytes. 10,000 rich items have some 300,000.
inline constexpr std::size_t kMaxNodes = 400'000;

// The same for JSON, where a value with its name takes about 110 bytes; and the longest string, of
// which the JSON parser makes many copies when it has a fault.
inline constexpr std::size_t kMaxJsonValues = 300'000;
inline constexpr std::size_t kMaxJsonString = 4u << 20;

// All items together: their texts, and the entries of their lists.
inline constexpr std::size_t kMaxItemBytes = 40u << 20;

// One text that is written as markup again, which can make it longer.
inline constexpr std::size_t kMaxMarkup = 8u << 20;

// References in HTML that are made absolute. The others stay relative.
inline constexpr std::size_t kMaxResolved = 100'000;

// A text that grows when it is decoded or repaired, from `bytes` bytes.
constexpr std::size_t most_grown(std::size_t bytes) {
  return std::max<std::size_t>(bytes + bytes / 8, 24u << 20);
}

// Cuts a text of valid UTF-8 to at most `most` bytes, between characters.
inline void cut_to(std::size_t most, std::string& utf8) {
  if (utf8.size() <= most) return;
  while (most > 0 && (static_cast<unsigned char>(utf8[most]) & 0xC0) == 0x80) --most;
  utf8.resize(most);
}

}  // namespace newswatch::parse
