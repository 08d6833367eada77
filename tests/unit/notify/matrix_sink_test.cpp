#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "http_target_test.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSend =
    "/base/_matrix/client/v3/rooms/%21news%3Aexample.org/send/m.room.message/";

Reply matrix_refusal(int status, const std::string& code, const std::string& why, json more = {}) {
  json answer = {{"errcode", code}, {"error", why}};
  if (more.is_object()) answer.update(more);
  return {.status = status, .body = answer.dump(), .content_type = "application/json"};
}

// As a homeserver does: an event for each transaction, and the same event for the same one.
class Homeserver {
 public:
  Reply operator()(const Request& request) {
    if (request.header("Authorization") != "Bearer syt_secret") {
      return matrix_refusal(401, "M_UNKNOWN_TOKEN", "Invalid access token passed.");
    }
    if (request.method != "PUT" || !request.target.starts_with(kSend)) {
      return matrix_refusal(404, "M_UNRECOGNIZED", "Unrecognized request");
    }
    const json event = json::parse(request.body, nullptr, false);
    if (!event.is_object()) return matrix_refusal(400, "M_NOT_JSON", "Content not JSON.");
    if (event.dump().size() > 65'000) return matrix_refusal(413, "M_TOO_LARGE", "event too large");
    const auto [at, is_new] = transactions_->try_emplace(
        request.target, "$event" + std::to_string(transactions_->size() + 1));
    return {.status = 200, .body = json{{"event_id", at->second}}.dump()};
  }

 private:
  std::shared_ptr<std::map<std::string, std::string>> transactions_ =
      std::make_shared<std::map<std::string, std::string>>();
};

class MatrixSinkTest : public HttpTargetTest {
 protected:
  MatrixSinkTest() {
    server_.handle_rest(Homeserver());
    make("matrix", {{"url", server_.url("/base/")}, {"room", std::string("!news:example.org")}},
         {{"token_file", "syt_secret"}});
  }
  json last_sent() const { return json::parse(last_request().body); }
  Failure failure() {
    const DeliveryResult result = deliver(told());
    if (result) {
      ADD_FAILURE() << "delivered";
      return {};
    }
    EXPECT_THAT(result.error().what, Not(HasSubstr("syt_secret")));
    return result.error();
  }
};

TEST_F(MatrixSinkTest, SendsWhatAPersonNeedsAtOnce) {
  const auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "$event1");
  EXPECT_EQ(last_request().target, std::string(kSend) + "01JJM0000000000000000000AA%3Aevent.new");
  EXPECT_EQ(last_sent(),
            json({{"msgtype", "m.text"},
                  {"body",
                   "New event: DeepSeek's R1 rattles markets\n  https://example.com/a?b=1#c\n"
                   "2 outlets, 1 source (AP): TIME, The Hill\n"
                   "Published 2025-01-27 17:26 UTC, seen 17:41 UTC\n"
                   "Topic deepseek-r1 by title: deepseek\n"
                   "• TIME: DeepSeek's R1 rattles markets\n  https://example.com/T?a=1&b=2\n"
                   "• The Hill: DeepSeek's R1 rattles markets\n  https://example.com/T?a=1&b=2"},
                  {"format", "org.matrix.custom.html"},
                  {"formatted_body",
                   "<a href=\"https://example.com/a?b=1#c\"><b>New event: DeepSeek's R1 rattles "
                   "markets</b></a><br/>\n"
                   "2 outlets, 1 source (AP): TIME, The Hill<br/>\n"
                   "Published 2025-01-27 17:26 UTC, seen 17:41 UTC<br/>\n"
                   "Topic deepseek-r1 by title: deepseek<br/>\n"
                   "• TIME: <a href=\"https://example.com/T?a=1&amp;b=2\">DeepSeek's R1 rattles "
                   "markets</a><br/>\n"
                   "• The Hill: <a href=\"https://example.com/T?a=1&amp;b=2\">DeepSeek's R1 "
                   "rattles markets</a>"},
                  {"m.mentions", json::object()}}));
}

TEST_F(MatrixSinkTest, ARepeatIsTheSameTransaction) {
  const auto first = deliver(told());
  const auto again = deliver(told());
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->reference, again->reference);
  const auto other = deliver(trouble_told());
  ASSERT_TRUE(other);
  EXPECT_NE(other->reference, first->reference);
}

TEST_F(MatrixSinkTest, AnEditReplacesTheFirstMessage) {
  const auto result = deliver(follow_up(model::FollowUp::kEdit, "$first"));
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "$first");
  EXPECT_THAT(last_request().target, testing::EndsWith("%3Aevent.grown%3A1"));
  const json sent = last_sent();
  EXPECT_EQ(sent["m.relates_to"], json({{"rel_type", "m.replace"}, {"event_id", "$first"}}));
  EXPECT_EQ(sent["body"], "* " + sent["m.new_content"]["body"].get<std::string>());
  EXPECT_EQ(sent["m.new_content"]["m.mentions"], json::object());
  EXPECT_THAT(sent["m.new_content"]["formatted_body"].get<std::string>(),
              HasSubstr("Now 3 outlets"));
}

TEST_F(MatrixSinkTest, AnAnswerIsInTheThreadOfTheFirstMessage) {
  const auto result = deliver(follow_up(model::FollowUp::kThread, "$first"));
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "$first");
  EXPECT_EQ(last_sent()["m.relates_to"], json({{"rel_type", "m.thread"},
                                               {"event_id", "$first"},
                                               {"is_falling_back", true},
                                               {"m.in_reply_to", {{"event_id", "$first"}}}}));
}

TEST_F(MatrixSinkTest, TheLargerOfBothWaitsCounts) {
  Reply reply =
      matrix_refusal(429, "M_LIMIT_EXCEEDED", "Too Many Requests", {{"retry_after_ms", 2501}});
  answer(reply);
  const Failure why = failure();
  EXPECT_EQ(why.cause, model::FailureCause::kRateLimited);
  EXPECT_EQ(why.ends, Ends::kAttempt);
  EXPECT_EQ(why.wait->time, 2501ms);
  EXPECT_EQ(why.what,
            "PUT " + server_.url("") + ": HTTP status 429: M_LIMIT_EXCEEDED: Too Many Requests");
  reply.headers = {{"Retry-After", "3"}};
  answer(reply);
  EXPECT_EQ(failure().wait->time, 3s);
  reply.headers = {{"Retry-After", "1"}};
  answer(reply);
  EXPECT_EQ(failure().wait->time, 2501ms);
  answer(matrix_refusal(429, "M_LIMIT_EXCEEDED", "", {{"retry_after_ms", 0.25}}));
  EXPECT_EQ(failure().wait->time, 1ms);
  answer(matrix_refusal(429, "M_LIMIT_EXCEEDED", "", {{"retry_after_ms", 1e300}}));
  EXPECT_EQ(failure().wait->time, std::chrono::hours(24 * 366));
}

TEST_F(MatrixSinkTest, WhatAPersonMustMendStopsTheSink) {
  for (const auto& [status, code, why] :
       {std::tuple(401, "M_UNKNOWN_TOKEN", "Invalid access token syt_secret passed."),
        {403, "M_FORBIDDEN", "User not in room"},
        {404, "M_NOT_FOUND", "Unknown room"}}) {
    answer(matrix_refusal(status, code, why));
    const Failure failed = failure();
    EXPECT_EQ(failed.ends, Ends::kSink) << code;
    EXPECT_THAT(failed.what, HasSubstr(code));
  }
}

TEST_F(MatrixSinkTest, AMessageThatIsTooLargeEndsThatMessageOnly) {
  answer(matrix_refusal(413, "M_TOO_LARGE", "event too large"));
  EXPECT_EQ(failure().ends, Ends::kMessage);
  answer(matrix_refusal(400, "M_BAD_JSON", "no"));
  EXPECT_EQ(failure().ends, Ends::kMessage);
}

TEST_F(MatrixSinkTest, TriesAgainWhatAServerOrAStrangerAnswered) {
  answer({.status = 502, .body = "<html>Bad Gateway</html>"});
  EXPECT_EQ(failure().ends, Ends::kAttempt);
  answer({.status = 200, .body = "<html>Log in to the hotel</html>"});
  const Failure why = failure();
  EXPECT_EQ(why.ends, Ends::kAttempt);
  EXPECT_THAT(why.what, HasSubstr("no answer of a Matrix server"));
}

TEST_F(MatrixSinkTest, TroubleAndSummariesAreMessagesToo) {
  ASSERT_TRUE(deliver(trouble_told()));
  EXPECT_EQ(last_sent()["body"],
            "Trouble: time fails: HTTP status 500\nSince 2025-01-27 15:46 UTC");
  ASSERT_TRUE(deliver(summary_told()));
  EXPECT_THAT(
      last_sent()["formatted_body"].get<std::string>(),
      HasSubstr(
          "DeepSeek's R1 &amp; &lt;others&gt;</a><br/>\n• Nvidia *falls*<br/>\n… and 1 more"));
}

TEST_F(MatrixSinkTest, FitsAHugeHostileHeadline) {
  for (const std::string& title : {huge_headline(), std::string(300'000, '"'),
                                   std::string(300'000, '\\'), std::string(300'000, '\xff')}) {
    ASSERT_TRUE(deliver(told(title)));
    EXPECT_LE(last_request().body.size(), 60'000u);
    model::OutboxRow row = follow_up(model::FollowUp::kEdit, "$first");
    row.notification.title = title;
    const auto result = deliver(row);
    ASSERT_TRUE(result) << result.error().what;
    EXPECT_LE(last_request().body.size(), 60'000u);
  }
}

TEST_F(MatrixSinkTest, AHostileHeadlineIsText) {
  ASSERT_TRUE(deliver(told(kHostile)));
  expect_payload("matrix_hostile.json", last_sent().dump(2));
}

TEST_F(MatrixSinkTest, ConfigIsChecked) {
  write_file(folder_ / "token", "syt_secret\n");
  const auto problems = [&](const std::string& lines) {
    return config_problems("type = 'matrix'\n" + lines, folder_.path());
  };
  const std::string url = "url = 'https://matrix.example.org'\n";
  EXPECT_EQ(problems(url + "room = '!a:b.c'\ntoken_file = 'token'\nfollow_up = 'edit'\n"), "");
  EXPECT_EQ(problems(url + "room = '!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM'\n"
                           "token_file = 'token'\n"),
            "");
  EXPECT_THAT(problems(url + "token_file = 'token'\n"), HasSubstr("room"));
  EXPECT_THAT(problems("room = '!a:b.c'\ntoken_file = 'token'\n"), HasSubstr("url"));
  EXPECT_THAT(problems(url + "room = '#news:b.c'\ntoken_file = 'token'\n"),
              HasSubstr("room is an alias"));
  EXPECT_THAT(problems(url + "room = 'news'\ntoken_file = 'token'\n"),
              HasSubstr("room is not the id of a room"));
  EXPECT_THAT(problems(url + "room = '!a:b.c'\n"), HasSubstr("room without token_file"));
  EXPECT_THAT(problems(url + "room = '!a:b.c'\ntoken_file = 'gone'\n"), HasSubstr("No such file"));
  EXPECT_THAT(problems(url + "room = '!a:b.c'\ntoken_file = 'token'\nfollow_up = 'x'\n"),
              HasSubstr("follow_up"));
  EXPECT_THAT(problems("url = 'http://10.0.0.1'\nroom = '!a:b.c'\ntoken_file = 'token'\n"),
              HasSubstr("not asked without leave"));
}

}  // namespace
}  // namespace newswatch::notify::test
