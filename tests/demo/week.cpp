#include "demo/week.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "demo/happenings.h"

namespace newswatch::demo {
namespace {

using std::chrono::sys_days;
using namespace std::chrono_literals;

constexpr auto kWeekStart = sys_days{2025y / 1 / 24} + 12h;
constexpr auto kWeekEnd = sys_days{2025y / 1 / 31};
constexpr std::chrono::seconds kSqueezedWeek = 39h;

int digits(std::string_view text, std::size_t at, std::size_t length) {
  int value = 0;
  std::from_chars(text.data() + at, text.data() + at + length, value);
  return value;
}

Time real_time(std::string_view text) {
  const std::chrono::year_month_day day{
      std::chrono::year(digits(text, 0, 4)),
      std::chrono::month(static_cast<unsigned>(digits(text, 5, 2))),
      std::chrono::day(static_cast<unsigned>(digits(text, 8, 2)))};
  return sys_days{day} + std::chrono::hours(digits(text, 11, 2)) +
         std::chrono::minutes(digits(text, 14, 2));
}

}  // namespace

std::string_view step_line(int step) {
  static constexpr std::array<std::string_view, kSteps> kLines = {
      "Friday to Sunday. Other news, and two things that only sound like it: DeepSeek V3, Rabbit "
      "R1",
      "Monday. India Times has the launch of R1 and what it cost",
      "Tuesday. The others follow; TIME has the White House review; a stock note names DeepSeek",
      "Tuesday night. The review spreads; OpenAI suspects distillation; TIME's tech feed is down",
      "Wednesday. Lutnick at his hearing; earnings calls; TIME's feed is back, with an edited "
      "title",
      "Thursday morning. Altman speaks; India Times serves a broken document",
      "Thursday night. The last reports; The Hill edits a title; India Times mends its document",
      "Nothing new any more"};
  return kLines.at(static_cast<std::size_t>(step));
}

std::span<const Article> articles() {
  static const std::vector<Article> kAll = [] {
    std::vector<Article> all = happening_articles();
    for (Article& article : other_articles()) all.push_back(std::move(article));
    return all;
  }();
  return kAll;
}

std::span<const Expected> expected() {
  static constexpr std::array<Expected, 6> kExpected = {{
      {Happening::kCost, "$5.6", 117640001},
      {Happening::kWhiteHouse, "national security", 7210296},
      {Happening::kDistillation, "distill", 117690003},
      {Happening::kExportControls, "Lutnick", 5112630},
      {Happening::kSpending, "Zuckerberg", 117730001},
      {Happening::kOverstated, "overstated", 5115701},
  }};
  return kExpected;
}

std::vector<Listed> listed(FeedId feed, int step) {
  std::vector<Listed> found;
  for (const Article& article : articles()) {
    const Showing* last = nullptr;
    for (const Showing& showing : article.showings) {
      if (showing.feed == feed && showing.step <= step && (!last || showing.step >= last->step)) {
        last = &showing;
      }
    }
    if (last)
      found.push_back({&article, last->form, last->title.empty() ? article.title : last->title});
  }
  std::ranges::sort(found, std::greater{},
                    [](const Listed& one) { return one.article->published; });
  return found;
}

Time squeeze(std::string_view published, Time now) {
  const std::chrono::duration<double> before_end = kWeekEnd - real_time(published);
  const auto part = before_end / std::chrono::duration<double>(kWeekEnd - kWeekStart);
  return now - std::chrono::duration_cast<std::chrono::seconds>(kSqueezedWeek * part);
}

}  // namespace newswatch::demo
