#include "daemon/notify_loop.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "daemon/report.h"

namespace newswatch::daemon {
namespace {
constexpr auto kHandOnAgain = std::chrono::milliseconds(50);
}

NotifyLoop::NotifyLoop(const config::Settings& settings, notify::Surroundings surroundings,
                       const model::Clock& clock, Queue<WriterMessage>& writer,
                       std::vector<model::OutboxRow> rows)
    : clock_(clock),
      writer_(writer),
      wake_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      inbox_(256, [this] { wake(); }),
      deliverer_(settings, std::move(surroundings), clock) {
  if (wake_fd_ < 0) std::abort();  // out of descriptors before the first feed is asked
  deliverer_.add(std::move(rows));
}

NotifyLoop::~NotifyLoop() { ::close(wake_fd_); }

void NotifyLoop::wake() const {
  const std::uint64_t one = 1;
  // Full only when a wake-up is already waiting.
  [[maybe_unused]] const ssize_t written = ::write(wake_fd_, &one, sizeof one);
}

void NotifyLoop::run(Beat& beat) {
  for (const auto& [sink, rows] : deliverer_.outbox().unnamed()) report::unnamed_sink(sink, rows);
  while (!inbox_.closed()) {
    ++beat;
    drain();
    step();
    hand_on();
    sleep();
  }
  drain();
  step();
  deliverer_.cancel();
  // The writer outlives this loop and drains its queue: waiting for it is safe now.
  for (WriterMessage& message : to_write_) writer_.push(std::move(message));
}

void NotifyLoop::drain() {
  while (auto message = inbox_.try_pop()) {
    if (auto* rows = std::get_if<NewRows>(&*message)) {
      deliverer_.add(std::move(rows->rows));
    } else if (auto* reload = std::get_if<Reload>(&*message)) {
      deliverer_.reload(*reload->settings);
    }
  }
}

void NotifyLoop::step() {
  // A sink takes one row at a time and most end at once: go on while something ends.
  for (;;) {
    auto outcomes = deliverer_.step(clock_.now());
    if (outcomes.empty()) return;
    to_write_.emplace_back(Delivered{std::move(outcomes)});
  }
}

void NotifyLoop::hand_on() {
  while (!to_write_.empty() && writer_.try_push(to_write_.front())) to_write_.pop_front();
}

void NotifyLoop::sleep() {
  std::vector<pollfd> fds{{wake_fd_, POLLIN, 0}};
  std::optional<model::Duration> wait = kLongestSleep;
  deliverer_.watch(clock_.now(), fds, wait);
  if (!to_write_.empty()) wait = std::min<model::Duration>(*wait, kHandOnAgain);
  ::poll(fds.data(), fds.size(), static_cast<int>(std::max<std::int64_t>(wait->count(), 0)));
  std::uint64_t wakes = 0;
  [[maybe_unused]] const ssize_t read = ::read(wake_fd_, &wakes, sizeof wakes);
}

}  // namespace newswatch::daemon
