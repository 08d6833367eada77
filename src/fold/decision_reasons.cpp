#include "fold/decision_reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

#include "fold/links.h"

namespace newswatch::fold {
namespace {

constexpr std::size_t kShownTerms = 6;
constexpr double kShownAsZero = 0.005;

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

// The text of a link of the story.
std::string_view link_text(const IncomingStory& story, model::TermId id) {
  for (const std::string& link : story.links) {
    if (link_id(link) == id) return link;
  }
  return story.link;
}

struct ShownTerm {
  double weight = 0;  // its part of the likeness
  const StoryTerm* term = nullptr;
};

// Highest first, without those that would be shown as 0.00.
std::vector<ShownTerm> best_shared(const ScoredEvent& scored, std::span<const StoryTerm> terms) {
  std::vector<ShownTerm> shown_terms;
  for (const SharedTerm& one : shared_terms(*scored.query, *scored.event)) {
    const double weight = one.sum * one.story / std::sqrt(scored.event->norm2());
    if (weight < kShownAsZero) continue;
    const model::TermId id = scored.query->weights()[one.at].term;
    const auto term =
        std::lower_bound(terms.begin(), terms.end(), id,
                         [](const StoryTerm& a, model::TermId b) { return a.id < b; });
    shown_terms.push_back({weight, &*term});
  }
  std::sort(shown_terms.begin(), shown_terms.end(), [](const ShownTerm& a, const ShownTerm& b) {
    return std::tie(b.weight, a.term->shown) < std::tie(a.weight, b.term->shown);
  });
  return shown_terms;
}

std::string shown(std::span<const ShownTerm> shown_terms) {
  std::string out;
  for (const ShownTerm& one : shown_terms.first(std::min(shown_terms.size(), kShownTerms))) {
    out += fmt::format("{}{} {:.2f}", out.empty() ? "" : ", ", one.term->shown, one.weight);
  }
  return out;
}

// Adds a line for each kind of shared term.
void add_shared(std::vector<std::string>& why, const ScoredEvent& event,
                std::span<const StoryTerm> terms) {
  constexpr std::pair<TermKind, std::string_view> kLabels[] = {{TermKind::kWord, "words"},
                                                               {TermKind::kNumber, "numbers"},
                                                               {TermKind::kDeed, "deeds"},
                                                               {TermKind::kAction, "actions"}};
  const std::vector<ShownTerm> shown_terms = best_shared(event, terms);
  for (const auto& [kind, label] : kLabels) {
    std::vector<ShownTerm> of_kind;
    std::copy_if(shown_terms.begin(), shown_terms.end(), std::back_inserter(of_kind),
                 [&](const ShownTerm& one) { return one.term->kind == kind; });
    if (!of_kind.empty()) why.push_back(fmt::format("{}: {}", label, shown(of_kind)));
  }
}

}  // namespace

std::string shared_words(const ScoredEvent& scored, std::span<const StoryTerm> terms) {
  return shown(best_shared(scored, terms));
}

std::vector<std::string> why_joined(const ScoredEvent& event,
                                    const std::optional<HeadlineCopy>& copy,
                                    const IncomingStory& story, std::span<const StoryTerm> terms) {
  std::vector<std::string> why;
  if (copy) {
    why.push_back(
        fmt::format("copy: {:.2f} of the headline \"{}\"", copy->similarity, copy->title));
  }
  if (event.link > 0) why.push_back(fmt::format("link: {}", link_text(story, event.link_id)));
  add_shared(why, event, terms);
  if (event.contradiction.number) why.push_back("against: another number in the headline");
  if (event.contradiction.place) why.push_back("against: another place in the headline");
  why.push_back("time: " + gap_text(story.time - event.event->last()));
  return why;
}

std::vector<std::string> why_opened(const ScoredEvent* best) {
  if (best == nullptr) return {"opens: shares no word that counts with an open event"};
  return {fmt::format("opens: best other event {} scores {:.2f}", best->event->id(), best->score)};
}

}  // namespace newswatch::fold
