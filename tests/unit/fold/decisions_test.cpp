// The decisions on the labelled stream, written down: what makes folding faster may not change one
// of them. After a change that is meant to,
//
//   NEWSWATCH_WRITE_DECISIONS=1 build/release/tests/unit_fold --gtest_filter='Decisions.*'
//
// writes them anew, and the difference belongs into the commit.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "text/ascii.h"
#include "unit/fold/labelled_stream.h"
#include "unit/fold/stream.h"

namespace newswatch::fold {
namespace {

constexpr const char* kFile = NEWSWATCH_TEST_DATA "/folding/decisions.txt";

// A line for each story: its event, the score, each event that it was compared with, the reasons.
std::string decided(bool topics) {
  const config::EventSettings shipped;
  Desk desk({shipped.window, topics ? shipped.threshold : shipped.cluster_threshold});
  if (topics) {
    for (const auto& [topic, words] : kTopicWords) desk.rule_words(topic, words);
  }
  std::string lines;
  for (const test::LabelledStory& one : labelled_stream()) {
    IncomingStory story = incoming(one);
    if (topics && !one.topic.empty()) story.topics = {one.topic};
    story.fold = !topics || !one.topic.empty();
    for (const Decision& decision : desk.tell(std::vector{story})) {
      lines += fmt::format("{} {} {} {:.5f}", one.id, decision.opens ? "opens" : "joins",
                           decision.event, decision.score);
      for (const auto& other : decision.considered) {
        lines += fmt::format(" | {} {:.5f}", other.event, other.score);
      }
      for (const std::string& why : decision.why) lines += " | " + why;
      lines += '\n';
    }
  }
  return lines;
}

TEST(Decisions, StayAsTheyAreWrittenDown) {
  const std::string now = "# as `newswatch cluster` folds\n" + decided(false) +
                          "# as the daemon folds\n" + decided(true);
  if (std::getenv("NEWSWATCH_WRITE_DECISIONS") != nullptr) std::ofstream(kFile) << now;
  std::ifstream file(kFile);
  const std::string before{std::istreambuf_iterator<char>(file), {}};
  std::string_view left = now, written = before;
  while (!left.empty() || !written.empty()) {
    ASSERT_EQ(text::take_piece(left, "\n"), text::take_piece(written, "\n"));
  }
}

}  // namespace
}  // namespace newswatch::fold
