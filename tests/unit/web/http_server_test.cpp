#include "web/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "support/folder.h"
#include "support/raw_client.h"

namespace newswatch::web {
namespace {

using namespace std::chrono_literals;
using test::http_exchange;
using test::RawClient;
using testing::HasSubstr;

class HttpServerTest : public testing::Test {
 protected:
  void start(const std::string& listen = "127.0.0.1:0") {
    HttpServer::Handler handler{
        .answer = [this](const Request& request, std::uint64_t id) { return answer(request, id); },
        .woken = [this] { ++woken_; },
        .may_change = [](int fd) { return fd >= 0; }};
    auto server = HttpServer::open(*config::parse_listen_address(listen), std::move(handler));
    ASSERT_TRUE(server) << server.error().context;
    server_ = std::move(*server);
    where_ = server_->where();
    thread_ = std::thread([this] { server_->run(beat_); });
  }
  void TearDown() override {
    if (server_) server_->stop();
    if (thread_.joinable()) thread_.join();
  }
  Response answer(const Request& request, std::uint64_t id) {
    if (request.path == "/stream") {
      return {
          .type = "text/event-stream", .body = "data: begin\n\n", .kind = Response::Kind::kStream};
    }
    if (request.path == "/later") {
      later_ = id;
      return {.kind = Response::Kind::kLater};
    }
    if (request.path == "/peer") {
      return plain(200, request.peer.local && request.peer.may_change ? "local" : "anybody");
    }
    return plain(200, request.method + " " + request.path +
                          " q=" + std::string(request.value("q")) +
                          " f=" + std::string(request.field("f")));
  }
  bool streams_become(std::size_t count) const {
    for (int i = 0; i < 500 && server_->streams() != count; ++i) std::this_thread::sleep_for(10ms);
    return server_->streams() == count;
  }

  std::atomic<std::uint64_t> later_ = 0;
  std::atomic<int> woken_ = 0;
  std::unique_ptr<HttpServer> server_;
  daemon::Beat beat_;
  std::string where_;
  std::thread thread_;
};

TEST_F(HttpServerTest, ReadsPathQueryAndForm) {
  start();
  EXPECT_EQ(http_exchange(where_, "GET /a%20b?q=x%26y&q=%C3%BC+z").body,
            "GET /a b q=\u00fc z f=\n");
  EXPECT_EQ(http_exchange(where_, "POST /p?q=1", "", "f=a+b%3D&g=").body, "POST /p q=1 f=a b=\n");
  const auto head = http_exchange(where_, "HEAD /");
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("Content-Length: 13"));
  EXPECT_EQ(head.body, "");
}

TEST_F(HttpServerTest, RefusesWhatItDoesNotKnow) {
  start();
  for (const char* method : {"PUT /", "DELETE /", "TRACE /", "CONNECT x:1", "BREW /"}) {
    RawClient client(where_);
    ASSERT_TRUE(client.send(std::string(method) + " HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string head = client.read_until("\r\n", 500ms);
    const int status = head.size() > 12 ? std::stoi(head.substr(9)) : 0;
    EXPECT_TRUE(status == 501 || status == 405 || status == 400 || status == 0)
        << method << ": " << status;
  }
  EXPECT_EQ(http_exchange(where_, "GET /").status, 200);
}

TEST_F(HttpServerTest, HostileBytesEndTheirConnectionAlone) {
  start();
  RawClient good(where_);
  ASSERT_TRUE(good.open());
  for (const std::string& bytes :
       {std::string("\0\0\0\0\r\n\r\n", 8), std::string("GET\r\n\r\n"),
        std::string("GET / HTTP/9.9\r\n\r\n"), "GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x'),
        std::string("POST / HTTP/1.1\r\nContent-Length: 99999999999999\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'),
        std::string("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "GET /" + std::string(50'000, '%') + " HTTP/1.1\r\n\r\n"}) {
    RawClient bad(where_);
    bad.send(bytes);
    bad.read_until("\r\n\r\n", 500ms);
  }
  ASSERT_TRUE(good.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_THAT(good.read_until("f=\n"), HasSubstr("200 OK"));
}

TEST_F(HttpServerTest, APieceGoesToEveryStreamAndAFullHouseIsTold) {
  start();
  std::vector<std::unique_ptr<RawClient>> readers;
  for (std::size_t i = 0; i < HttpServer::kMostStreams; ++i) {
    readers.push_back(std::make_unique<RawClient>(where_));
    ASSERT_TRUE(readers.back()->send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    ASSERT_THAT(readers.back()->read_until("begin\n\n"), HasSubstr("text/event-stream"));
  }
  const auto refused = http_exchange(where_, "GET /stream");
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.has("Retry-After: "));
  for (auto& reader : readers) reader.reset();
  EXPECT_TRUE(streams_become(0));
  RawClient again(where_);
  ASSERT_TRUE(again.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_THAT(again.read_until("begin\n\n"), HasSubstr("200 OK"));
}

TEST_F(HttpServerTest, AnAnswerMayComeLaterOrTooLate) {
  start();
  RawClient client(where_);
  ASSERT_TRUE(client.send("GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  while (later_ == 0) std::this_thread::sleep_for(1ms);
  server_->finish(later_, plain(200, "at last"));
  EXPECT_THAT(client.read_until("at last"), HasSubstr("200 OK"));
  server_->finish(later_, plain(200, "once more"));  // it is gone
  {
    RawClient gone(where_);
    later_ = 0;
    ASSERT_TRUE(gone.send("GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    while (later_ == 0) std::this_thread::sleep_for(1ms);
  }
  std::this_thread::sleep_for(50ms);
  server_->finish(later_, plain(200, "nobody reads this"));
  server_->finish(12345, plain(200, "never asked"));
  EXPECT_EQ(http_exchange(where_, "GET /").status, 200);
}

TEST_F(HttpServerTest, ASocketSaysWhoAsks) {
  test::Folder folder;
  const std::string path = (folder.path() / "web").string();
  start("unix:" + path);
  EXPECT_EQ(where_, "unix:" + path);
  EXPECT_EQ(http_exchange(where_, "GET /peer").body, "local\n");
  EXPECT_EQ(std::filesystem::status(path).permissions() & std::filesystem::perms::mask,
            std::filesystem::perms(0660));
  server_->stop();
  thread_.join();
  server_.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(HttpServerTest, SaysWhyItCannotListen) {
  start();
  const std::string port = where_.substr(where_.rfind(':') + 1);
  const auto taken = HttpServer::open(
      *config::parse_listen_address("127.0.0.1:" + port.substr(0, port.size() - 1)), {});
  ASSERT_FALSE(taken);
  EXPECT_THAT(taken.error().context, HasSubstr("Address already in use"));
  const auto nowhere = HttpServer::open(*config::parse_listen_address("unix:/nonexistent/web"), {});
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().context, HasSubstr("No such file"));
}

TEST_F(HttpServerTest, ManyConnectionsLeaveRoomForMore) {
  start();
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 300; ++i) idle.push_back(std::make_unique<RawClient>(where_));
  idle.clear();
  EXPECT_EQ(http_exchange(where_, "GET /").status, 200);
}

}  // namespace
}  // namespace newswatch::web
