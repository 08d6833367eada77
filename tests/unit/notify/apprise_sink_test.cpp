#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "http_target_test.h"
#include "text/fit.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// The API server.
class AppriseSinkTest : public HttpTargetTest {
 protected:
  AppriseSinkTest() {
    answer({.status = 200, .body = R"({"error":null})"});
    use_tag("");
  }
  void use_tag(const std::string& tag) {
    make("apprise", {{"url", server_.url("/notify/secret-key")}, {"tag", tag}});
  }
  json last_sent() const { return json::parse(last_request().body); }
  Failure failure() {
    const DeliveryResult result = deliver(told());
    if (result) {
      ADD_FAILURE() << "delivered";
      return {};
    }
    EXPECT_THAT(result.error().what, Not(HasSubstr("secret")));
    return result.error();
  }
};

TEST_F(AppriseSinkTest, SendsWhatAPersonNeedsAtOnce) {
  const auto result = deliver(told());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->reference, "");
  EXPECT_EQ(last_request().method, "POST");
  EXPECT_EQ(last_request().target, "/notify/secret-key");
  EXPECT_EQ(last_sent(),
            json({{"title", "New event: DeepSeek's R1 rattles markets"},
                  {"body",
                   "2 outlets, 1 source (AP): TIME, The Hill\n"
                   "Published 2025-01-27 17:26 UTC, seen 17:41 UTC\n"
                   "Topic deepseek-r1 by title: deepseek\n"
                   "• TIME: DeepSeek's R1 rattles markets\n  https://example.com/T?a=1&b=2\n"
                   "• The Hill: DeepSeek's R1 rattles markets\n  https://example.com/T?a=1&b=2\n"
                   "https://example.com/a?b=1#c"},
                  {"type", "info"},
                  {"format", "text"}}));
  use_tag("news");
  ASSERT_TRUE(deliver(told()));
  EXPECT_EQ(last_sent()["tag"], "news");
}

TEST_F(AppriseSinkTest, WritesMarkdownWhereItIsWanted) {
  make("apprise",
       {{"url", server_.url("/notify/secret-key")}, {"format", std::string("markdown")}});
  ASSERT_TRUE(deliver(told(kHostile)));
  EXPECT_EQ(last_sent()["format"], "markdown");
  expect_payload("apprise_markdown_hostile.json", last_sent().dump(2));
}

TEST_F(AppriseSinkTest, ABodyIsNeverEmpty) {
  model::Notification n;
  n.id = "x";
  n.type = "event.new";
  n.title = "What happened";
  ASSERT_TRUE(deliver(n));
  EXPECT_EQ(last_sent()["body"], "What happened");
}

TEST_F(AppriseSinkTest, PriorityAndTroubleAreItsTypes) {
  const auto type = [&](const model::Notification& n) {
    EXPECT_TRUE(deliver(n));
    return last_sent()["type"].get<std::string>();
  };
  model::Notification n = told();
  n.priority = model::Priority::kHigh;
  EXPECT_EQ(type(n), "warning");
  n.priority = model::Priority::kHighest;
  EXPECT_EQ(type(n), "failure");
  n = trouble_told();
  EXPECT_EQ(type(n), "warning");
  n.type += ".recovered";
  EXPECT_EQ(type(n), "success");
  EXPECT_EQ(type(summary_told()), "info");
  EXPECT_THAT(last_sent()["body"].get<std::string>(), HasSubstr("… and 1 more"));
}

TEST_F(AppriseSinkTest, AKeyThatMatchesNothingStopsTheSink) {
  answer({.status = 204, .body = ""});
  const Failure why = failure();
  EXPECT_EQ(why.cause, model::FailureCause::kRefused);
  EXPECT_EQ(why.ends, Ends::kSink);
  EXPECT_THAT(why.what, HasSubstr("matches nothing"));
}

TEST_F(AppriseSinkTest, ATargetThatFailedIsTriedAgain) {
  answer({.status = 424, .body = R"({"error":"One or more notification could not be sent"})"});
  Failure why = failure();
  EXPECT_EQ(why.cause, model::FailureCause::kServer);
  EXPECT_EQ(why.ends, Ends::kAttempt);
  EXPECT_THAT(why.what, HasSubstr("could not be sent"));
  answer({.status = 500, .body = "no"});
  EXPECT_EQ(failure().ends, Ends::kAttempt);
  answer({.status = 429, .body = "", .headers = {{"Retry-After", "8"}}});
  EXPECT_EQ(failure().wait->time, 8s);
}

TEST_F(AppriseSinkTest, OtherAnswersAreWhatTheirStatusSays) {
  answer({.status = 404, .body = "no secret-key"});
  EXPECT_EQ(failure().ends, Ends::kSink);
  answer({.status = 400, .body = R"({"error":"bad FORM"})"});
  EXPECT_EQ(failure().ends, Ends::kMessage);
}

TEST_F(AppriseSinkTest, FitsAHugeHostileHeadline) {
  model::Notification n = told(huge_headline());
  n.link = "https://example.com/" + std::string(100'000, 'a');
  for (const auto& notification : {told(huge_headline()), n}) {
    ASSERT_TRUE(deliver(notification));
    const json sent = last_sent();
    const auto length = [&](const char* key) {
      return text::length(sent[key].get<std::string>(), text::Unit::kCharacters);
    };
    EXPECT_LE(length("title"), 250u);
    EXPECT_LE(length("body"), 4000u);
    EXPECT_GT(length("body"), 20u);
  }
}

TEST_F(AppriseSinkTest, AHostileHeadlineIsText) {
  ASSERT_TRUE(deliver(told(kHostile)));
  expect_payload("apprise_hostile.json", last_sent().dump(2));
}

TEST_F(AppriseSinkTest, ConfigIsChecked) {
  write_file(folder_ / "targets", "json://localhost\n");
  write_file(folder_ / "empty", "");
  const auto problems = [&](const std::string& lines) {
    return config_problems("type = 'apprise'\n" + lines, folder_.path());
  };
  EXPECT_EQ(problems("url = 'https://x.example.org/notify/k'\ntag = 'a'\nfollow_up = 'new'\n"), "");
  EXPECT_THAT(problems(""), HasSubstr("url"));
  EXPECT_THAT(problems("url = 'https://x.example.org/notify/k'\ntargets_file = 'targets'\n"),
              HasSubstr("has url and targets_file"));
  EXPECT_THAT(problems("targets_file = 'gone'\n"), HasSubstr("No such file"));
  EXPECT_THAT(problems("targets_file = 'empty'\n"), HasSubstr("it is empty"));
  EXPECT_THAT(problems("url = 'https://x.example.org/notify/k'\nfollow_up = 'edit'\n"),
              HasSubstr("follow_up"));
  EXPECT_THAT(problems("url = 'http://127.0.0.1:8000/notify/k'\n"),
              HasSubstr("not asked without leave"));
  EXPECT_THAT(problems("targets_file = 'targets'\nallow_networks = ['127.0.0.0/8']\n"),
              HasSubstr("allow_networks without url"));
  const auto settings = config::parse_settings(
      "[[sink]]\nname = 's'\ntype = 'apprise'\ntargets_file = 'targets'\n", "f.toml", sink_table(),
      folder_.path(), config::NamedFiles::kLeave, config::Feeds::kOptional);
  EXPECT_TRUE(settings) << to_string(settings.error());
}

// A program of that name on $PATH in the place of Apprise's.
class AppriseProgramTest : public HttpTargetTest {
 protected:
  AppriseProgramTest() : path_(::getenv("PATH")) {
    ::setenv("PATH", (folder_.path().string() + ":" + path_).c_str(), 1);
  }
  ~AppriseProgramTest() override { ::setenv("PATH", path_.c_str(), 1); }

  void use(const std::string& script, const std::string& targets, const std::string& tag = "",
           model::Duration timeout = 20s) {
    const auto program = folder_ / "apprise";
    write_file(program, "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(program, std::filesystem::perms(0700));
    use_targets(targets, tag, timeout);
  }
  void use_targets(const std::string& targets, const std::string& tag = "",
                   model::Duration timeout = 60s) {
    write_file(folder_ / "targets", targets);
    resources_.environment = {"PATH=/usr/bin:/bin", "OUT=" + (folder_ / "out").string()};
    make("apprise", {{"targets_file", folder_ / "targets"}, {"tag", tag}, {"timeout", timeout}},
         {{"targets_file", targets}});
  }
  Failure failure() {
    const DeliveryResult result = deliver(told());
    if (result) {
      ADD_FAILURE() << "delivered";
      return {};
    }
    EXPECT_THAT(result.error().what, Not(HasSubstr("secret")));
    return result.error();
  }

  const std::string path_;
};

TEST_F(AppriseProgramTest, GetsTheMessageAndNoSecret) {
  use("printf '%s|' \"$@\" > $OUT; cat >> $OUT; env >> $OUT", "discord://id/secret-token\n",
      "news");
  const auto result = deliver(told("-T \"quoted\" @all"));
  ASSERT_TRUE(result) << result.error().what;
  const std::string said = contents(folder_ / "out");
  EXPECT_THAT(said, testing::StartsWith("--config=" + (folder_ / "targets").string() +
                                        "|--title=New event: -T \"quoted\" @\u200ball|"
                                        "--notification-type=info|--input-format=text|"
                                        "--tag=news|2 outlets, 1 source (AP): TIME, The Hill\n"));
  EXPECT_THAT(said, HasSubstr("PYTHONUTF8=1\n"));
  EXPECT_THAT(said, Not(HasSubstr("secret")));
}

TEST_F(AppriseProgramTest, ItsExitStatusSaysWhatToDo) {
  const std::string targets = "a=slack://secret-a/secret%2Fb?x=secret-c\n";
  use("echo first >&2; echo 'at secret-a/secret/b: secret-c' >&2; exit 1", targets);
  Failure why = failure();
  EXPECT_EQ(why.ends, Ends::kAttempt);
  EXPECT_EQ(why.what,
            "run apprise: exit status 1: not every target took it (apprise -v --config=FILE says "
            "why): at ***/***: ***");
  use("exit 3", targets);
  why = failure();
  EXPECT_EQ(why.ends, Ends::kSink);
  EXPECT_EQ(why.cause, model::FailureCause::kRefused);
  EXPECT_THAT(why.what, HasSubstr("matches nothing"));
  use("exit 2", targets);
  EXPECT_EQ(failure().ends, Ends::kSink);
  use("exit 65", targets);
  EXPECT_EQ(failure().ends, Ends::kAttempt);
  use("kill -SEGV $$", targets);
  EXPECT_THAT(failure().what, HasSubstr("ended by a signal"));
  use("head -c 600 /dev/zero | tr '\\0' s >&2; echo ecret-a >&2; exit 1", targets);
  EXPECT_THAT(failure().what, testing::EndsWith("says why)")) << "a line that is not whole";
}

TEST_F(AppriseProgramTest, IsEndedWhenItIsLate) {
  use("sleep 50", "json://localhost\n", "", 100ms);
  const Failure why = failure();
  EXPECT_EQ(why.ends, Ends::kAttempt);
  EXPECT_EQ(why.cause, model::FailureCause::kTimeout);
}

TEST_F(AppriseProgramTest, SaysThatItIsMissing) {
  ::setenv("PATH", folder_.path().c_str(), 1);
  use_targets("json://localhost\n");
  EXPECT_THAT(failure().what, HasSubstr("run apprise: No such file"));
  EXPECT_THAT(config_problems("type = 'apprise'\ntargets_file = 'targets'\n", folder_.path()),
              HasSubstr("apprise is not found on $PATH"));
  ::setenv("PATH", path_.c_str(), 1);
}

TEST_F(AppriseProgramTest, ARealOneDelivers) {
  if (::access("/usr/bin/apprise", X_OK) != 0) GTEST_SKIP() << "apprise is missing";
  const std::string at = "127.0.0.1:" + std::to_string(server_.port());
  answer({.status = 200, .body = ""});
  use_targets("json://" + at + "/path\n");
  const auto result =
      deliver(told("@everyone *R1* \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d [x](https://e)"));
  ASSERT_TRUE(result) << result.error().what;
  ASSERT_EQ(server_.requests().size(), 1u);
  const json sent = json::parse(last_request().body);
  EXPECT_EQ(sent["title"],
            "New event: @\u200beveryone *R1* \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d [x](https://e)");
  EXPECT_EQ(sent["type"], "info");
  EXPECT_THAT(sent["message"].get<std::string>(),
              HasSubstr("Topic deepseek-r1 by title: deepseek"));
  expect_payload("apprise_program.json", sent.dump(2));
}

TEST_F(AppriseProgramTest, ARealOneSaysWhatFailed) {
  if (::access("/usr/bin/apprise", X_OK) != 0) GTEST_SKIP() << "apprise is missing";
  const std::string at = "127.0.0.1:" + std::to_string(server_.port());
  use_targets("tagged=json://" + at + "/secret-path\n", "other");
  Failure why = failure();
  EXPECT_EQ(why.ends, Ends::kSink);
  EXPECT_THAT(why.what, HasSubstr("exit status 3"));
  EXPECT_TRUE(server_.requests().empty());
  answer({.status = 500, .body = "secret-path"});
  use_targets("tagged=json://" + at + "/secret-path\n", "tagged");
  why = failure();
  EXPECT_EQ(why.ends, Ends::kAttempt);
  EXPECT_THAT(why.what, HasSubstr("exit status 1"));
}

}  // namespace
}  // namespace newswatch::notify::test
