// No request to a refused address, on any hop, in any spelling; and proxies.
#include "support/feed_server.h"
#include "unit/fetch/fetching.h"

namespace newswatch::fetch {
namespace {

using model::ErrorKind;
using test::FeedServer;

class Guard : public Fetching {
 protected:
  std::string at(const std::string& host, std::string_view path = "/feed") {
    return "http://" + host + ":" + std::to_string(server_.port()) + std::string(path);
  }

  FeedServer server_;
  std::unique_ptr<CurlFetcher> strict_ = make({});
};

TEST_F(Guard, RefusesLoopbackInEverySpelling) {
  for (const char* host :
       {"127.0.0.1", "0x7f.1", "2130706433", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[::1]", "0.0.0.0", "[::]", "[64:ff9b::127.0.0.1]"}) {
    expect_error(get(*strict_, request(at(host))), ErrorKind::kPermanent, "refused: ");
  }
  EXPECT_EQ(server_.connections(), 0);
}

TEST_F(Guard, SaysWhyAndHowToAllowIt) {
  expect_error(get(*strict_, request("http://10.0.0.1/feed")), ErrorKind::kPermanent,
               "GET http://10.0.0.1/feed: refused: 10.0.0.1 is a private address; allow it in "
               "[fetch] allow_networks");
}

TEST_F(Guard, JudgesTheAddressThatANameLeadsTo) {
  expect_error(get(*strict_, request(at("localhost"))), ErrorKind::kPermanent,
               " is a loopback address");
  EXPECT_EQ(server_.connections(), 0);
  server_.serve("/feed", "x");
  EXPECT_TRUE(get(*fetcher_, request(at("localhost"))));
}

TEST_F(Guard, JudgesEveryHop) {
  server_.redirect("/literal", "http://10.0.0.1/x", 301);
  server_.redirect("/mapped", "http://[::ffff:169.254.169.254]/latest/meta-data", 302);
  server_.redirect("/first", "/literal", 302);
  for (const char* path : {"/literal", "/mapped", "/first"}) {
    expect_error(get(server_.url(path)), ErrorKind::kPermanent, "refused: ");
  }
  const auto named = make({"127.0.0.2"});  // localhost is 127.0.0.1 and stays refused
  FeedServer unused;
  expect_error(get(*named, request(at("localhost"))), ErrorKind::kPermanent, "refused: ");
}

TEST_F(Guard, TakesAnotherListFromNowOnForOpenConnectionsToo) {
  server_.serve("/feed", "x");
  ASSERT_TRUE(strict_->trust(guard({"127.0.0.0/8"}), {}));
  EXPECT_TRUE(get(*strict_, request(server_.url("/feed"))));
  EXPECT_TRUE(get(*strict_, request(at("localhost"))));
  ASSERT_TRUE(strict_->trust({}, {}));
  expect_error(get(*strict_, request(server_.url("/feed"))), ErrorKind::kPermanent, "refused: ");
  expect_error(get(*strict_, request(at("localhost"))), ErrorKind::kPermanent, "refused: ");
}

TEST_F(Guard, RefusesOtherSchemes) {
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "127.0.0.1/x", "", "http://",
                          "http:// /", "http://\xff/"}) {
    expect_error(get(url), ErrorKind::kPermanent, "not an http or https address");
  }
}

TEST_F(Guard, ExemptsTheProxyAndJudgesLiteralsBehindIt) {
  server_.serve("http://news.example/feed", "through");
  server_.serve("http://127.0.0.1/feed", "never");
  auto asked = request("http://news.example/feed");
  asked.proxy = at("127.0.0.1", "");
  const auto got = get(*strict_, asked);
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->body, "through");
  asked.url = "http://127.0.0.1/feed";
  expect_error(get(*strict_, asked), ErrorKind::kPermanent, "is a loopback address");
  EXPECT_EQ(server_.requests().size(), 1u);
}

TEST_F(Guard, IsNotSwitchedOffByNoProxy) {
  CurlFetcher::Options options;
  options.proxies.http = at("127.0.0.1", "");
  options.proxies.none = "localhost";
  const auto made = CurlFetcher::open(options, clock_);
  ASSERT_TRUE(made);
  server_.serve("http://news.example/feed", "through");
  auto asked = request("http://news.example/feed");
  asked.proxy = "env";
  EXPECT_TRUE(get(**made, asked));
  asked.url = at("localhost");
  expect_error(get(**made, asked), ErrorKind::kPermanent, " is a loopback address");
}

}  // namespace
}  // namespace newswatch::fetch
