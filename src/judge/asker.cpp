#include "judge/asker.h"

#include <algorithm>

namespace newswatch::judge {
namespace {

constexpr int kFailuresToBeAway = 3;
constexpr model::Duration kFirstPause = std::chrono::seconds(30);
constexpr model::Duration kLongestPause = std::chrono::minutes(10);

std::pair<std::string, std::string> key_of(const model::Question& question) {
  return {question.event, question.candidate};
}

model::Question unanswered(model::Question question, std::string why) {
  question.settled = true;
  question.verdict.reset();
  question.why = std::move(why);
  return question;
}

}  // namespace

Asker::Asker(std::unique_ptr<Judge> judge) : judge_(std::move(judge)) {}

void Asker::ask(std::vector<model::Question> questions) {
  for (model::Question& question : questions) {
    const Key key = key_of(question);
    const bool known =
        asked_.contains(key) || std::ranges::any_of(queue_, [&](const model::Question& waiting) {
          return key_of(waiting) == key;
        });
    if (!known) queue_.push_back(std::move(question));
  }
}

std::vector<model::Question> Asker::step(model::Time now) {
  std::vector<model::Question> ended;
  std::vector<QuestionOutcome> outcomes;
  if (judge_) judge_->collect(outcomes);
  for (QuestionOutcome& outcome : outcomes) take(std::move(outcome), now, ended);
  while (!queue_.empty()) {
    model::Question question = std::move(queue_.front());
    queue_.pop_front();
    start(std::move(question), now, ended);
  }
  return ended;
}

void Asker::start(model::Question question, model::Time now, std::vector<model::Question>& ended) {
  if (!judge_) {
    ended.push_back(unanswered(std::move(question), "no judge is configured"));
  } else if (question.deadline <= now) {
    ended.push_back(unanswered(std::move(question), "its time was over before it was asked"));
  } else if (away_ && (away_->probe || now < away_->next_probe)) {
    ended.push_back(unanswered(std::move(question), "the judge is away: " + away_->reason));
  } else {
    if (away_) away_->probe = key_of(question);
    judge_->start(question);
    asked_.insert_or_assign(key_of(question), std::move(question));
  }
}

void Asker::take(QuestionOutcome outcome, model::Time now, std::vector<model::Question>& ended) {
  const auto found = asked_.find({outcome.event, outcome.candidate});
  if (found == asked_.end()) return;
  const auto entry = asked_.extract(found);
  model::Question& question = entry.mapped();
  if (outcome.answer) {
    answered(entry.key(), now);
    question.settled = true;
    question.verdict = outcome.answer->verdict;
    question.why = std::move(outcome.answer->why);
    ended.push_back(std::move(question));
    return;
  }
  if (outcome.answer.error().kind == model::ErrorKind::kBadInput) {
    answered(entry.key(), now);
  } else {
    failed(entry.key(), outcome, now);
  }
  ended.push_back(unanswered(std::move(question), outcome.answer.error().context));
}

void Asker::answered(const Key& key, model::Time now) {
  failures_ = 0;
  if (!away_) return;
  if (away_->probe == key) away_->probe.reset();
  // It still answers what it was asked before it wanted to be left alone.
  if (now < away_->not_before) return;
  away_.reset();
  if (change_ && change_->away) {
    change_.reset();  // it went and came back in one step
  } else {
    change_ = AwayChange{};
  }
}

void Asker::failed(const Key& key, const QuestionOutcome& outcome, model::Time now) {
  ++failures_;
  const model::Error& error = outcome.answer.error();
  const model::Time not_before = now + outcome.retry_after.value_or(model::Duration::zero());
  if (!away_) {
    const bool gone = failures_ >= kFailuresToBeAway || error.kind == model::ErrorKind::kPermanent;
    if (!gone && !outcome.retry_after) return;
    const model::Duration pause = gone ? kFirstPause : model::Duration::zero();
    away_ = Away{error.context, std::max(now + pause, not_before), not_before, pause, std::nullopt};
    change_ = AwayChange{true, error.context, away_->next_probe};
    return;
  }
  away_->not_before = std::max(away_->not_before, not_before);
  away_->next_probe = std::max(away_->next_probe, away_->not_before);
  // Questions that were under way when it went away fail as well: they say nothing else that is
  // new.
  if (away_->probe != key) return;
  away_->pause = std::clamp(2 * away_->pause, kFirstPause, kLongestPause);
  away_->next_probe = std::max(now + away_->pause, away_->not_before);
  away_->reason = error.context;
  away_->probe.reset();
}

void Asker::clock_stepped(model::Duration by) {
  for (model::Question& question : queue_) question.deadline += by;
  if (!away_) return;
  away_->next_probe += by;
  away_->not_before += by;
}

void Asker::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) {
  if (!queue_.empty()) wait = model::Duration::zero();
  if (judge_) judge_->watch(fds, wait);
}

void Asker::forget(const std::string& event) {
  std::erase_if(queue_, [&](const model::Question& question) { return question.event == event; });
  const bool asked =
      std::erase_if(asked_, [&](const auto& entry) { return entry.first.first == event; }) > 0;
  if (asked) judge_->cancel(event);
  // The next question is the probe instead.
  if (away_ && away_->probe && away_->probe->first == event) away_->probe.reset();
}

void Asker::cancel_all() {
  queue_.clear();
  asked_.clear();
  if (judge_) judge_->cancel_all();
  if (away_) away_->probe.reset();
}

}  // namespace newswatch::judge
