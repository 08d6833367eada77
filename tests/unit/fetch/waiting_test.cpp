// Time-outs, stalls, wake-ups and endings.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "support/feed_server.h"
#include "unit/fetch/fetching.h"

namespace newswatch::fetch {
namespace {

using model::ErrorKind;
using std::chrono::steady_clock;
using test::Connection;
using test::FeedServer;
using test::RawServer;

class Waiting : public Fetching {
 protected:
  Request brief(std::string url, std::uint64_t id = 7) {
    Request asked = request(std::move(url));
    asked.id = id;
    asked.timeout = milliseconds(300);
    return asked;
  }

  RawServer silent_{[](Connection& connection) { connection.hang(); }};
  steady_clock::time_point started_ = steady_clock::now();
};

TEST_F(Waiting, TimesOutOnAServerThatNeverAnswers) {
  expect_error(get(brief(silent_.url())), ErrorKind::kTransient,
               "timed out after 300 ms: connected, but no answer came");
  EXPECT_GE(steady_clock::now() - started_, milliseconds(290));
  EXPECT_LT(steady_clock::now() - started_, milliseconds(1500));
}

// A port whose row of waiting connections is full drops what else would connect.
TEST_F(Waiting, GivesUpOnAConnectionAfterHalfOfTheTime) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener, 0), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  std::vector<int> waiting;
  waiting.reserve(4);
  for (int i = 0; i < 4; ++i) {
    waiting.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int done = ::connect(waiting.back(), reinterpret_cast<sockaddr*>(&address), size);
    ASSERT_TRUE(done == 0 || errno == EINPROGRESS);
  }
  Request asked = brief("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/");
  asked.timeout = seconds(2);
  expect_error(get(asked), ErrorKind::kTransient, "timed out after 1000 ms: no connection");
  EXPECT_GE(steady_clock::now() - started_, milliseconds(950));
  EXPECT_LT(steady_clock::now() - started_, milliseconds(1900));
  for (const int socket : waiting) ::close(socket);
  ::close(listener);
}

TEST_F(Waiting, TimesOutOnASlowDripWhateverItDrips) {
  RawServer drip([](Connection& connection) {
    connection.read_head();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (connection.pause(milliseconds(20)) && connection.send("x")) {
    }
  });
  expect_error(get(brief(drip.url())), ErrorKind::kTransient, "the answer was not complete");
  EXPECT_LT(steady_clock::now() - started_, milliseconds(1500));
}

TEST_F(Waiting, CountsRedirectsIntoTheTimeOut) {
  FeedServer slow;
  slow.handle_rest([](const test::Request& sent) {
    std::this_thread::sleep_for(milliseconds(200));
    test::Reply reply;
    reply.status = 302;
    reply.headers = {{"Location", sent.target + "x"}};
    return reply;
  });
  expect_error(get(brief(slow.url("/"))), ErrorKind::kTransient, "timed out");
  EXPECT_LT(steady_clock::now() - started_, milliseconds(1500));
}

TEST_F(Waiting, NamesARefusedConnection) {
  std::string url;
  {
    RawServer closed([](Connection&) {});
    url = closed.url();
  }
  expect_error(get(request(url)), ErrorKind::kTransient,
               "GET " + url + ": connect: Connection refused");
}

TEST_F(Waiting, SlowTransfersDelayNoOther) {
  FeedServer server;
  server.serve("/feed", "x");
  for (std::uint64_t id = 100; id < 120; ++id) {
    auto asked = request(silent_.url());
    asked.id = id;
    fetcher_->start(asked);
  }
  const auto got = get(server.url("/feed"));
  EXPECT_TRUE(got) << got.error().context;
  EXPECT_LT(steady_clock::now() - started_, milliseconds(1000));
  EXPECT_EQ(fetcher_->in_flight(), 20u);
}

TEST_F(Waiting, ReturnsEmptyWhenTheTimeIsOver) {
  EXPECT_TRUE(fetcher_->wait(milliseconds(100)).empty());
  EXPECT_GE(steady_clock::now() - started_, milliseconds(99));
  EXPECT_TRUE(fetcher_->wait(milliseconds(0)).empty());
}

TEST_F(Waiting, SleepsBetweenEventsWithIdleConnectionsOpen) {
  FeedServer server;
  server.serve("/feed", "x");
  ASSERT_TRUE(get(server.url("/feed")));
  rusage before{}, after{};
  ::getrusage(RUSAGE_THREAD, &before);
  fetcher_->wait(milliseconds(1000));
  ::getrusage(RUSAGE_THREAD, &after);
  EXPECT_LE(after.ru_nvcsw - before.ru_nvcsw, 3);
}

TEST_F(Waiting, IsWokenFromAnotherThread) {
  std::jthread waker([this] {
    std::this_thread::sleep_for(milliseconds(50));
    fetcher_->wake();
  });
  EXPECT_TRUE(fetcher_->wait(seconds(20)).empty());
  EXPECT_LT(steady_clock::now() - started_, seconds(2));
}

TEST_F(Waiting, IsWokenByAWakeThatCameBefore) {
  fetcher_->wake();
  EXPECT_TRUE(fetcher_->wait(seconds(20)).empty());
  EXPECT_LT(steady_clock::now() - started_, seconds(2));
}

TEST_F(Waiting, NamesTransfersThatStall) {
  FeedServer slow;
  slow.handle("/feed", [](const test::Request&) {
    std::this_thread::sleep_for(milliseconds(1500));
    return test::Reply{};
  });
  auto asked = request(silent_.url());
  asked.id = 1;
  fetcher_->start(asked);
  fetcher_->wait(milliseconds(1000));
  EXPECT_TRUE(fetcher_->stalled().empty());
  asked.url = slow.url("/feed");
  asked.id = 2;
  fetcher_->start(asked);
  fetcher_->wait(milliseconds(1200));
  EXPECT_EQ(fetcher_->stalled(), std::vector<std::uint64_t>{1});
}

TEST_F(Waiting, CancelsEverythingAtOnce) {
  for (std::uint64_t id = 1; id <= 10; ++id) {
    auto asked = request(silent_.url());
    asked.id = id;
    fetcher_->start(asked);
  }
  fetcher_->start(request("nonsense"));  // its error is dropped too
  fetcher_->wait(milliseconds(0));
  fetcher_->cancel_all();
  EXPECT_EQ(fetcher_->in_flight(), 0u);
  EXPECT_TRUE(fetcher_->wait(milliseconds(50)).empty());
  FeedServer server;
  server.serve("/feed", "x");
  EXPECT_TRUE(get(server.url("/feed")));  // and is as good as new
  EXPECT_LT(steady_clock::now() - started_, seconds(2));
}

TEST_F(Waiting, EndsWithTransfersInFlight) {
  fetcher_->start(request(silent_.url()));
  fetcher_->wait(milliseconds(50));
  fetcher_.reset();
  EXPECT_LT(steady_clock::now() - started_, seconds(2));
}

TEST_F(Waiting, RefusesASecondTransferOfOneId) {
  fetcher_->start(request(silent_.url()));
  expect_error(get(request(silent_.url())), ErrorKind::kBug, "one id");
  EXPECT_EQ(fetcher_->in_flight(), 1u);
}

TEST_F(Waiting, HandlesManyTransfersAtOnce) {
  FeedServer server;
  server.serve("/feed", std::string(20000, 'x'));
  constexpr std::uint64_t kCount = 200;
  for (std::uint64_t id = 1; id <= kCount; ++id) {
    auto asked = request(server.url("/feed?" + std::to_string(id)));
    asked.id = id;
    fetcher_->start(asked);
  }
  std::vector<std::uint64_t> done;
  while (done.size() < kCount && steady_clock::now() - started_ < seconds(20)) {
    for (const FetchResult& result : fetcher_->wait(seconds(1))) {
      EXPECT_TRUE(result.response) << result.response.error().context;
      done.push_back(result.id);
    }
  }
  std::sort(done.begin(), done.end());
  EXPECT_EQ(done.size(), kCount);
  EXPECT_EQ(std::adjacent_find(done.begin(), done.end()), done.end());
}

}  // namespace
}  // namespace newswatch::fetch
