// Documents of about 1 MiB, each made to cost a parser as much as it can: deep, wide, cut, or
// growing. What reads them all in little time and memory has no step that grows faster than its
// input. bounds_test.cpp reads them here, tests/bench/bombs.cpp weighs the program on them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace newswatch::parse {

struct Bomb {
  std::string_view name;  // letters and digits
  std::string (*make)();
  int items;  // that are read; -1: it is refused
};

std::span<const Bomb> bombs();

// The document with about `bytes` bytes. Not for two threads at once.
std::string make(const Bomb& bomb, std::size_t bytes);

}  // namespace newswatch::parse
