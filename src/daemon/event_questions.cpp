// EventPlan: what a judge is asked about a doubtful report, and what its answers come to.
#include <algorithm>
#include <iterator>

#include "daemon/event_plan.h"
#include "daemon/question.h"
#include "record/event_json.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

// Before the time at which the messages go out by themselves, so that an answer that came in the
// nick of time still counts.
model::Time deadline(model::Time now, const config::Judge& judge) {
  return now + judge.timeout * 9 / 10;
}

// The judge's reasons come first; that the report waited for them is over.
void give_reasons(model::Report& report, const Settlement& settlement) {
  std::erase_if(report.why, [](const std::string& why) { return why.starts_with(fold::kWaits); });
  report.why.insert(report.why.begin(), settlement.why.begin(), settlement.why.end());
  if (!settlement.into.empty()) report.score = settlement.score;
}

}  // namespace

model::Result<void> EventPlan::ask(const model::Story& story, const fold::Decision& decision) {
  for (std::size_t i = 0; i < std::min(decision.ask, decision.considered.size()); ++i) {
    const model::Considered& candidate = decision.considered[i];
    auto reports = statements(candidate.event);
    if (!reports) return tl::unexpected(reports.error());
    model::Question question;
    question.event = decision.event;
    question.candidate = candidate.event;
    question.story = story.id;
    question.score = candidate.score;
    question.a = texts_.at(story.id);
    question.b = most_alike(question.a, std::move(*reports));
    question.asked = now_;
    question.deadline = deadline(now_, settings_.judge);
    questions_.push_back(std::move(question));
  }
  return {};
}

// The reports of an event in the order they came, with their stories' own text.
model::Result<std::vector<model::Statement>> EventPlan::statements(const std::string& event) {
  auto reports = store::find_reports(store_, event, record::kShownReports);
  if (!reports) return tl::unexpected(reports.error());
  if (const auto at = touched_.find(event); at != touched_.end()) {
    const auto& fresh = at->second.reports;
    std::copy_if(fresh.begin(), fresh.end(), std::back_inserter(*reports),
                 [&](const model::Report& report) { return texts_.contains(report.story); });
  }
  std::vector<std::string> ids;
  for (const model::Report& report : *reports) ids.push_back(report.story);
  const auto stories = store::find_stories(store_, ids);
  if (!stories) return tl::unexpected(stories.error());
  std::vector<model::Statement> out;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const model::Report& report = (*reports)[i];
    const auto& story = (*stories)[i];
    out.push_back({report.title, story ? story->summary : "", report.outlet, report.published});
    if (const auto text = texts_.find(ids[i]); text != texts_.end()) out.back() = text->second;
  }
  return out;
}

// Its questions with what became of the events that they ask about.
model::Result<std::vector<Candidate>> EventPlan::candidates(const std::string& event) {
  std::vector<Candidate> out;
  for (const model::Question& question : open_.at(event)) {
    out.push_back({question, {}, {}});
    const auto lives_in = living(question.candidate);
    if (!lives_in) return tl::unexpected(lives_in.error());
    if (!*lives_in || **lives_in == event) continue;
    const auto touched = touch(**lives_in);
    if (!touched) return tl::unexpected(touched.error());
    out.back().event = **lives_in;
    out.back().title = (*touched)->event.title;
  }
  return out;
}

void EventPlan::close_questions(const std::string& event) {
  settled_.insert(event);
  std::erase_if(questions_, [&](const model::Question& one) { return one.event == event; });
}

model::Result<void> EventPlan::answer(const std::string& event) {
  if (settled_.contains(event)) return {};  // it was merged in this plan
  const auto asked = candidates(event);
  if (!asked) return tl::unexpected(asked.error());
  const Settlement settlement = settle(*asked, settings_.event.threshold);
  if (!settlement.settled) return {};
  close_questions(event);
  auto touched = touch(event);
  if (!touched) return tl::unexpected(touched.error());
  auto reports = all_reports(**touched);
  if (!reports) return tl::unexpected(reports.error());
  const std::string& story = asked->front().question.story;
  for (model::Report& report : *reports) {
    if (report.story != story) continue;
    give_reasons(report, settlement);
    lay_over((*touched)->reports, report);
    (*touched)->changed = true;
  }
  (*touched)->event.apart.insert((*touched)->event.apart.end(), settlement.apart.begin(),
                                 settlement.apart.end());
  if (settlement.into.empty()) {
    for (const model::Report& report : *reports) {
      if (report.story != story) continue;
      members_.push_back({(*touched)->event, report, true, 0, settlement.judge, {}});
    }
    return release(**touched);
  }
  return join(event, settlement, *reports);
}

// The event that waited ends in another; its reports with it. Two that the judge found to be the
// same are made one before.
model::Result<void> EventPlan::join(const std::string& event, const Settlement& settlement,
                                    const std::vector<model::Report>& reports) {
  if (!settlement.also.empty()) {
    auto merged = merge(settlement.into, settlement.also,
                        "judge: one report is the same happening as both: \"" +
                            open_.at(event).front().a.title + "\"");
    if (!merged) return merged;
  }
  const bool was_heard = !touched_.at(event).event.waiting;
  if (was_heard) return merge(event, settlement.into, settlement.why.front());
  const auto kept = weave(event, home(settlement.into));
  if (!kept) return tl::unexpected(kept.error());
  Touched& lives = touched_.at(*kept);
  for (const model::Report& report : reports) {
    members_.push_back({lives.event, report, false, 0, settlement.judge, event});
  }
  if (*kept == event) return release(lives);
  return {};
}

}  // namespace newswatch::daemon
