#include "fold/fold.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "fold/candidates.h"
#include "fold/decision_reasons.h"
#include "fold/links.h"
#include "fold/similarity.h"
#include "text/normalize.h"

namespace newswatch::fold {
namespace {

constexpr double kPrior = 60;  // stories that the background counts for
constexpr double kTopicWordShare = 0.9;
constexpr double kLinkShare = 0.25;  // likeness that a link seen once is worth
// A link that more of the stream's stories point to says nothing: one in a hundred, but not less
// than 3 nor more than 20.
constexpr double kCommonLinkShare = 0.01, kRareLink = 3, kCommonLink = 20;
// A report that is this close to two events shows them to be one.
constexpr double kMergeScore = 0.4;
constexpr std::size_t kConsidered = 5;

// The index as the stories of this response that were decided before leave it.
class PlannedIndex {
 public:
  PlannedIndex(const Index& index, const Policy& policy) : index_(index), policy_(policy) {}

  void count(const std::string& scope, std::span<const StoryTerm> terms) {
    Index::CountChange& change =
        counts_.try_emplace(scope, Index::CountChange{index_.stories(scope), {}}).first->second;
    ++change.stories;
    for (const StoryTerm& term : terms) {
      auto [at, fresh] = change.df.try_emplace(term.id, 0);
      if (fresh) at->second = index_.df(scope, term.id);
      ++at->second;
    }
  }

  double idf(const StoryTerm& term, const std::vector<std::string>& topics) const {
    double background = term.share;
    for (const std::string& topic : topics) {
      if (index_.is_topic_word(topic, term.id)) background = kTopicWordShare;
    }
    double share = share_in("", term.id, background);
    for (const std::string& topic : topics) {
      share = std::max(share, share_in(topic, term.id, background));
    }
    return -std::log(share);
  }

  // How many stories of the stream pointed to the link, this one included.
  void count_link(model::TermId link) {
    auto [at, fresh] = counts_.at("").df.try_emplace(link, 0);
    if (fresh) at->second = index_.df("", link);
    ++at->second;
  }

  // 1 for a link that was seen once, less the more often; 0 for one that is everywhere, such as a
  // home page.
  double link_weight(model::TermId link) const {
    const auto [df, stories] = seen("", link);
    if (df > std::clamp(stories * kCommonLinkShare, kRareLink, kCommonLink)) return 0;
    const double once = std::log(stories + kPrior);
    return (once - std::log(std::max(df, 1.0))) / once;
  }

  void take(const model::IndexRow& row) {
    const std::uint32_t known = index_.slot(row.event);
    if (known != Index::kNone && changed_.find(row.event) == nullptr) {
      changed_.adopt(index_, known);
      hidden_.push_back(known);
    }
    changed_.add(row);
  }

  const Policy& policy() const { return policy_; }
  const Index& before() const { return index_; }
  const Index& changed() const { return changed_; }
  std::span<const std::uint32_t> hidden() const { return hidden_; }
  std::map<std::string, Index::CountChange> counts() && { return std::move(counts_); }

 private:
  struct Seen {
    double df = 0, stories = 0;
  };

  Seen seen(const std::string& scope, model::TermId term) const {
    const auto change = counts_.find(scope);
    if (change == counts_.end()) {
      return {static_cast<double>(index_.df(scope, term)),
              static_cast<double>(index_.stories(scope))};
    }
    const auto at = change->second.df.find(term);
    return {
        static_cast<double>(at != change->second.df.end() ? at->second : index_.df(scope, term)),
        static_cast<double>(change->second.stories)};
  }

  double share_in(const std::string& scope, model::TermId term, double background) const {
    const auto [df, stories] = seen(scope, term);
    return (df + kPrior * background) / (stories + kPrior);
  }

  const Index& index_;
  const Policy& policy_;
  std::map<std::string, Index::CountChange> counts_;
  Index changed_;                      // the events that this response opened or changed
  std::vector<std::uint32_t> hidden_;  // their slots in index_, where they stand as before
};

std::vector<model::TermWeight> weigh(const PlannedIndex& view, std::span<const StoryTerm> terms,
                                     const std::vector<std::string>& topics) {
  std::vector<double> raw;
  double length2 = 0;
  for (const StoryTerm& term : terms) {
    raw.push_back(term.boost * view.idf(term, topics));
    length2 += raw.back() * raw.back();
  }
  std::vector<model::TermWeight> out;
  if (length2 <= 0) return out;
  const double scale = 1 / std::sqrt(length2);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] > 0) out.push_back({terms[i].id, static_cast<float>(raw[i] * scale)});
  }
  return out;
}

// The rarest link that the story and the event share, as likeness.
void link_evidence(const PlannedIndex& view, std::span<const model::TermId> links,
                   ScoredEvent& scored) {
  for (const model::TermId link : links) {
    const std::uint32_t number = scored.query->index().number(link);
    if (number == Index::kNone || scored.event->find(number) == nullptr) continue;
    const double evidence = kLinkShare * view.link_weight(link);
    if (evidence > scored.link) {
      scored.link = evidence;
      scored.link_id = link;
    }
  }
}

// Scores the best of the candidates of both indexes; the order is that of first reports.
std::vector<ScoredEvent> score_all(const PlannedIndex& view, const model::IndexRow& row,
                                   const Query& before, const Query& changed) {
  std::vector<ScoredEvent> scored;
  const auto add = [&](const Query& query, std::span<const std::uint32_t> hidden) {
    for (const CandidateEvent& one : candidates(query, view.policy().bounds, hidden)) {
      ScoredEvent next;
      next.event = &query.index().at(one.slot);
      next.query = &query;
      next.likeness = likeness(query, *next.event);
      link_evidence(view, row.links, next);
      next.base = (next.likeness + next.link) *
                  decay(row.story_time - next.event->last(), view.policy().window);
      next.burst = burst_prior(*next.event, row.story_time);
      next.score = std::min(1.0, next.base * next.burst);
      scored.push_back(next);
    }
  };
  add(before, view.hidden());
  add(changed, {});
  return scored;
}

// The events it might join, best first; of equals the older one.
std::vector<ScoredEvent> ranked(std::vector<ScoredEvent> scored) {
  const std::size_t kept = std::min(scored.size(), kConsidered);
  std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(kept),
                    scored.end(), [](const ScoredEvent& a, const ScoredEvent& b) {
                      return a.score != b.score ? a.score > b.score
                                                : a.event->first_seq() < b.event->first_seq();
                    });
  scored.resize(kept);
  while (!scored.empty() && scored.back().score <= 0) scored.pop_back();
  return scored;
}

// How many of the best events a judge is asked about.
std::size_t questions(std::span<const ScoredEvent> best, const Policy& policy, std::size_t budget) {
  if (!policy.doubt || best.empty()) return 0;
  const Doubt& doubt = *policy.doubt;
  if (best.front().score < doubt.low || best.front().score > doubt.high) return 0;
  const auto likely = std::count_if(best.begin(), best.end(),
                                    [&](const ScoredEvent& one) { return one.score >= doubt.low; });
  return std::min({static_cast<std::size_t>(likely), doubt.candidates, budget});
}

// The event that the joined one is the same as, by what the story has in common with both.
const ScoredEvent* second_match(const ScoredEvent& joined, bool copied,
                                std::span<const ScoredEvent> best) {
  if (!copied && joined.base < kMergeScore) return nullptr;
  const auto other = std::find_if(best.begin(), best.end(), [&](const ScoredEvent& one) {
    return one.event->id() != joined.event->id() && one.base >= kMergeScore;
  });
  return other == best.end() ? nullptr : &*other;
}

model::IndexRow make_row(const PlannedIndex& view, const IncomingStory& story,
                         std::span<const StoryTerm> terms) {
  model::IndexRow row;
  row.story = story.story;
  row.story_time = story.time;
  row.arrived = story.arrived;
  row.outlet = story.outlet;
  row.title = text::normalized_title(story.title);
  row.weights = weigh(view, terms, story.topics);
  row.links = link_ids(story.link, story.links);
  return row;
}

Decision decide(const PlannedIndex& view, const IncomingStory& story,
                std::span<const StoryTerm> terms, std::size_t budget,
                const std::function<std::string(const IncomingStory&)>& new_event_id) {
  Decision decision;
  decision.row = make_row(view, story, terms);
  const model::IndexRow& row = decision.row;
  const Query before(view.before(), row.weights, row.links, story.time);
  const Query changed(view.changed(), row.weights, row.links, story.time);
  std::vector<ScoredEvent> scored = score_all(view, row, before, changed);
  const auto copy = find_copy(scored, row.title, story.time, view.policy().window);
  const std::vector<ScoredEvent> best = ranked(std::move(scored));
  const double top = best.empty() ? 0 : best.front().score;
  if (!copy) decision.ask = questions(best, view.policy(), budget);
  decision.opens = !copy && (decision.ask > 0 || top < view.policy().threshold);
  decision.score = copy ? copy->similarity : top;
  for (const ScoredEvent& one : best) {
    decision.considered.push_back(
        {std::string(one.event->id()), one.score, shared_words(one, terms)});
  }
  if (decision.opens) {
    decision.event = new_event_id(story);
    decision.why = why_opened(best.empty() ? nullptr : &best.front(), decision.ask);
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
  PlannedIndex view(index, policy);
  std::uint64_t seq = index.next_seq();
  std::size_t budget = policy.doubt ? policy.doubt->budget : 0;
  for (std::size_t i = 0; i < stories.size(); ++i) {
    const IncomingStory& story = stories[i];
    const std::vector<StoryTerm> found = terms(story.title, story.summary);
    if (story.is_new) {
      view.count("", found);
      for (const model::TermId link : link_ids("", story.links)) {
        if (link != link_id(story.link)) view.count_link(link);
      }
    }
    for (const std::string& topic : story.topics) view.count(topic, found);
    if (!story.fold) continue;
    Decision decision = decide(view, story, found, budget, new_event_id);
    budget -= decision.ask;
    decision.incoming = i;
    decision.row.seq = seq++;
    if (i + 1 < stories.size()) view.take(decision.row);
    plan.decisions.push_back(std::move(decision));
  }
  plan.counts = std::move(view).counts();
  return plan;
}

void apply(Index& index, const Plan& plan) {
  for (const Decision& decision : plan.decisions) index.add(decision.row);
  index.apply_counts(plan.counts);
}

}  // namespace newswatch::fold
