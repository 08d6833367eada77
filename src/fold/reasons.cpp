#include "fold/reasons.h"

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
constexpr double kWorthNothing = 0.005;  // would be shown as 0.00

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
std::string_view link_text(const Subject& subject, model::TermId id) {
  for (const std::string& link : subject.links) {
    if (link_id(link) == id) return link;
  }
  return subject.link;
}

struct Part {
  double weight = 0;  // of the likeness
  const Term* term = nullptr;
};

// Best first, without those worth nothing.
std::vector<Part> shared_parts(const Scored& scored, std::span<const Term> terms) {
  std::vector<Part> parts;
  for (const Shared& one : shared_terms(*scored.query, *scored.event)) {
    const double weight = one.sum * one.story / std::sqrt(scored.event->norm2());
    if (weight < kWorthNothing) continue;
    const model::TermId id = scored.query->weights()[one.at].term;
    const auto term = std::lower_bound(terms.begin(), terms.end(), id,
                                       [](const Term& a, model::TermId b) { return a.id < b; });
    parts.push_back({weight, &*term});
  }
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    return std::tie(b.weight, a.term->shown) < std::tie(a.weight, b.term->shown);
  });
  return parts;
}

std::string shown(std::span<const Part> parts) {
  std::string out;
  for (const Part& part : parts.first(std::min(parts.size(), kShownTerms))) {
    out += fmt::format("{}{} {:.2f}", out.empty() ? "" : ", ", part.term->shown, part.weight);
  }
  return out;
}

// A line for each kind of what the two share.
void add_shared(std::vector<std::string>& why, const Scored& event, std::span<const Term> terms) {
  constexpr std::pair<TermKind, std::string_view> kLabels[] = {{TermKind::kWord, "words"},
                                                               {TermKind::kNumber, "numbers"},
                                                               {TermKind::kDeed, "deeds"},
                                                               {TermKind::kAction, "actions"}};
  const std::vector<Part> parts = shared_parts(event, terms);
  for (const auto& [kind, label] : kLabels) {
    std::vector<Part> of_kind;
    std::copy_if(parts.begin(), parts.end(), std::back_inserter(of_kind),
                 [&](const Part& part) { return part.term->kind == kind; });
    if (!of_kind.empty()) why.push_back(fmt::format("{}: {}", label, shown(of_kind)));
  }
}

}  // namespace

std::string shared_words(const Scored& scored, std::span<const Term> terms) {
  return shown(shared_parts(scored, terms));
}

std::vector<std::string> why_joined(const Scored& event, const std::optional<Copy>& copy,
                                    const Subject& subject, std::span<const Term> terms) {
  std::vector<std::string> why;
  if (copy) {
    why.push_back(
        fmt::format("copy: {:.2f} of the headline \"{}\"", copy->similarity, copy->title));
  }
  if (event.link > 0) why.push_back(fmt::format("link: {}", link_text(subject, event.link_id)));
  add_shared(why, event, terms);
  std::string time = "time: " + gap_text(subject.time - event.event->last());
  if (event.press > 1) time += fmt::format("; much reported, score x {:.2f}", event.press);
  why.push_back(std::move(time));
  return why;
}

std::vector<std::string> why_opened(const Scored* best, std::size_t ask) {
  if (best == nullptr) return {"opens: shares no word that counts with an open event"};
  if (ask > 0) {
    return {fmt::format("{}{} scores {:.2f}", kWaits, best->event->id(), best->score)};
  }
  return {fmt::format("opens: best other event {} scores {:.2f}", best->event->id(), best->score)};
}

}  // namespace newswatch::fold
