// What is sent for a feed: its validators, its secrets, and what of them goes where.
#include "daemon/requests.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/folder.h"

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;

constexpr const char* kUrl = "https://time.example/feed";

class RequestsTest : public testing::Test {
 protected:
  RequestsTest() {
    settings_.fetch.user_agent = "newswatch/test";
    settings_.fetch.proxy = "http://proxy.example:3128";
    settings_.fetch.timeout = 7s;
    settings_.fetch.max_body = 16u << 20;
    settings_.feeds = {{.name = "time", .outlet = "TIME", .url = kUrl}};
    state_.url = kUrl;
    state_.etag = "W/\"v1\"";
    state_.last_modified = "Tue, 28 Jan 2025 19:00:00 GMT";
  }

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name) << text;
    return (folder_.path() / name).string();
  }

  void give_secrets() {
    settings_.feeds[0].auth_file = file("auth", "reader:secret\n");
    settings_.feeds[0].headers_file = file("headers", "X-Key: 42\n");
  }

  Requests requests() {
    refused_.clear();
    return Requests(settings_, refused_);
  }

  test::Folder folder_;
  config::Settings settings_;
  model::FeedState state_;
  std::vector<std::pair<std::string, model::Error>> refused_;
};

TEST_F(RequestsTest, SendsTheValidatorsByteForByte) {
  const fetch::Request request = requests().make(9, kUrl, state_);
  EXPECT_EQ(request.id, 9u);
  EXPECT_EQ(request.url, kUrl);
  EXPECT_EQ(request.etag, "W/\"v1\"");
  EXPECT_EQ(request.last_modified, "Tue, 28 Jan 2025 19:00:00 GMT");
  EXPECT_EQ(request.timeout, 7s);
  EXPECT_EQ(request.max_body, 16u << 20);
  EXPECT_EQ(request.credentials, "");
  EXPECT_TRUE(request.headers.empty());
}

TEST_F(RequestsTest, AFeedsOwnSettingsGoBeforeTheGeneralOnes) {
  EXPECT_EQ(requests().make(1, kUrl, state_).user_agent, "newswatch/test");
  EXPECT_EQ(requests().make(1, kUrl, state_).proxy, "http://proxy.example:3128");
  settings_.feeds[0].user_agent = "own/1";
  settings_.feeds[0].proxy = "";
  EXPECT_EQ(requests().make(1, kUrl, state_).user_agent, "own/1");
  EXPECT_EQ(requests().make(1, kUrl, state_).proxy, "") << "none, though [fetch] has one";
}

TEST_F(RequestsTest, SecretsGoToTheOriginInTheConfigOnly) {
  give_secrets();
  const Requests all = requests();
  EXPECT_EQ(all.make(1, kUrl, state_).credentials, "reader:secret");
  EXPECT_EQ(all.make(1, kUrl, state_).headers, (std::vector<std::string>{"X-Key: 42"}));
  state_.asked_at = "https://time.example/new/feed";
  EXPECT_EQ(all.make(1, kUrl, state_).url, state_.asked_at);
  EXPECT_EQ(all.make(1, kUrl, state_).credentials, "reader:secret") << "the same origin";
  for (const char* other : {"https://other.example/feed", "http://time.example/feed",
                            "https://time.example:8443/feed"}) {
    state_.asked_at = other;
    EXPECT_EQ(all.make(1, kUrl, state_).credentials, "") << other;
    EXPECT_TRUE(all.make(1, kUrl, state_).headers.empty()) << other;
  }
}

TEST_F(RequestsTest, AFeedWithAUrlFileIsAskedAtTheSecretAddress) {
  settings_.feeds[0].url = "url_file:/etc/newswatch/time.url";
  settings_.feeds[0].url_file = "/etc/newswatch/time.url";
  settings_.feeds[0].secret_url = "https://time.example/feed/8f3a";
  give_secrets();
  const Requests made = requests();
  const fetch::Request request = made.make(1, settings_.feeds[0].url, state_);
  EXPECT_EQ(request.url, "https://time.example/feed/8f3a");
  EXPECT_TRUE(request.secret_address);
  EXPECT_EQ(request.credentials, "reader:secret");
  EXPECT_EQ(asked_origin(settings_.feeds[0], {}), "https://time.example:443");
}

TEST_F(RequestsTest, APageOfTheSiteGetsNeitherValidatorsNorSecrets) {
  give_secrets();
  const fetch::Request request = requests().make_page(3, kUrl, "https://time.example/");
  EXPECT_EQ(request.url, "https://time.example/");
  EXPECT_EQ(request.etag + request.last_modified + request.credentials, "");
  EXPECT_TRUE(request.headers.empty());
  EXPECT_LE(request.max_body, 2u << 20);
  EXPECT_EQ(request.user_agent, "newswatch/test");
}

TEST_F(RequestsTest, AFeedWhoseSecretCanNotBeReadIsRefusedAndTheOthersAreNot) {
  settings_.feeds.push_back({.name = "b", .outlet = "B", .url = "https://b.example/feed"});
  settings_.feeds[0].auth_file = (folder_.path() / "missing").string();
  const Requests all = requests();
  EXPECT_EQ(all.feed(kUrl), nullptr);
  ASSERT_NE(all.feed("https://b.example/feed"), nullptr);
  EXPECT_EQ(all.feed("https://b.example/feed")->name, "b");
  ASSERT_EQ(refused_.size(), 1u);
  EXPECT_EQ(refused_[0].first, "time");
  EXPECT_NE(refused_[0].second.context.find("missing"), std::string::npos);
}

TEST_F(RequestsTest, AFeedThatIsNotInTheSettingsIsUnknown) {
  EXPECT_EQ(requests().feed("https://b.example/feed"), nullptr);
}

}  // namespace
}  // namespace newswatch::daemon
