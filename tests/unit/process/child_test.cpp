// What command sinks do not use: stdout, and an end that nobody waits for.
// unit/notify/command_sink_test.cpp tests the rest.
#include "process/child.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>

namespace newswatch::process {
namespace {

using namespace std::chrono_literals;

class ChildTest : public testing::Test {
 protected:
  ~ChildTest() override {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left behind";
    EXPECT_EQ(errno, ECHILD);
  }

  std::unique_ptr<Child> start(const std::string& script, std::string input = {},
                               std::size_t max_output = 100, model::Duration limit = 20s) {
    auto child = Child::start(
        {{"/bin/sh", "-c", script}, {"PATH=/usr/bin:/bin"}, std::move(input), max_output, limit},
        clock_);
    EXPECT_TRUE(child) << child.error().context;
    return child ? std::move(*child) : nullptr;
  }

  static model::Result<std::string> result_of(Child& child) {
    for (;;) {
      if (auto ended = child.step()) return *std::move(ended);
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait;
      child.watch(fds, wait);
      ::poll(fds.data(), fds.size(), wait ? static_cast<int>(wait->count()) : 1000);
    }
  }

  model::SystemClock clock_;
};

TEST_F(ChildTest, GivesInputAndTakesOutput) {
  const auto child = start("cat; echo noise >&2; printf ' and more'", "what was asked");
  EXPECT_EQ(result_of(*child).value_or("failed"), "what was asked and more");
}

TEST_F(ChildTest, LearnsNothingThatTheServiceManagerGaveUs) {
  auto child = Child::start({{"/usr/bin/env"},
                             {"A=1", "NOTIFY_SOCKET=/run/n", "http_proxy=http://u:p@proxy.test:1"},
                             {},
                             1000,
                             20s},
                            clock_);
  ASSERT_TRUE(child);
  EXPECT_EQ(result_of(**child).value_or("failed"), "A=1\nhttp_proxy=http://proxy.test:1\n");
}

TEST_F(ChildTest, OutputAsLargeAsAllowedIsTaken) {
  const std::string input(100, 'x');
  EXPECT_EQ(result_of(*start("cat", input)).value_or("failed"), input);
  EXPECT_FALSE(result_of(*start("cat", input + "x")));
}

TEST_F(ChildTest, EndlessOutputEndsItSoon) {
  const auto begin = clock_.monotonic();
  const auto result = result_of(*start("trap '' TERM; yes", {}, 65536));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, model::ErrorKind::kBadInput);
  EXPECT_NE(result.error().context.find("it wrote more than 65536 bytes"), std::string::npos);
  EXPECT_LT(clock_.monotonic() - begin, 5s);
}

TEST_F(ChildTest, OutputOfAFailedRunIsDropped) {
  const auto result = result_of(*start("echo '{\"same\":true}'; exit 3"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, model::ErrorKind::kTransient);
  EXPECT_EQ(result.error().context, "run /bin/sh: exit status 3");
}

TEST_F(ChildTest, TellsTheStatusAndTheLastLineApartFromTheError) {
  auto child = start("echo first >&2; printf 'the \\033 last\n\n' >&2; exit 3");
  EXPECT_EQ(child->exit_status(), std::nullopt);
  EXPECT_FALSE(result_of(*child));
  EXPECT_EQ(child->exit_status(), 3);
  EXPECT_EQ(child->last_line(), "the \x1b last");
  child = start("head -c 5000 /dev/zero | tr '\\0' x >&2; kill -KILL $$");
  EXPECT_FALSE(result_of(*child));
  EXPECT_EQ(child->exit_status(), std::nullopt);
  EXPECT_EQ(child->last_line(), "") << "its begin is lost";
}

TEST_F(ChildTest, LimitIsNoticedBeforeAStubbornProgramHasEnded) {
  const auto begin = clock_.monotonic();
  const auto child = start("trap '' TERM; while :; do sleep 0.1; done", {}, 100, 100ms);
  while (!child->is_ending() && clock_.monotonic() - begin < 5s) {
    EXPECT_FALSE(child->step());
  }
  EXPECT_LT(clock_.monotonic() - begin, 1s);
  EXPECT_EQ(child->why_ended().context, "run /bin/sh: not done after 0.1 s, ended");
  EXPECT_FALSE(result_of(*child));
  EXPECT_LT(clock_.monotonic() - begin, 4s);
}

TEST_F(ChildTest, DestructorEndsAndReaps) {
  const auto begin = clock_.monotonic();
  start("trap '' TERM; while :; do sleep 0.1; done");
  EXPECT_LT(clock_.monotonic() - begin, 2s);
}

}  // namespace
}  // namespace newswatch::process
