// EventPlan: whose text a report is, and what it repeats.
#include <algorithm>

#include "daemon/event_plan.h"
#include "identify/boilerplate.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

constexpr std::size_t kPrints = 50;  // newest reports of an event that a text is compared with

Print print_of(const model::Story& story, const std::string& origin) {
  const std::string summary(identify::without_footer(story.summary));
  return {story.id, story.outlet, origin, identify::shingles(summary),
          identify::shingles(story.title + "\n" + summary)};
}

// Headlines are the outlets' own, so the text without them is looked at too.
bool is_copy(const Print& a, const Print& b) {
  return identify::text_agreement(a.summary, b.summary) >= identify::kSameText ||
         identify::text_agreement(a.whole, b.whole) >= identify::kSameText;
}

}  // namespace

// Of the event's newest reports, in the order they came.
model::Result<std::vector<Print>*> EventPlan::prints(const std::string& event) {
  const auto [at, fresh] = prints_.try_emplace(event);
  const auto touched = touched_.find(event);
  if (!fresh || (touched != touched_.end() && touched->second.opened)) return &at->second;
  auto reports = store::find_reports(store_, event, 0);
  if (!reports) return tl::unexpected(reports.error());
  if (reports->size() > kPrints) {
    reports->erase(reports->begin(), reports->end() - static_cast<std::ptrdiff_t>(kPrints));
  }
  std::vector<std::string> ids;
  for (const model::Report& report : *reports) ids.push_back(report.story);
  auto stories = store::find_stories(store_, ids);
  if (!stories) return tl::unexpected(stories.error());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if ((*stories)[i]) at->second.push_back(print_of(*(*stories)[i], (*reports)[i].origin));
  }
  return &at->second;
}

// Of the newest report of `touched`.
model::Result<void> EventPlan::name_origin(const model::Story& story,
                                           const fold::Decision& decision,
                                           const std::optional<std::string>& wire,
                                           Touched& touched) {
  std::vector<std::string> events = {decision.event};
  // One that waits for the judge may yet join these.
  for (std::size_t i = 0; i < std::min(decision.ask, decision.considered.size()); ++i) {
    events.push_back(decision.considered[i].event);
  }
  Print mine = print_of(story, {});
  model::Report& report = touched.reports.back();
  report.origin = wire.value_or(story.outlet);
  for (const std::string& event : events) {
    const auto known = prints(event);
    if (!known) return tl::unexpected(known.error());
    const auto copied =
        std::ranges::find_if(**known, [&](const Print& print) { return is_copy(mine, print); });
    if (copied == (*known)->end()) continue;
    if (!wire) report.origin = copied->origin;
    if (copied->outlet != story.outlet) {
      report.why.push_back("text: the same as " + copied->outlet + "'s");
    }
    break;
  }
  gain(touched.event.origins, report.origin);
  mine.origin = report.origin;
  if (wire) {
    if (auto done = sign_copies(mine, touched); !done) return done;
  }
  std::vector<Print>& printed = prints_[decision.event];
  printed.push_back(std::move(mine));
  if (printed.size() > kPrints) printed.erase(printed.begin());
  return {};
}

// An outlet that left the wire's mark out came first: what it printed is the wire's all the same.
// The newest report stays the last of `touched`.
model::Result<void> EventPlan::sign_copies(const Print& signed_one, Touched& touched) {
  std::vector<Print*> copies;
  for (Print& print : prints_[touched.event.id]) {
    if (print.origin != signed_one.origin && is_copy(signed_one, print)) copies.push_back(&print);
  }
  if (copies.empty()) return {};
  auto reports = all_reports(touched);
  if (!reports) return tl::unexpected(reports.error());
  touched.event.origins.clear();
  for (model::Report& report : *reports) {
    const auto copy = std::ranges::find(copies, report.story, &Print::story);
    if (copy != copies.end()) {
      report.origin = (*copy)->origin = signed_one.origin;
      const auto here = std::ranges::find(touched.reports, report.story, &model::Report::story);
      if (here != touched.reports.end()) {
        *here = report;
      } else {
        touched.reports.insert(touched.reports.begin(), report);
      }
    }
    gain(touched.event.origins, report.origin);
  }
  return {};
}

}  // namespace newswatch::daemon
