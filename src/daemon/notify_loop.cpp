#include "daemon/notify_loop.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "daemon/log_lines.h"

namespace newswatch::daemon {
namespace {
constexpr auto kLookAtOverdue = std::chrono::seconds(5);
constexpr auto kHandOnAgain = std::chrono::milliseconds(50);
// With the step that begins before this is over: a tenth of a second.
constexpr model::Duration kUnrecorded = std::chrono::milliseconds(50);
}  // namespace

NotifyLoop::NotifyLoop(engine::SettingsPtr settings, notify::SinkResources resources,
                       MakeJudge make_judge, const model::Clock& clock,
                       Queue<WriterMessage>& writer, Left left)
    : clock_(clock),
      writer_(writer),
      wake_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      inbox_(256, [this] { wake(); }),
      deliverer_(*settings, resources, clock),
      settings_(std::move(settings)),
      make_judge_(std::move(make_judge)),
      resources_(std::move(resources)),
      heartbeat_(make_heartbeat()),
      asker_(make_asker(make_judge_, *settings_)) {
  if (wake_fd_ < 0) std::abort();  // out of descriptors before the first feed is asked
  deliverer_.close(left.sinks, clock_.now());
  deliverer_.add(std::move(left.rows));
  ask(std::move(left.questions));
}

NotifyLoop::~NotifyLoop() { ::close(wake_fd_); }

void NotifyLoop::wake() const {
  const std::uint64_t one = 1;
  // Full only when a wake-up is already waiting.
  [[maybe_unused]] const ssize_t written = ::write(wake_fd_, &one, sizeof one);
}

void NotifyLoop::run(Beat& beat) {
  for (const auto& [sink, rows] : deliverer_.outbox().unnamed())
    log_lines::unnamed_sink(sink, rows);
  while (!inbox_.closed()) {
    beat.step();
    check_clock();
    drain();
    deliverer_.pause(is_behind());
    step();
    step_judge();
    step_heartbeat();
    look_at_overdue();
    hand_on();
    sleep(beat);
  }
  stop();
}

// The writer outlives this loop and drains its queue: waiting for it is safe now.
void NotifyLoop::stop() {
  deliverer_.pause(true);
  step();  // what has just ended
  deliverer_.cancel();
  asker_->cancel_all();  // asked again after the next start
  if (!outcomes_.empty()) writer_.push_first(Delivered{std::move(outcomes_)});
  for (WriterMessage& message : to_write_) writer_.push(std::move(message));
}

void NotifyLoop::drain() {
  while (auto message = inbox_.try_pop()) {
    if (auto* changes = std::get_if<engine::Changes>(&*message)) {
      take(std::move(*changes));
    } else if (auto* changed = std::get_if<Reload>(&*message)) {
      reload(std::move(changed->settings));
    } else if (auto* sign = std::get_if<SignOfLife>(&*message)) {
      heartbeat_->beat(sign->unwell);
    } else {
      recording_ = false;
    }
  }
}

void NotifyLoop::take(engine::Changes changes) {
  deliverer_.add(std::move(changes.rows));
  deliverer_.retry(std::move(changes.retried));
  deliverer_.revise(std::move(changes.revised));
  deliverer_.revive(changes.revived);
  deliverer_.remove(changes.removed);
  deliverer_.release(changes.summed_up);
  for (const std::string& event : changes.closed) {
    asker_->forget(event);
    std::erase_if(open_, [&](const auto& entry) { return entry.first.first == event; });
  }
  ask(std::move(changes.questions));
}

void NotifyLoop::reload(engine::SettingsPtr settings) {
  deliverer_.reload(*settings);
  // With [fetch]: its certificates and its proxy are the judge's, too.
  const bool same = settings->judge == settings_->judge && settings->fetch == settings_->fetch;
  const bool same_heartbeat =
      settings->heartbeat == settings_->heartbeat && settings->fetch == settings_->fetch;
  settings_ = std::move(settings);
  if (!same_heartbeat) heartbeat_ = make_heartbeat();
  if (same) return;
  asker_->cancel_all();
  asker_ = make_asker(make_judge_, *settings_);
  std::vector<model::Question> questions;
  for (auto& [key, question] : std::exchange(open_, {})) questions.push_back(std::move(question));
  ask(std::move(questions));
}

void NotifyLoop::ask(std::vector<model::Question> questions) {
  // A clock that was set back must not make an event wait for as long.
  const model::Time latest = clock_.now() + settings_->judge.timeout;
  for (model::Question& question : questions) {
    question.deadline = std::min(question.deadline, latest);
    open_.insert_or_assign({question.event, question.candidate}, question);
  }
  asker_->ask(std::move(questions));
}

// The fetch loop logs it.
void NotifyLoop::check_clock() {
  const auto step = steps_.look(clock_.moment());
  if (!step) return;
  deliverer_.clock_stepped(step->by());
  asker_->clock_stepped(step->by());
  for (auto& [key, question] : open_) question.deadline += step->by();
}

void NotifyLoop::step_judge() {
  auto settled = asker_->step(clock_.now());
  if (const auto change = asker_->away_changed()) {
    log_lines::judge_away(*change);
    view_.judge_away_since = change->away ? clock_.now() : model::Time{};
  }
  if (settled.empty()) return;
  for (const model::Question& question : settled) {
    open_.erase({question.event, question.candidate});
  }
  to_write_.emplace_back(Answered{std::move(settled)});
}

std::unique_ptr<notify::Heartbeat> NotifyLoop::make_heartbeat() const {
  notify::SinkResources resources = resources_;
  resources.network = settings_->fetch;
  return std::make_unique<notify::Heartbeat>(settings_->heartbeat, resources, clock_);
}

// The first failure is logged, and that it works again.
void NotifyLoop::step_heartbeat() {
  const auto outcome = heartbeat_->step();
  if (!outcome || outcome->has_value() == !heartbeat_failed_) return;
  heartbeat_failed_ = !outcome->has_value();
  log_lines::heartbeat(heartbeat_failed_ ? outcome->error().context : std::string());
}

void NotifyLoop::look_at_overdue() {
  if (clock_.monotonic() < look_at_) return;
  look_at_ = clock_.monotonic() + kLookAtOverdue;
  view_.overdue = deliverer_.outbox().overdue(clock_.now());
}

void NotifyLoop::step() {
  const model::Monotonic begin = clock_.monotonic();
  auto outcomes = deliverer_.step(clock_.now());
  if (outcomes.empty()) return;
  if (outcomes_.empty()) waiting_since_ = begin;
  std::move(outcomes.begin(), outcomes.end(), std::back_inserter(outcomes_));
}

bool NotifyLoop::is_behind() const {
  if (!recording_ && outcomes_.empty()) return false;
  const model::Monotonic oldest = recording_ ? recording_since_ : waiting_since_;
  return clock_.monotonic() - oldest > kUnrecorded;
}

void NotifyLoop::hand_on() {
  if (!recording_ && !outcomes_.empty()) {
    recording_ = true;  // for ever when the writer is gone: nothing starts any more then
    recording_since_ = waiting_since_;
    writer_.push_first(Delivered{std::exchange(outcomes_, {})});
  }
  while (!to_write_.empty() && writer_.try_push(to_write_.front())) to_write_.pop_front();
}

void NotifyLoop::sleep(const Beat& beat) {
  std::vector<pollfd> fds{{wake_fd_, POLLIN, 0}};
  std::optional<model::Duration> wait = beat.longest_sleep();
  deliverer_.watch(clock_.now(), fds, wait);
  asker_->watch(fds, wait);
  heartbeat_->watch(fds, wait);
  if (!to_write_.empty()) wait = std::min<model::Duration>(*wait, kHandOnAgain);
  ::poll(fds.data(), fds.size(), static_cast<int>(std::max<std::int64_t>(wait->count(), 0)));
  std::uint64_t wakes = 0;
  [[maybe_unused]] const ssize_t read = ::read(wake_fd_, &wakes, sizeof wakes);
}

}  // namespace newswatch::daemon
