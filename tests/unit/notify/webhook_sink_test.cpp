#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "http_target_test.h"
#include "record/notification_json.h"
#include "text/fit.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;

const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string kOtherSecret = "whsec_" + std::string(32, 'Q');

model::Notification huge() {
  std::string title;
  while (title.size() < 300'000) title += kHostile;
  return told(title);
}

model::Notification trouble_over() {
  model::Notification n = trouble_told();
  n.id += ".recovered";
  n.type += ".recovered";
  return n;
}

model::Notification summary_told(std::size_t count = 3) {
  model::Notification n;
  n.id = "01JJM0000000000000000000AC:summary";
  n.type = "summary";
  n.time = kNow;
  n.title = std::to_string(count) + " new events";
  for (std::size_t i = 0; i < count; ++i) {
    n.items.push_back({n.id, kHostile, "https://example.com/" + std::to_string(i), kNow, {}});
  }
  n.count = count;
  return n;
}

std::size_t characters(const json& text) {
  return text::length(text.get<std::string>(), text::Unit::kCharacters);
}

// The fields of application/x-www-form-urlencoded.
std::map<std::string, std::string> form_of(const std::string& body) {
  std::map<std::string, std::string> fields;
  std::istringstream in(body);
  for (std::string field; std::getline(in, field, '&');) {
    std::string value;
    const std::size_t is = field.find('=');
    for (std::size_t i = is + 1; i < field.size(); ++i) {
      if (field[i] == '%') {
        value += static_cast<char>(std::stoi(field.substr(i + 1, 2), nullptr, 16));
        i += 2;
      } else {
        value += field[i];
      }
    }
    EXPECT_TRUE(fields.emplace(field.substr(0, is), value).second) << "twice: " << field;
  }
  return fields;
}

using Secrets = std::map<std::string, std::string, std::less<>>;

class WebhookSinkTest : public HttpTargetTest {
 protected:
  WebhookSinkTest() { answer({.status = 200, .body = "ok"}); }

  void make_format(const std::string& format, Secrets secrets = {}) {
    make("webhook", {{"url", server_.url("/hook?sig=s3cr3t-in-url")}, {"format", format}},
         std::move(secrets));
  }
  void make_gotify() {
    make("webhook", {{"url", server_.url("/push/")}, {"format", std::string("gotify")}},
         {{"token_file", "AppToken1"}});
  }
  void make_pushover() {
    make_format("pushover", {{"token_file", "app-key"}, {"user_file", "user-key"}});
  }
  json sent() const { return json::parse(last_request().body); }
  Failure failure(const model::Notification& n = told()) {
    const auto result = deliver(n);
    EXPECT_FALSE(result);
    return result ? Failure{} : result.error();
  }
};

// ---- standard

TEST_F(WebhookSinkTest, StandardSendsTypeTimestampAndTheNotification) {
  make_format("standard");
  const auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "");
  const Request request = last_request();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/hook?sig=s3cr3t-in-url");
  EXPECT_EQ(request.header("Content-Type"), "application/json");
  EXPECT_EQ(request.header("webhook-id"), "01JJM0000000000000000000AA:event_new");
  EXPECT_NEAR(std::stod(request.header("webhook-timestamp")), static_cast<double>(::time(nullptr)),
              30);
  EXPECT_FALSE(request.has("webhook-signature")) << "there is no secret";
  EXPECT_EQ(sent()["type"], "event.new");
  EXPECT_EQ(sent()["timestamp"], "2025-01-27T17:46:40Z");
  EXPECT_EQ(sent()["data"], json::parse(record::notification_json(told())));
}

TEST_F(WebhookSinkTest, StandardDropsReportsFromTheEndAndKeepsTheCount) {
  make_format("standard");
  model::Notification n = told();
  for (int i = 0; i < 198; ++i) {
    n.reports.push_back(n.reports[0]);
    n.reports.back().title = std::to_string(i) + std::string(90, 'x');
  }
  n.event.report_count = 5000;
  ASSERT_TRUE(deliver(n));
  EXPECT_LT(last_request().body.size(), 20'000u);
  EXPECT_GT(last_request().body.size(), 18'000u) << "more would fit";
  const json event = sent()["data"]["event"];
  EXPECT_EQ(event["report_count"], 5000);
  EXPECT_GT(event["reports"].size(), 20u);
  EXPECT_EQ(event["reports"][2]["title"], n.reports[2].title);
  EXPECT_EQ(event["title"], n.event.title);
}

TEST_F(WebhookSinkTest, StandardKeepsCountsOfSummariesAndTroubleThatDoNotFit) {
  make_format("standard");
  ASSERT_TRUE(deliver(summary_told(200)));
  EXPECT_LT(last_request().body.size(), 20'000u);
  EXPECT_EQ(sent()["data"]["count"], 200);
  EXPECT_GT(sent()["data"]["items"].size(), 10u);
  model::Notification trouble = trouble_told();
  trouble.subjects.assign(200, {"time", {}, std::string(500, 'r'), kNow});
  trouble.count = 300;
  ASSERT_TRUE(deliver(trouble));
  EXPECT_LT(last_request().body.size(), 20'000u);
  EXPECT_EQ(sent()["data"]["count"], 300);
  EXPECT_EQ(sent()["data"]["subject"]["feed"], "time");
}

TEST_F(WebhookSinkTest, StandardFitsAHugeHostileHeadline) {
  make_format("standard");
  model::Notification n = huge();
  n.event.outlets.assign(300, std::string(3000, 'o'));
  n.event.report_count = 300;
  ASSERT_TRUE(deliver(n));
  EXPECT_LT(last_request().body.size(), 20'000u);
  EXPECT_EQ(sent()["data"]["event"]["outlet_count"], 300);
  EXPECT_EQ(sent()["data"]["event"]["report_count"], 300);
  n.link = n.event.link = "https://example.com/" + std::string(100'000, 'a');
  ASSERT_TRUE(deliver(n));
  EXPECT_LT(last_request().body.size(), 20'000u);
  EXPECT_EQ(sent()["data"]["link"], "") << "a part of an address leads elsewhere";
}

// ---- signatures

class WebhookSignedTest : public WebhookSinkTest {
 protected:
  void SetUp() override {
    if (std::system("nodejs --version > /dev/null 2>&1") != 0) {
      GTEST_SKIP() << "nodejs is missing";
    }
  }

  // What the verifier of the reference library says: 0 right, 1 wrong.
  int verify(const Request& request, const std::string& secret) {
    json question = {{"secret", secret}, {"body", request.body}, {"headers", json::object()}};
    for (const auto& [name, value] : request.headers) question["headers"][name] = value;
    write_file(folder_ / "question", question.dump());
    const std::string library = std::string(NEWSWATCH_TEST_DATA) + "/standardwebhooks";
    const std::string command = "NODE_PATH='" + library + "' nodejs '" + library +
                                "/verify.js' < '" + (folder_ / "question").string() +
                                "' > /dev/null 2>&1";
    return WEXITSTATUS(std::system(command.c_str()));
  }
};

TEST_F(WebhookSignedTest, TheReferenceLibraryVerifiesEveryFormat) {
  for (const char* format : {"standard", "cloudevents", "teams", "mattermost"}) {
    make_format(format, {{"secret_file", kSecret + "\n"}});
    ASSERT_TRUE(deliver(told(kHostile))) << format;
    EXPECT_EQ(verify(last_request(), kSecret), 0) << format;
    EXPECT_EQ(verify(last_request(), kOtherSecret), 1) << format;
  }
}

TEST_F(WebhookSignedTest, AChangedBodyIdOrTimeFailsTheVerification) {
  make_format("standard", {{"secret_file", kSecret + "\n"}});
  ASSERT_TRUE(deliver(told()));
  Request good = last_request();
  ASSERT_EQ(verify(good, kSecret), 0);
  Request changed = good;
  changed.body.replace(changed.body.find("DeepSeek"), 8, "DeepFake");
  EXPECT_EQ(verify(changed, kSecret), 1);
  for (const char* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
    changed = good;
    for (auto& [key, value] : changed.headers) {
      if (key == name) value.back() = value.back() == '1' ? '2' : '1';
    }
    EXPECT_EQ(verify(changed, kSecret), 1) << name;
  }
}

TEST_F(WebhookSignedTest, BothSecretsVerifyWhileOneIsChanged) {
  make_format("standard", {{"secret_file", kSecret + "\n" + kOtherSecret + "\n"}});
  ASSERT_TRUE(deliver(told()));
  EXPECT_EQ(verify(last_request(), kSecret), 0);
  EXPECT_EQ(verify(last_request(), kOtherSecret), 0);
}

TEST_F(WebhookSinkTest, ARepeatHasTheSameIdAndItsOwnTime) {
  newswatch::test::FeedServer& server = server_;
  make_format("standard", {{"secret_file", kSecret + "\n"}});
  answer({.status = 500});
  deliver(told());
  answer({.status = 204});
  std::this_thread::sleep_for(1100ms);
  ASSERT_TRUE(deliver(told()));
  const auto all = server.requests();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].header("webhook-id"), all[1].header("webhook-id"));
  EXPECT_NE(all[0].header("webhook-timestamp"), all[1].header("webhook-timestamp"));
  EXPECT_NE(all[0].header("webhook-signature"), all[1].header("webhook-signature"));
}

TEST_F(WebhookSinkTest, HeadersOfTheUserAreSentAlong) {
  make_format("standard", {{"headers_file", "Authorization: Bearer tok3n-tok3n\nX-A: b c\n"}});
  answer({.status = 401, .body = R"({"message":"tok3n-tok3n is wrong, s3cr3t"})"});
  const Failure failed = failure();
  EXPECT_EQ(last_request().header("Authorization"), "Bearer tok3n-tok3n");
  EXPECT_EQ(last_request().header("X-A"), "b c");
  EXPECT_EQ(failed.ends, Ends::kSink);
  EXPECT_EQ(failed.what.find("tok3n"), std::string::npos) << failed.what;
}

// ---- answers

TEST_F(WebhookSinkTest, AnswersMeanWhatTheyMeanElsewhere) {
  make_format("standard");
  for (const auto& [status, ends] :
       {std::pair(410, Ends::kSink), std::pair(404, Ends::kSink), std::pair(301, Ends::kSink),
        std::pair(400, Ends::kMessage), std::pair(500, Ends::kAttempt),
        std::pair(429, Ends::kAttempt)}) {
    answer({.status = status});
    EXPECT_EQ(failure().ends, ends) << status;
  }
  for (const int status : {200, 201, 202, 204}) {
    answer({.status = status});
    EXPECT_TRUE(deliver(told())) << status;
  }
}

TEST_F(WebhookSinkTest, WaitsAsLongAsTheAnswerSays) {
  make_format("standard");
  const auto waited = [&](Reply reply) {
    answer(std::move(reply));
    const auto wait = failure().wait;
    return wait ? wait->time : model::Duration(-1);
  };
  EXPECT_EQ(waited({.status = 429, .headers = {{"Retry-After", "7"}}}), 7s);
  EXPECT_EQ(waited({.status = 429, .body = R"({"retry_after":1.25})"}), 1250ms);
  EXPECT_EQ(waited({.status = 503, .body = R"({"retry_after":3})"}), 3s);
  EXPECT_EQ(
      waited({.status = 429, .body = R"({"retry_after":3})", .headers = {{"Retry-After", "9"}}}),
      9s);
  EXPECT_EQ(waited({.status = 429, .body = R"({"retry_after":1e300})"}), std::chrono::days(31));
  EXPECT_EQ(waited({.status = 429, .body = R"({"retry_after":"soon"})"}), -1ms);
  EXPECT_EQ(waited({.status = 429, .body = "{"}), -1ms);
}

// ---- cloudevents

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
  ASSERT_TRUE(deliver(summary_told()));
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
  for (const model::Notification& n : {huge(), summary_told(200)}) {
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
  for (const model::Notification& n : {huge(), summary_told(200)}) {
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
  for (const model::Notification& n : {huge(), long_link, summary_told(200), trouble_over()}) {
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

TEST_F(WebhookSinkTest, AHostileHeadlineIsText) {
  for (const char* format : {"standard", "cloudevents", "teams", "mattermost"}) {
    make_format(format);
    ASSERT_TRUE(deliver(told(kHostile)));
    expect_payload("webhook_" + std::string(format) + "_hostile.json", sent().dump(2));
  }
  make_gotify();
  ASSERT_TRUE(deliver(told(kHostile)));
  expect_payload("webhook_gotify_hostile.json", sent().dump(2));
  make_pushover();
  ASSERT_TRUE(deliver(told(kHostile)));
  expect_payload("webhook_pushover_hostile.json", json(form_of(last_request().body)).dump(2));
}

TEST_F(WebhookSinkTest, TroubleAndSummariesReadWell) {
  for (const auto& [name, n] :
       {std::pair("trouble", trouble_told()), std::pair("over", trouble_over()),
        std::pair("summary", summary_told())}) {
    for (const char* format : {"teams", "mattermost"}) {
      make_format(format);
      ASSERT_TRUE(deliver(n));
      expect_payload("webhook_" + std::string(format) + "_" + name + ".json", sent().dump(2));
    }
  }
}

TEST_F(WebhookSinkTest, NulAndChangesOfDirectionAreNotSentToPeople) {
  const std::string title = std::string("a\0b", 3) +
                            "\u202e\u2066"
                            "c \u05d0\u05d1 \xff";
  for (const char* format : {"teams", "mattermost"}) {
    make_format(format);
    ASSERT_TRUE(deliver(told(title)));
    EXPECT_NE(sent().dump().find("a bc \u05d0\u05d1 \ufffd"), std::string::npos) << sent().dump();
  }
  make_format("standard");
  ASSERT_TRUE(deliver(told(title)));
  EXPECT_TRUE(json::accept(last_request().body));
  EXPECT_EQ(last_request().body.find("\u202e"), std::string::npos);
}

}  // namespace
}  // namespace newswatch::notify::test
