#include "engine/clock_sense.h"

#include <algorithm>

#include "text/times.h"

namespace newswatch::engine {
namespace {

constexpr model::Duration kNoTime{};
constexpr model::Duration kProof = std::chrono::hours(2);
constexpr model::Duration kRenewed = std::chrono::minutes(10);  // not with every poll
constexpr model::Duration kLongestStop = std::chrono::days(2);
// Between two runs: what is further apart proves nothing, the clock may have been set once more.
constexpr model::Duration kLongestPause = std::chrono::days(62);

}  // namespace

std::optional<model::ClockStep> ClockSense::look(const model::Moment& at) {
  late_ = last_ && at.mono < last_->mono;
  behind_ = kNoTime;
  if (late_) {
    in_doubt_ = doubt_.has_value();
    return std::nullopt;
  }
  std::optional<model::ClockStep> step = steps_.look(at);
  if (!last_) {
    step = begin(at);
  } else {
    weigh(at, step.has_value(), at.mono - last_->mono);
  }
  if (step) servers_.clear();
  if (step) stepped_ = at.mono;
  if (step && step->by() > kNoTime) forward_ = step;
  last_ = at;
  verdict_ = servers_.verdict(at.mono);
  behind_ = std::max(kNoTime, -verdict_.ahead);
  in_doubt_ = verdict_.word == ClockVerdict::Word::kWrong ||
              (verdict_.word == ClockVerdict::Word::kUnknown && doubt_.has_value());
  return step;
}

std::optional<model::ClockStep> ClockSense::begin(const model::Moment& at) {
  trusted_ = at.wall;
  if (!left_) return std::nullopt;
  if (at.wall < left_->trusted - model::kClockTolerance) {
    return model::ClockStep{left_->trusted, at.wall};
  }
  model::Time trusted = left_->trusted;
  const model::Time doubted = left_->doubted.value_or(at.wall);
  const model::Duration proven = at.wall - doubted;
  if (proven >= kProof && proven <= kLongestPause) trusted = std::max(trusted, doubted);
  if (at.wall - trusted <= kLongestStop) return std::nullopt;
  const bool goes_on = left_->doubted && proven >= kNoTime && proven < kProof;
  doubt_ = Doubt{goes_on ? doubted : at.wall, at.mono};
  trusted_ = trusted;
  return std::nullopt;
}

void ClockSense::weigh(const model::Moment& at, bool stepped, model::Duration passed) {
  const model::Time line = trusted_ + passed;  // without any step
  if (at.wall <= line + model::kClockTolerance) {
    trusted_ = at.wall;
    doubt_.reset();
    return;
  }
  if (!doubt_ || stepped) doubt_ = Doubt{at.wall, at.mono};
  const bool denied = servers_.verdict(at.mono).word == ClockVerdict::Word::kWrong;
  if (at.mono - doubt_->from >= kProof && !denied) {
    trusted_ = at.wall;
    doubt_.reset();
  } else {
    trusted_ = line;
  }
}

void ClockSense::heard(const std::string& host, std::optional<model::Duration> ahead) {
  using enum ClockVerdict::Word;
  if (!ahead || !last_) return;
  const model::Duration by_answer =
      ServerTimes::agrees(*ahead) ? kNoTime : std::max(kNoTime, -*ahead);
  if (late_) {  // its time may be of a clock that was set since
    in_doubt_ = !ServerTimes::agrees(*ahead);
    behind_ = by_answer;
    return;
  }
  servers_.add(host, *ahead, last_->mono);
  verdict_ = servers_.verdict(last_->mono);
  behind_ = verdict_.word == kUnknown ? by_answer : std::max(kNoTime, -verdict_.ahead);
  in_doubt_ =
      verdict_.word == kWrong || (verdict_.word == kUnknown && !ServerTimes::agrees(*ahead));
}

model::Time ClockSense::trusted() const {
  const bool ahead = verdict_.word == ClockVerdict::Word::kWrong && verdict_.ahead > kNoTime;
  return ahead && last_ ? std::min(trusted_, last_->wall - verdict_.ahead) : trusted_;
}

model::Duration ClockSense::jumped_since(model::Time last, model::Time now) const {
  model::Duration jumped{};
  if (forward_ && last <= forward_->from + model::kClockTolerance &&
      now >= forward_->to - model::kClockTolerance) {
    jumped = forward_->by();
  }
  if (verdict_.word == ClockVerdict::Word::kWrong) jumped = std::max(jumped, verdict_.ahead);
  return jumped;
}

bool ClockSense::settled() const {
  if (verdict_.word != ClockVerdict::Word::kUnknown) {
    return verdict_.word == ClockVerdict::Word::kRight;
  }
  return !doubt_ && (!stepped_ || !last_ || last_->mono - *stepped_ >= kProof);
}

ClockSense::Memory ClockSense::memory() const {
  return {trusted_, doubt_ ? std::optional(doubt_->since) : std::nullopt};
}

std::string ClockSense::to_store() const {
  const Memory now = memory();
  const bool news = !stored_ || now.doubted != stored_->doubted ||
                    std::chrono::abs(now.trusted - stored_->trusted) >= kRenewed;
  if (!news) return "";
  std::string text = text::rfc3339(now.trusted);
  if (now.doubted) text += " " + text::rfc3339(*now.doubted);
  return text;
}

std::optional<TroubleChange> ClockSense::trouble() const {
  using enum ClockVerdict::Word;
  const bool wrong = verdict_.word == kWrong;
  if (verdict_.word == kUnknown || wrong == told_wrong_) return std::nullopt;
  return TroubleChange{model::TroubleKind::kClockWrong, !wrong};
}

void ClockSense::committed() {
  if (!to_store().empty()) stored_ = memory();
  if (const auto told = trouble()) told_wrong_ = !told->recovered;
}

std::optional<ClockSense::Memory> read_clock_memory(std::string_view text,
                                                    std::optional<model::Time> last_poll) {
  const std::size_t space = text.find(' ');
  auto trusted = text::parse_rfc3339(text.substr(0, space));
  if (!trusted) trusted = last_poll;
  if (!trusted) return std::nullopt;
  ClockSense::Memory memory{*trusted, std::nullopt};
  if (space != text.npos) memory.doubted = text::parse_rfc3339(text.substr(space + 1));
  return memory;
}

}  // namespace newswatch::engine
