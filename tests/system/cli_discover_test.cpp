// `newswatch feeds discover` against a site on loopback.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/feed_server.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::SizeIs;

class CliDiscover : public CliFolder {
 protected:
  void SetUp() override {
    CliFolder::SetUp();
    std::ofstream(config_) << "[fetch]\ntimeout = \"2s\"\nallow_networks = [\"127.0.0.1\"]\n";
    html("/",
         "<link rel=alternate type=application/rss+xml title=World href=world.rss>"
         "<link rel=alternate type=application/atom+xml href=/old>");
    server_.serve(
        "/world.rss",
        "<rss version='2.0'><channel><title>The \"World\"\x1b[31m</title><item><title>a"
        "</title><pubDate>Tue, 28 Jan 2025 20:15:00 GMT</pubDate></item></channel></rss>");
    server_.serve("/new", "<feed xmlns='http://www.w3.org/2005/Atom'><title>All</title></feed>");
    server_.redirect("/old", "/new", 301);
  }

  void html(const std::string& path, const std::string& head) {
    server_.serve(path, "<html><head>" + head + "</head></html>", {.content_type = "text/html"});
  }

  test::FeedServer server_;
};

TEST_F(CliDiscover, ListsTheFeedsThatThePageNames) {
  const Ran ran = cli({"feeds", "discover", server_.url("/")});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  const auto out = lines(ran.out);
  ASSERT_THAT(out, SizeIs(3));
  EXPECT_THAT(out[0], testing::ContainsRegex("^URL\tFORMAT\tITEMS\tNEWEST\tTITLE\tHOW"));
  EXPECT_THAT(out[1], HasSubstr(server_.url("/world.rss") + "\trss20\t"));
  EXPECT_THAT(out[1], HasSubstr("2025-01-28"));
  EXPECT_THAT(out[1], HasSubstr("named by the page"));
  EXPECT_THAT(out[2], HasSubstr(server_.url("/new")));
  EXPECT_EQ(ran.out.find('\x1b'), std::string::npos);
}

TEST_F(CliDiscover, JsonIsALineAFeed) {
  const Ran ran = cli({"feeds", "discover", server_.url("/"), "--json"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  const auto out = lines(ran.out);
  ASSERT_THAT(out, SizeIs(2));
  const json first = json::parse(out[0]);
  EXPECT_EQ(first.at("schema"), 1);
  EXPECT_EQ(first.at("url"), server_.url("/world.rss"));
  EXPECT_EQ(first.at("format"), "rss20");
  EXPECT_EQ(first.at("items"), 1);
  EXPECT_EQ(first.at("newest"), "2025-01-28T20:15:00Z");
  EXPECT_EQ(first.at("how"), "named by the page");
  EXPECT_TRUE(json::parse(out[1]).at("newest").is_null());
}

TEST_F(CliDiscover, NothingFoundIsStatusThreeAndSaysWhatWasTried) {
  html("/empty/", "<title>Empty</title>");
  const Ran ran = cli({"feeds", "discover", server_.url("/empty/")});
  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("no feed found at " + server_.url("/empty/")));
  EXPECT_THAT(ran.err, HasSubstr("an HTML page: title 'Empty'"));
  EXPECT_THAT(ran.err, HasSubstr(server_.url("/rss.xml") + ": HTTP status 404"));
  EXPECT_THAT(server_.requests(), SizeIs(11));
  for (const test::Request& request : server_.requests()) {
    EXPECT_EQ(request.method, "GET");
    EXPECT_THAT(request.header("User-Agent"), HasSubstr("newswatch/"));
    EXPECT_FALSE(request.has("Cookie"));
  }
}

TEST_F(CliDiscover, PrivateAddressesAreRefusedUnlessTheConfigAllowsThem) {
  std::ofstream(config_) << "";
  const Ran ran = cli({"feeds", "discover", server_.url("/")});
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, HasSubstr("refused: 127.0.0.1"));
  EXPECT_EQ(server_.connections(), 0);
}

TEST_F(CliDiscover, AnAddressWithoutASchemeIsHttps) {
  const Ran ran = cli({"feeds", "discover", "127.0.0.1:" + std::to_string(server_.port()) + "/"});
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, HasSubstr("GET https://127.0.0.1:"));
  EXPECT_EQ(cli({"feeds", "discover", "ftp://one.test/"}).status, 2);
  EXPECT_EQ(cli({"feeds", "discover"}).status, 2);
}

}  // namespace
}  // namespace newswatch::system_test
