#include "fold/fold.h"

#include <algorithm>
#include <utility>

#include "fold/candidates.h"
#include "fold/contradiction.h"
#include "fold/decision_reasons.h"
#include "fold/links.h"
#include "fold/planned_index.h"
#include "fold/similarity.h"
#include "fold/weights.h"
#include "text/normalize.h"

namespace newswatch::fold {
namespace {

// Notes in `scored` the rarest link that the story and the event share, as likeness.
void link_evidence(const PlannedIndex& planned, std::span<const model::TermId> links,
                   ScoredEvent& scored) {
  for (const model::TermId link : links) {
    const std::uint32_t number = scored.query->index().number(link);
    if (number == Index::kNone || scored.event->find(number) == nullptr) continue;
    const double evidence = kLinkLikeness * planned.link_weight(link);
    if (evidence > scored.link) {
      scored.link = evidence;
      scored.link_id = link;
    }
  }
}

// Of the event's newest reports.
std::vector<HeadlineFacts> headline_facts(const IndexedEvent& event) {
  std::vector<HeadlineFacts> facts;
  const auto reports = event.reports();
  for (const IndexedReport& report : reports.last(std::min(reports.size(), kFactReports))) {
    facts.emplace_back(event.title(report));
  }
  return facts;
}

// Brings the scores of a story to one scale, whatever its language (weights.h).
double scale_of_language(std::span<const StoryTerm> terms) {
  double all = 0, foreign = 0;
  for (const StoryTerm& term : terms) {
    if (term.kind != TermKind::kWord) continue;
    all += term.part;
    if (!term.english) foreign += term.part;
  }
  const double share = all > 0 ? foreign / all : 0;
  const double is_foreign =
      std::clamp((share - kMixedShare) / (kForeignTextShare - kMixedShare), 0.0, 1.0);
  return kScale * (1 + kForeignGain * is_foreign);
}

// Scores the candidates of both indexes, without what contradicts.
std::vector<ScoredEvent> score_all(const PlannedIndex& planned, const Policy& policy,
                                   const model::IndexRow& row, double scale, const Query& before,
                                   const Query& changed) {
  std::vector<ScoredEvent> scored;
  const auto add = [&](const Query& query, std::span<const std::uint32_t> hidden) {
    for (const CandidateEvent& one : candidates(query, policy.bounds, hidden)) {
      ScoredEvent next;
      next.event = &query.index().at(one.slot);
      next.query = &query;
      const auto [alike, proof] = likeness(query, *next.event);
      next.likeness = alike;
      link_evidence(planned, row.links, next);
      next.score = std::min(1.0, (scale * alike * proof + next.link) *
                                     decay(row.story_time - next.event->last(), policy.window));
      scored.push_back(next);
    }
  };
  add(before, planned.hidden());
  add(changed, {});
  return scored;
}

bool better(const ScoredEvent& a, const ScoredEvent& b) {
  return a.score != b.score ? a.score > b.score : a.event->first_seq() < b.event->first_seq();
}

// The events that the story might join, best first; of two with equal scores the older one first.
// What contradicts counts for the best alone: it costs more than the rest of a score.
std::vector<ScoredEvent> ranked(std::vector<ScoredEvent> scored, const std::string& title) {
  const auto checked = static_cast<std::ptrdiff_t>(std::min(scored.size(), kCheckedEvents));
  std::partial_sort(scored.begin(), scored.begin() + checked, scored.end(), better);
  scored.resize(static_cast<std::size_t>(checked));
  const HeadlineFacts facts(title);
  for (ScoredEvent& one : scored) {
    if (one.score < kCheckedScore) break;
    one.contradiction = contradiction(facts, headline_facts(*one.event));
    one.score *= one.contradiction.factor();
  }
  std::sort(scored.begin(), scored.end(), better);
  scored.resize(std::min(scored.size(), kConsidered));
  while (!scored.empty() && scored.back().score <= 0) scored.pop_back();
  return scored;
}

// How many of the best events a judge is asked about, at most `budget`.
std::size_t questions(std::span<const ScoredEvent> best, const Policy& policy, std::size_t budget) {
  if (!policy.doubt || best.empty()) return 0;
  const Doubt& doubt = *policy.doubt;
  if (best.front().score < doubt.low || best.front().score > doubt.high) return 0;
  const auto likely = std::count_if(best.begin(), best.end(),
                                    [&](const ScoredEvent& one) { return one.score >= doubt.low; });
  return std::min({static_cast<std::size_t>(likely), doubt.candidates, budget});
}

// Another event that the story is so close to that it and the joined one must be the same; nullptr:
// none.
const ScoredEvent* second_match(const ScoredEvent& joined, bool copied,
                                std::span<const ScoredEvent> best) {
  if (!copied && joined.score < kMergeScore) return nullptr;
  const auto other = std::find_if(best.begin(), best.end(), [&](const ScoredEvent& one) {
    return one.event->id() != joined.event->id() && one.score >= kMergeScore;
  });
  return other == best.end() ? nullptr : &*other;
}

std::vector<model::TermId> numbers_of(std::span<const StoryTerm> terms) {
  std::vector<model::TermId> numbers;
  for (const StoryTerm& term : terms) {
    if (term.kind == TermKind::kNumber) numbers.push_back(term.id);
  }
  return numbers;
}

std::int32_t day_of(model::Time time) {
  return static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(time).time_since_epoch().count());
}

model::IndexRow make_row(const IncomingStory& story, PlannedIndex::Weighed& weighed) {
  model::IndexRow row;
  row.story = story.id;
  row.story_time = story.time;
  row.arrived = story.arrived;
  row.outlet = story.outlet;
  row.title = text::normalized_title(story.title);
  row.weights = std::move(weighed.weights);
  row.links = link_ids(story.link, story.links);
  return row;
}

Decision decide(const PlannedIndex& planned, const Policy& policy, const IncomingStory& story,
                std::span<const StoryTerm> terms, std::size_t budget,
                const std::function<std::string(const IncomingStory&)>& new_event_id) {
  Decision decision;
  PlannedIndex::Weighed weighed = planned.weigh(terms, story.topics);
  decision.row = make_row(story, weighed);
  const model::IndexRow& row = decision.row;
  const Query before(planned.before(), row.weights, row.links, story.time, weighed.evidence);
  const Query changed(planned.changed(), row.weights, row.links, story.time, weighed.evidence);
  std::vector<ScoredEvent> scored =
      score_all(planned, policy, row, scale_of_language(terms), before, changed);
  const std::vector<model::TermId> numbers = numbers_of(terms);
  const auto copy = find_copy(scored, {row.title, row.outlet, story.time, policy.window, numbers});
  const std::vector<ScoredEvent> best = ranked(std::move(scored), row.title);
  const double top = best.empty() ? 0 : best.front().score;
  if (!copy) decision.ask = questions(best, policy, budget);
  decision.opens = !copy && (decision.ask > 0 || top < policy.threshold);
  decision.score = copy ? copy->similarity : top;
  for (const ScoredEvent& one : best) {
    decision.considered.push_back(
        {std::string(one.event->id()), one.score, shared_words(one, terms)});
  }
  if (decision.opens) {
    decision.event = new_event_id(story);
    if (decision.ask == 0) decision.why = why_opened(best.empty() ? nullptr : &best.front());
  } else {
    const ScoredEvent& joined = copy ? copy->of : best.front();
    decision.event = joined.event->id();
    decision.why = why_joined(joined, copy, story, terms);
    if (const ScoredEvent* other = second_match(joined, copy.has_value(), best)) {
      const auto ids = std::minmax({joined.event->id(), other->event->id()});
      decision.merge_into = ids.first;
      decision.merge_from = ids.second;
    }
  }
  decision.row.event = decision.event;
  return decision;
}

}  // namespace

Plan fold(const Index& index, std::span<const IncomingStory> stories, const Policy& policy,
          const std::function<std::string(const IncomingStory&)>& new_event_id) {
  Plan plan;
  PlannedIndex planned(index);
  std::uint64_t seq = index.next_seq();
  std::size_t budget = policy.doubt ? policy.doubt->budget : 0;
  for (std::size_t i = 0; i < stories.size(); ++i) {
    const IncomingStory& story = stories[i];
    const std::vector<StoryTerm> found = terms(story.title, story.summary);
    if (story.is_new && story.counted) {
      planned.count("", found);
      for (const model::TermId link : link_ids("", story.links)) {
        if (link != link_id(story.link)) planned.count_link(link);
      }
    }
    for (const std::string& topic : story.topics) planned.count(topic, found);
    if (!story.fold) continue;
    Decision decision = decide(planned, policy, story, found, budget, new_event_id);
    budget -= decision.ask;
    decision.incoming = i;
    decision.row.seq = seq++;
    if (i + 1 < stories.size()) planned.take(decision.row);
    plan.decisions.push_back(std::move(decision));
  }
  if (!stories.empty()) plan.counts = planned.counts(day_of(stories.back().arrived));
  return plan;
}

void apply(Index& index, const Plan& plan) {
  for (const Decision& decision : plan.decisions) index.add(decision.row);
  if (!plan.counts.scopes.empty()) index.counts().take(plan.counts);
}

}  // namespace newswatch::fold
