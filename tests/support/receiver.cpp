#include "support/receiver.h"

#include <algorithm>
#include <utility>

namespace newswatch::test {
namespace {

// The program that asks tells time in whole milliseconds.
constexpr auto kTick = std::chrono::milliseconds(1);

Instant machine_time() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

Receiver::Receiver(Script script, Now now, int port)
    : script_(std::move(script)),
      now_(now ? std::move(now) : machine_time),
      server_([this](Connection& connection) { converse(connection); }, port) {}

std::vector<Exchange> Receiver::exchanges() const {
  const std::lock_guard lock(mutex_);
  return exchanges_;
}

std::size_t Receiver::asked() const {
  const std::lock_guard lock(mutex_);
  return exchanges_.size();
}

void Receiver::converse(Connection& connection) {
  while (std::optional<Request> request = read_request(connection)) {
    std::size_t number = 0;
    Treatment treatment;
    {
      const std::lock_guard lock(mutex_);
      treatment = script_(*request);
      number = exchanges_.size();
      exchanges_.push_back({.request = *request, .treatment = treatment, .came = now_()});
    }
    if (treatment.hang.count() > 0 && !connection.pause(treatment.hang)) return;
    if (treatment.how == Treatment::How::kHangUp) return;
    const std::string bytes = write_reply(*request, treatment.reply);
    {
      // Before it is sent: who asks can't have it earlier.
      const std::lock_guard lock(mutex_);
      exchanges_[number].answered = now_();
    }
    if (!connection.send(bytes)) {
      const std::lock_guard lock(mutex_);
      exchanges_[number].answered.reset();
      return;
    }
  }
}

std::vector<Exchange> too_early(const std::vector<Exchange>& exchanges,
                                std::chrono::milliseconds on_its_way,
                                const std::function<bool(Instant)>& counts) {
  std::vector<Exchange> early;
  for (const Exchange& asked : exchanges) {
    const bool is_early = std::ranges::any_of(exchanges, [&](const Exchange& before) {
      const Treatment& treatment = before.treatment;
      return before.answered && treatment.told && *before.answered + on_its_way < asked.came &&
             asked.came + kTick < *before.answered + *treatment.told &&
             (!treatment.only_kind || before.request.method == asked.request.method) &&
             counts(*before.answered);
    });
    if (is_early) early.push_back(asked);
  }
  return early;
}

}  // namespace newswatch::test
