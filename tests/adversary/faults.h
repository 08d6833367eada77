// Faults: what a receiver does to half of the requests, by chance, until it is well again.
//
// A Receiver calls its script one request at a time; heal() may be called from any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <random>

#include "support/receiver.h"
#include "support/target_answers.h"

namespace newswatch::system_test {

class Faults {
 public:
  enum class Fault { kNone, kError, kTooFast, kSlow, kHang, kHangUp };

  explicit Faults(unsigned seed) : random_(seed) {}

  Fault next() {
    if (well_ || random_() % 2 == 0 || in_a_row_ >= kFailuresInARow) {
      in_a_row_ = 0;
      return !well_ && random_() % 5 == 0 ? Fault::kSlow : Fault::kNone;
    }
    ++in_a_row_;
    constexpr std::array kFaults = {Fault::kError,   Fault::kError,   Fault::kError,
                                    Fault::kTooFast, Fault::kTooFast, Fault::kHang,
                                    Fault::kHangUp,  Fault::kTooFast};
    return kFaults[random_() % kFaults.size()];
  }
  double seconds() { return 1.0 + static_cast<double>(random_() % 1000) / 1000; }
  bool coin() { return !well_ && random_() % 2 == 0; }
  void heal() { well_ = true; }

 private:
  static constexpr int kFailuresInARow = 3;  // the wait after them: 4 s

  std::mt19937 random_;
  int in_a_row_ = 0;
  std::atomic<bool> well_ = false;
};

inline test::Treatment treatment_of(test::Target target, Faults& faults,
                                    const test::Request& request, int number) {
  switch (faults.next()) {
    case Faults::Fault::kNone:
      if (target != test::Target::kDiscord || !faults.coin()) break;
      return test::taken_as_last(request, number, 0.4);
    case Faults::Fault::kSlow: {
      test::Treatment slow = test::taken(target, request, number);
      slow.hang = std::chrono::milliseconds(150);
      return slow;
    }
    case Faults::Fault::kError:
      return test::out_of_order(target);
    case Faults::Fault::kTooFast:
      return test::too_fast(target, faults.seconds(), faults.coin());
    case Faults::Fault::kHang:
      return {.hang = std::chrono::seconds(5)};  // longer than the sink waits
    case Faults::Fault::kHangUp:
      return {.how = test::Treatment::How::kHangUp};
  }
  return test::taken(target, request, number);
}

}  // namespace newswatch::system_test
