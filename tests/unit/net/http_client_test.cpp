// HttpClient against real servers on loopback.
#include "net/http_client.h"

#include <fmt/format.h>

#include "support/tls_server.h"
#include "unit/net/requesting.h"

namespace newswatch::net {
namespace {

using model::ErrorKind;
using model::FailureCause;
using newswatch::test::Connection;
using newswatch::test::FeedServer;
using newswatch::test::http_answer;
using newswatch::test::RawServer;
using newswatch::test::Reply;
using newswatch::test::Request;

class HttpClientTest : public Requesting {};

TEST_F(HttpClientTest, PostsABodyAndReadsTheAnswer) {
  FeedServer server;
  server.serve("/hook", R"({"id":7})",
               {"application/json", {}, {}, 201, {{"X-Rate", "a"}, {"X-Rate", "b"}}});
  HttpRequest request = to(server.url("/hook?wait=true"));
  request.headers = {{"Content-Type", "application/json"}, {"X-Key", "k1"}};
  request.body = R"({"text":"hello"})";
  request.user_agent = "newswatch/test";
  const HttpResponse answer = answered(request);
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, R"({"id":7})");
  EXPECT_FALSE(answer.cut);
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_EQ(answer.header("X-RATE"), "a");
  EXPECT_EQ(answer.header("X-None"), "");
  EXPECT_FALSE(answer.retry_after);
  const Request seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/hook?wait=true");
  EXPECT_EQ(seen.body, request.body);
  EXPECT_EQ(seen.header("Content-Type"), "application/json");
  EXPECT_EQ(seen.header("X-Key"), "k1");
  EXPECT_EQ(seen.header("User-Agent"), "newswatch/test");
  EXPECT_FALSE(seen.has("Expect"));
  EXPECT_FALSE(seen.has("Authorization"));
}

TEST_F(HttpClientTest, SendsEveryMethodWithItsBody) {
  FeedServer server;
  server.handle_rest([](const Request&) { return Reply{.body = "ok", .content_type = "text/x"}; });
  HttpRequest request = to(server.url("/x"));
  request.body = "bytes";
  for (const auto& [method, name, body] : {std::tuple{HttpMethod::kPost, "POST", "bytes"},
                                           std::tuple{HttpMethod::kPut, "PUT", "bytes"},
                                           std::tuple{HttpMethod::kPatch, "PATCH", "bytes"},
                                           std::tuple{HttpMethod::kDelete, "DELETE", "bytes"},
                                           std::tuple{HttpMethod::kGet, "GET", ""}}) {
    request.method = method;
    EXPECT_EQ(answered(request).body, "ok");
    const Request seen = server.requests().back();
    EXPECT_EQ(seen.method, name);
    EXPECT_EQ(seen.body, body);
    EXPECT_FALSE(seen.has("Content-Type")) << "nothing that the caller did not say";
  }
  request.body.clear();
  for (const HttpMethod method : {HttpMethod::kPost, HttpMethod::kDelete}) {
    request.method = method;
    EXPECT_EQ(answered(request).status, 200);
    EXPECT_EQ(server.requests().back().body, "");
  }
}

TEST_F(HttpClientTest, SendsBytesAsTheyAre) {
  FeedServer server;
  server.serve("/x", "ok");
  HttpRequest request = to(server.url("/x"));
  request.body = std::string("a\0b\r\n\xff", 6) + std::string(300'000, 'x');
  EXPECT_EQ(answered(request).status, 200);
  EXPECT_EQ(server.requests().at(0).body, request.body);
}

TEST_F(HttpClientTest, SendsCredentialsAsBasic) {
  FeedServer server;
  server.serve("/x", "ok");
  HttpRequest request = to(server.url("/x"));
  request.credentials = "me:pass:word";
  answered(request);
  EXPECT_EQ(server.requests().back().header("Authorization"), "Basic bWU6cGFzczp3b3Jk");
  request.credentials.clear();
  request.url = fmt::format("http://me:word@127.0.0.1:{}/x", server.port());
  answered(request);
  EXPECT_EQ(server.requests().back().header("Authorization"), "Basic bWU6d29yZA==");
}

TEST_F(HttpClientTest, EachRequestHasAConnectionOfItsOwn) {
  RawServer server([](Connection& connection) {
    std::string body = "its own";
    while (connection.read_head()) {
      if (!connection.send(http_answer("200 OK", "", body))) return;
      body = "left over";
    }
  });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(answered(to(server.url())).body, "its own");
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(HttpClientTest, ARefusalIsAnAnswerWithItsBody) {
  FeedServer server;
  server.serve("/x", R"({"ok":false})", {"application/json", {}, {}, 403, {}});
  const HttpResponse answer = answered(to(server.url("/x")));
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.body, R"({"ok":false})");
  EXPECT_EQ(failure_cause(answer.status), FailureCause::kAuth);
}

TEST_F(HttpClientTest, ReadsHowLongToWait) {
  FeedServer server;
  server.serve("/seconds", "", {"text/plain", {}, {}, 429, {{"retry-after", "90"}}});
  EXPECT_EQ(answered(to(server.url("/seconds"))).retry_after, 90s);
  server.serve("/past", "",
               {"text/plain", {}, {}, 503, {{"Retry-After", "Fri, 03 Jan 2025 00:00:00 GMT"}}});
  EXPECT_EQ(answered(to(server.url("/past"))).retry_after, 0s);
  server.serve("/future", "",
               {"text/plain", {}, {}, 503, {{"Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT"}}});
  EXPECT_GT(answered(to(server.url("/future"))).retry_after, 24h * 300);
  server.serve("/odd", "", {"text/plain", {}, {}, 429, {{"Retry-After", "soon"}}});
  EXPECT_FALSE(answered(to(server.url("/odd"))).retry_after);
}

TEST_F(HttpClientTest, RedirectIsAnAnswerAndIsNotFollowed) {
  FeedServer other, server;
  server.redirect("/x", other.url("/elsewhere"), 307);
  server.redirect("/near", "other?q", 302);
  const HttpResponse answer = answered(to(server.url("/x")));
  EXPECT_EQ(answer.status, 307);
  EXPECT_EQ(answer.redirect, other.url("/elsewhere"));
  EXPECT_EQ(failure_cause(answer.status), FailureCause::kRefused);
  HttpRequest get = to(server.url("/near"));
  get.method = HttpMethod::kGet;
  EXPECT_EQ(answered(get).redirect, server.url("/other?q"));
  EXPECT_EQ(other.connections(), 0);
}

TEST_F(HttpClientTest, InterimAnswersAndTrailersAreNotTheHead) {
  RawServer server([](Connection& connection) {
    connection.read_head();
    connection.send(
        "HTTP/1.1 103 Early\r\nX-A: early\r\nLink: </x>\r\n\r\n"
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: last\r\n\r\n"
        "2\r\nok\r\n0\r\nHTTP/1.1: 500\r\nX-B: trailer\r\n\r\n");
  });
  const HttpResponse answer = answered(to(server.url()));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("X-A"), "last");
  EXPECT_EQ(answer.header("Link"), "");
  EXPECT_EQ(answer.header("X-B"), "");
  EXPECT_EQ(answer.body, "ok");
}

TEST_F(HttpClientTest, SlowBodiesAreTaken) {
  RawServer server([](Connection& connection) {
    connection.read_head();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    for (const char* letter : {"s", "l", "o", "w", "."}) {
      connection.pause(20ms);
      connection.send(letter);
    }
  });
  const HttpResponse answer = answered(to(server.url()));
  EXPECT_EQ(answer.body, "slow.");
  EXPECT_GE(answer.elapsed, 95ms);
  EXPECT_LE(answer.first_byte, answer.elapsed);
}

TEST_F(HttpClientTest, ServerThatNeverAnswersIsLateAtTheDeadline) {
  RawServer server([](Connection& connection) { connection.hang(); });
  const auto begin = clock_.monotonic();
  EXPECT_EQ(failed(within(300ms, to(server.url()))), "timeout, transient: no answer after 0.3 s");
  EXPECT_GE(clock_.monotonic() - begin, 290ms);
  EXPECT_LT(clock_.monotonic() - begin, 2s);
}

TEST_F(HttpClientTest, BodyThatDoesNotEndIsCutAtTheDeadline) {
  RawServer server([](Connection& connection) {
    connection.read_head();
    connection.send("HTTP/1.1 200 OK\r\n\r\n");
    while (connection.send("x") && connection.pause(20ms)) {
    }
  });
  const HttpResponse answer = answered(within(300ms, to(server.url())));
  EXPECT_EQ(answer.status, 200);
  ASSERT_TRUE(answer.cut);
  EXPECT_EQ(told(*answer.cut), "timeout, transient: no answer after 0.3 s");
  EXPECT_TRUE(answer.body.starts_with("xx"));
}

TEST_F(HttpClientTest, CutConnectionsAreToldApartFromAnswers) {
  const auto converse = [&](std::string_view bytes) {
    RawServer server([&](Connection& connection) {
      if (connection.read_head()) connection.send(bytes);
    });
    return outcome(to(server.url()));
  };
  const auto nothing = converse("");
  ASSERT_FALSE(nothing);
  EXPECT_EQ(told(nothing.error()),
            "network, transient: the server closed the connection unanswered");
  const auto half_head = converse("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n");
  ASSERT_FALSE(half_head) << "status " << half_head->status;
  EXPECT_EQ(half_head.error().error.kind, ErrorKind::kTransient);
  const auto half_body = converse("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  ASSERT_TRUE(half_body);
  EXPECT_EQ(half_body->status, 200);
  EXPECT_EQ(half_body->body, "half");
  ASSERT_TRUE(half_body->cut);
  EXPECT_EQ(told(*half_body->cut), "network, transient: the answer was cut off");
  const auto garbage = converse("220 mail.example ESMTP\r\n\r\n");
  ASSERT_FALSE(garbage);
  EXPECT_EQ(garbage.error().cause, FailureCause::kServer);
  EXPECT_EQ(garbage.error().error.kind, ErrorKind::kTransient);
}

TEST_F(HttpClientTest, ServerThatIsNotThereIsANetworkFailure) {
  std::string url;
  {
    url = RawServer([](Connection&) {}).url();
  }
  EXPECT_EQ(failed(to(url)), "network, transient: connect: Connection refused");
  EXPECT_TRUE(failed(to("http://hook.invalid/")).starts_with("network, transient: name not found"));
}

TEST_F(HttpClientTest, BodyOverTheBoundIsCutThereAndTheStatusStands) {
  FeedServer server;
  server.serve("/x", std::string(1001, 'x'));
  HttpRequest request = to(server.url("/x"));
  request.max_body = 1000;
  const HttpResponse answer = answered(request);
  EXPECT_EQ(answer.status, 200);
  EXPECT_LE(answer.body.size(), 1000u);
  ASSERT_TRUE(answer.cut);
  EXPECT_EQ(told(*answer.cut), "server, bad input: the answer is over 1000 bytes");
  request.max_body = 1001;
  EXPECT_FALSE(answered(request).cut);
}

TEST_F(HttpClientTest, HeadersAreBounded) {
  RawServer server([](Connection& connection) {
    connection.read_head();
    connection.send("HTTP/1.1 200 OK\r\n");
    for (int i = 0; connection.send(fmt::format("X-{}: y\r\n", i)); ++i) {
    }
  });
  EXPECT_EQ(failed(to(server.url())), "server, bad input: the answer's headers are over 64 KiB");
}

TEST_F(HttpClientTest, AHeaderThatIsTooLongIsCalledThat) {
  RawServer server([](Connection& connection) {
    connection.read_head();
    connection.send("HTTP/1.1 200 OK\r\nX: " + std::string(120'000, 'y') + "\r\n\r\n");
  });
  EXPECT_EQ(failed(to(server.url())), "server, bad input: a header of the answer is over 100 KiB");
}

TEST_F(HttpClientTest, AddressesInsideTheNetworkNeedLeave) {
  FeedServer server;
  server.serve("/x", "ok");
  HttpRequest request = to(server.url("/x"));
  request.guard = {};
  for (const std::string host : {"127.0.0.1", "0x7f.1", "[::ffff:127.0.0.1]", "localhost"}) {
    request.url = fmt::format("http://{}:{}/x", host, server.port());
    const std::string said = failed(request);
    EXPECT_TRUE(said.starts_with("blocked, permanent: refused: ")) << said;
    EXPECT_NE(said.find("is a loopback address"), said.npos) << said;
  }
  request.url = "http://10.0.0.1/x";
  EXPECT_EQ(failed(request), "blocked, permanent: refused: 10.0.0.1 is a private address");
  EXPECT_EQ(server.connections(), 0);
  request.guard = AddressGuard::parse(std::vector<std::string>{"127.0.0.0/8"}).value();
  request.url = fmt::format("http://localhost:{}/x", server.port());
  EXPECT_EQ(answered(request).status, 200);
}

TEST_F(HttpClientTest, OtherSchemesAreRefused) {
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "", "hook", "http://"}) {
    EXPECT_EQ(failed(to(url)), "refused, permanent: not an http or https address") << url;
  }
}

TEST_F(HttpClientTest, HeadersCannotBeInjected) {
  FeedServer server;
  server.serve("/x", "ok");
  const std::string malformed =
      "refused, permanent: a header to send is malformed (an empty value, a line break)";
  for (const HttpHeader& header :
       {HttpHeader{"X-Key", "k\r\nX-Evil: 1"}, HttpHeader{"X-Key", "k\n"},
        HttpHeader{"X-Key", std::string("k\0z", 3)}, HttpHeader{"X-Key", ""},
        HttpHeader{"X-Key", " "}, HttpHeader{"X\r\nX-Evil", "1"}, HttpHeader{"X-Evil: 1", "k"},
        HttpHeader{"", "k"}}) {
    HttpRequest request = to(server.url("/x"));
    request.headers = {header};
    EXPECT_EQ(failed(request), malformed) << header.name;
  }
  HttpRequest request = to(server.url("/x"));
  request.user_agent = "me\r\nX-Evil: 1";
  EXPECT_EQ(failed(request), malformed);
  request = to(server.url("/x"));
  request.credentials = "me:pass\r\nX-Evil: 1";
  EXPECT_EQ(failed(request), malformed);
  request = to(server.url("/x") + "?a\r\nX-Evil: 1");
  answered(request);
  EXPECT_EQ(server.requests().size(), 1u);
  EXPECT_FALSE(server.requests().at(0).has("X-Evil"));
}

TEST_F(HttpClientTest, AsksThroughAProxyButNotForThisMachine) {
  FeedServer proxy, server;
  proxy.serve("http://hook.example/x", "through");
  server.serve("/x", "directly");
  HttpRequest request = to("http://hook.example/x");
  request.proxy = fmt::format("http://127.0.0.1:{}", proxy.port());
  request.guard = {};  // the proxy's own address is exempt
  EXPECT_EQ(answered(request).body, "through");
  request.url = "http://10.0.0.1/x";
  EXPECT_EQ(failed(request), "blocked, permanent: refused: 10.0.0.1 is a private address");
  request = to(server.url("/x"));
  request.proxy = fmt::format("http://127.0.0.1:{}", proxy.port());
  EXPECT_EQ(answered(request).body, "directly");
  request.url = fmt::format("http://localhost:{}/x", server.port());
  EXPECT_EQ(answered(request).body, "directly");
  EXPECT_EQ(proxy.requests().size(), 1u);
}

TEST_F(HttpClientTest, TakesTheProxyOfTheEnvironmentOnlyWhenTold) {
  FeedServer proxy;
  proxy.serve("http://hook.example/x", "through");
  HttpClient::Options options;
  options.proxies.http = fmt::format("http://127.0.0.1:{}", proxy.port());
  client_ = HttpClient::open(options, clock_).value();
  HttpRequest request = to("http://hook.example/x");
  request.proxy = "env";
  EXPECT_EQ(answered(request).body, "through");
  request.url = "http://hook.invalid/x";
  request.proxy.clear();
  EXPECT_TRUE(failed(request).starts_with("network, transient: name not found"));
}

TEST_F(HttpClientTest, TlsIsVerified) {
  const newswatch::test::TlsServer server;
  if (!server.running()) GTEST_SKIP() << "openssl is missing";
  HttpRequest request = to(server.url());
  request.method = HttpMethod::kGet;
  EXPECT_TRUE(failed(request).starts_with("network, transient: TLS: "));
  request.trusted = std::make_shared<const CaBundle>(CaBundle::with(server.ca()).value());
  EXPECT_EQ(answered(request).body, "<rss>over TLS</rss>");
  request.url = server.url("localhost");
  EXPECT_TRUE(failed(request).starts_with("network, transient: TLS: ")) << "another host's name";
}

}  // namespace
}  // namespace newswatch::net
