#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/load_settings.h"
#include "http_target_test.h"
#include "text/fit.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;

constexpr const char* kHook = "/api/webhooks/1234567890/To-ken_Of1Hook";
constexpr const char* kCalled = "/api/v10/webhooks/1234567890/To-ken_Of1Hook";

Reply discord_json(const json& body, int status = 200, Headers headers = {}) {
  return {.status = status,
          .body = body.dump(),
          .content_type = "application/json",
          .headers = std::move(headers)};
}

std::size_t characters_of(const json& object, const char* key) {
  return text::length(object.value(key, ""), text::Unit::kCharacters);
}

// As the API does: it checks its limits, and keeps one message.
Reply as_discord(const Request& request) {
  if (!request.path().starts_with(kCalled)) {
    return discord_json({{"message", "Unknown Webhook"}, {"code", 10015}}, 404);
  }
  const json sent = json::parse(request.body);
  const json embed = sent["embeds"].at(0);
  const std::size_t title = characters_of(embed, "title");
  const std::size_t description = characters_of(embed, "description");
  const bool fits = sent["embeds"].size() == 1 && title >= 1 && title <= 256 &&
                    description <= 4096 && title + description <= 6000 &&
                    characters_of(sent, "content") == 0 && characters_of(embed, "url") <= 2048;
  if (!fits) return discord_json({{"message", "Invalid Form Body"}, {"code", 50035}}, 400);
  if (sent["allowed_mentions"] != json{{"parse", json::array()}}) {
    return discord_json({{"message", "somebody was mentioned"}}, 400);
  }
  if (request.method == "PATCH") {
    return request.path() == std::string(kCalled) + "/messages/9876543210"
               ? discord_json({{"id", "9876543210"}})
               : discord_json({{"message", "Unknown Message"}, {"code", 10008}}, 404);
  }
  if (request.target.find("wait=true") == std::string::npos) return {.status = 204};
  return discord_json({{"id", "9876543210"}, {"channel_id", "1"}});
}

class DiscordSinkTest : public HttpTargetTest {
 protected:
  DiscordSinkTest() {
    server_.handle_rest(as_discord);
    make_with(kHook);
  }
  void make_with(const std::string& hook) {
    make("discord", {{"api_url", server_.url("/")}}, {{"url_file", "https://discord.com" + hook}});
  }
  json last_sent() const { return json::parse(last_request().body); }
  Failure failure_of(Reply reply, const model::OutboxRow& row = row_of(told())) {
    answer(std::move(reply));
    const auto result = deliver(row);
    EXPECT_FALSE(result);
    return result ? Failure{} : result.error();
  }
  const model::OutboxRow edit_ = follow_up(model::FollowUp::kEdit, "9876543210");
};

TEST_F(DiscordSinkTest, SendsWhatAPersonNeeds) {
  const auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "9876543210");
  EXPECT_FALSE(result->wait);
  const Request request = last_request();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, std::string(kCalled) + "?wait=true");
  const json sent = json::parse(request.body);
  EXPECT_EQ(sent["content"], "");
  EXPECT_FALSE(sent.contains("flags"));
  const json& embed = sent["embeds"][0];
  EXPECT_EQ(embed["title"], "New event: DeepSeek's R1 rattles markets");
  EXPECT_EQ(embed["url"], "https://example.com/a?b=1#c");
  EXPECT_EQ(embed["timestamp"], "2025-01-27T17:46:40Z");
  EXPECT_EQ(embed["description"],
            "2 outlets, 1 source (AP): TIME, The Hill\n"
            "Published 2025-01-27 17:26 UTC, seen 17:41 UTC\n"
            "Topic deepseek-r1 by title: deepseek\n"
            "• TIME: [DeepSeek's R1 rattles markets](https://example.com/T?a=1&b=2)\n"
            "• The Hill: [DeepSeek's R1 rattles markets](https://example.com/T?a=1&b=2)");
}

TEST_F(DiscordSinkTest, KeepsTheThreadAndTheVersionOfTheAddress) {
  make_with(std::string(kCalled) + "?wait=false&thread_id=77");
  ASSERT_TRUE(deliver(told()));
  EXPECT_EQ(last_request().target, std::string(kCalled) + "?wait=true&thread_id=77");
  ASSERT_TRUE(deliver(edit_));
  EXPECT_EQ(last_request().target, std::string(kCalled) + "/messages/9876543210?thread_id=77");
}

TEST_F(DiscordSinkTest, AFollowUpChangesTheMessage) {
  const auto result = deliver(edit_);
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "9876543210");
  EXPECT_EQ(last_request().method, "PATCH");
  EXPECT_EQ(last_request().target, std::string(kCalled) + "/messages/9876543210");
  EXPECT_NE(last_sent()["embeds"][0]["description"].get<std::string>().find("Now 3 outlets"),
            std::string::npos);
}

TEST_F(DiscordSinkTest, AReferenceThatIsNotDiscordsIsOfNoUse) {
  ASSERT_TRUE(deliver(follow_up(model::FollowUp::kEdit, "../../C1 15.2")));
  EXPECT_EQ(last_request().target, std::string(kCalled) + "?wait=true");
  answer(discord_json({{"id", "a/../b"}}));
  const auto result = deliver(told());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->reference, "");
}

TEST_F(DiscordSinkTest, WaitsAsLongAsToldAndNoShorter) {
  Failure failure = failure_of(discord_json(
      {{"message", "You are being rate limited."}, {"retry_after", 0.3}, {"global", false}}, 429));
  EXPECT_EQ(failure.cause, model::FailureCause::kRateLimited);
  EXPECT_EQ(failure.ends, Ends::kAttempt);
  ASSERT_TRUE(failure.wait);
  EXPECT_EQ(failure.wait->time, 300ms);
  EXPECT_TRUE(failure.wait->only_kind) << "changes go on";
  EXPECT_EQ(failure.what,
            "POST " + server_.url("") + ": HTTP status 429: You are being rate limited.");

  failure = failure_of(
      discord_json({{"retry_after", 64.5701}, {"global", true}}, 429, {{"Retry-After", "65"}}));
  ASSERT_TRUE(failure.wait);
  EXPECT_EQ(failure.wait->time, 65s) << "the longer";
  EXPECT_FALSE(failure.wait->only_kind);

  failure = failure_of(discord_json({{"retry_after", 64.5701}, {"global", false}}, 429), edit_);
  ASSERT_TRUE(failure.wait);
  EXPECT_EQ(failure.wait->time, 64571ms);
  EXPECT_TRUE(failure.wait->only_kind);

  failure = failure_of(discord_json({{"retry_after", 1}}, 429, {{"X-RateLimit-Global", "true"}}));
  ASSERT_TRUE(failure.wait);
  EXPECT_FALSE(failure.wait->only_kind);
}

TEST_F(DiscordSinkTest, ABannedAddressClosesTheWholeSink) {
  const Failure failure = failure_of({.status = 429,
                                      .body = "<html>error 1015</html>",
                                      .content_type = "text/html",
                                      .headers = {{"Retry-After", "600"}}});
  EXPECT_EQ(failure.cause, model::FailureCause::kRateLimited);
  ASSERT_TRUE(failure.wait);
  EXPECT_EQ(failure.wait->time, 600s);
  EXPECT_FALSE(failure.wait->only_kind);
}

TEST_F(DiscordSinkTest, AUsedUpBucketIsLeftAloneBeforeItIsRefused) {
  answer(discord_json({{"id", "1"}}, 200,
                      {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset-After", "0.3001"}}));
  auto result = deliver(told());
  ASSERT_TRUE(result);
  ASSERT_TRUE(result->wait);
  EXPECT_EQ(result->wait->time, 301ms);
  EXPECT_TRUE(result->wait->only_kind);
  answer(discord_json({{"id", "1"}}, 200,
                      {{"X-RateLimit-Remaining", "4"}, {"X-RateLimit-Reset-After", "2"}}));
  result = deliver(told());
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->wait);
  for (const char* odd : {"", "soon", "-1", "nan", "inf", "1s"}) {
    answer(discord_json({{"id", "1"}}, 200,
                        {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset-After", odd}}));
    result = deliver(told());
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->wait) << odd;
  }
}

TEST_F(DiscordSinkTest, AWebhookThatIsGoneStopsTheSink) {
  for (const auto& [status, code] : std::initializer_list<std::pair<int, int>>{
           {401, 50027}, {403, 50013}, {404, 10015}, {404, 10003}}) {
    const Failure failure = failure_of(discord_json({{"message", "no"}, {"code", code}}, status));
    EXPECT_EQ(failure.ends, Ends::kSink) << code;
    EXPECT_EQ(failure_of(discord_json({{"message", "no"}, {"code", code}}, status), edit_).ends,
              Ends::kSink)
        << code;
  }
}

TEST_F(DiscordSinkTest, AMessageThatIsGoneEndsItsChangeAlone) {
  const auto gone = discord_json({{"message", "Unknown Message"}, {"code", 10008}}, 404);
  const Failure failure = failure_of(gone, edit_);
  EXPECT_EQ(failure.cause, model::FailureCause::kRefused);
  EXPECT_EQ(failure.ends, Ends::kMessage);
  EXPECT_EQ(failure_of(gone).ends, Ends::kSink) << "nothing new can be unknown";
  EXPECT_EQ(failure_of(discord_json({{"message", "not yours"}, {"code", 50005}}, 403), edit_).ends,
            Ends::kMessage);
}

TEST_F(DiscordSinkTest, AForumNeedsAThread) {
  const Failure failure = failure_of(discord_json(
      {{"message", "Webhooks posted to forum channels must have a thread_name or thread_id"},
       {"code", 220001}},
      400));
  EXPECT_EQ(failure.ends, Ends::kSink);
  EXPECT_NE(failure.what.find("?thread_id=ID"), std::string::npos) << failure.what;
}

TEST_F(DiscordSinkTest, OtherFaultsAreOfTheMessageOrOfTheServer) {
  EXPECT_EQ(failure_of(discord_json({{"message", "Invalid Form Body"}, {"code", 50035}}, 400)).ends,
            Ends::kMessage);
  EXPECT_EQ(failure_of({.status = 502, .body = "bad gateway"}).ends, Ends::kAttempt);
  EXPECT_EQ(failure_of({.status = 200, .body = "<html>log in</html>"}).ends, Ends::kAttempt)
      << "a page of a proxy has taken nothing";
}

TEST_F(DiscordSinkTest, WhatWasTakenWithoutWordsHasNoReference) {
  answer({.status = 204});
  const auto result = deliver(told());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->reference, "");
}

TEST_F(DiscordSinkTest, TheAddressIsNotShown) {
  for (const char* words : {"no /api/webhooks/1234567890/To-ken_Of1Hook",
                            "no 1234567890/To-ken_Of1Hook", "no To-ken_Of1Hook"}) {
    const Failure failure = failure_of(discord_json({{"message", words}}, 404));
    EXPECT_EQ(failure.what.find("To-ken_Of1Hook"), std::string::npos) << failure.what;
    EXPECT_EQ(failure.what.find("1234567890"), std::string::npos) << failure.what;
  }
  make("discord", {{"api_url", std::string("http://127.0.0.1:1")}},
       {{"url_file", std::string("https://discord.com") + kHook}});
  const auto result = deliver(told());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what.find("To-ken"), std::string::npos) << result.error().what;
}

TEST_F(DiscordSinkTest, AHugeHostileHeadlineFits) {
  std::string huge;
  while (huge.size() < 300'000) huge += kHostile;
  auto result = deliver(told(huge));
  ASSERT_TRUE(result) << result.error().what;
  auto row = edit_;
  row.notification.title = row.notification.news = huge;
  row.notification.link = "https://example.com/" + huge.substr(0, 3000);
  result = deliver(row);
  ASSERT_TRUE(result) << result.error().what;
  row.notification.link = "https://example.com/" + std::string(3000, 'a');
  ASSERT_TRUE(deliver(row));
}

TEST_F(DiscordSinkTest, TextOfAnyWritingAndNulArePlain) {
  ASSERT_TRUE(deliver(told(std::string("שלום \u202eمرحبا 你好 👋") + '\0' + "end")));
  EXPECT_EQ(last_sent()["embeds"][0]["title"], "New event: שלום مرحبا 你好 👋 end");
}

TEST_F(DiscordSinkTest, AHostileHeadlineIsText) {
  ASSERT_TRUE(deliver(told(kHostile)));
  expect_payload("discord_hostile.json", last_sent().dump(2));
}

TEST_F(DiscordSinkTest, TellsTrouble) {
  ASSERT_TRUE(deliver(trouble_told()));
  expect_payload("discord_trouble.json", last_sent().dump(2));
}

TEST_F(DiscordSinkTest, TellsASummary) {
  ASSERT_TRUE(deliver(summary_told()));
  expect_payload("discord_summary.json", last_sent().dump(2));
}

TEST(DiscordConfigTest, NeedsTheFileWithTheAddress) {
  Folder folder;
  write_file(folder / "hook", "https://discord.com/api/webhooks/1/abc1?thread_id=5\n");
  write_file(folder / "near", "http://127.0.0.1/api/webhooks/1/abc1\n");
  const auto load = [&](const std::string& keys) {
    return config::parse_settings("[[sink]]\nname = 's'\ntype = 'discord'\n" + keys, "f",
                                  sink_table(), folder.path(), config::NamedFiles::kCheck,
                                  config::Feeds::kOptional);
  };
  const auto problems = [&](const std::string& keys) {
    const auto settings = load(keys);
    return settings ? "no problem" : config::to_string(settings.error());
  };
  const auto settings = load("url_file = 'hook'\n");
  ASSERT_TRUE(settings) << config::to_string(settings.error());
  EXPECT_EQ(settings->sinks.at(0).secret("url_file"),
            "https://discord.com/api/webhooks/1/abc1?thread_id=5");
  EXPECT_EQ(settings->sinks.at(0).option<std::string>("follow_up"), "edit");
  const std::string missing =
      "f:1:1: [[sink]] of type \"discord\" without url_file; write url_file = \"FILE\"\n";
  EXPECT_EQ(problems(""), missing);
  EXPECT_EQ(problems("url_file = ''\n"),
            "f:4:12: url_file is empty; write the file with the webhook's address\n");
  EXPECT_EQ(problems("url_file = 'hook'\nfollow_up = 'thread'\n"),
            "f:5:13: follow_up can't be \"thread\"; write one of \"edit\", \"new\", "
            "\"none\"\n");
  EXPECT_NE(problems("url_file = 'near'\n").find("allow_networks"), std::string::npos);
  EXPECT_EQ(problems("url_file = 'near'\n").find("abc1"), std::string::npos);
  EXPECT_NE(problems("url_file = 'hook'\napi_url = 'http://10.0.0.1'\n").find("allow_networks"),
            std::string::npos);
  EXPECT_EQ(problems("url_file = 'near'\napi_url = 'https://proxy.example'\n"), "no problem");
}

}  // namespace
}  // namespace newswatch::notify::test
