#include "fold/fold.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "fold/background.h"
#include "text/normalize.h"

namespace newswatch::fold {
namespace {

constexpr double kPrior = 40;  // stories that the background counts for
constexpr double kTopicWordShare = 0.9;
constexpr double kSumShare = 0.8, kFirstShare = 0.2;
constexpr auto kDecay = std::chrono::hours(72);
constexpr double kCopySimilarity = 0.65;
constexpr std::size_t kCopyWords = 4;        // a shorter headline proves nothing
constexpr std::size_t kCopyCandidates = 20;  // events whose headlines are compared
constexpr std::size_t kShownTerms = 6;
constexpr std::size_t kConsidered = 5;

// The index as the stories of this response that were decided before leave it.
class View {
 public:
  View(const Index& index, const Policy& policy) : index_(index), policy_(policy) {}

  void count(const std::string& scope, std::span<const Term> terms) {
    Index::CountChange& change =
        counts_.try_emplace(scope, Index::CountChange{index_.stories(scope), {}}).first->second;
    ++change.stories;
    for (const Term& term : terms) {
      auto [at, fresh] = change.df.try_emplace(term.id, 0);
      if (fresh) at->second = index_.df(scope, term.id);
      ++at->second;
    }
  }

  double idf(model::TermId term, const std::vector<std::string>& topics) const {
    double background = background_share(term);
    for (const std::string& topic : topics) {
      if (index_.is_topic_word(topic, term)) background = kTopicWordShare;
    }
    double share = share_in("", term, background);
    for (const std::string& topic : topics) {
      share = std::max(share, share_in(topic, term, background));
    }
    return -std::log(share);
  }

  std::vector<const Index::Event*> candidates(std::span<const model::TermWeight> vector) const {
    std::vector<const Index::Event*> events;
    for (const Index::Event* event : index_.candidates(vector)) {
      if (!changed_.contains(event->id)) events.push_back(event);
    }
    events.insert(events.end(), order_.begin(), order_.end());
    return events;
  }

  void take(const model::IndexRow& row) {
    const auto [at, fresh] = changed_.try_emplace(row.event);
    if (fresh) {
      if (const Index::Event* known = index_.find(row.event)) at->second = *known;
      order_.push_back(&at->second);
    }
    at->second.absorb(row);
  }

  const Policy& policy() const { return policy_; }
  std::map<std::string, Index::CountChange> counts() && { return std::move(counts_); }

 private:
  double share_in(const std::string& scope, model::TermId term, double background) const {
    double df = 0, stories = 0;
    if (const auto change = counts_.find(scope); change != counts_.end()) {
      stories = static_cast<double>(change->second.stories);
      const auto at = change->second.df.find(term);
      df = at != change->second.df.end() ? at->second : index_.df(scope, term);
    } else {
      stories = static_cast<double>(index_.stories(scope));
      df = index_.df(scope, term);
    }
    return (df + kPrior * background) / (stories + kPrior);
  }

  const Index& index_;
  const Policy& policy_;
  std::map<std::string, Index::CountChange> counts_;
  std::unordered_map<std::string, Index::Event> changed_;
  std::vector<const Index::Event*> order_;  // of changed_, so that a run repeats
};

std::vector<model::TermWeight> weigh(const View& view, std::span<const Term> terms,
                                     const std::vector<std::string>& topics) {
  std::vector<double> raw;
  double length2 = 0;
  for (const Term& term : terms) {
    raw.push_back(term.place * view.idf(term.id, topics));
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

struct Scored {
  const Index::Event* event = nullptr;
  double score = 0;     // with decay
  double likeness = 0;  // without
};

double dot(std::span<const model::TermWeight> a, std::span<const model::TermWeight> b) {
  double sum = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (i->term == j->term) {
      sum += static_cast<double>(i->weight) * j->weight;
      ++i, ++j;
    } else if (i->term < j->term) {
      ++i;
    } else {
      ++j;
    }
  }
  return sum;
}

double decay(model::Duration gap, const Policy& policy) {
  gap = std::chrono::abs(gap);
  if (gap > policy.window) return 0;
  const double days = std::chrono::duration<double>(gap) / std::chrono::duration<double>(kDecay);
  return std::exp(-days * days / 2);
}

Scored score(const Index::Event& event, std::span<const model::TermWeight> vector, model::Time time,
             const Policy& policy) {
  double shared = 0;
  for (const auto& [term, weight] : vector) {
    const auto at = event.sum.find(term);
    if (at != event.sum.end()) shared += at->second * weight;
  }
  const double to_sum = event.norm2 > 0 ? shared / std::sqrt(event.norm2) : 0;
  const double likeness = kSumShare * to_sum + kFirstShare * dot(vector, event.first);
  return {&event, likeness * decay(time - event.last, policy), likeness};
}

std::size_t word_count(const std::string& normalized) {
  return normalized.empty()
             ? 0
             : 1 + static_cast<std::size_t>(std::count(normalized.begin(), normalized.end(), ' '));
}

struct Copy {
  const Index::Event* event = nullptr;
  std::string title;
  double similarity = 0;
};

// The report whose headline is nearly the same, among the events that are most alike in words.
std::optional<Copy> find_copy(std::vector<Scored> scored, const std::string& title,
                              model::Time time, const Policy& policy) {
  if (word_count(title) < kCopyWords) return std::nullopt;
  const auto more = [](const Scored& a, const Scored& b) { return a.likeness > b.likeness; };
  const std::size_t looked = std::min(scored.size(), kCopyCandidates);
  std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(looked),
                    scored.end(), more);
  Copy best;
  for (std::size_t i = 0; i < looked; ++i) {
    for (const Index::Member& member : scored[i].event->members) {
      if (std::chrono::abs(time - member.time) > policy.window) continue;
      if (word_count(member.title) < kCopyWords) continue;
      const double similarity = title_similarity(title, member.title);
      if (similarity >= kCopySimilarity && similarity > best.similarity) {
        best = {scored[i].event, member.title, similarity};
      }
    }
  }
  if (best.event == nullptr) return std::nullopt;
  return best;
}

// "altman 0.21, overstated 0.18": the terms that the story shares with the event, by their part of
// the likeness.
std::string shared_terms(const Index::Event& event, std::span<const model::TermWeight> vector,
                         std::span<const Term> terms) {
  std::unordered_map<model::TermId, const Term*> by_id;
  for (const Term& term : terms) by_id[term.id] = &term;
  std::vector<std::pair<double, std::string_view>> parts;
  for (const auto& [id, weight] : vector) {
    const auto at = event.sum.find(id);
    if (at != event.sum.end()) {
      parts.emplace_back(at->second * weight / std::sqrt(event.norm2), by_id.at(id)->shown);
    }
  }
  std::sort(parts.begin(), parts.end(), std::greater<>());
  std::string out;
  for (std::size_t i = 0; i < std::min(parts.size(), kShownTerms); ++i) {
    if (i != 0) out += ", ";
    out += fmt::format("{} {:.2f}", parts[i].second, parts[i].first);
  }
  return out;
}

std::string gap_text(model::Duration gap) {
  const bool before = gap < model::Duration(0);
  gap = std::chrono::abs(gap);
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(gap).count();
  const std::string_view side = before ? "before" : "after";
  if (hours >= 48) return fmt::format("{} days {} its last report", hours / 24, side);
  if (hours >= 1) return fmt::format("{} h {} its last report", hours, side);
  return fmt::format("{} min {} its last report",
                     std::chrono::duration_cast<std::chrono::minutes>(gap).count(), side);
}

void explain(Decision& decision, const std::optional<Copy>& copy, const Scored& best,
             const Subject& subject, std::span<const Term> terms) {
  if (decision.opens) {
    decision.why.push_back(
        best.event == nullptr
            ? "opens: shares no word with an open event"
            : fmt::format("opens: best other event {} scores {:.2f}", best.event->id, best.score));
    return;
  }
  const Index::Event& event = copy ? *copy->event : *best.event;
  if (copy) {
    decision.why.push_back(
        fmt::format("copy: {:.2f} of the headline \"{}\"", copy->similarity, copy->title));
  }
  if (const std::string words = shared_terms(event, decision.row.weights, terms); !words.empty()) {
    decision.why.push_back("words: " + words);
  }
  decision.why.push_back("time: " + gap_text(subject.time - event.last));
}

// The events it might join, best first; of equals the older one.
std::vector<Scored> ranked(std::vector<Scored> scored) {
  const std::size_t kept = std::min(scored.size(), kConsidered);
  std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(kept),
                    scored.end(), [](const Scored& a, const Scored& b) {
                      return std::tie(b.score, a.event->id) < std::tie(a.score, b.event->id);
                    });
  scored.resize(kept);
  while (!scored.empty() && scored.back().score <= 0) scored.pop_back();
  return scored;
}

Decision decide(const View& view, const Subject& subject, std::span<const Term> terms,
                const std::function<std::string(const Subject&)>& new_event_id) {
  Decision decision;
  decision.row.story = subject.story;
  decision.row.story_time = subject.time;
  decision.row.arrived = subject.arrived;
  decision.row.outlet = subject.outlet;
  decision.row.title = text::normalized_title(subject.title);
  decision.row.weights = weigh(view, terms, subject.topics);

  std::vector<Scored> scored;
  for (const Index::Event* event : view.candidates(decision.row.weights)) {
    scored.push_back(score(*event, decision.row.weights, subject.time, view.policy()));
  }
  const auto copy = find_copy(scored, decision.row.title, subject.time, view.policy());
  const std::vector<Scored> best = ranked(std::move(scored));
  const double top = best.empty() ? 0 : best.front().score;
  decision.opens = !copy && top < view.policy().threshold;
  decision.event = copy             ? copy->event->id
                   : decision.opens ? new_event_id(subject)
                                    : best.front().event->id;
  decision.score = copy ? copy->similarity : top;
  for (const Scored& one : best) {
    decision.considered.push_back(
        {one.event->id, one.score, shared_terms(*one.event, decision.row.weights, terms)});
  }
  decision.row.event = decision.event;
  explain(decision, copy, best.empty() ? Scored() : best.front(), subject, terms);
  return decision;
}

}  // namespace

Plan fold(const Index& index, std::span<const Subject> subjects, const Policy& policy,
          const std::function<std::string(const Subject&)>& new_event_id) {
  Plan plan;
  View view(index, policy);
  std::uint64_t seq = index.next_seq();
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const Subject& subject = subjects[i];
    const std::vector<Term> found = terms(subject.title, subject.summary);
    if (subject.is_new) view.count("", found);
    for (const std::string& topic : subject.topics) view.count(topic, found);
    if (!subject.fold) continue;
    Decision decision = decide(view, subject, found, new_event_id);
    decision.subject = i;
    decision.row.seq = seq++;
    view.take(decision.row);
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
