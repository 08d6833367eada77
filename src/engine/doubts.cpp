#include "engine/doubts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "engine/announce.h"
#include "engine/merging.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/normalize.h"
#include "text/times.h"

namespace newswatch::engine {
namespace {

using model::Verdict;

constexpr std::size_t kShownStatements = 5;
constexpr std::size_t kHourLength = std::string_view("2025-01-28T20").size();

std::string hour_of(model::Time now) { return text::rfc3339(now).substr(0, kHourLength); }

// Earlier than the time at which the messages go out by themselves, so that an answer in the last
// moment still counts.
model::Time deadline(model::Time now, const config::JudgeSettings& judge) {
  return now + judge.timeout * 9 / 10;
}

// The reports of an event in the order in which they came, with their stories' own text.
model::Result<std::vector<model::Statement>> statements(const EventBatch& batch,
                                                        const std::string& event) {
  auto reports = store::find_reports(batch.context.store, event, record::kShownReports);
  if (!reports) return tl::unexpected(reports.error());
  if (const auto at = batch.events.find(event); at != batch.events.end()) {
    const auto& fresh = at->second.reports;
    std::copy_if(fresh.begin(), fresh.end(), std::back_inserter(*reports),
                 [&](const model::Report& one) { return batch.new_texts.contains(one.story); });
  }
  std::vector<std::string> ids;
  for (const model::Report& report : *reports) ids.push_back(report.story);
  const auto stories = store::find_stories(batch.context.store, ids);
  if (!stories) return tl::unexpected(stories.error());
  std::vector<model::Statement> out;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const model::Report& report = (*reports)[i];
    const auto& story = (*stories)[i];
    out.push_back({report.title, story ? story->summary : "", report.outlet, report.published});
    if (const auto text = batch.new_texts.find(ids[i]); text != batch.new_texts.end()) {
      out.back() = text->second;
    }
  }
  return out;
}

// The questions about a waiting event, with what became of the events that they ask about.
model::Result<std::vector<AskedCandidate>> candidates(EventBatch& batch, const std::string& event) {
  std::vector<AskedCandidate> out;
  for (const model::Question& question : batch.context.questions.at(event)) {
    out.push_back({question, {}, {}});
    const auto found = find_open(batch, question.candidate);
    if (!found) return tl::unexpected(found.error());
    const std::optional<std::string>& open = *found;
    if (!open || *open == event) continue;
    const auto touched = touch(batch, *open);
    if (!touched) return tl::unexpected(touched.error());
    out.back().event = *open;
    out.back().title = (*touched)->event.title;
  }
  return out;
}

bool is_same(const AskedCandidate& candidate) {
  return candidate.question.settled && candidate.question.verdict == Verdict::kSame &&
         !candidate.event.empty();
}

bool is_not_same(const AskedCandidate& candidate) {
  return candidate.question.settled && candidate.question.verdict == Verdict::kNotSame;
}

std::string reason(const AskedCandidate& candidate, bool score_decides) {
  const model::Question& question = candidate.question;
  const std::string title =
      candidate.title.empty() ? "an event that is closed" : "\"" + candidate.title + "\"";
  if (is_same(candidate) || is_not_same(candidate)) {
    return fmt::format("judge: {} {}{}{}", is_same(candidate) ? "same as" : "not the same as",
                       title, question.why.empty() ? "" : ": ", question.why);
  }
  const std::string why = question.verdict ? "it took no more reports" : question.why;
  return fmt::format("judge: no answer about {} ({}){}", title, why,
                     score_decides ? ": the score decides" : "");
}

// The deciding one first, then the others that were answered or given up, best first.
std::vector<std::string> reasons(std::span<const AskedCandidate> best_first,
                                 const AskedCandidate* decides) {
  std::vector<std::string> why;
  const bool score_decides = decides == nullptr || !is_same(*decides);
  if (decides != nullptr) why.push_back(reason(*decides, score_decides));
  for (const AskedCandidate& candidate : best_first) {
    if (&candidate != decides && candidate.question.settled) {
      why.push_back(reason(candidate, score_decides));
    }
  }
  return why;
}

// The candidate that takes the event; nullptr: none does.
const AskedCandidate* taker(std::span<const AskedCandidate> best_first, bool judge_says_same,
                            double threshold) {
  const auto takes = std::ranges::find_if(best_first, [&](const AskedCandidate& candidate) {
    if (is_same(candidate)) return true;
    return !judge_says_same && !is_not_same(candidate) && !candidate.event.empty() &&
           candidate.question.score >= threshold;
  });
  return takes == best_first.end() ? nullptr : &*takes;
}

void stop_waiting(EventBatch::Touched& touched) {
  touched.event.waiting = false;
  touched.changed = true;
}

// The report that was asked about gets the judge's reasons, which come first.
void explain(EventBatch::Touched& touched, const std::string& story, const Resolution& resolution,
             std::vector<model::Report>& reports) {
  for (model::Report& report : reports) {
    if (report.story != story) continue;
    report.why.insert(report.why.begin(), resolution.why.begin(), resolution.why.end());
    if (!resolution.into.empty()) {
      report.opened = false;
      report.score = resolution.score;
    }
    put_report(touched.reports, report);
    touched.changed = true;
  }
}

// The waiting event ends in another one, and its reports with it. Two candidates that the judge
// calls the same are merged first.
model::Result<void> join(EventBatch& batch, const std::string& event, const Resolution& resolution,
                         const std::vector<model::Report>& reports) {
  if (!resolution.also.empty()) {
    auto merged = merge_events(batch, resolution.into, resolution.also,
                               "judge: one report is the same happening as both: \"" +
                                   batch.context.questions.at(event).front().a.title + "\"");
    if (!merged) return merged;
  }
  const bool was_told = !batch.events.at(event).event.waiting;
  if (was_told) return merge_events(batch, event, resolution.into, resolution.why.front());
  const auto kept = merge_into(batch, event, living_id(batch, resolution.into));
  if (!kept) return tl::unexpected(kept.error());
  EventBatch::Touched& living = batch.events.at(*kept);
  for (const model::Report& report : reports) {
    batch.changes.placed.push_back({brief(living.event), report, 0, resolution.outcome, event});
  }
  if (*kept != event || !living.event.waiting) return {};
  stop_waiting(living);
  return release_messages(batch, event);
}

}  // namespace

QuestionBudget::QuestionBudget(std::string_view stored) {
  if (stored.size() <= kHourLength || stored[kHourLength] != ' ') return;
  const std::string_view count = stored.substr(kHourLength + 1);
  const auto read = std::from_chars(count.data(), count.data() + count.size(), asked_);
  if (read.ec == std::errc()) hour_ = stored.substr(0, kHourLength);
}

std::size_t QuestionBudget::left(model::Time now, int max_per_hour) const {
  const auto most = static_cast<std::size_t>(max_per_hour);
  if (hour_of(now) != hour_) return most;
  return most > asked_ ? most - asked_ : 0;
}

void QuestionBudget::spend(model::Time now, std::size_t questions) {
  if (std::string hour = hour_of(now); hour != hour_) {
    hour_ = std::move(hour);
    asked_ = 0;
  }
  asked_ += questions;
}

std::string QuestionBudget::text() const { return hour_ + " " + std::to_string(asked_); }

std::optional<fold::Doubt> doubt_now(const config::JudgeSettings& judge,
                                     const QuestionBudget& budget, model::Time now) {
  const std::size_t left = budget.left(now, judge.max_per_hour);
  if (!judge.on() || left == 0) return std::nullopt;
  return fold::Doubt{.low = judge.band.low,
                     .high = judge.band.high,
                     .candidates = static_cast<std::size_t>(judge.candidates),
                     .budget = left};
}

model::Result<void> ask_judge(EventBatch& batch, const model::Story& story,
                              const fold::Decision& decision) {
  for (std::size_t i = 0; i < std::min(decision.ask, decision.considered.size()); ++i) {
    const model::Considered& candidate = decision.considered[i];
    auto reports = statements(batch, candidate.event);
    if (!reports) return tl::unexpected(reports.error());
    model::Question question;
    question.event = decision.event;
    question.candidate = candidate.event;
    question.story = story.id;
    question.score = candidate.score;
    question.a = batch.new_texts.at(story.id);
    question.b = most_alike(question.a, std::move(*reports));
    question.asked = batch.context.now;
    question.deadline = deadline(batch.context.now, batch.context.settings.judge);
    batch.changes.questions.push_back(std::move(question));
  }
  return {};
}

model::Result<void> resolve(EventBatch& batch, const std::string& event) {
  if (batch.closed.contains(event)) return {};  // it was merged in this step
  const auto asked = candidates(batch, event);
  if (!asked) return tl::unexpected(asked.error());
  const Resolution resolution = decide(*asked, batch.context.settings.event.threshold);
  if (!resolution.decided) return {};
  close_questions(batch, event);
  const auto touched = touch(batch, event);
  if (!touched) return tl::unexpected(touched.error());
  auto reports = all_reports(batch, **touched);
  if (!reports) return tl::unexpected(reports.error());
  const std::string& story = asked->front().question.story;
  explain(**touched, story, resolution, *reports);
  model::Event& waiting = (*touched)->event;
  waiting.apart.insert(waiting.apart.end(), resolution.apart.begin(), resolution.apart.end());
  if (!resolution.into.empty()) return join(batch, event, resolution, *reports);
  for (const model::Report& report : *reports) {
    if (report.story == story) {
      batch.changes.placed.push_back({brief(waiting), report, 0, resolution.outcome, {}});
    }
  }
  if (!waiting.waiting) return {};
  stop_waiting(**touched);
  return release_messages(batch, event);
}

std::vector<model::Statement> most_alike(const model::Statement& report,
                                         std::vector<model::Statement> reports) {
  const auto words_of = [](const model::Statement& statement) {
    const std::string folded = text::fold_case(statement.title + "\n" + statement.summary);
    std::unordered_set<std::string> distinct;
    for (const std::string_view word : text::words(folded)) distinct.emplace(word);
    return distinct;
  };
  const auto words = words_of(report);
  std::vector<std::pair<std::ptrdiff_t, std::size_t>> shared;  // words (negative), position
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const auto common = std::ranges::count_if(
        words_of(reports[i]), [&](const std::string& word) { return words.contains(word); });
    shared.emplace_back(-common, i);
  }
  std::ranges::sort(shared);
  std::vector<model::Statement> shown;
  for (const auto& [common, position] : shared) {
    if (shown.size() == kShownStatements) break;
    model::Statement& next = reports[position];
    const bool known = std::ranges::any_of(shown, [&](const model::Statement& other) {
      return other.title == next.title && other.summary == next.summary;
    });
    if (!known) shown.push_back(std::move(next));
  }
  return shown;
}

Resolution decide(std::span<const AskedCandidate> candidates, double threshold) {
  std::vector<AskedCandidate> best_first(candidates.begin(), candidates.end());
  std::ranges::sort(best_first, [](const AskedCandidate& a, const AskedCandidate& b) {
    return std::tie(b.question.score, a.question.candidate) <
           std::tie(a.question.score, b.question.candidate);
  });
  const auto open_or_same = std::ranges::find_if(best_first, [](const AskedCandidate& candidate) {
    return !candidate.question.settled || is_same(candidate);
  });
  const bool judge_says_same = open_or_same != best_first.end();
  if (judge_says_same && !open_or_same->question.settled) return {};

  const AskedCandidate* takes = taker(best_first, judge_says_same, threshold);
  Resolution result;
  result.decided = true;
  result.why = reasons(best_first, takes);
  for (const AskedCandidate& candidate : best_first) {
    if (is_not_same(candidate) && !candidate.event.empty()) result.apart.push_back(candidate.event);
  }
  if (takes == nullptr) {
    result.outcome = std::ranges::any_of(best_first, is_not_same) ? JudgeOutcome::kNotSame
                                                                  : JudgeOutcome::kNoAnswer;
    return result;
  }
  result.into = takes->event;
  result.score = takes->question.score;
  if (!is_same(*takes)) return result;
  result.outcome = JudgeOutcome::kSame;
  const auto other = std::ranges::find_if(best_first, [&](const AskedCandidate& candidate) {
    return is_same(candidate) && candidate.event != result.into;
  });
  if (other != best_first.end()) result.also = other->event;
  return result;
}

}  // namespace newswatch::engine
