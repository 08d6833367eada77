#include "judge/make_judge.h"

#include <fmt/format.h>

#include "judge_driver.h"
#include "support/feed_server.h"

namespace newswatch::judge {
namespace {

using newswatch::test::FeedServer;

constexpr const char* kSame =
    R"({"choices":[{"message":{"content":"{\"same\":true,\"why\":\"one act\"}"}}]})";

class MakeJudgeTest : public testing::Test {
 protected:
  MakeJudgeTest() { settings_.judge.url = std::string("http://judge.example") + kPath; }

  std::string ask(std::vector<std::string> environment = {}) {
    const auto made = make_judge(settings_, std::move(environment), clock_);
    if (!made || !*made) return made ? "no judge" : made.error().context;
    (*made)->start(within(5s));
    return answer(**made);
  }
  std::string proxy_url() const { return fmt::format("http://127.0.0.1:{}", proxy_.port()); }

  model::SystemClock clock_;
  config::Settings settings_;
  FeedServer proxy_;
};

TEST_F(MakeJudgeTest, WithoutUrlAndCommandThereIsNone) {
  settings_.judge.url.clear();
  EXPECT_EQ(ask(), "no judge");
}

TEST_F(MakeJudgeTest, AsksThroughTheProxyOfFetch) {
  proxy_.serve(settings_.judge.url, kSame);
  settings_.fetch.proxy = proxy_url();
  EXPECT_EQ(ask(), "same: one act");
  EXPECT_EQ(proxy_.requests().size(), 1u);
}

TEST_F(MakeJudgeTest, TakesTheProxyFromTheEnvironmentWhenTold) {
  proxy_.serve(settings_.judge.url, kSame);
  settings_.fetch.proxy = "env";
  EXPECT_EQ(ask({"XY=1", "http_proxy=" + proxy_url(), "http_proxy_not=x"}), "same: one act");
  EXPECT_EQ(proxy_.requests().size(), 1u);
}

TEST_F(MakeJudgeTest, AJudgeOnThisMachineIsAskedDirectly) {
  FeedServer server;
  server.serve(kPath, kSame);
  settings_.judge.url = server.url(kPath);
  settings_.judge.allow_networks = {"127.0.0.0/8"};
  settings_.fetch.proxy = proxy_url();
  EXPECT_EQ(ask(), "same: one act");
  EXPECT_TRUE(proxy_.requests().empty());
}

}  // namespace
}  // namespace newswatch::judge
