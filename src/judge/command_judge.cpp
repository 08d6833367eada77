#include "judge/command_judge.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "judge/question_text.h"

namespace newswatch::judge {
namespace {

constexpr std::size_t kMostRuns = 2;
constexpr std::size_t kLargestOutput = 64u << 10;

}  // namespace

CommandJudge::CommandJudge(std::vector<std::string> command, std::vector<std::string> environment,
                           const model::Clock& clock)
    : command_(std::move(command)), environment_(std::move(environment)), clock_(clock) {}

CommandJudge::~CommandJudge() { cancel_all(); }

void CommandJudge::start(const model::Question& question) {
  waiting_.push_back({question.event, question.candidate, question_json(question) + "\n",
                      clock_.monotonic() + (question.deadline - clock_.now())});
  admit_waiting();
}

void CommandJudge::end(const std::string& event, const std::string& candidate,
                       model::Result<Answer> answer) {
  ended_.push_back({event, candidate, std::move(answer)});
}

void CommandJudge::admit_waiting() {
  const model::Monotonic now = clock_.monotonic();
  std::erase_if(waiting_, [&](const Waiting& one) {
    if (now < one.deadline) return false;
    end(one.event, one.candidate,
        model::fail(model::ErrorKind::kTransient, "its time was over before its turn came"));
    return true;
  });
  while (runs_.size() < kMostRuns && !waiting_.empty()) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    auto child = process::Child::start(
        {command_, environment_, std::move(next.input), kLargestOutput, next.deadline - now},
        clock_);
    if (child) {
      runs_.push_back({std::move(next.event), std::move(next.candidate), std::move(*child)});
    } else {
      end(next.event, next.candidate, tl::unexpected(child.error()));
    }
  }
}

void CommandJudge::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) {
  for (const Run& run : runs_) run.child->watch(fds, wait);
  const model::Monotonic now = clock_.monotonic();
  for (const Waiting& one : waiting_) {
    const model::Duration left = std::max(one.deadline - now, model::Duration::zero());
    wait = wait ? std::min(*wait, left) : left;
  }
  if (!ended_.empty()) wait = model::Duration::zero();
}

// True once its process is gone.
bool CommandJudge::move_on(Run& run) {
  const auto ended = run.child->step();
  if (!run.settled && ended) {
    end(run.event, run.candidate, *ended ? read_answer(**ended) : tl::unexpected(ended->error()));
  } else if (!run.settled && run.child->is_ending()) {
    end(run.event, run.candidate, tl::unexpected(run.child->why_ended()));
    run.settled = true;
  }
  return ended.has_value();
}

void CommandJudge::collect(std::vector<QuestionOutcome>& done) {
  std::erase_if(runs_, [&](Run& run) { return move_on(run); });
  admit_waiting();
  std::move(ended_.begin(), ended_.end(), std::back_inserter(done));
  ended_.clear();
}

void CommandJudge::cancel(const std::string& event) {
  std::erase_if(ended_, [&](const QuestionOutcome& one) { return one.event == event; });
  std::erase_if(waiting_, [&](const Waiting& one) { return one.event == event; });
  for (Run& run : runs_) {
    if (run.event != event || run.settled) continue;
    run.settled = true;
    run.child->terminate();
  }
}

void CommandJudge::cancel_all() {
  ended_.clear();
  waiting_.clear();
  for (Run& run : runs_) {
    if (!run.child->is_ending())
      run.child->terminate();  // all at once, before the first is waited for
  }
  runs_.clear();
}

}  // namespace newswatch::judge
