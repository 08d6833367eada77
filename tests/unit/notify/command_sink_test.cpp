#include "notify/command_sink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>

#include "samples.h"

namespace newswatch::notify {
namespace {

using namespace std::chrono_literals;
using test::contents;
using test::Folder;
using test::make_row;
using test::message;
using test::run_until_done;
using test::write_file;

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

bool alive(pid_t pid) { return ::kill(pid, 0) == 0; }

class CommandSinkTest : public testing::Test {
 protected:
  ~CommandSinkTest() override {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left behind";
    EXPECT_EQ(errno, ECHILD);
    EXPECT_EQ(open_descriptors(), descriptors_);
  }

  // A script in the folder; it sees $OUT, a place for what it has to say.
  std::string script(const std::string& body) {
    const auto path = folder_ / "script";
    write_file(path, "#!/bin/sh\n" + body + "\n");
    std::filesystem::permissions(path, std::filesystem::perms(0700));
    return path;
  }

  DeliveryResult deliver(std::vector<std::string> command, const model::Notification& n,
                         model::Duration timeout = 20s) {
    CommandSink sink(
        {std::move(command),
         {"PATH=/usr/bin:/bin", "OUT=" + (folder_ / "out").string(), "NEWSWATCH_TITLE=inherited"},
         timeout},
        clock_);
    auto row = make_row(9);
    row.notification = n;
    sink.start(row);
    const auto done = run_until_done(sink);
    if (done.size() != 1) return tl::unexpected(Failure{.what = "nothing was collected"});
    EXPECT_EQ(done[0].row, 9u);
    return done[0].result;
  }

  std::string failure(std::vector<std::string> command, model::Duration timeout = 20s) {
    const auto result = deliver(std::move(command), message(), timeout);
    if (result) return "delivered";
    EXPECT_EQ(result.error().ends, Ends::kAttempt);
    return result.error().what;
  }

  std::string out() { return contents(folder_ / "out"); }

  std::size_t descriptors_ = open_descriptors();
  Folder folder_;
  model::SystemClock clock_;
};

TEST_F(CommandSinkTest, GivesTheNotificationOnStdinAndInTheEnvironment) {
  const auto command = script("cat > $OUT; env | grep ^NEWSWATCH_ | sort >> $OUT; echo noise");
  auto n = message("$(touch /x) \"R1\"\n\x1b[1m");
  n.title += std::string("\0tail", 5);
  ASSERT_TRUE(deliver({command}, n));
  const std::string said = out();
  const auto end = said.find('\n');
  EXPECT_EQ(nlohmann::json::parse(said.substr(0, end))["id"], n.id);
  EXPECT_EQ(said.substr(end + 1),
            "NEWSWATCH_EVENT=01JJM0000000000000000000AA\n"
            "NEWSWATCH_ID=01JJM0000000000000000000AA:event.new\n"
            "NEWSWATCH_LINK=https://example.com/a?b=1#c\n"
            "NEWSWATCH_OUTLETS=TIME,The Hill\n"
            "NEWSWATCH_TITLE=$(touch /x) \"R1\"\\n\\x1b[1m\\x00tail\n"
            "NEWSWATCH_TOPICS=deepseek-r1\n"
            "NEWSWATCH_TYPE=event.new\n");
}

TEST_F(CommandSinkTest, ArgumentsAreNotReadByAShell) {
  const auto command = script("printf '%s|' \"$@\" > $OUT");
  ASSERT_TRUE(deliver({command, "a b", "$HOME; rm *", ""}, message()));
  EXPECT_EQ(out(), "a b|$HOME; rm *||");
}

TEST_F(CommandSinkTest, FindsAProgramByPath) { EXPECT_TRUE(deliver({"true"}, message())); }

TEST_F(CommandSinkTest, LargeMessageReachesAReaderAndAProgramThatNeverReads) {
  auto n = message(std::string(1'000'000, 't'));
  ASSERT_TRUE(deliver({script("wc -c > $OUT")}, n));
  EXPECT_GT(std::stol(out()), 1'000'000);
  EXPECT_TRUE(deliver({script("exec <&-; exit 0")}, n));
  EXPECT_TRUE(deliver({"/bin/true"}, n));
}

TEST_F(CommandSinkTest, ExitStatusAndLastWordsAreInTheError) {
  const auto command =
      script("yes noise | head -n 100000 >&2; printf 'no\\033[31m route\\n' >&2; exit 75");
  const std::string why = failure({command});
  EXPECT_NE(why.find("exit status 75: "), std::string::npos) << why;
  EXPECT_TRUE(why.ends_with("no\\x1b[31m route")) << why;
  EXPECT_LT(why.size(), 2000u);
}

TEST_F(CommandSinkTest, ExitStatus65RefusesTheMessageForGood) {
  const auto refused = deliver({script("echo 'not for me' >&2; exit 65")}, message());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().ends, Ends::kMessage);
  EXPECT_EQ(refused.error().cause, model::FailureCause::kRefused);
  EXPECT_NE(refused.error().what.find("65: not for me"), std::string::npos) << refused.error().what;
  for (const char* later : {"exit 64", "exit 66", "exit 1"}) {
    const auto failed = deliver({script(later)}, message());
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().ends, Ends::kAttempt) << later;
  }
}

TEST_F(CommandSinkTest, SaysWhichSignalEndedIt) {
  EXPECT_NE(failure({script("kill -SEGV $$")}).find("ended by signal 11"), std::string::npos);
}

TEST_F(CommandSinkTest, SaysWhyItCannotBeStarted) {
  EXPECT_NE(failure({"/no/such/program"}).find("run /no/such/program: No such file"),
            std::string::npos);
  const auto plain = folder_ / "plain";
  write_file(plain, "#!/bin/sh\n");
  EXPECT_NE(failure({plain}).find("Permission denied"), std::string::npos);
  EXPECT_NE(failure({}).find("empty"), std::string::npos);
  EXPECT_NE(failure({"/bin/true", std::string(300'000, 'a')}).find("too long"), std::string::npos);
}

TEST_F(CommandSinkTest, LateCommandIsEndedWithItsGroup) {
  const auto command = script("echo waiting >&2; sleep 50 & echo $! > $OUT; wait");
  const std::string why = failure({command}, 300ms);
  EXPECT_NE(why.find("not done after 0.3 s, ended: waiting"), std::string::npos) << why;
  const pid_t sleeper = static_cast<pid_t>(std::stol(out()));
  // Where nobody reaps orphans the sleeper stays as a zombie: it must not run.
  const auto runs = [&] {
    const std::string state = contents("/proc/" + std::to_string(sleeper) + "/stat");
    return !state.empty() && state.find(") Z") == std::string::npos;
  };
  for (int i = 0; i < 200 && runs(); ++i) ::usleep(10'000);
  EXPECT_FALSE(runs());
}

TEST_F(CommandSinkTest, CommandThatIgnoresTermIsKilledAfterTwoSeconds) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string why = failure({script("trap '' TERM; while :; do sleep 1; done")}, 200ms);
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_NE(why.find("not done after"), std::string::npos) << why;
  EXPECT_GE(took, 2200ms);
  EXPECT_LT(took, 6s);
}

TEST_F(CommandSinkTest, ProgramLeftInTheBackgroundDoesNotHoldTheDelivery) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(deliver({script("sleep 3 & exit 0")}, message()));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

TEST_F(CommandSinkTest, CancelKillsAtOnceAndLeavesNothing) {
  const auto command = script("trap '' TERM; echo $$ > $OUT; while :; do sleep 1; done");
  CommandSink sink({{command}, {"PATH=/usr/bin:/bin", "OUT=" + (folder_ / "out").string()}, 60s},
                   clock_);
  sink.start(make_row(1));
  for (int i = 0; i < 500 && out().empty(); ++i) ::usleep(10'000);
  const pid_t pid = static_cast<pid_t>(std::stol(out()));
  sink.cancel();
  EXPECT_FALSE(alive(pid));
  std::vector<Delivery> done;
  sink.collect(done);
  EXPECT_TRUE(done.empty());
}

TEST_F(CommandSinkTest, ChildHasCleanSignalsAndNoDescriptorOfOurs) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto pipe_action = ::signal(SIGPIPE, SIG_IGN);
  const int leak = ::open("/dev/null", O_RDONLY);  // without close-on-exec, as a library might
  const auto command =
      script("grep -E '^Sig(Blk|Ign)' /proc/self/status > $OUT; exec ls /proc/self/fd >> $OUT");
  EXPECT_TRUE(deliver({command}, message()));
  ::close(leak);
  ::signal(SIGPIPE, pipe_action);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  std::istringstream words(out());
  std::string name;
  std::uint64_t mask = 0;
  words >> std::hex;
  for (int i = 0; i < 2; ++i) {
    words >> name >> mask;
    // 32 and 33 are the C library's own.
    EXPECT_EQ(mask & ~(std::uint64_t{3} << 31), 0u) << name;
  }
  std::set<int> descriptors;
  for (int fd = 0; words >> fd;) descriptors.insert(fd);
  EXPECT_EQ(descriptors, (std::set<int>{0, 1, 2, 3})) << "3 is the folder that ls reads";
}

}  // namespace
}  // namespace newswatch::notify
