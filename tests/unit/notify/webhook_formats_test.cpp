#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "record/notification_json.h"
#include "webhook_sink_test.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;

TEST_F(WebhookSinkTest, CloudEventsHaveTheirAttributesInHeaders) {
  make_format("cloudevents");
  ASSERT_TRUE(deliver(told()));
  const Request request = last_request();
  EXPECT_EQ(request.header("ce-specversion"), "1.0");
  EXPECT_EQ(request.header("ce-id"), "01JJM0000000000000000000AA:event.new");
  EXPECT_EQ(request.header("ce-source"), "/newswatch");
  EXPECT_EQ(request.header("ce-type"), "event.new");
  EXPECT_EQ(request.header("ce-subject"), "01JJM0000000000000000000AA");
  EXPECT_EQ(request.header("ce-time"), "2025-01-27T17:46:40Z");
  EXPECT_EQ(request.header("Content-Type"), "application/json");
  EXPECT_EQ(sent(), json::parse(record::notification_json(told())));
  model::Notification trouble = trouble_told();
  trouble.subjects[0].feed = "100% \"sure\" é";
  ASSERT_TRUE(deliver(trouble));
  EXPECT_EQ(last_request().header("ce-subject"), "100%25%20%22sure%22%20%C3%A9");
  ASSERT_TRUE(deliver(summary_of(3)));
  EXPECT_FALSE(last_request().has("ce-subject"));
  ASSERT_TRUE(deliver(huge()));
  EXPECT_LT(last_request().body.size(), 20'000u);
}

// ---- teams

TEST_F(WebhookSinkTest, TeamsGetsAnAdaptiveCard) {
  make_format("teams");
  answer({.status = 202});
  ASSERT_TRUE(deliver(told()));
  const json message = sent();
  EXPECT_EQ(message["type"], "message");
  ASSERT_EQ(message["attachments"].size(), 1u);
  EXPECT_EQ(message["attachments"][0]["contentType"], "application/vnd.microsoft.card.adaptive");
  const json card = message["attachments"][0]["content"];
  EXPECT_EQ(card["type"], "AdaptiveCard");
  EXPECT_EQ(card["body"][0]["text"], "New event");
  EXPECT_EQ(card["body"][1]["text"], "DeepSeek's R1 rattles markets");
  EXPECT_EQ(card["actions"][0]["type"], "Action.OpenUrl");
  EXPECT_EQ(card["actions"][0]["url"], "https://example.com/a?b=1#c");
  model::Notification without = told();
  without.link = "javascript:alert(1)";
  ASSERT_TRUE(deliver(without));
  EXPECT_TRUE(sent()["attachments"][0]["content"]["actions"].empty());
}

TEST_F(WebhookSinkTest, TeamsCardsStayBelowTheirLimit) {
  make_format("teams");
  for (const model::Notification& n : {huge(), summary_of(200)}) {
    ASSERT_TRUE(deliver(n));
    EXPECT_LE(last_request().body.size(), 28'000u);
    EXPECT_GT(last_request().body.size(), 2'000u);
    EXPECT_GE(sent()["attachments"][0]["content"]["body"].size(), 3u);
  }
}

// ---- mattermost

TEST_F(WebhookSinkTest, MattermostGetsMarkdownThatMentionsNobody) {
  make_format("mattermost");
  ASSERT_TRUE(deliver(told("@all @channel @here @someone: R1")));
  const auto text = sent()["text"].get<std::string>();
  EXPECT_EQ(sent().size(), 1u);
  for (std::size_t at = 0; (at = text.find('@', at)) != text.npos; ++at) {
    EXPECT_EQ(text.substr(at + 1, 3), "\xe2\x80\x8b") << text;
  }
  EXPECT_TRUE(text.starts_with("[**New event: @"));
  for (const model::Notification& n : {huge(), summary_of(200)}) {
    ASSERT_TRUE(deliver(n));
    EXPECT_LE(characters(sent()["text"]), 16'383u);
    EXPECT_GT(characters(sent()["text"]), 10'000u);
  }
}

TEST_F(WebhookSinkTest, MattermostSaysWhenItsLimitBeginsAnew) {
  make_format("mattermost");
  answer({.status = 429, .headers = {{"X-Ratelimit-Reset", "12"}}});
  EXPECT_EQ(failure().wait->time, 12s);
  answer({.status = 429, .headers = {{"X-Ratelimit-Reset", std::to_string(::time(nullptr) + 60)}}});
  EXPECT_NEAR(static_cast<double>(failure().wait->time.count()), 60'000, 5'000);
  answer({.status = 429, .headers = {{"X-Ratelimit-Reset", "soon"}}});
  EXPECT_FALSE(failure().wait);
}

// ---- gotify

TEST_F(WebhookSinkTest, GotifyGetsAMessageWithItsKey) {
  make_gotify();
  ASSERT_TRUE(deliver(told()));
  EXPECT_EQ(last_request().target, "/push/message");
  EXPECT_EQ(last_request().header("X-Gotify-Key"), "AppToken1");
  EXPECT_EQ(sent()["title"], "New event: DeepSeek's R1 rattles markets");
  EXPECT_EQ(sent()["priority"], 5);
  EXPECT_EQ(sent()["extras"]["client::display"]["contentType"], "text/markdown");
  EXPECT_EQ(sent()["extras"]["client::notification"]["click"]["url"],
            "https://example.com/a?b=1#c");
  std::set<int> priorities;
  for (int p = 1; p <= 5; ++p) {
    model::Notification n = told();
    n.priority = static_cast<model::Priority>(p);
    ASSERT_TRUE(deliver(n));
    priorities.insert(sent()["priority"].get<int>());
  }
  EXPECT_EQ(priorities, (std::set<int>{0, 2, 5, 7, 10}));
  ASSERT_TRUE(deliver(huge()));
  EXPECT_LE(characters(sent()["title"]), 250u);
  EXPECT_LT(last_request().body.size(), 40'000u);
}

TEST_F(WebhookSinkTest, GotifysKeyIsNotShown) {
  make_gotify();
  answer({.status = 401,
          .body = R"({"error":"Unauthorized","errorDescription":"no token AppToken1"})"});
  const Failure failed = failure();
  EXPECT_EQ(failed.ends, Ends::kSink);
  EXPECT_EQ(failed.what.find("AppToken1"), std::string::npos);
}

// ---- pushover

TEST_F(WebhookSinkTest, PushoverGetsItsFields) {
  make_pushover();
  ASSERT_TRUE(deliver(told()));
  auto fields = form_of(last_request().body);
  EXPECT_EQ(last_request().header("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(fields["token"], "app-key");
  EXPECT_EQ(fields["user"], "user-key");
  EXPECT_EQ(fields["title"], "New event: DeepSeek's R1 rattles markets");
  EXPECT_EQ(fields["url"], "https://example.com/a?b=1#c");
  EXPECT_EQ(fields["url_title"], "Read: DeepSeek's R1 rattles markets");
  EXPECT_EQ(fields["priority"], "0");
  EXPECT_EQ(fields["timestamp"], "1738000000");
  EXPECT_FALSE(fields.contains("retry"));
  model::Notification urgent = told();
  urgent.priority = model::Priority::kHighest;
  ASSERT_TRUE(deliver(urgent));
  fields = form_of(last_request().body);
  EXPECT_EQ(fields["priority"], "2");
  EXPECT_GE(std::stoi(fields["retry"]), 30);
  EXPECT_LE(std::stoi(fields["expire"]), 10'800);
}

TEST_F(WebhookSinkTest, PushoverKeepsItsLimits) {
  make_pushover();
  model::Notification long_link = huge();
  long_link.link = "https://example.com/" + std::string(600, 'a');
  for (const model::Notification& n : {huge(), long_link, summary_of(200), trouble_over()}) {
    ASSERT_TRUE(deliver(n));
    auto fields = form_of(last_request().body);
    EXPECT_LE(characters(fields["title"]), 250u);
    EXPECT_LE(characters(fields["message"]), 1'024u);
    EXPECT_FALSE(fields["message"].empty());
    EXPECT_LE(characters(fields["url"]), 512u);
    EXPECT_LE(characters(fields["url_title"]), 100u);
  }
}

TEST_F(WebhookSinkTest, PushoversQuotaIsOfAMonth) {
  make_pushover();
  answer({.status = 429, .body = R"({"errors":["application has used all messages"],"status":0})"});
  Failure failed = failure();
  EXPECT_EQ(failed.cause, model::FailureCause::kRateLimited);
  EXPECT_EQ(failed.wait->time, 1h);
  EXPECT_NE(failed.what.find("has used all messages"), std::string::npos) << failed.what;
  answer({.status = 429, .headers = {{"Retry-After", "30"}}});
  EXPECT_EQ(failure().wait->time, 30s) << "it was told";
  answer({.status = 429,
          .headers = {{"X-Limit-App-Reset", std::to_string(::time(nullptr) + 86'400)}}});
  EXPECT_NEAR(static_cast<double>(failure().wait->time.count()), 86'400'000, 5'000);
  answer({.status = 500});
  EXPECT_EQ(failure().wait->time, 5s);
}

TEST_F(WebhookSinkTest, PushoversWrongKeyIsNoMessagesFault) {
  make_pushover();
  answer({.status = 400, .body = R"({"user":"invalid","errors":["user user-key is no user"]})"});
  Failure failed = failure();
  EXPECT_EQ(failed.ends, Ends::kSink);
  EXPECT_EQ(failed.cause, model::FailureCause::kAuth);
  EXPECT_EQ(failed.what.find("user-key"), std::string::npos) << failed.what;
  answer({.status = 400, .body = R"({"message":"cannot be blank","errors":["message blank"]})"});
  EXPECT_EQ(failure().ends, Ends::kMessage);
}

// ---- what people looked at

}  // namespace
}  // namespace newswatch::notify::test
