#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "http_target_test.h"
#include "text/fit.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kTelegramToken = "123456:AAsecret_Token-35";

std::string telegram_error(int status, const std::string& description, json parameters = nullptr) {
  json answer = {{"ok", false}, {"error_code", status}, {"description", description}};
  if (!parameters.is_null()) answer["parameters"] = std::move(parameters);
  return answer.dump();
}

Reply telegram_refusal(int status, const std::string& description, json parameters = nullptr) {
  return {.status = status,
          .body = telegram_error(status, description, std::move(parameters)),
          .content_type = "application/json"};
}

// What Telegram shows of a text in HTML. nullopt: it can't be parsed, as
// core.telegram.org/bots/api#html-style has it.
std::optional<std::string> shown_by_telegram(std::string_view html) {
  std::string out;
  std::vector<std::string> open;
  while (!html.empty()) {
    if (html[0] == '&') {
      bool known = false;
      for (const auto& [name, sign] :
           {std::pair("&lt;", '<'), {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}}) {
        if (!html.starts_with(name)) continue;
        out += sign;
        html.remove_prefix(std::string_view(name).size());
        known = true;
        break;
      }
      if (!known) return std::nullopt;
    } else if (html[0] == '<') {
      const auto end = html.find('>');
      if (end == html.npos) return std::nullopt;
      const std::string tag(html.substr(1, end - 1));
      html.remove_prefix(end + 1);
      if (tag.starts_with('/')) {
        if (open.empty() || open.back() != tag.substr(1)) return std::nullopt;
        open.pop_back();
      } else if (tag == "b") {
        open.push_back("b");
      } else if (tag.starts_with("a href=\"http") && tag.ends_with('"')) {
        open.push_back("a");
      } else {
        return std::nullopt;
      }
    } else if (html[0] == '>') {
      return std::nullopt;
    } else {
      out += html[0];
      html.remove_prefix(1);
    }
  }
  return open.empty() ? std::optional(out) : std::nullopt;
}

// As the Bot API does, for a bot that is a member of chat 42 and sent message 7 there.
Reply as_telegram(const Request& request) {
  const std::string start = std::string("/bot") + kTelegramToken + "/";
  if (!request.target.starts_with(start)) return telegram_refusal(404, "Not Found");
  const std::string method = request.target.substr(start.size());
  if (request.method != "POST" || request.header("Content-Type") != "application/json" ||
      (method != "sendMessage" && method != "editMessageText")) {
    return telegram_refusal(404, "Not Found");
  }
  const json sent = json::parse(request.body, nullptr, false);
  if (!sent.is_object()) return telegram_refusal(400, "Bad Request: can't parse JSON object");
  if (sent["chat_id"] != "42") return telegram_refusal(400, "Bad Request: chat not found");
  const auto text = shown_by_telegram(sent["text"].get<std::string>());
  if (!text || sent["parse_mode"] != "HTML") {
    return telegram_refusal(400, "Bad Request: can't parse entities");
  }
  if (text->empty()) return telegram_refusal(400, "Bad Request: message text is empty");
  if (text::length(*text, text::Unit::kUtf16) > 4096) {
    return telegram_refusal(400, "Bad Request: message is too long");
  }
  if (method == "editMessageText" && sent["message_id"] != 7) {
    return telegram_refusal(400, "Bad Request: message to edit not found");
  }
  const json taken = {{"ok", true}, {"result", {{"message_id", 7}, {"chat", {{"id", 42}}}}}};
  return {.status = 200, .body = taken.dump(), .content_type = "application/json"};
}

class TelegramSinkTest : public HttpTargetTest {
 protected:
  TelegramSinkTest() {
    server_.handle_rest(as_telegram);
    use_chat("42");
  }
  void use_chat(const std::string& chat) {
    make("telegram", {{"api_url", server_.url("")}, {"chat", chat}},
         {{"token_file", kTelegramToken}});
  }
  json last_sent() const { return json::parse(last_request().body); }
  Failure failure(const model::OutboxRow& row = row_of(told())) {
    const DeliveryResult result = deliver(row);
    if (result) {
      ADD_FAILURE() << "delivered";
      return {};
    }
    EXPECT_THAT(result.error().what, Not(HasSubstr("secret")));
    EXPECT_THAT(result.error().what, Not(HasSubstr("123456")));
    return result.error();
  }
};

TEST_F(TelegramSinkTest, SendsWhatAPersonNeedsAtOnce) {
  const auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "42:7");
  EXPECT_EQ(result->notice, "");
  EXPECT_EQ(last_sent(),
            json({{"chat_id", "42"},
                  {"text",
                   "<a href=\"https://example.com/a?b=1#c\"><b>New event: DeepSeek's R1 rattles "
                   "markets</b></a>\n"
                   "2 outlets, 1 source (AP): TIME, The Hill\n"
                   "Published 2025-01-27 17:26 UTC, seen 17:41 UTC\n"
                   "Topic deepseek-r1 by title: deepseek\n"
                   "• TIME: <a href=\"https://example.com/T?a=1&amp;b=2\">DeepSeek's R1 rattles "
                   "markets</a>\n"
                   "• The Hill: <a href=\"https://example.com/T?a=1&amp;b=2\">DeepSeek's R1 "
                   "rattles markets</a>"},
                  {"parse_mode", "HTML"},
                  {"link_preview_options", {{"is_disabled", true}}}}));
}

TEST_F(TelegramSinkTest, AnEditChangesTheFirstMessage) {
  const auto result = deliver(follow_up(model::FollowUp::kEdit, "42:7"));
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "42:7");
  EXPECT_THAT(last_request().target, testing::EndsWith("/editMessageText"));
  EXPECT_EQ(last_sent()["message_id"], 7);
  EXPECT_THAT(last_sent()["text"].get<std::string>(), HasSubstr("Now 3 outlets"));
}

TEST_F(TelegramSinkTest, AnEditThatChangesNothingIsDone) {
  answer(telegram_refusal(
      400,
      "Bad Request: message is not modified: specified new message content and reply "
      "markup are exactly the same"));
  const auto result = deliver(follow_up(model::FollowUp::kEdit, "42:7"));
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "42:7");
}

TEST_F(TelegramSinkTest, AnEditOfWhatIsGoneEndsThatMessageOnly) {
  EXPECT_EQ(failure(follow_up(model::FollowUp::kEdit, "42:8")).ends, Ends::kMessage);
  answer(telegram_refusal(400, "Bad Request: message can't be edited"));
  EXPECT_EQ(failure(follow_up(model::FollowUp::kEdit, "42:7")).ends, Ends::kMessage);
  answer(telegram_refusal(400, "Bad Request: chat not found"));
  EXPECT_EQ(failure(follow_up(model::FollowUp::kEdit, "43:7")).ends, Ends::kMessage);
}

TEST_F(TelegramSinkTest, AnAnswerIsSentThoughTheFirstMessageIsGone) {
  const auto result = deliver(follow_up(model::FollowUp::kThread, "42:7"));
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "42:7");
  EXPECT_EQ(last_sent()["reply_parameters"],
            json({{"message_id", 7}, {"allow_sending_without_reply", true}}));
  // The sink was given another chat, where 7 is another message.
  ASSERT_TRUE(deliver(follow_up(model::FollowUp::kThread, "41:7")));
  EXPECT_FALSE(last_sent().contains("reply_parameters"));
}

TEST_F(TelegramSinkTest, WaitsAsLongAsItIsTold) {
  answer(telegram_refusal(429, "Too Many Requests: retry after 35", {{"retry_after", 35}}));
  const Failure why = failure();
  EXPECT_EQ(why.cause, model::FailureCause::kRateLimited);
  EXPECT_EQ(why.ends, Ends::kAttempt);
  ASSERT_TRUE(why.wait);
  EXPECT_EQ(why.wait->time, 35s);
  EXPECT_EQ(why.what,
            "POST " + server_.url("") + ": HTTP status 429: Too Many Requests: retry after 35");
}

TEST_F(TelegramSinkTest, TheLongerWaitCounts) {
  Reply reply = telegram_refusal(429, "Too Many Requests", {{"retry_after", 5}});
  reply.headers = {{"Retry-After", "9"}};
  answer(reply);
  EXPECT_EQ(failure().wait->time, 9s);
  answer(telegram_refusal(429, "Too Many Requests", {{"retry_after", std::int64_t{1} << 60}}));
  EXPECT_EQ(failure().wait->time, std::chrono::hours(24 * 366));
  answer(telegram_refusal(429, "Too Many Requests", {{"retry_after", -5}}));
  EXPECT_FALSE(failure().wait);
}

TEST_F(TelegramSinkTest, FollowsAGroupThatBecameASupergroup) {
  server_.handle_rest([](const Request& request) {
    const json sent = json::parse(request.body);
    if (sent["chat_id"] == "-42") {
      return telegram_refusal(400, "Bad Request: group chat was upgraded to a supergroup chat",
                              {{"migrate_to_chat_id", -1001234567890}});
    }
    const json taken = {{"ok", true},
                        {"result", {{"message_id", 3}, {"chat", {{"id", -1001234567890}}}}}};
    return Reply{.status = 200, .body = taken.dump()};
  });
  use_chat("-42");
  auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(server_.requests().size(), 2u);
  EXPECT_EQ(last_sent()["chat_id"], "-1001234567890");
  EXPECT_EQ(result->reference, "-1001234567890:3");
  EXPECT_THAT(result->notice, HasSubstr("the chat is now -1001234567890: write it into chat"));

  result = deliver(told());
  ASSERT_TRUE(result);
  EXPECT_EQ(server_.requests().size(), 3u) << "the new number is known now";
  EXPECT_EQ(result->notice, "") << "said once";

  // Numbers of messages of the old group mean nothing in the new one.
  EXPECT_EQ(failure(follow_up(model::FollowUp::kEdit, "-42:7")).ends, Ends::kMessage);
  ASSERT_TRUE(deliver(follow_up(model::FollowUp::kThread, "-42:7")));
  EXPECT_FALSE(last_sent().contains("reply_parameters"));
}

TEST_F(TelegramSinkTest, AGroupThatMovesAgainAndAgainIsNotFollowed) {
  answer(
      telegram_refusal(400, "Bad Request: group chat was upgraded", {{"migrate_to_chat_id", -1}}));
  EXPECT_EQ(failure().ends, Ends::kAttempt);
  EXPECT_EQ(server_.requests().size(), 2u);
}

TEST_F(TelegramSinkTest, WhatAPersonMustMendStopsTheSink) {
  for (const auto& [status, why] :
       {std::pair(401, "Unauthorized"),
        {403, "Forbidden: bot was blocked by the user"},
        {403, "Forbidden: bot was kicked from the group chat"},
        {404, "Not Found"},
        {400, "Bad Request: chat not found"},
        {400, "Bad Request: not enough rights to send text messages to the chat"}}) {
    answer(telegram_refusal(status, why));
    const Failure failed = failure();
    EXPECT_EQ(failed.ends, Ends::kSink) << why;
    EXPECT_THAT(failed.what, HasSubstr(why));
  }
}

TEST_F(TelegramSinkTest, OtherRefusalsAreOfTheMessage) {
  answer(telegram_refusal(400, "Bad Request: can't parse entities: unsupported start tag"));
  EXPECT_EQ(failure().ends, Ends::kMessage);
}

TEST_F(TelegramSinkTest, TriesAgainWhatAServerOrAStrangerAnswered) {
  answer({.status = 502, .body = "<html>Bad Gateway</html>"});
  EXPECT_EQ(failure().ends, Ends::kAttempt);
  answer({.status = 200, .body = "<html>Log in to the hotel</html>"});
  const Failure why = failure();
  EXPECT_EQ(why.ends, Ends::kAttempt);
  EXPECT_THAT(why.what, HasSubstr("no answer of Telegram's"));
}

TEST_F(TelegramSinkTest, AnAnswerThatRepeatsTheTokenDoesNotShowIt) {
  answer(telegram_refusal(401, std::string("no bot ") + kTelegramToken + " (AAsecret_Token-35)"));
  EXPECT_THAT(failure().what, HasSubstr("no bot *** (***)"));
}

TEST_F(TelegramSinkTest, TroubleAndSummariesAreMessagesToo) {
  ASSERT_TRUE(deliver(trouble_told()));
  EXPECT_EQ(last_sent()["text"],
            "<b>Trouble: time fails: HTTP status 500</b>\n"
            "Since 2025-01-27 15:46 UTC");
  ASSERT_TRUE(deliver(summary_told()));
  EXPECT_EQ(last_sent()["text"],
            "<b>Summary: 3 events in the last hour</b>\n"
            "• <a href=\"https://example.com/1?a=(1)&amp;b=2\">DeepSeek's R1 &amp; "
            "&lt;others&gt;</a>\n"
            "• Nvidia *falls*\n"
            "… and 1 more");
}

TEST_F(TelegramSinkTest, FitsAHugeHostileHeadline) {
  const auto result = deliver(told(huge_headline()));
  ASSERT_TRUE(result) << result.error().what;
  model::Notification wide = told();
  wide.title.clear();
  for (int i = 0; i < 5000; ++i) wide.title += "\xf0\x9f\x93\xb0";  // two units each
  ASSERT_TRUE(deliver(wide));
}

TEST_F(TelegramSinkTest, NobodyIsMentionedAndNoBareAddressIsALink) {
  model::Notification n = told("@durov https://evil.example HTTP://evil.example");
  n.link.clear();
  ASSERT_TRUE(deliver(n));
  const auto text = last_sent()["text"].get<std::string>();
  EXPECT_THAT(text, Not(HasSubstr("@durov")));
  EXPECT_THAT(text, Not(HasSubstr("://evil")));
}

TEST_F(TelegramSinkTest, AHostileHeadlineIsText) {
  ASSERT_TRUE(deliver(told(kHostile)));
  expect_payload("telegram_hostile.json", last_sent().dump(2));
}

TEST_F(TelegramSinkTest, ConfigIsChecked) {
  write_file(folder_ / "token", std::string(kTelegramToken) + "\n");
  write_file(folder_ / "wrong", "not a token/../x\n");
  const auto problems = [&](const std::string& lines) {
    return config_problems("type = 'telegram'\n" + lines, folder_.path());
  };
  EXPECT_EQ(problems("token_file = 'token'\nchat = '-1001'\n"), "");
  EXPECT_EQ(problems("token_file = 'token'\nchat = '@channel'\nfollow_up = 'thread'\n"), "");
  EXPECT_THAT(problems("token_file = 'token'\n"), HasSubstr("chat"));
  EXPECT_THAT(problems("token_file = 'token'\nchat = 'my chat'\n"),
              HasSubstr("chat is neither a number nor the name of a channel"));
  EXPECT_THAT(problems("chat = '1'\n"), HasSubstr("chat without token_file"));
  EXPECT_THAT(problems("chat = '1'\ntoken_file = 'missing'\n"), HasSubstr("No such file"));
  EXPECT_THAT(problems("chat = '1'\ntoken_file = 'wrong'\n"), HasSubstr("blank"));
  write_file(folder_ / "wrong", "123456/../x\n");
  EXPECT_THAT(problems("chat = '1'\ntoken_file = 'wrong'\n"), HasSubstr("no token of a Telegram"));
  EXPECT_THAT(problems("chat = '1'\ntoken_file = 'token'\nfollow_up = 'loud'\n"),
              HasSubstr("follow_up"));
  EXPECT_THAT(problems("chat = '1'\ntoken_file = 'token'\napi_url = 'http://127.0.0.1:1'\n"),
              HasSubstr("not asked without leave"));
}

}  // namespace
}  // namespace newswatch::notify::test
