#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "http_target_test.h"
#include "net/http_client.h"
#include "support/process.h"
#include "text/times.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class AlertmanagerSinkTest : public HttpTargetTest {
 protected:
  AlertmanagerSinkTest() {
    answer({.status = 200, .body = ""});
    use({server_.url("")});
  }
  void use(std::vector<std::string> urls, const std::string& auth = "") {
    make("alertmanager", {{"urls", std::move(urls)}}, {{"auth_file", auth}});
  }
  json last_sent() const { return json::parse(last_request().body); }
  Failure failure() {
    const DeliveryResult result = deliver(told());
    if (result) {
      ADD_FAILURE() << "delivered";
      return {};
    }
    return result.error();
  }
};

model::Time time_of(const json& value) {
  return text::parse_rfc3339(value.get<std::string>()).value_or(model::Time{});
}

TEST_F(AlertmanagerSinkTest, AnEventIsAnAlert) {
  const model::Time before = clock_.now();
  const auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "01JJM0000000000000000000AA info deepseek-r1");
  EXPECT_EQ(last_request().method, "POST");
  EXPECT_EQ(last_request().target, "/api/v2/alerts");
  EXPECT_FALSE(last_request().has("Authorization"));
  json sent = last_sent();
  ASSERT_EQ(sent.size(), 1u);
  const model::Time ends = time_of(sent[0]["endsAt"]);
  EXPECT_GE(ends, before + 1h);
  EXPECT_LE(ends, clock_.now() + 1h);
  sent[0].erase("endsAt");
  EXPECT_EQ(sent[0], json({{"labels",
                            {{"alertname", "NewswatchEvent"},
                             {"event", "01JJM0000000000000000000AA"},
                             {"severity", "info"},
                             {"topic", "deepseek-r1"},
                             {"service", "newswatch"}}},
                           {"annotations",
                            {{"summary", "New event: DeepSeek's R1 rattles markets"},
                             {"description",
                              "2 outlets, 1 source (AP): TIME, The Hill\n"
                              "Published 2025-01-27 17:26 UTC, seen 17:41 UTC\n"
                              "Topic deepseek-r1 by title: deepseek\n"
                              "• TIME: DeepSeek's R1 rattles markets\n"
                              "  https://example.com/T?a=1&b=2\n"
                              "• The Hill: DeepSeek's R1 rattles markets\n"
                              "  https://example.com/T?a=1&b=2"},
                             {"link", "https://example.com/a?b=1#c"},
                             {"outlets", "TIME, The Hill"}}},
                           {"startsAt", "2025-01-27T17:41:40Z"},
                           {"generatorURL", "https://example.com/a?b=1#c"}}));
}

TEST_F(AlertmanagerSinkTest, AChangeHasTheLabelsOfTheFirstMessage) {
  model::OutboxRow row =
      follow_up(model::FollowUp::kEdit, "01JJM0000000000000000000AA warning one two,three");
  row.notification.priority = model::Priority::kHighest;
  row.notification.event.topics = {"other"};
  const auto result = deliver(row);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->reference, row.reference);
  const json sent = last_sent();
  EXPECT_EQ(sent[0]["labels"]["event"], "01JJM0000000000000000000AA");
  EXPECT_EQ(sent[0]["labels"]["severity"], "warning");
  EXPECT_EQ(sent[0]["labels"]["topic"], "one two,three");
  EXPECT_THAT(sent[0]["annotations"]["description"].get<std::string>(), HasSubstr("Now 3 outlets"));
}

TEST_F(AlertmanagerSinkTest, PriorityIsSeverity) {
  model::Notification n = told();
  n.priority = model::Priority::kHigh;
  ASSERT_TRUE(deliver(n));
  EXPECT_EQ(last_sent()[0]["labels"]["severity"], "warning");
  n.priority = model::Priority::kHighest;
  ASSERT_TRUE(deliver(n));
  EXPECT_EQ(last_sent()[0]["labels"]["severity"], "critical");
}

TEST_F(AlertmanagerSinkTest, EachSubjectOfTroubleIsOverByItself) {
  model::Notification n = trouble_told();
  n.subjects.push_back({"hill", {}, "HTTP status 500", kNow - 1h});
  n.count = 2;
  const auto result = deliver(n);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->reference, "");
  json sent = last_sent();
  ASSERT_EQ(sent.size(), 2u);
  const json began = sent[1]["labels"];
  EXPECT_EQ(began, json({{"alertname", "NewswatchTrouble"},
                         {"kind", "feed.failing"},
                         {"event", "hill"},
                         {"severity", "warning"},
                         {"service", "newswatch"}}));
  EXPECT_GT(time_of(sent[1]["endsAt"]), clock_.now());
  EXPECT_EQ(time_of(sent[1]["startsAt"]), kNow - 1h);

  n.type = "feed.failing.recovered";
  n.subjects.erase(n.subjects.begin());
  ASSERT_TRUE(deliver(n));
  sent = last_sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0]["labels"], began);
  EXPECT_LE(time_of(sent[0]["endsAt"]), clock_.now());
}

TEST_F(AlertmanagerSinkTest, ASummaryIsAnAlertByItsOwnId) {
  ASSERT_TRUE(deliver(summary_told()));
  const json sent = last_sent();
  EXPECT_EQ(sent[0]["labels"]["event"], "01JJM0000000000000000000AC:summary");
  EXPECT_FALSE(sent[0]["labels"].contains("topic"));
  EXPECT_THAT(sent[0]["annotations"]["description"].get<std::string>(), HasSubstr("and 1 more"));
}

TEST_F(AlertmanagerSinkTest, TellsEveryPeerAndIsContentWithOne) {
  FeedServer other;
  other.handle_rest([](const Request&) { return Reply{.status = 500, .body = "\"no\""}; });
  use({other.url("/am/"), server_.url("")}, "user:pass word");
  const auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  ASSERT_EQ(other.requests().size(), 1u);
  EXPECT_EQ(other.requests()[0].target, "/am/api/v2/alerts");
  EXPECT_EQ(other.requests()[0].body, last_request().body);
  EXPECT_EQ(last_request().header("Authorization"), "Basic dXNlcjpwYXNzIHdvcmQ=");
}

TEST_F(AlertmanagerSinkTest, FailsWhenNoPeerTookIt) {
  FeedServer other;
  other.handle_rest([](const Request&) { return Reply{.status = 503, .body = "busy"}; });
  answer({.status = 400, .body = "\"start time must be before end time\""});
  use({other.url(""), server_.url("")});
  Failure why = failure();
  EXPECT_EQ(why.ends, Ends::kAttempt) << "the one that is busy may take it";
  use({server_.url("")});
  why = failure();
  EXPECT_EQ(why.ends, Ends::kMessage);
  EXPECT_THAT(why.what, HasSubstr("start time must be before end time"));
  answer({.status = 401, .body = "Unauthorized for secret-word"});
  use({server_.url("")}, "user:secret-word");
  why = failure();
  EXPECT_EQ(why.ends, Ends::kSink);
  EXPECT_THAT(why.what, Not(HasSubstr("secret-word")));
  answer({.status = 429, .body = "", .headers = {{"Retry-After", "7"}}});
  EXPECT_EQ(failure().wait->time, 7s);
}

TEST_F(AlertmanagerSinkTest, FitsAHugeHostileHeadline) {
  model::Notification n = told(huge_headline());
  n.event.topics = {std::string(300'000, 't')};
  n.event.outlets = {huge_headline()};
  ASSERT_TRUE(deliver(n));
  EXPECT_LT(last_request().body.size(), 30'000u);
  const json sent = last_sent();
  EXPECT_LE(sent[0]["labels"]["topic"].get<std::string>().size(), 1000u);
}

TEST_F(AlertmanagerSinkTest, AHostileHeadlineIsText) {
  ASSERT_TRUE(deliver(told(kHostile)));
  json sent = last_sent();
  sent[0].erase("endsAt");
  expect_payload("alertmanager_hostile.json", sent.dump(2));
}

TEST_F(AlertmanagerSinkTest, ConfigIsChecked) {
  write_file(folder_ / "auth", "user:password\n");
  const auto problems = [&](const std::string& lines) {
    return config_problems("type = 'alertmanager'\n" + lines, folder_.path());
  };
  const std::string urls = "urls = ['https://am1.example.org', 'https://am2.example.org']\n";
  EXPECT_EQ(problems(urls + "auth_file = 'auth'\nresolve_after = '2h'\nfollow_up = 'none'\n"), "");
  EXPECT_THAT(problems(""), HasSubstr("urls"));
  EXPECT_THAT(problems("urls = []\n"), HasSubstr("urls names no Alertmanager"));
  EXPECT_THAT(problems(urls + "auth_file = 'gone'\n"), HasSubstr("No such file"));
  EXPECT_THAT(problems(urls + "follow_up = 'thread'\n"), HasSubstr("follow_up"));
  EXPECT_THAT(problems(urls + "resolve_after = '1s'\n"), HasSubstr("resolve_after"));
  EXPECT_THAT(problems("urls = ['http://127.0.0.1:9093']\n"), HasSubstr("not asked without leave"));
}

// Debian's own, on a free port.
class RealAlertmanagerTest : public AlertmanagerSinkTest {
 protected:
  void SetUp() override {
    int port = 0;
    {
      FeedServer free;
      port = free.port();
    }
    base_ = "http://127.0.0.1:" + std::to_string(port);
    write_file(folder_ / "am.yml", "route: {receiver: none}\nreceivers: [{name: none}]\n");
    program_ = std::make_unique<newswatch::test::Child>(
        std::vector<std::string>{
            "/usr/bin/prometheus-alertmanager", "--config.file=" + (folder_ / "am.yml").string(),
            "--storage.path=" + (folder_ / "data").string(),
            "--web.listen-address=127.0.0.1:" + std::to_string(port), "--cluster.listen-address="},
        [](const std::string&) {});
    if (!program_->running()) GTEST_SKIP() << "prometheus-alertmanager is missing";
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (get("/-/ready").empty() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(50ms);
    }
    use({base_});
  }

  // The body of an answer with status 200, else empty.
  std::string get(const std::string& path) {
    const auto client = net::HttpClient::open({}, clock_);
    if (!client) return {};
    net::HttpRequest request{.method = net::HttpMethod::kGet, .url = base_ + path};
    request.guard = *net::AddressGuard::parse(std::vector<std::string>{"127.0.0.0/8"});
    (*client)->start(std::move(request));
    for (int i = 0; i < 1000; ++i) {
      for (const auto& [id, outcome] : (*client)->collect()) {
        return outcome && outcome->status == 200 ? outcome->body : std::string();
      }
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait;
      (*client)->watch(fds, wait);
      ::poll(fds.data(), fds.size(), 20);
    }
    return {};
  }
  json alerts() { return json::parse(get("/api/v2/alerts"), nullptr, false); }

  std::string base_;
  std::unique_ptr<newswatch::test::Child> program_;
};

TEST_F(RealAlertmanagerTest, TakesEventsChangesAndTroubleThatEnds) {
  const auto first = deliver(told(kHostile));
  ASSERT_TRUE(first) << first.error().what;
  ASSERT_TRUE(deliver(told(kHostile))) << "a repeat";
  ASSERT_EQ(alerts().size(), 1u);
  ASSERT_TRUE(deliver(follow_up(model::FollowUp::kEdit, first->reference)));
  json now = alerts();
  ASSERT_EQ(now.size(), 1u) << now.dump(2);
  EXPECT_THAT(now[0]["annotations"]["description"].get<std::string>(), HasSubstr("Now 3 outlets"));
  EXPECT_EQ(now[0]["generatorURL"], "https://example.com/a?b=1#c");

  model::Notification trouble = trouble_told();
  ASSERT_TRUE(deliver(trouble));
  EXPECT_EQ(alerts().size(), 2u);
  trouble.type += ".recovered";
  ASSERT_TRUE(deliver(trouble));
  now = alerts();
  EXPECT_EQ(now.size(), 1u) << "it shows what fires: " << now.dump(2);
  ASSERT_TRUE(deliver(summary_told()));
  ASSERT_TRUE(deliver(told(huge_headline())));
}

TEST_F(RealAlertmanagerTest, TakesOddLinks) {
  for (const char* link :
       {"https://example.com/100%", "https://example.com/%zz", "https://example.com/a|b^`{}",
        "https://ex\xc3\xa4mple.com/\xc3\xbc", "https://[::1", "https://example.com:abc/",
        "https://%41.com/", "https://a_b.com/", "https://example.com:/", "https://<x>.com/",
        "https://example.com/#%zz", "https://user:p@ss@x.com/", "https://x.com/?a=%zz",
        "https://[fe80::1%25eth0]/", "https://x.com:99999/", "https://", "https:///a",
        "https://x.com/\\", "https://x.com/\"'<>"}) {
    model::Notification n = told();
    n.link = link;
    const auto result = deliver(n);
    EXPECT_TRUE(result) << link << ": " << result.error().what;
  }
}

}  // namespace
}  // namespace newswatch::notify::test
