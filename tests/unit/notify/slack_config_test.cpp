#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/load_settings.h"
#include "config/show.h"
#include "http_target_test.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;

class SlackConfigTest : public testing::Test {
 protected:
  SlackConfigTest() {
    write_file(folder_ / "hook", "https://hooks.slack.com/services/T0/B0/Secret1Key\n");
    write_file(folder_ / "token", "xoxb-secret-1\n");
  }
  config::LoadResult load(const std::string& keys) const {
    return config::parse_settings("[[sink]]\nname = 's'\ntype = 'slack'\n" + keys, "f",
                                  sink_table(), folder_.path(), config::NamedFiles::kCheck,
                                  config::Feeds::kOptional);
  }
  std::string problems(const std::string& keys) const {
    const auto settings = load(keys);
    return settings ? "no problem" : config::to_string(settings.error());
  }
  Folder folder_;
};

TEST_F(SlackConfigTest, TakesAnIncomingWebhookOrABot) {
  auto settings = load("url_file = 'hook'\n");
  ASSERT_TRUE(settings) << config::to_string(settings.error());
  EXPECT_EQ(settings->sinks.at(0).secret("url_file"),
            "https://hooks.slack.com/services/T0/B0/Secret1Key");
  EXPECT_EQ(settings->sinks.at(0).option<std::string>("follow_up"), "new")
      << "a webhook can do nothing else";
  settings = load("token_file = 'token'\nchannel = 'C024BE91L'\n");
  ASSERT_TRUE(settings) << config::to_string(settings.error());
  EXPECT_EQ(settings->sinks.at(0).secret("token_file"), "xoxb-secret-1");
  EXPECT_EQ(settings->sinks.at(0).option<std::string>("follow_up"), "edit");
  EXPECT_EQ(settings->sinks.at(0).option<std::string>("api_url"), "https://slack.com/api");
}

TEST_F(SlackConfigTest, ShownSettingsLoadAgain) {
  for (const char* keys : {"url_file = 'hook'\n", "token_file = 'token'\nchannel = 'C1'\n"}) {
    const auto settings = load(keys);
    ASSERT_TRUE(settings);
    const auto again = config::parse_settings(config::show(*settings, sink_table()), "f",
                                              sink_table(), folder_.path(),
                                              config::NamedFiles::kCheck, config::Feeds::kOptional);
    ASSERT_TRUE(again) << config::to_string(again.error());
    EXPECT_EQ(*again, *settings);
  }
}

TEST_F(SlackConfigTest, SaysWhatIsMissingOrTooMuch) {
  EXPECT_EQ(problems(""),
            "f:1:1: [[sink]] of type \"slack\" without url_file; write url_file = \"...\", or "
            "token_file = \"FILE\"\n");
  EXPECT_EQ(problems("channel = 'C1'\n"),
            "f:4:11: channel without token_file; write token_file = \"...\" as well\n");
  EXPECT_EQ(problems("token_file = 'token'\n"),
            "f:4:14: token_file without channel; write channel = \"...\" as well\n");
  EXPECT_EQ(problems("url_file = 'hook'\ntoken_file = 'token'\nchannel = 'C1'\n"),
            "f:5:14: [[sink]] has url_file and token_file; write one of the two\n");
  EXPECT_EQ(problems("url_file = 'hook'\nchannel = 'C1'\n"),
            "f:5:11: channel with url_file: an incoming webhook has a channel already; write "
            "nothing in its place, or token_file in place of url_file\n");
}

TEST_F(SlackConfigTest, AWebhookCannotFollowUp) {
  const std::string problem =
      "f:5:13: an incoming webhook can neither change nor answer what it has posted; write "
      "\"new\" or \"none\", or token_file and channel in place of url_file\n";
  EXPECT_EQ(problems("url_file = 'hook'\nfollow_up = 'edit'\n"), problem);
  EXPECT_EQ(problems("url_file = 'hook'\nfollow_up = 'thread'\n"), problem);
  EXPECT_EQ(problems("url_file = 'hook'\nfollow_up = 'none'\n"), "no problem");
  EXPECT_EQ(problems("token_file = 'token'\nchannel = 'C1'\nfollow_up = 'thread'\n"), "no problem");
}

TEST_F(SlackConfigTest, RefusesAddressesThatCannotBeReached) {
  write_file(folder_ / "near", "http://127.0.0.1:80/services/T0/B0/Secret1Key\n");
  const std::string near = problems("url_file = 'near'\n");
  EXPECT_EQ(near.find("Secret1Key"), std::string::npos);
  EXPECT_NE(near.find("allow_networks"), std::string::npos) << near;
  EXPECT_EQ(problems("url_file = 'near'\nallow_networks = ['127.0.0.0/8']\n"), "no problem");
  EXPECT_NE(problems("token_file = 'token'\nchannel = 'C1'\napi_url = 'http://10.0.0.1/api'\n")
                .find("allow_networks"),
            std::string::npos);
}

TEST_F(SlackConfigTest, WhatTheConfigSaysIsDelivered) {
  FeedServer server;
  server.handle_rest([](const Request&) { return Reply{.status = 200, .body = "ok"}; });
  write_file(folder_ / "slack.url", server.url("/services/T0/B0/Secret1Key") + "\n");
  const auto settings = load("url_file = 'slack.url'\nallow_networks = ['127.0.0.0/8']\n");
  ASSERT_TRUE(settings) << config::to_string(settings.error());
  model::SystemClock clock;
  SinkResources resources{folder_.path(), {}, [](const auto&) {}};
  const auto sink = make_sink(settings->sinks.at(0), resources, clock);
  sink->start(row_of(told()));
  const auto done = run_until_done(*sink);
  ASSERT_EQ(done.size(), 1u);
  EXPECT_TRUE(done[0].result) << done[0].result.error().what;
  EXPECT_EQ(server.count("/services/T0/B0/Secret1Key"), 1u);
}

}  // namespace
}  // namespace newswatch::notify::test
