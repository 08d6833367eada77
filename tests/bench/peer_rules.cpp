#include "peer_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <span>
#include <unordered_set>

#include "config/settings.h"
#include "text/hash.h"
#include "text/normalize.h"
#include "text/plain_text.h"

namespace newswatch::bench {
namespace {

constexpr auto kTwoWeeks = std::chrono::hours(24 * 14);

Features as_set(Features features) {
  std::sort(features.begin(), features.end());
  features.erase(std::unique(features.begin(), features.end()), features.end());
  return features;
}

std::size_t shared(const Features& a, const Features& b) {
  std::size_t count = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) {
      ++count, ++i, ++j;
    } else if (*i < *j) {
      ++i;
    } else {
      ++j;
    }
  }
  return count;
}

double jaccard(const Features& a, const Features& b) {
  const std::size_t both = shared(a, b);
  const std::size_t all = a.size() + b.size() - both;
  return all == 0 ? 0 : static_cast<double>(both) / static_cast<double>(all);
}

// Of the shorter set. A set of one stands for a whole title.
double overlap(const Features& a, const Features& b) {
  constexpr std::size_t kShared = 3;
  const std::size_t both = shared(a, b), shorter = std::min(a.size(), b.size());
  if (shorter == 1) return a == b ? 1 : 0;
  return both < kShared ? 0 : static_cast<double>(both) / static_cast<double>(shorter);
}

Features link(const Story& story) {
  return story.link.empty() ? Features{} : Features{text::hash64(story.link)};
}

Features whole_title(const Story& story) {
  const std::string title = text::normalized_title(story.title);
  return title.empty() ? Features{} : Features{text::hash64(title)};
}

// As PostgreSQL's pg_trgm has them: each word on its own, two spaces before it and one behind.
Features trigrams(const Story& story) {
  Features out;
  const std::string folded = text::fold_case(story.title);
  for (const std::string_view word : text::words(folded)) {
    const std::string padded = fmt::format("  {} ", word);
    for (std::size_t i = 0; i + 3 <= padded.size(); ++i) {
      out.push_back(text::hash64(std::string_view(padded).substr(i, 3)));
    }
  }
  return as_set(std::move(out));
}

// Words that tell: no function words, no numbers, a plural's s off. Of a title with fewer than five
// the whole, which then has to be equal.
Features telling_words(const Story& story) {
  static const std::unordered_set<std::string_view> kSkipped = {
      "a",   "an",   "the",   "and",    "or",    "but",   "if",    "in",   "on",  "at",   "to",
      "for", "of",   "by",    "with",   "from",  "as",    "up",    "is",   "be",  "been", "being",
      "are", "was",  "were",  "this",   "that",  "have",  "has",   "had",  "do",  "does", "did",
      "can", "will", "would", "should", "could", "might", "shall", "may",  "no",  "not",  "he",
      "she", "it",   "we",    "us",     "me",    "my",    "your",  "they", "its", "his",  "her",
      "our", "am",   "so",    "go",     "oh",    "ok",    "their"};
  constexpr std::size_t kWords = 5;
  Features out;
  const std::string folded = text::fold_case(story.title);
  for (std::string_view word : text::words(folded)) {
    const bool number = word.find_first_not_of("0123456789") == std::string_view::npos;
    if (word.size() < 2 || number || kSkipped.contains(word)) continue;
    if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss")) word.remove_suffix(1);
    out.push_back(text::hash64(word));
  }
  out = as_set(std::move(out));
  return out.size() < kWords ? whole_title(story) : out;
}

}  // namespace

EventNumber Nearest::add(const Story& story) {
  Member fresh{read_(story), story.time, 0};
  double best = 0;
  for (const Member& member : members_) {
    if (std::chrono::abs(story.time - member.time) > window_) continue;
    const double likeness = likeness_(fresh.features, member.features);
    if (likeness >= threshold_ && likeness > best) {
      best = likeness;
      fresh.event = member.event;
    }
  }
  if (best == 0) fresh.event = events_++;
  members_.push_back(std::move(fresh));
  return members_.back().event;
}

void Bm25::count(const Story& story) { learn(read(story)); }

EventNumber Bm25::add(const Story& story) {
  Member fresh = read(story);
  learn(fresh);
  std::vector<double> idf;
  for (const auto& [word, times] : fresh.words) {
    const double df = df_.at(word);
    idf.push_back(std::log(1 + (stories_ - df + 0.5) / (df + 0.5)));
  }
  const double whole = score(fresh, idf, fresh);
  double best = 0;
  for (const Member& member : members_) {
    if (whole <= 0 || std::chrono::abs(story.time - member.time) > kTwoWeeks) continue;
    const double likeness = score(fresh, idf, member) / whole;
    if (likeness >= threshold_ && likeness > best) {
      best = likeness;
      fresh.event = member.event;
    }
  }
  if (best == 0) fresh.event = events_++;
  members_.push_back(std::move(fresh));
  return members_.back().event;
}

Bm25::Member Bm25::read(const Story& story) {
  Member out;
  out.time = story.time;
  std::map<std::uint64_t, double> times;
  const std::string folded = text::fold_case(story.title + " " + story.summary);
  for (const std::string_view word : text::words(folded)) {
    ++times[text::hash64(word)];
    ++out.length;
  }
  out.words.assign(times.begin(), times.end());
  return out;
}

void Bm25::learn(const Member& member) {
  ++stories_;
  length_ += member.length;
  for (const auto& [word, times] : member.words) ++df_[word];
}

double Bm25::score(const Member& query, const std::vector<double>& idf,
                   const Member& member) const {
  constexpr double k1 = 1.2, b = 0.75;
  const double norm = k1 * (1 - b + b * member.length * stories_ / length_);
  double sum = 0;
  auto at = member.words.begin();
  for (std::size_t i = 0; i < query.words.size() && at != member.words.end(); ++i) {
    while (at != member.words.end() && at->first < query.words[i].first) ++at;
    if (at == member.words.end() || at->first != query.words[i].first) continue;
    sum += idf[i] * at->second * (k1 + 1) / (at->second + norm);
  }
  return sum;
}

EventNumber Newswatch::take(const Story& story, bool folded) {
  fold::IncomingStory subject;
  subject.id = story.id;
  subject.outlet = story.outlet;
  subject.title = story.title;
  subject.summary = text::plain_text(story.summary, 2000);
  newest_ = std::max(newest_, story.time);
  subject.time = story.time;
  subject.arrived = newest_;
  subject.fold = folded;
  const auto plan = fold::fold(index_, std::span(&subject, 1), policy_,
                               [this](const auto&) { return std::to_string(events_++); });
  fold::apply(index_, plan);
  constexpr std::size_t kSweep = 1000;
  if (++stories_ % kSweep == 0) index_.drop_before(newest_ - 2 * policy_.window);
  return folded ? std::stoul(plan.decisions.front().event) : 0;
}

std::vector<Peer> peers(double bm25, double newswatch) {
  constexpr auto kEver = std::chrono::hours(24 * 365 * 100), kFiveDays = std::chrono::hours(120);
  return {{"link or guid", Nearest(link, jaccard, 1, kEver)},
          {"equal title", Nearest(whole_title, jaccard, 1, kTwoWeeks)},
          {"trigrams 0.75", Nearest(trigrams, jaccard, 0.75, kTwoWeeks)},
          {"word overlap 0.6", Nearest(telling_words, overlap, 0.6, kFiveDays)},
          {"BM25, best member", Bm25(bm25)},
          {"newswatch", Newswatch(fold::Policy{config::EventSettings{}.window, newswatch})}};
}

}  // namespace newswatch::bench
