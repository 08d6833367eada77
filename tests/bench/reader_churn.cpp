// Whether a reader follows a writer through flushes, compactions, deletions and restarts for as
// long as one likes, without an error and with the right rows at each look.
//
//   ninja -C build/release reader_churn && build/release/tests/bench/reader_churn [SECONDS]
//
// 180 seconds unless said otherwise. The exit status is 1 when something was wrong.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "unit/store/churn.h"

int main(int argc, char** argv) {
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 180);
  const newswatch::store::TempDir dir;
  const newswatch::store::ChurnCounts counts = newswatch::store::churn(
      dir.path() / "store", [&](std::uint64_t) { return std::chrono::steady_clock::now() > end; });
  std::printf("%llu steps, %llu restarts of the writer, %llu looks of %llu readers: %s\n",
              static_cast<unsigned long long>(counts.steps),
              static_cast<unsigned long long>(counts.restarts),
              static_cast<unsigned long long>(counts.looks),
              static_cast<unsigned long long>(counts.readers),
              counts.wrong.empty() ? "all rows right" : counts.wrong.c_str());
  return counts.wrong.empty() ? 0 : 1;
}
