// The script of the demo: the week of DeepSeek R1 as six feeds of three outlets told it.
//
// The wording is our own; who reported what, and when, follows the week. An article keeps its
// number (a WordPress post or an indiatimes msid) through every feed, address and edit: the number
// is how the check recognises it. Times are of the real week, UTC; squeeze() moves them so that the
// week ends now. Plain values and pure functions; any thread.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace newswatch::demo {

using Time = std::chrono::sys_seconds;

enum class FeedId { kTime, kTimeTech, kHill, kHillTech, kToi, kEtTech };
inline constexpr int kFeeds = 6;

// How a feed writes the address of an article.
enum class LinkForm { kPlain, kUtm, kAmp, kFragment };

// From this step on the feed lists the article, under this title (empty: the article's own).
struct Showing {
  FeedId feed = FeedId::kTime;
  int step = 0;
  LinkForm form = LinkForm::kPlain;
  std::string_view title = {};
};

enum class Happening {
  kNone,
  kCost,
  kWhiteHouse,
  kOverstated,
  kSpending,
  kDistillation,
  kExportControls
};

struct Article {
  int number = 0;
  Happening happening = Happening::kNone;
  std::string_view published;  // "2025-01-28 20:15", UTC
  std::string_view path;       // section and slug, without slashes at the ends
  std::string_view title, summary;
  std::vector<Showing> showings;
};

struct Expected {
  Happening happening = Happening::kNone;
  std::string_view mark;  // stands in the title that opens the event
  int opener = 0;         // its article's number
};

inline constexpr int kSteps = 8;

// What the outlets do in a step, for the reader of the demo.
std::string_view step_line(int step);

// Every article, happenings and other news.
std::span<const Article> articles();

// The events that must be notified, once each, and nothing else.
std::span<const Expected> expected();

// An article as one feed lists it in one step.
struct Listed {
  const Article* article = nullptr;
  LinkForm form = LinkForm::kPlain;
  std::string_view title;
};

// A feed's articles in a step, newest first, each once (its last showing).
std::vector<Listed> listed(FeedId feed, int step);

// The real week's time, moved and squeezed: the week's end is `now`, its start 39 hours before.
Time squeeze(std::string_view published, Time now);

}  // namespace newswatch::demo
