// Spread: how many durations lie where, in bounded memory. Negative ones count as 0. A quantile is
// exact below two minutes, else off by at most 1 in 64. Pure; one thread.
#pragma once

#include <bit>
#include <chrono>
#include <cstdint>
#include <map>

#include "model/clock.h"

namespace newswatch::cli::report {

class Spread {
 public:
  void add(model::Duration time) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    ++counts_[slot_of(seconds < 0 ? 0 : static_cast<std::uint64_t>(seconds))];
    ++count_;
  }

  std::uint64_t count() const { return count_; }

  // The smallest duration that is not exceeded by this share (0..1) of them; 0 when there is none.
  model::Duration quantile(double share) const {
    const double wanted = share * static_cast<double>(count_);
    std::uint64_t passed = 0;
    std::uint64_t found = 0;
    for (const auto& [slot, count] : counts_) {
      found = slot;
      passed += count;
      if (static_cast<double>(passed) >= wanted) break;
    }
    return std::chrono::seconds(found);
  }

 private:
  // The seconds with all but their highest seven bits cleared.
  static std::uint64_t slot_of(std::uint64_t seconds) {
    constexpr int kKept = 7;
    const int bits = std::bit_width(seconds);
    const int dropped = bits > kKept ? bits - kKept : 0;
    return seconds >> dropped << dropped;
  }

  std::map<std::uint64_t, std::uint64_t> counts_;
  std::uint64_t count_ = 0;
};

}  // namespace newswatch::cli::report
