// The control socket: what it answers, and strangers who ask for nothing, for too much, or never
// read. The test plays the main thread and the writer.
#include "daemon/control.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <thread>

#include "record/control_json.h"
#include "support/folder.h"

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;
using process::UniqueFd;

const model::ControlRequest kPing{};
const model::ControlRequest kRetry{model::ControlCommand::kOutboxRetry, {.rows = {7, 9}}};

class ControlTest : public testing::Test {
 protected:
  ControlTest() { start(); }
  ~ControlTest() override { stop(); }

  void start() {
    auto opened = Control::open(state_, writer_, clock_);
    ASSERT_TRUE(opened) << opened.error().context;
    control_ = std::move(*opened);
    main_ = std::jthread([this](const std::stop_token& over) {
      while (!over.stop_requested()) {
        std::vector<pollfd> fds;
        model::Duration wait = 50ms;
        control_->watch(fds, wait);
        ::poll(fds.data(), fds.size(), static_cast<int>(wait.count()));
        control_->step();
        ++turns_;
      }
    });
  }
  void stop() {
    main_.request_stop();
    if (main_.joinable()) main_.join();
    control_.reset();
  }

  std::optional<model::ControlReply> ask(const model::ControlRequest& request) const {
    auto asked = ask_daemon(state_, request, 10s);
    EXPECT_TRUE(asked) << asked.error().context;
    return asked ? std::move(*asked) : std::nullopt;
  }

  UniqueFd connected() const {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = (state_ / "control").string();
    std::ranges::copy(path, std::begin(address.sun_path));
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
  }
  static void say(const UniqueFd& fd, std::string_view text) {
    static_cast<void>(::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL));
  }
  // Until the daemon has closed it, or `lines` lines are there.
  static std::string heard(const UniqueFd& fd, std::ptrdiff_t lines = 1) {
    std::string all;
    std::array<char, 4096> block{};
    while (std::ranges::count(all, '\n') < lines) {
      const ssize_t got = ::recv(fd.get(), block.data(), block.size(), 0);
      if (got <= 0) break;
      all.append(block.data(), static_cast<std::size_t>(got));
    }
    return all;
  }

  test::Folder folder_;
  std::filesystem::path state_ = folder_.path();
  model::SystemClock clock_;
  Queue<WriterMessage> writer_{4};
  std::unique_ptr<Control> control_;
  std::atomic<std::uint64_t> turns_ = 0;
  std::jthread main_;
};

TEST_F(ControlTest, AnswersAPing) {
  const auto reply = ask(kPing);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->error, "");
  EXPECT_EQ(reply->pid, static_cast<std::uint64_t>(::getpid()));
  EXPECT_LT(reply->uptime, 60s);
}

TEST_F(ControlTest, HandsARequestToTheWriterAndItsAnswerBack) {
  for (int i = 0; i < 4; ++i) writer_.push(Reload{});  // the queue is full
  std::jthread plays_writer([this] {
    while (const auto message = writer_.pop(10s)) {
      const auto* command = std::get_if<Command>(&*message);
      if (command == nullptr) continue;
      EXPECT_EQ(command->request.choice.rows, kRetry.choice.rows);
      return command->answer({.error = {}, .rows = {7}, .not_found = {9}});
    }
  });
  const auto reply = ask(kRetry);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->rows, (std::vector<std::uint64_t>{7}));
  EXPECT_EQ(reply->not_found, (std::vector<std::uint64_t>{9}));
}

TEST_F(ControlTest, PingsAreAnsweredWhileTheWriterIsBusyAndItsRequestsTakeTurns) {
  const UniqueFd first = connected(), second = connected();
  say(first, record::control_request_json(kRetry) + "\n");
  const auto one = writer_.pop(10s);
  say(second, record::control_request_json(kRetry) + "\n");
  EXPECT_TRUE(ask(kPing));
  EXPECT_FALSE(writer_.pop(50ms)) << "one at a time";
  std::get<Command>(*one).answer({.error = "full"});
  EXPECT_NE(heard(first).find("\"error\":\"full\""), std::string::npos);
  const auto two = writer_.pop(10s);
  ASSERT_TRUE(two);
  std::get<Command>(*two).answer({});
  EXPECT_NE(heard(second).find("\"ok\":true"), std::string::npos);
}

TEST_F(ControlTest, WhoLeavesBeforeTheAnswerHarmsNobody) {
  {
    const UniqueFd gone = connected();
    say(gone, record::control_request_json(kRetry) + "\n");
  }
  const auto message = writer_.pop(10s);
  ASSERT_TRUE(message);
  const std::uint64_t before = turns_;
  std::this_thread::sleep_for(200ms);
  EXPECT_LT(turns_ - before, 100u) << "it does not spin";
  std::get<Command>(*message).answer({});
  EXPECT_TRUE(ask(kPing));
}

TEST_F(ControlTest, AnAnswerAfterTheEndIsDropped) {
  const UniqueFd asks = connected();
  say(asks, record::control_request_json(kRetry) + "\n");
  const auto message = writer_.pop(10s);
  stop();
  std::get<Command>(*message).answer({});
  EXPECT_EQ(heard(asks), "");
}

TEST_F(ControlTest, SaysWhatIsWrongWithARequest) {
  const UniqueFd asks = connected();
  say(asks, "hello\n{\"command\":\"stop\"}\n{\"command\":\"outbox.drop\",\"rows\":[-1]}\n[]\n\n");
  const std::string answers = heard(asks, 5);
  EXPECT_EQ(std::ranges::count(answers, '\n'), 5);
  EXPECT_NE(answers.find("not JSON"), std::string::npos);
  EXPECT_NE(answers.find("no command"), std::string::npos);
  EXPECT_NE(answers.find("a list of whole numbers"), std::string::npos);
  EXPECT_EQ(answers.find("\"ok\":true"), std::string::npos);
  EXPECT_FALSE(writer_.try_pop());
}

TEST_F(ControlTest, ALineMayComeInPiecesAndSeveralAtOnce) {
  const UniqueFd asks = connected();
  say(asks, R"({"comm)");
  std::this_thread::sleep_for(50ms);
  say(asks, "and\":\"ping\"}\n{\"command\":\"ping\"}\n{\"command\":\"ping\"}");
  EXPECT_EQ(std::ranges::count(heard(asks, 2), '\n'), 2);
  ::shutdown(asks.get(), SHUT_WR);
  EXPECT_EQ(heard(asks), "") << "half a line asks for nothing";
}

TEST_F(ControlTest, WhoWritesNoMoreStillHearsTheAnswer) {
  const UniqueFd asks = connected();
  say(asks, record::control_request_json(kRetry) + "\n");
  ::shutdown(asks.get(), SHUT_WR);
  const auto message = writer_.pop(10s);
  ASSERT_TRUE(message);
  std::get<Command>(*message).answer({});
  EXPECT_NE(heard(asks, 2).find("\"ok\":true"), std::string::npos);
}

TEST_F(ControlTest, AHugeLineIsRefused) {
  const UniqueFd asks = connected();
  std::jthread talks([&] {
    const std::string block(16 * 1024, 'x');
    for (int i = 0; i < 1000; ++i) say(asks, block);
  });
  EXPECT_NE(heard(asks).find("at most 65536 bytes"), std::string::npos);
  talks.join();
  EXPECT_EQ(heard(asks), "") << "and it is closed";
  EXPECT_TRUE(ask(kPing));
}

TEST_F(ControlTest, ManyWhoSayNothingKeepNobodyOut) {
  std::vector<UniqueFd> silent;
  for (int i = 0; i < 100; ++i) silent.push_back(connected());
  EXPECT_TRUE(ask(kPing));
  EXPECT_EQ(heard(silent.front()), "") << "the oldest had to go";
}

TEST_F(ControlTest, WhoNeverReadsStopsNobody) {
  const UniqueFd deaf = connected();
  const int small = 1024;
  ::setsockopt(deaf.get(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  std::string pings;
  while (pings.size() < 48 * 1024) pings += "{\"command\":\"ping\"}\n";
  for (int i = 0; i < 200; ++i) {
    static_cast<void>(::send(deaf.get(), pings.data(), pings.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  }
  EXPECT_TRUE(ask(kPing));
  const std::uint64_t before = turns_;
  std::this_thread::sleep_for(200ms);
  EXPECT_LT(turns_ - before, 100u) << "it does not spin";
}

TEST_F(ControlTest, TheSocketIsForOwnerAndGroupAndLeavesWithTheDaemon) {
  struct stat info {};
  ASSERT_EQ(::stat((state_ / "control").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0660u);
  stop();
  EXPECT_NE(::stat((state_ / "control").c_str(), &info), 0);
  EXPECT_FALSE(ask(kPing)) << "no daemon there";
}

TEST_F(ControlTest, ASocketThatACrashLeftIsReplacedAndAnythingElseIsNot) {
  stop();
  {
    const UniqueFd left(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy((state_ / "control").string(), std::begin(address.sun_path));
    ASSERT_EQ(::bind(left.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  EXPECT_FALSE(ask(kPing)) << "nobody listens";
  start();
  EXPECT_TRUE(ask(kPing));
  stop();
  std::ofstream(state_ / "control") << "mine";
  const auto refused = Control::open(state_, writer_, clock_);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().context.find("no socket"), std::string::npos);
  EXPECT_EQ(std::filesystem::file_size(state_ / "control"), 4u);
}

TEST_F(ControlTest, ThePathMayBeLongerThanAnAddress) {
  stop();
  state_ /= std::string(150, 'a');
  std::filesystem::create_directory(state_);
  start();
  EXPECT_TRUE(ask(kPing));
}

}  // namespace
}  // namespace newswatch::daemon
