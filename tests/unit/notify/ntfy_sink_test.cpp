#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "http_target_test.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;

// As an ntfy server of 2.16 or later does, that tells the message back.
Reply as_ntfy(const Request& request) {
  json sent = json::parse(request.body);
  json answer = {{"id", "a1b2c3"}, {"event", "message"}, {"topic", sent["topic"]}};
  answer["sequence_id"] = sent["sequence_id"];
  return {.status = 200, .body = answer.dump(), .content_type = "application/json"};
}

class NtfySinkTest : public HttpTargetTest {
 protected:
  NtfySinkTest() {
    server_.handle_rest(as_ntfy);
    make("ntfy", {{"url", server_.url("/news")}}, {{"token_file", "tk_secret1"}});
  }
};

TEST_F(NtfySinkTest, SendsWhatAPersonNeedsAtOnce) {
  const auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "01JJM0000000000000000000AA-event-new");
  const Request request = last_request();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/");
  EXPECT_EQ(request.header("Authorization"), "Bearer tk_secret1");
  const json sent = json::parse(request.body);
  EXPECT_EQ(sent["topic"], "news");
  EXPECT_EQ(sent["title"], "New event: DeepSeek's R1 rattles markets");
  EXPECT_EQ(sent["message"],
            "2 outlets, 1 source (AP): TIME, The Hill\n"
            "Published 2025-01-27 17:26 UTC, seen 17:41 UTC\n"
            "Topic deepseek-r1 by title: deepseek\n"
            "• TIME: DeepSeek's R1 rattles markets\n  https://example.com/T?a=1&b=2\n"
            "• The Hill: DeepSeek's R1 rattles markets\n  https://example.com/T?a=1&b=2");
  EXPECT_EQ(sent["priority"], 3);
  EXPECT_EQ(sent["click"], "https://example.com/a?b=1#c");
}

TEST_F(NtfySinkTest, AFollowUpTakesThePlaceOfTheFirst) {
  const auto result = deliver(follow_up(model::FollowUp::kEdit, "the-first"));
  ASSERT_TRUE(result);
  EXPECT_EQ(json::parse(last_request().body)["sequence_id"], "the-first");
}

TEST_F(NtfySinkTest, AnOlderServerGivesNothingToChange) {
  answer({.status = 200, .body = R"({"id":"a1b2c3"})"});
  const auto result = deliver(told());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->reference, "");
}

TEST_F(NtfySinkTest, WaitsUntilTomorrowWhenTheDaysQuotaIsUsedUp) {
  answer({.status = 429, .body = R"({"code":42908,"error":"limit reached: daily quota"})"});
  const auto result = deliver(told());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().cause, model::FailureCause::kRateLimited);
  EXPECT_EQ(result.error().ends, Ends::kAttempt);
  ASSERT_TRUE(result.error().wait);
  const auto until = clock_.now() + result.error().wait->time;
  EXPECT_LT((until.time_since_epoch() + 2s) % std::chrono::days(1), 4s);
  EXPECT_EQ(result.error().what,
            "POST " + server_.url("") + ": HTTP status 429: limit reached: daily quota");
}

TEST_F(NtfySinkTest, ObeysRetryAfter) {
  answer({.status = 429, .body = R"({"code":42901})", .headers = {{"Retry-After", "7"}}});
  const auto result = deliver(told());
  ASSERT_FALSE(result);
  ASSERT_TRUE(result.error().wait);
  EXPECT_EQ(result.error().wait->time, 7s);
}

TEST_F(NtfySinkTest, AWrongTokenStopsTheSinkAndIsNotShown) {
  answer({.status = 401, .body = R"({"error":"unauthorized: tk_secret1"})"});
  const auto result = deliver(told());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().cause, model::FailureCause::kAuth);
  EXPECT_EQ(result.error().ends, Ends::kSink);
  EXPECT_EQ(result.error().what.find("tk_secret1"), std::string::npos);
}

TEST_F(NtfySinkTest, WithoutATokenErrorsAreToldAsWell) {
  make("ntfy", {{"url", server_.url("/news")}});
  answer({.status = 500, .body = "out of order"});
  const auto result = deliver(told());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what, "POST " + server_.url("") + ": HTTP status 500: out of order");
}

TEST_F(NtfySinkTest, FitsAHugeHostileHeadline) {
  std::string huge;
  while (huge.size() < 300'000) huge += kHostile;
  ASSERT_TRUE(deliver(told(huge)));
  const json sent = json::parse(last_request().body);
  EXPECT_LE(sent["message"].get<std::string>().size(), 4096u);
  EXPECT_LE(sent["title"].get<std::string>().size(), 250u);
}

TEST_F(NtfySinkTest, AHostileHeadlineIsText) {
  ASSERT_TRUE(deliver(told(kHostile)));
  const json sent = json::parse(last_request().body);
  expect_payload("ntfy_hostile.json", sent.dump(2));
}

}  // namespace
}  // namespace newswatch::notify::test
