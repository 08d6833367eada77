#include "webhook_sink_test.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "record/notification_json.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;

const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string kOtherSecret = "whsec_" + std::string(32, 'Q');

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
  ASSERT_TRUE(deliver(summary_of(200)));
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
  EXPECT_EQ(waited({.status = 429, .body = "[]"}), -1ms);
}

TEST_F(WebhookSinkTest, AWaitOfNoTimeIsNoneForItWouldBeAskedWithoutEnd) {
  make_format("standard");
  for (const char* none : {"0", "Thu, 01 Jan 1970 00:00:00 GMT", "-1"}) {
    answer({.status = 503, .body = R"({"retry_after":0})", .headers = {{"Retry-After", none}}});
    EXPECT_FALSE(failure().wait) << none;
  }
}

// ---- cloudevents

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
        std::pair("summary", summary_of(3))}) {
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
