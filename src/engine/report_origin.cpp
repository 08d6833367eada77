#include "engine/report_origin.h"

#include <algorithm>
#include <vector>

#include "identify/boilerplate.h"
#include "identify/origin.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

constexpr std::size_t kCountedAnew = 200;  // reports of an event
constexpr std::size_t kCompared = 50;  // newest reports of an event that a text is compared with

TextFingerprint fingerprint(const model::Story& story, const std::string& origin) {
  const std::string summary(identify::without_footer(story.summary));
  return {story.id, story.outlet, origin, identify::shingles(summary),
          identify::shingles(story.title + "\n" + summary)};
}

// Headlines are the outlets' own, so the text without them is compared too.
bool is_copy(const TextFingerprint& a, const TextFingerprint& b) {
  return identify::text_agreement(a.summary, b.summary) >= identify::kSameText ||
         identify::text_agreement(a.whole, b.whole) >= identify::kSameText;
}

// Of the event's newest reports, in the order they came.
model::Result<std::vector<TextFingerprint>*> fingerprints(EventBatch& batch,
                                                          const std::string& event) {
  const auto [at, fresh] = batch.fingerprints.try_emplace(event);
  const auto touched = batch.events.find(event);
  if (!fresh || (touched != batch.events.end() && touched->second.opened)) return &at->second;
  auto reports = store::newest_reports(batch.context.store, event, kCompared);
  if (!reports) return tl::unexpected(reports.error());
  std::vector<std::string> ids;
  for (const model::Report& report : *reports) ids.push_back(report.story);
  auto stories = store::find_stories(batch.context.store, ids);
  if (!stories) return tl::unexpected(stories.error());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::optional<model::Story>& story = (*stories)[i];
    if (story) at->second.push_back(fingerprint(*story, (*reports)[i].origin));
  }
  return &at->second;
}

// An outlet that left the wire's mark out came first: what it printed is the wire's text all the
// same, and its report gets the wire as its origin. The newest report stays the last of `touched`.
model::Result<void> name_wire_of_copies(EventBatch& batch, const TextFingerprint& marked,
                                        EventBatch::Touched& touched) {
  std::vector<TextFingerprint*> copies;
  for (TextFingerprint& known : batch.fingerprints[touched.event.id]) {
    if (known.origin != marked.origin && is_copy(marked, known)) copies.push_back(&known);
  }
  if (copies.empty()) return {};
  // The origins of a large event are not counted anew: it keeps those that no report has any more.
  const bool all = touched.event.report_count <= kCountedAnew;
  auto reports = all ? all_reports(batch, touched) : newest_reports(batch, touched, kCompared);
  if (!reports) return tl::unexpected(reports.error());
  if (all) touched.event.origins.clear();
  for (model::Report& report : *reports) {
    const auto copy = std::ranges::find(copies, report.story, &TextFingerprint::story);
    if (copy != copies.end()) {
      report.origin = (*copy)->origin = marked.origin;
      const auto here = std::ranges::find(touched.reports, report.story, &model::Report::story);
      if (here != touched.reports.end()) {
        *here = report;
      } else {
        touched.reports.insert(touched.reports.begin(), report);
      }
    }
    if (all || copy != copies.end()) {
      add_name(touched.event.origins, touched.event.more_origins, report.origin);
    }
  }
  return {};
}

}  // namespace

model::Result<void> set_origin(EventBatch& batch, const model::Story& story,
                               const fold::Decision& decision,
                               const std::optional<std::string>& wire,
                               EventBatch::Touched& touched) {
  std::vector<std::string> compared = {decision.event};
  for (std::size_t i = 0; i < std::min(decision.ask, decision.considered.size()); ++i) {
    compared.push_back(decision.considered[i].event);
  }
  TextFingerprint mine = fingerprint(story, {});
  model::Report& report = touched.reports.back();
  report.origin = wire.value_or(story.outlet);
  for (const std::string& event : compared) {
    const auto known = fingerprints(batch, event);
    if (!known) return tl::unexpected(known.error());
    const auto copied = std::ranges::find_if(
        **known, [&](const TextFingerprint& other) { return is_copy(mine, other); });
    if (copied == (*known)->end()) continue;
    if (!wire) report.origin = copied->origin;
    if (copied->outlet != story.outlet) {
      report.why.push_back("text: the same as " + copied->outlet + "'s");
    }
    break;
  }
  add_name(touched.event.origins, touched.event.more_origins, report.origin);
  mine.origin = report.origin;
  if (wire) {
    if (auto done = name_wire_of_copies(batch, mine, touched); !done) return done;
  }
  std::vector<TextFingerprint>& of_event = batch.fingerprints[decision.event];
  of_event.push_back(std::move(mine));
  if (of_event.size() > kCompared) of_event.erase(of_event.begin());
  return {};
}

}  // namespace newswatch::engine
