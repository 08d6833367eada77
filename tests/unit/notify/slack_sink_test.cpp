#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "http_target_test.h"
#include "text/fit.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;

Reply slack_json(const json& body, int status = 200, Headers headers = {}) {
  return {.status = status,
          .body = body.dump(),
          .content_type = "application/json",
          .headers = std::move(headers)};
}

Reply slack_text(std::string body, int status, Headers headers = {}) {
  return {.status = status,
          .body = std::move(body),
          .content_type = "text/plain",
          .headers = std::move(headers)};
}

std::size_t units(const json& text) {
  return text::length(text.get<std::string>(), text::Unit::kUtf16);
}

// What Slack refuses in a message; empty: nothing.
std::string refusal_of(const json& sent) {
  if (!sent.contains("text") || sent["text"].get<std::string>().empty()) return "no_text";
  if (units(sent["text"]) > 40'000) return "msg_too_long";
  if (sent["blocks"].empty() || sent["blocks"].size() > 50) return "invalid_blocks";
  for (const json& block : sent["blocks"]) {
    const std::size_t length = units(block["text"]["text"]);
    if (block["type"] != "section" || length < 1 || length > 3000) return "invalid_blocks";
  }
  // Undocumented, with the JSON around the texts.
  return text::length(sent["blocks"].dump(), text::Unit::kUtf16) > 13'000 ? "msg_blocks_too_long"
                                                                          : "";
}

// As the API does that a bot asks.
Reply as_api(const Request& request) {
  const auto error = [](const char* word) { return slack_json({{"ok", false}, {"error", word}}); };
  if (request.header("Authorization") != "Bearer xoxb-secret-1") return error("invalid_auth");
  const json sent = json::parse(request.body);
  if (sent["channel"] != "C024BE91L") return error("channel_not_found");
  if (const std::string refused = refusal_of(sent); !refused.empty()) return error(refused.c_str());
  const bool is_update = request.target == "/api/chat.update";
  if (is_update && sent["ts"] != "1503435956.000247") return error("message_not_found");
  return slack_json({{"ok", true},
                     {"channel", "C024BE91L"},
                     {"ts", is_update || !sent.contains("thread_ts") ? "1503435956.000247"
                                                                     : "1503435999.000100"}});
}

Reply as_webhook(const Request& request) {
  const std::string refused = refusal_of(json::parse(request.body));
  return refused.empty() ? slack_text("ok", 200) : slack_text("invalid_payload", 400);
}

std::string whole_text(const json& sent) {
  std::string out;
  for (const json& block : sent["blocks"]) out += block["text"]["text"].get<std::string>() + "\n";
  return out;
}

class SlackSinkTest : public HttpTargetTest {
 protected:
  SlackSinkTest() {
    server_.handle_rest(as_api);
    make("slack", {{"api_url", server_.url("/api")}, {"channel", std::string("C024BE91L")}},
         {{"token_file", "xoxb-secret-1"}});
  }
  json last_sent() const { return json::parse(last_request().body); }
  // What an error of the API, with HTTP status 200, means.
  Failure failure_of(const std::string& error, const model::OutboxRow& row = row_of(told())) {
    answer(slack_json({{"ok", false}, {"error", error}}));
    const auto result = deliver(row);
    EXPECT_FALSE(result) << error;
    return result ? Failure{} : result.error();
  }
};

class SlackWebhookTest : public HttpTargetTest {
 protected:
  SlackWebhookTest() {
    server_.handle_rest(as_webhook);
    make("slack", {}, {{"url_file", server_.url("/services/T024BE7LD/B024BE7LH/Secret1Key")}});
  }
  json last_sent() const { return json::parse(last_request().body); }
  Failure failure_of(Reply reply) {
    answer(std::move(reply));
    const auto result = deliver(told());
    EXPECT_FALSE(result);
    return result ? Failure{} : result.error();
  }
};

TEST_F(SlackSinkTest, SendsWhatAPersonNeeds) {
  const auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "C024BE91L 1503435956.000247");
  const Request request = last_request();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/api/chat.postMessage");
  EXPECT_EQ(request.header("Content-Type"), "application/json; charset=utf-8");
  const json sent = json::parse(request.body);
  EXPECT_EQ(sent["text"],
            "New event: DeepSeek's R1 rattles markets\n"
            "2 outlets, 1 source (AP): TIME, The Hill\n"
            "Published 2025-01-27 17:26 UTC, seen 17:41 UTC\n"
            "Topic deepseek-r1 by title: deepseek");
  EXPECT_EQ(whole_text(sent),
            "*<https://example.com/a?b=1#c|New event: DeepSeek's R1 rattles markets>*\n"
            "2 outlets, 1 source (AP): TIME, The Hill\n"
            "Published 2025-01-27 17:26 UTC, seen 17:41 UTC\n"
            "Topic deepseek-r1 by title: deepseek\n"
            "• TIME: <https://example.com/T?a=1&amp;b=2|DeepSeek's R1 rattles markets>\n"
            "• The Hill: <https://example.com/T?a=1&amp;b=2|DeepSeek's R1 rattles markets>\n");
  EXPECT_EQ(sent["unfurl_links"], false);
  EXPECT_EQ(sent["unfurl_media"], false);
  EXPECT_EQ(sent["parse"], "none");
  EXPECT_FALSE(sent.contains("link_names"));
  EXPECT_EQ(sent["blocks"][0]["text"]["verbatim"], true);
}

TEST_F(SlackSinkTest, AFollowUpChangesTheMessage) {
  const auto result = deliver(follow_up(model::FollowUp::kEdit, "C024BE91L 1503435956.000247"));
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "C024BE91L 1503435956.000247");
  EXPECT_EQ(last_request().target, "/api/chat.update");
  const json sent = last_sent();
  EXPECT_EQ(sent["channel"], "C024BE91L");
  EXPECT_EQ(sent["ts"], "1503435956.000247");
  EXPECT_EQ(sent["parse"], "none");
  EXPECT_NE(whole_text(sent).find("Now 3 outlets: India Times reports it too"), std::string::npos);
}

TEST_F(SlackSinkTest, AFollowUpAnswersTheMessage) {
  const auto result = deliver(follow_up(model::FollowUp::kThread, "C024BE91L 1503435956.000247"));
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "C024BE91L 1503435956.000247") << "not that of the answer";
  EXPECT_EQ(last_request().target, "/api/chat.postMessage");
  EXPECT_EQ(last_sent()["thread_ts"], "1503435956.000247");
  EXPECT_FALSE(last_sent().contains("ts"));
}

TEST_F(SlackSinkTest, AWrongTokenStopsTheSinkAndIsNotShown) {
  for (const char* error : {"invalid_auth", "not_authed", "account_inactive", "token_revoked",
                            "token_expired", "missing_scope"}) {
    const Failure failure = failure_of(error);
    EXPECT_EQ(failure.cause, model::FailureCause::kAuth) << error;
    EXPECT_EQ(failure.ends, Ends::kSink) << error;
    EXPECT_EQ(failure.what, "POST " + server_.url("") + ": chat.postMessage: " + error);
  }
  EXPECT_EQ(failure_of("what of xoxb-secret-1").what,
            "POST " + server_.url("") + ": chat.postMessage: what of ***");
}

TEST_F(SlackSinkTest, SaysWhichScopeTheTokenNeeds) {
  answer(slack_json({{"ok", false},
                     {"error", "missing_scope"},
                     {"needed", "chat:write"},
                     {"provided", "identify"}}));
  const auto result = deliver(told());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what, "POST " + server_.url("") +
                                     ": chat.postMessage: missing_scope (the token needs the "
                                     "scope chat:write)");
}

TEST_F(SlackSinkTest, AChannelThatCannotBeWrittenStopsTheSink) {
  for (const char* error :
       {"channel_not_found", "not_in_channel", "is_archived", "restricted_action"}) {
    const Failure failure = failure_of(error);
    EXPECT_EQ(failure.cause, model::FailureCause::kRefused) << error;
    EXPECT_EQ(failure.ends, Ends::kSink) << error;
  }
  EXPECT_EQ(failure_of("no_permission").ends, Ends::kSink);
}

TEST_F(SlackSinkTest, AFollowUpInAChannelThatTheConfigHasLeftEndsAlone) {
  const auto row = follow_up(model::FollowUp::kEdit, "COLD 1503435956.000247");
  EXPECT_EQ(failure_of("is_archived", row).ends, Ends::kMessage);
  const auto here = follow_up(model::FollowUp::kEdit, "C024BE91L 1503435956.000247");
  EXPECT_EQ(failure_of("is_archived", here).ends, Ends::kSink);
}

TEST_F(SlackSinkTest, WhatSlackWillNeverTakeEndsTheMessage) {
  for (const char* error : {"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "no_text"}) {
    const Failure failure = failure_of(error);
    EXPECT_EQ(failure.cause, model::FailureCause::kRefused) << error;
    EXPECT_EQ(failure.ends, Ends::kMessage) << error;
  }
  const auto edit = follow_up(model::FollowUp::kEdit, "C024BE91L 1503435956.000247");
  for (const char* error : {"message_not_found", "cant_update_message", "edit_window_closed"}) {
    EXPECT_EQ(failure_of(error, edit).ends, Ends::kMessage) << error;
  }
}

TEST_F(SlackSinkTest, TellsWhatSlackFoundInTheBlocks) {
  answer(slack_json({{"ok", false},
                     {"error", "invalid_blocks"},
                     {"response_metadata", {{"messages", {"[ERROR] must be shorter"}}}}}));
  const auto result = deliver(told());
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().what.find("invalid_blocks ([ERROR] must be shorter)"), std::string::npos)
      << result.error().what;
}

TEST_F(SlackSinkTest, SlacksOwnFaultsAreTriedAgain) {
  for (const char* error : {"internal_error", "fatal_error", "service_unavailable",
                            "request_timeout", "a_word_of_next_year"}) {
    const Failure failure = failure_of(error);
    EXPECT_EQ(failure.cause, model::FailureCause::kServer) << error;
    EXPECT_EQ(failure.ends, Ends::kAttempt) << error;
  }
}

TEST_F(SlackSinkTest, ObeysRetryAfterOfEitherStatus) {
  for (const int status : {200, 429}) {
    answer(slack_json({{"ok", false}, {"error", "ratelimited"}}, status, {{"Retry-After", "30"}}));
    const auto result = deliver(told());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().cause, model::FailureCause::kRateLimited) << status;
    EXPECT_EQ(result.error().ends, Ends::kAttempt) << status;
    ASSERT_TRUE(result.error().wait) << status;
    EXPECT_EQ(result.error().wait->time, 30s) << status;
  }
}

TEST_F(SlackSinkTest, AStatusOfItsOwnMeansWhatItSaysUnlessTheWordSaysMore) {
  const auto result_of = [&](Reply reply) {
    answer(std::move(reply));
    const auto result = deliver(told());
    EXPECT_FALSE(result);
    return result ? Failure{} : result.error();
  };
  EXPECT_EQ(result_of(slack_json({{"ok", false}, {"error", "internal_error"}}, 500)).ends,
            Ends::kAttempt);
  EXPECT_EQ(result_of(slack_json({{"ok", false}, {"error", "invalid_auth"}}, 400)).ends,
            Ends::kSink);
  EXPECT_EQ(result_of(slack_text("<html>bad gateway</html>", 502)).cause,
            model::FailureCause::kServer);
  EXPECT_EQ(result_of(slack_text("<html>log in</html>", 200)).ends, Ends::kAttempt)
      << "a page of a proxy has taken nothing";
}

TEST_F(SlackSinkTest, AHugeHostileHeadlineFitsWhatSlackTakes) {
  const std::string huge = huge_headline();
  auto result = deliver(told(huge));
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(last_sent()["blocks"].size(), 2u);
  auto edit = follow_up(model::FollowUp::kEdit, "C024BE91L 1503435956.000247");
  edit.notification.news = edit.notification.title = huge;
  result = deliver(edit);
  ASSERT_TRUE(result) << result.error().what;
}

TEST_F(SlackSinkTest, ManyReportsWithLongLinksAndAmpersandsFit) {
  model::Notification n = told(std::string(2900, '&'));
  n.link = "https://example.com/?" + std::string(1000, '&');
  n.reports.resize(200, n.reports.front());
  for (std::size_t i = 0; i < n.reports.size(); ++i) {
    n.reports[i].link = "https://example.com/" + std::string(i * 20, '&');
  }
  n.event.report_count = 500;
  ASSERT_TRUE(deliver(n));
  const std::string text = whole_text(last_sent());
  EXPECT_NE(text.find("… and 4"), std::string::npos) << text.substr(text.size() - 200);
}

TEST_F(SlackSinkTest, WordsFillTheSections) {
  model::Notification n = told();
  n.reports.resize(200, n.reports.front());
  n.event.report_count = 200;
  ASSERT_TRUE(deliver(n));
  EXPECT_GT(whole_text(last_sent()).size(), 9'000u);
  EXPECT_LT(last_sent()["blocks"].size(), 6u);
}

TEST_F(SlackSinkTest, TextOfAnyWritingAndNulArePlain) {
  const std::string title = std::string("שלום \u202eمرحبا 你好 👋") + '\0' + "end";
  ASSERT_TRUE(deliver(told(title)));
  EXPECT_EQ(last_sent()["text"].get<std::string>().substr(
                0, last_sent()["text"].get<std::string>().find('\n')),
            "New event: שלום مرحبا 你好 👋 end");
}

TEST_F(SlackSinkTest, SignsThatFormatBecomeOthersThatLookTheSame) {
  ASSERT_TRUE(deliver(told("2*3*4 and snake_case _x_ ~5% to ~9% `a`")));
  EXPECT_NE(whole_text(last_sent())
                .find("2\u22173\u22174 and snake_case \u02cdx\u02cd \u223c5% to \u223c9% "
                      "\u02cba\u02cb>"),
            std::string::npos)
      << whole_text(last_sent());
  auto row = follow_up(model::FollowUp::kEdit, "C024BE91L 1503435956.000247");
  row.notification.news = ">>> all of it";
  ASSERT_TRUE(deliver(row));
  EXPECT_NE(whole_text(last_sent()).find("\n\u200b&gt;&gt;&gt; all of it"), std::string::npos)
      << "> at the start of a line quotes, even as &gt;";
}

TEST_F(SlackSinkTest, AHostileHeadlineIsText) {
  ASSERT_TRUE(deliver(told(kHostile)));
  const json sent = last_sent();
  const std::string text = sent.dump();
  for (const char* harm : {"<!channel", "<@U1", "*bold", "_x_", "`code", "~~"}) {
    EXPECT_EQ(text.find(harm), std::string::npos) << harm;
  }
  expect_payload("slack_hostile.json", sent.dump(2));
}

TEST_F(SlackSinkTest, TellsTroubleAndSummaries) {
  ASSERT_TRUE(deliver(trouble_told()));
  expect_payload("slack_trouble.json", last_sent().dump(2));
  ASSERT_TRUE(deliver(summary_told()));
  expect_payload("slack_summary.json", last_sent().dump(2));
}

TEST_F(SlackWebhookTest, PostsAndHasNothingToFollowUp) {
  const auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "");
  EXPECT_EQ(last_request().target, "/services/T024BE7LD/B024BE7LH/Secret1Key");
  EXPECT_FALSE(last_request().has("Authorization"));
  const json sent = last_sent();
  EXPECT_FALSE(sent.contains("channel"));
  EXPECT_EQ(sent["unfurl_links"], false);
}

TEST_F(SlackWebhookTest, AReferenceOfABotThatWasThereBeforeIsOfNoUse) {
  const auto result = deliver(follow_up(model::FollowUp::kEdit, "C024BE91L 1503435956.000247"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->reference, "");
  EXPECT_FALSE(last_sent().contains("ts"));
}

TEST_F(SlackWebhookTest, ObeysWaitsOfTheHeadAndOfTheBody) {
  Failure failure = failure_of(slack_json({{"retry_after", 1}, {"ok", false}}, 429));
  EXPECT_EQ(failure.cause, model::FailureCause::kRateLimited);
  ASSERT_TRUE(failure.wait);
  EXPECT_EQ(failure.wait->time, 1s);
  failure = failure_of(slack_text("rate_limited", 429, {{"Retry-After", "9"}}));
  EXPECT_EQ(failure.cause, model::FailureCause::kRateLimited);
  ASSERT_TRUE(failure.wait);
  EXPECT_EQ(failure.wait->time, 9s);
  failure = failure_of(slack_json({{"retry_after", 1.2345}}, 429, {{"Retry-After", "1"}}));
  ASSERT_TRUE(failure.wait);
  EXPECT_EQ(failure.wait->time, 1235ms);
}

TEST_F(SlackWebhookTest, AnAddressOrAChannelThatIsGoneStopsTheSink) {
  for (const auto& [status, word] :
       std::initializer_list<std::pair<int, const char*>>{{403, "invalid_token"},
                                                          {403, "action_prohibited"},
                                                          {404, "no_service"},
                                                          {404, "no_team"},
                                                          {404, "channel_not_found"},
                                                          {410, "channel_is_archived"},
                                                          {400, "channel_is_archived"},
                                                          {410, "a word of next year"}}) {
    const Failure failure = failure_of(slack_text(word, status));
    EXPECT_EQ(failure.ends, Ends::kSink) << word;
    EXPECT_EQ(failure.what,
              "POST " + server_.url("") + ": HTTP status " + std::to_string(status) + ": " + word);
  }
  EXPECT_EQ(failure_of(slack_text("invalid_token", 403)).cause, model::FailureCause::kAuth);
}

TEST_F(SlackWebhookTest, ABadPayloadEndsTheMessage) {
  EXPECT_EQ(failure_of(slack_text("invalid_payload", 400)).ends, Ends::kMessage);
  EXPECT_EQ(failure_of(slack_text("no_text", 400)).ends, Ends::kMessage);
}

TEST_F(SlackWebhookTest, OtherFaultsAreTriedAgain) {
  EXPECT_EQ(failure_of(slack_text("rollup_error", 500)).ends, Ends::kAttempt);
  EXPECT_EQ(failure_of(slack_text("<html>log in</html>", 200)).ends, Ends::kAttempt);
}

TEST_F(SlackWebhookTest, TheAddressIsNotShown) {
  for (const char* words :
       {"no /services/T024BE7LD/B024BE7LH/Secret1Key", "no T024BE7LD/B024BE7LH", "no Secret1Key"}) {
    const Failure failure = failure_of(slack_text(words, 404));
    for (const char* part : {"Secret1Key", "T024BE7LD", "B024BE7LH"}) {
      EXPECT_EQ(failure.what.find(part), std::string::npos) << failure.what;
    }
  }
  make("slack", {}, {{"url_file", "http://127.0.0.1:1/services/T024BE7LD/B024BE7LH/Secret1Key"}});
  const auto result = deliver(told());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what.find("Secret1Key"), std::string::npos) << result.error().what;
}

}  // namespace
}  // namespace newswatch::notify::test
