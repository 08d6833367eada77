// Redirects (RFC 9110 section 15.4), and what may not follow them.
#include "support/feed_server.h"
#include "unit/fetch/fetching.h"

namespace newswatch::fetch {
namespace {

using model::ErrorKind;
using test::FeedServer;

class Redirect : public Fetching {
 protected:
  FeedServer server_, other_;
};

TEST_F(Redirect, FollowsEveryKindWithAGet) {
  server_.serve("/end", "body", {.etag = "\"e\""});
  for (const int status : {301, 302, 303, 307, 308}) {
    const std::string path = "/" + std::to_string(status);
    server_.redirect(path, "/end", status);
    const auto got = get(server_.url(path));
    ASSERT_TRUE(got) << got.error().context;
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(got->body, "body");
    EXPECT_EQ(got->final_url, server_.url("/end"));
    EXPECT_EQ(got->redirects, 1);
    EXPECT_EQ(got->moved_to, status == 301 || status == 308 ? server_.url("/end") : "") << status;
  }
  for (const auto& sent : server_.requests()) EXPECT_EQ(sent.method, "GET");
}

TEST_F(Redirect, NamesTheEndOfTheUnbrokenPermanentChain) {
  server_.serve("/end", "body");
  server_.redirect("/a", "/b", 301);
  server_.redirect("/b", "/c", 308);
  server_.redirect("/c", "/end", 302);
  server_.redirect("/x", "/a", 302);
  EXPECT_EQ(get(server_.url("/a"))->moved_to, server_.url("/c"));
  EXPECT_EQ(get(server_.url("/b"))->moved_to, server_.url("/c"));
  EXPECT_EQ(get(server_.url("/x"))->moved_to, "");
}

TEST_F(Redirect, ResolvesRelativeAndOddTargets) {
  server_.serve("/dir/new%20feed?x=%C3%A9", "body");
  server_.redirect("/dir/old", "new feed?x=\xc3\xa9#part", 301);
  const auto got = get(server_.url("/dir/old"));
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->moved_to, server_.url("/dir/new%20feed?x=%C3%A9"));
}

TEST_F(Redirect, SendsValidatorsToTheFinalHop) {
  other_.serve("/end", "body", {.etag = "\"e\""});
  server_.redirect("/start", other_.url("/end"));
  auto asked = request(server_.url("/start"));
  asked.etag = "\"e\"";
  const auto got = get(asked);
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->status, 304);
}

TEST_F(Redirect, GivesUpAfterFiveHops) {
  for (int i = 0; i < 6; ++i) {
    server_.redirect("/" + std::to_string(i), "/" + std::to_string(i + 1));
  }
  server_.serve("/6", "body");
  EXPECT_EQ(get(server_.url("/1"))->redirects, 5);
  expect_error(get(server_.url("/0")), ErrorKind::kTransient, "more than 5 redirects");
}

TEST_F(Redirect, SaysThatAServerWantsACookie) {
  server_.handle("/feed", [](const test::Request&) {
    return test::Reply{.status = 302, .headers = {{"Location", "/feed"}, {"Set-Cookie", "a=b"}}};
  });
  expect_error(get(server_.url("/feed")), ErrorKind::kTransient,
               "it wants a cookie; newswatch sends none; headers_file can");
}

TEST_F(Redirect, NamesALoop) {
  server_.redirect("/a", "/b");
  server_.redirect("/b", "/a");
  server_.redirect("/self", "/self#again");
  expect_error(get(server_.url("/a")), ErrorKind::kTransient,
               "redirect loop: " + server_.url("/a") + " -> " + server_.url("/b") + " -> " +
                   server_.url("/a"));
  expect_error(get(server_.url("/self")), ErrorKind::kTransient, "redirect loop");
}

TEST_F(Redirect, ShowsNothingOfASecretAddressButItsOrigin) {
  server_.redirect("/key-1", "/key-2", 301);
  server_.redirect("/key-2", "/key-1", 301);
  server_.redirect("/key-3", "/key-4", 301);
  server_.serve("/key-4", "body");
  Request secret = request(server_.url("/key-1"));
  secret.secret_address = true;
  const auto loop = get(secret);
  expect_error(loop, ErrorKind::kTransient, server_.url("/***"));
  EXPECT_EQ(loop.error().context.find("key-"), std::string::npos) << loop.error().context;
  secret.url = server_.url("/key-3");
  const auto got = get(secret);
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->moved_to, "") << "nobody writes it down";
}

TEST_F(Redirect, RefusesOtherSchemes) {
  for (const char* target : {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/",
                             "javascript:alert(1)", "http://", "http://a b/"}) {
    server_.redirect("/start", target);
    expect_error(get(server_.url("/start")), ErrorKind::kPermanent,
                 "which is no http or https address");
  }
}

TEST_F(Redirect, IsAnAnswerWhenItNamesNoTarget) {
  server_.serve("/start", "", {.status = 302});
  const auto got = get(server_.url("/start"));
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->status, 302);
}

TEST_F(Redirect, FollowsWithoutReadingALongBody) {
  server_.serve("/end", "body");
  server_.serve("/start", std::string(8u << 20, 'x'),
                {.status = 301, .headers = {{"Location", "/end"}}});
  const auto got = get(server_.url("/start"));
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->body, "body");
}

TEST_F(Redirect, KeepsCredentialsAndHeadersFromOtherOrigins) {
  server_.redirect("/start", "/same");
  server_.redirect("/same", other_.url("/end"));
  other_.redirect("/end", server_.url("/back"));
  server_.serve("/back", "body");
  auto asked = request(server_.url("/start"));
  asked.credentials = "me:secret";
  asked.headers = {"X-Key: secret"};
  ASSERT_TRUE(get(asked));
  for (const auto& sent : server_.requests()) {
    EXPECT_TRUE(sent.has("Authorization")) << sent.target;
    EXPECT_TRUE(sent.has("X-Key")) << sent.target;
  }
  const test::Request leaked = other_.requests().at(0);
  EXPECT_FALSE(leaked.has("Authorization"));
  EXPECT_FALSE(leaked.has("X-Key"));
  std::string url = server_.url("/start");
  url.insert(7, "me:secret@");
  ASSERT_TRUE(get(url));
  EXPECT_FALSE(other_.requests().at(1).has("Authorization"));
}

TEST_F(Redirect, DropsCredentialsThatARedirectBrings) {
  std::string target = other_.url("/end");
  target.insert(7, "planted:pw@");
  server_.redirect("/start", target, 301);
  other_.serve("/end", "body");
  const auto got = get(server_.url("/start"));
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_FALSE(other_.requests().at(0).has("Authorization"));
  EXPECT_EQ(got->moved_to, other_.url("/end"));
}

}  // namespace
}  // namespace newswatch::fetch
