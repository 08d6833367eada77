#include "fold/reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
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

}  // namespace

std::string shared_words(const Scored& scored, std::span<const Term> terms) {
  std::vector<std::pair<double, std::string_view>> parts;
  for (const Shared& one : shared_terms(*scored.query, *scored.event)) {
    const model::TermId id = scored.query->weights()[one.at].term;
    const auto term = std::lower_bound(terms.begin(), terms.end(), id,
                                       [](const Term& a, model::TermId b) { return a.id < b; });
    parts.emplace_back(one.sum * one.story / std::sqrt(scored.event->norm2()), term->shown);
  }
  std::sort(parts.begin(), parts.end(), std::greater<>());
  std::string out;
  for (std::size_t i = 0; i < std::min(parts.size(), kShownTerms); ++i) {
    if (parts[i].first < kWorthNothing) break;
    if (i != 0) out += ", ";
    out += fmt::format("{} {:.2f}", parts[i].second, parts[i].first);
  }
  return out;
}

std::vector<std::string> why_joined(const Scored& event, const std::optional<Copy>& copy,
                                    const Subject& subject, std::span<const Term> terms) {
  std::vector<std::string> why;
  if (copy) {
    why.push_back(
        fmt::format("copy: {:.2f} of the headline \"{}\"", copy->similarity, copy->title));
  }
  if (event.link > 0) why.push_back(fmt::format("link: {}", link_text(subject, event.link_id)));
  if (const std::string words = shared_words(event, terms); !words.empty()) {
    why.push_back("words: " + words);
  }
  std::string time = "time: " + gap_text(subject.time - event.event->last());
  if (event.press > 1) time += fmt::format("; much reported, score x {:.2f}", event.press);
  why.push_back(std::move(time));
  return why;
}

std::vector<std::string> why_opened(const Scored* best, std::size_t ask) {
  if (best == nullptr) return {"opens: shares no word with an open event"};
  if (ask > 0) {
    return {fmt::format("waits for the judge: {} scores {:.2f}", best->event->id(), best->score)};
  }
  return {fmt::format("opens: best other event {} scores {:.2f}", best->event->id(), best->score)};
}

}  // namespace newswatch::fold
