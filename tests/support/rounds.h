// How often a test repeats what it tries.
#pragma once

#include <algorithm>

namespace newswatch::test {

// Fewer rounds under a sanitizer: there each takes ten times as long, and shows what it shows in
// the first ones.
constexpr int rounds(int all) {
#ifdef NEWSWATCH_SANITIZED
  return std::max(1, all / 5);
#else
  return all;
#endif
}

}  // namespace newswatch::test
