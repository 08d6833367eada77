#include "web/posted_change.h"

#include <gtest/gtest.h>

namespace newswatch::web {
namespace {

using namespace std::chrono_literals;
using model::RegroupKind;

const model::Time kNow{std::chrono::hours(480'000)};

config::Settings settings() {
  config::Settings out;
  out.topics.resize(1);
  out.topics[0].name = "launch";
  return out;
}

model::Result<model::ControlRequest> ask(const std::string& path, Params form) {
  Request request{.method = "POST", .path = path};
  request.form = std::move(form);
  return posted_change(request, settings(), kNow);
}

TEST(PostedChange, SilencesATopicAnEventOrAWord) {
  const auto topic = ask("/api/v1/silences", {{"topic", "launch"}, {"for", "2h"}});
  ASSERT_TRUE(topic);
  EXPECT_EQ(topic->command, model::ControlCommand::kSilence);
  EXPECT_EQ(topic->silence.kind, model::Silence::Kind::kTopic);
  EXPECT_EQ(topic->silence.until - topic->silence.since, 2h);
  const auto word = ask("/api/v1/silences", {{"word", "fed"}});
  ASSERT_TRUE(word);
  EXPECT_EQ(word->silence.kind, model::Silence::Kind::kWord);
  EXPECT_EQ(word->silence.until, kNow + 24h);
  const auto event = ask("/api/v1/events/01abc/silence", {{"for", "0s"}});
  ASSERT_TRUE(event);
  EXPECT_EQ(event->silence.subject, "01ABC");
  EXPECT_EQ(event->silence.until, kNow);
}

TEST(PostedChange, RegroupsEvents) {
  const auto merged = ask("/api/v1/events/01A/merge", {{"into", " 01b "}});
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->regrouping.kind, RegroupKind::kMerge);
  EXPECT_EQ(merged->regrouping.event, "01A");
  EXPECT_EQ(merged->regrouping.into, "01B");
  const auto split = ask("/api/v1/events/01A/split", {{"stories", "ab, cd"}});
  ASSERT_TRUE(split);
  EXPECT_EQ(split->regrouping.stories, (std::vector<std::string>{"ab", "cd"}));
  const auto moved = ask("/api/v1/events/01A/move", {{"stories", "ab"}, {"into", "01B"}});
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->regrouping.kind, RegroupKind::kMove);
  EXPECT_EQ(ask("/api/v1/events/01A/dismiss", {})->regrouping.kind, RegroupKind::kDismiss);
}

TEST(PostedChange, SaysWhatIsWrong) {
  const auto wrong = [](const std::string& path, const Params& form) {
    const auto asked = ask(path, form);
    EXPECT_FALSE(asked) << path;
    return asked ? model::ErrorKind::kBug : asked.error().kind;
  };
  using enum model::ErrorKind;
  EXPECT_EQ(wrong("/api/v1/silences", {}), kBadInput);
  EXPECT_EQ(wrong("/api/v1/silences", {{"topic", "nothing"}}), kBadInput);
  EXPECT_EQ(wrong("/api/v1/silences", {{"topic", "launch"}, {"for", "ever"}}), kBadInput);
  EXPECT_EQ(wrong("/api/v1/silences", {{"topic", "launch"}, {"for", "2y"}}), kBadInput);
  EXPECT_EQ(wrong("/api/v1/events/01A/merge", {}), kBadInput);
  EXPECT_EQ(wrong("/api/v1/events/01A/split", {{"stories", ", ,"}}), kBadInput);
  EXPECT_EQ(wrong("/api/v1/events/01A/move", {{"stories", "a"}}), kBadInput);
  for (const char* path :
       {"/", "/api/v1/events", "/api/v1/events/", "/api/v1/events/01A", "/api/v1/events//dismiss",
        "/api/v1/events/01A/dismiss/x", "/api/v1/events/01A/delete"}) {
    EXPECT_EQ(wrong(path, {}), kPermanent) << path;
  }
}

}  // namespace
}  // namespace newswatch::web
