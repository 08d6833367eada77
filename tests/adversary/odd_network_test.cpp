// What stands between the daemon and a feed: it goes silent, cuts off, lies. Each is a line in the
// log with the feed and the reason; the other feeds are read meanwhile; and when the feed is back,
// what it has is told, once, and nothing of before is told again.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <functional>

#include "program/daemon_process.h"
#include "support/feed_server.h"
#include "support/tls_server.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using test::Connection;

const Entry kBefore = {"g1", "Volcano erupts near Reykjavik", "Lava on the road"};
const Entry kAfter = {"g2", "Ferry strike strands thousands in Dover", "Ferry crews on strike"};

std::string ok(std::string_view headers, const std::string& body) {
  return test::http_answer("200 OK", headers, body);
}

struct Trick {
  const char* name;
  std::function<void(Connection&)> answer;
  const char* said;       // of the feed.error; empty: it is none
  bool as_proxy = false;  // else as the server
};

class OddNetwork : public testing::TestWithParam<Trick> {};

TEST_P(OddNetwork, IsSaidAndLosesNothing) {
  std::atomic<int> tricked = 0;
  std::atomic<bool> tricks = false;
  std::atomic<bool> after = false;
  test::RawServer between([&](Connection& connection) {
    if (tricks) {
      ++tricked;
      return GetParam().answer(connection);
    }
    if (!connection.read_head()) return;
    std::vector<Entry> entries = {kBefore};
    if (after) entries.push_back(kAfter);
    connection.send(ok("Content-Type: application/rss+xml\r\nConnection: close\r\n", rss(entries)));
  });
  test::FeedServer good;
  good.serve("/", rss({{"n1", "Senate passes farm subsidy bill", "After a long debate"}}));
  const Installation here;
  const bool as_proxy = GetParam().as_proxy;
  std::string text =
      config_text(here.state(),
                  {{"odd", "A", as_proxy ? "http://paper.example/feed" : between.url("/feed")},
                   {"good", "B", good.url()}},
                  std::string(kOften) + "timeout = \"1s\"\n");
  if (as_proxy) {
    const std::string feed = "url = \"http://paper.example/feed\"\n";
    text.insert(text.find(feed) + feed.size(), "proxy = \"" + between.url("") + "\"\n");
  }
  here.configure(text);
  Daemon daemon(here);
  ASSERT_TRUE(until([&] { return here.notifications().size() == 2; }));
  tricks = true;
  ASSERT_TRUE(until([&] { return tricked >= 3; }));
  const bool is_error = *GetParam().said != '\0';
  if (is_error) {
    EXPECT_TRUE(daemon.logs("warning feed.error feed=odd error=\""));
    EXPECT_TRUE(daemon.logs(GetParam().said));
  }
  good.serve("/", rss({{"n1", "Senate passes farm subsidy bill", "After a long debate"},
                       {"n2", "Museum returns bronze statues to Benin", "A king thanks"}}));
  EXPECT_TRUE(until([&] { return here.notifications().size() == 3; }));
  after = true;
  tricks = false;
  EXPECT_TRUE(until([&] { return here.notifications().size() == 4; }, 40s));
  EXPECT_EQ(daemon.logs("feed.recovered feed=odd", is_error ? 20s : 0s), is_error);
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(here.notifications().size(), 4u);
  EXPECT_EQ(here.notifications().back()["title"], kAfter.title);
  if (HasFailure()) fmt::print("{}\n", fmt::join(daemon.log(), "\n"));
}

// An answer to a request that was read.
std::function<void(Connection&)> says(const std::string& bytes) {
  return [bytes](Connection& connection) {
    if (connection.read_head()) connection.send(bytes);
  };
}

const std::string kPortal =
    "<!DOCTYPE html><html><head><title>Welcome to Hotel WiFi</title></head>"
    "<body><form action='/login'>Please log in</form></body></html>";

INSTANTIATE_TEST_SUITE_P(
    Tricks, OddNetwork,
    testing::Values(
        Trick{"AcceptsAndNeverAnswers", [](Connection& connection) { connection.hang(); },
              "timed out after 1000 ms: connected, but no answer came"},
        Trick{"HangsUp", says(""), "the server closed the connection unanswered"},
        Trick{"ResetsUnread",  // a close with bytes that were not read resets the connection
              [](Connection& connection) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss><chan");
                connection.pause(20ms);
              },
              "the answer was cut off after 10 bytes"},
        Trick{"CutsTheBody",
              says("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss><channel><item>"),
              "the answer was cut off after 20 bytes"},
        Trick{"ServesALoginPage", says(ok("Content-Type: text/html\r\n", kPortal)),
              "not a feed: an HTML page: title 'Welcome to Hotel WiFi'"},
        Trick{"ServesALoginPageAsAFeed", says(ok("Content-Type: application/rss+xml\r\n", kPortal)),
              "not a feed: an HTML page: title 'Welcome to Hotel WiFi'"},
        Trick{"RedirectsToALoginPage",
              [](Connection& connection) {
                const auto head = connection.read_head();
                if (!head) return;
                const bool portal = head->find(" /login ") != head->npos;
                connection.send(portal
                                    ? ok("Content-Type: text/html\r\n", kPortal)
                                    : test::http_answer("302 Found", "Location: /login\r\n", ""));
              },
              "not a feed: an HTML page: title 'Welcome to Hotel WiFi'"},
        Trick{"ServesNothing", says(ok("Content-Type: application/rss+xml\r\n", "")),
              "not a feed: an empty document"},
        Trick{"ServesNoise", says(ok("", std::string(3000, '\xf7'))), "not a feed: plain text"},
        Trick{"ServesAnEmptyFeed",
              says(ok("Content-Type: application/rss+xml\r\n",
                      "<rss version='2.0'><channel><title>x</title></channel></rss>")),
              ""},
        Trick{"CallsAllUnchanged", says(test::http_answer("304 Not Modified", "", "")),
              "HTTP status 304 to a request without validators"},
        Trick{"IsNoHttp", says("220 mail.example ESMTP\r\n"), "Received HTTP/0.9 when not allowed"},
        Trick{"ProxyServesALoginPage", says(ok("Content-Type: text/html\r\n", kPortal)),
              "not a feed: an HTML page: title 'Welcome to Hotel WiFi'", true},
        Trick{"ProxyRefuses", says(test::http_answer("407 Proxy Authentication Required", "", "")),
              "HTTP status 407", true},
        Trick{"ProxyHangsUp", says(""), "the server closed the connection unanswered", true}),
    [](const auto& one) { return std::string(one.param.name); });

// Between the daemon and a feed over TLS, as its proxy.
class OddTunnel : public testing::TestWithParam<Trick> {};

TEST_P(OddTunnel, IsSaidAndHoldsUpNoOther) {
  std::atomic<int> asked = 0;
  test::RawServer proxy([&](Connection& connection) {
    ++asked;
    GetParam().answer(connection);
  });
  test::FeedServer good;
  good.serve("/", rss({{"n1", "Senate passes farm subsidy bill", "After a long debate"}}));
  const Installation here;
  std::string text = config_text(
      here.state(), {{"odd", "A", "https://paper.example/feed"}, {"good", "B", good.url()}},
      std::string(kOften) + "timeout = \"1s\"\n");
  const std::string feed = "url = \"https://paper.example/feed\"\n";
  text.insert(text.find(feed) + feed.size(), "proxy = \"" + proxy.url("") + "\"\n");
  here.configure(text);
  Daemon daemon(here);
  ASSERT_TRUE(until([&] { return asked >= 3; }));
  EXPECT_TRUE(daemon.logs("warning feed.error feed=odd error=\""));
  EXPECT_TRUE(daemon.logs(GetParam().said));
  const std::size_t polls = good.count("/");
  EXPECT_TRUE(until([&] { return good.count("/") >= polls + 3; }, 2s));
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(here.notifications().size(), 1u);
  if (HasFailure()) fmt::print("{}\n", fmt::join(daemon.log(), "\n"));
}

const std::string kTunnel = "HTTP/1.1 200 Connection established\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Tricks, OddTunnel,
    testing::Values(Trick{"IsRefused", says(test::http_answer("403 Forbidden", "", "no")), "403"},
                    Trick{"LeadsToNoise", says(kTunnel + std::string(3000, '\xf7')), ": TLS: "},
                    Trick{"LeadsToPlainHttp", says(kTunnel + ok("", kPortal)), ": TLS: "},
                    Trick{"LeadsNowhere", says(kTunnel), ": TLS: "},
                    Trick{"LeadsToSilence",
                          [](Connection& connection) {
                            if (!connection.read_head()) return;
                            connection.send(kTunnel);
                            connection.hang();
                          },
                          "timed out after 500 ms: no connection"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(OddCertificates, AreRefusedByNameAndHoldUpNoOther) {
  using enum test::TlsServer::Flaw;
  constexpr auto kGiven = test::TlsServer::Tickets::kGiven;
  const test::TlsServer expired(kGiven, kExpired), renamed(kGiven, kOtherName);
  const test::TlsServer unknown(kGiven, kSelfSigned), good;
  const Installation here;
  std::ofstream trusted(here.folder() / "ca.pem");
  for (const test::TlsServer* server : {&expired, &renamed, &unknown, &good}) {
    ASSERT_TRUE(server->running()) << "openssl is needed";
    server->serve(rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
    trusted << std::ifstream(server->ca()).rdbuf();
  }
  trusted.close();
  good.serve(rss({{"n1", "Senate passes farm subsidy bill", "After a long debate"}}));
  here.configure(
      {{"expired", "A", expired.url()},
       {"renamed", "B", renamed.url()},
       {"unknown", "C", unknown.url()},
       {"good", "D", good.url()}},
      std::string(kOften) + "ca_file = \"" + (here.folder() / "ca.pem").string() + "\"\n");
  Daemon daemon(here);
  EXPECT_TRUE(daemon.logs("feed.error feed=expired error=\"GET " + expired.url() +
                          ": TLS: SSL certificate problem: certificate has expired\""));
  EXPECT_TRUE(daemon.logs("feed.error feed=renamed error=\"GET " + renamed.url() + ": TLS: "));
  EXPECT_TRUE(daemon.logs("feed.error feed=unknown error=\"GET " + unknown.url() +
                          ": TLS: SSL certificate problem: self"));
  EXPECT_TRUE(until([&] { return here.notifications().size() == 1; }));
  good.serve(rss({{"n1", "Senate passes farm subsidy bill", "After a long debate"},
                  {"n2", "Museum returns bronze statues to Benin", "A king thanks"}}));
  EXPECT_TRUE(until([&] { return here.notifications().size() == 2; }));
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(here.events().size(), 2u);
  if (HasFailure()) fmt::print("{}\n", fmt::join(daemon.log(), "\n"));
}

}  // namespace
}  // namespace newswatch::system_test
