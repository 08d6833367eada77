// Newest: of rows that come in any order the newest ones, newest first. One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "model/clock.h"

namespace newswatch::view {

// Of one instant the row with the greater id comes first.
struct TimedId {
  model::Time time{};
  std::string id;
  auto operator<=>(const TimedId&) const = default;
};

class Newest {
 public:
  explicit Newest(std::size_t limit) : limit_(limit) {}

  // Whether there is room for a row of this time; if not, it makes no difference to rows().
  bool takes(model::Time time) const {
    return heap_.size() < limit_ || (limit_ > 0 && time >= heap_.front().time);
  }
  void add(TimedId row) {
    heap_.push_back(std::move(row));
    std::ranges::push_heap(heap_, std::ranges::greater{});
    if (heap_.size() <= limit_) return;
    std::ranges::pop_heap(heap_, std::ranges::greater{});
    heap_.pop_back();
    left_out_ = true;
  }
  void leave_out() { left_out_ = true; }
  // Whether a row was left out.
  bool left_out() const { return left_out_; }
  void add(Newest&& other) {
    left_out_ = left_out_ || other.left_out_;
    for (TimedId& row : other.heap_) add(std::move(row));
  }
  std::vector<TimedId> rows() && {
    std::ranges::sort(heap_, std::ranges::greater{});
    return std::move(heap_);
  }

 private:
  std::size_t limit_;
  bool left_out_ = false;
  std::vector<TimedId> heap_;  // the oldest in front
};

}  // namespace newswatch::view
