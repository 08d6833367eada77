#include "web/gate.h"

#include <gtest/gtest.h>

namespace newswatch::web {
namespace {

Request get(const std::string& host) { return {.method = "GET", .path = "/", .host = host}; }

Request post(const std::string& token) {
  Request request{.method = "POST", .path = "/api/v1/silences", .host = "127.0.0.1:8787"};
  request.authorization = "Bearer " + token;
  return request;
}

int status(const Gate& gate, const Request& request) {
  const auto refused = gate.refuse(request);
  return refused ? refused->status : 200;
}

TEST(Gate, NamesThatAreNotOursAreRefused) {
  const Gate gate("", {"watch.example.org"}, "form");
  for (const char* host : {"localhost", "localhost:8787", "127.0.0.1:8787", "[::1]:8787",
                           "192.0.2.7:8787", "watch.example.org", "WATCH.example.org:443"}) {
    EXPECT_EQ(status(gate, get(host)), 200) << host;
  }
  for (const char* host :
       {"", "evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "evil.example:8787",
        "watch.example.org.evil.example", "[::1", "[]", "localhost@evil.example"}) {
    EXPECT_EQ(status(gate, get(host)), 421) << host;
  }
}

TEST(Gate, ASocketOfTheMachineMayBeAskedUnderAnyName) {
  const Gate gate("secret", {}, "form");
  Request request = get("anything");
  request.peer.local = true;
  EXPECT_EQ(status(gate, request), 200);
}

TEST(Gate, TheTokenIsAPasswordOrABearer) {
  const Gate gate("s3cret:x", {}, "form");
  Request request = get("localhost");
  const auto refused = gate.refuse(request);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 401);
  EXPECT_EQ(refused->headers.at(0).first, "WWW-Authenticate");
  for (const char* right :
       {"Bearer s3cret:x", "bearer  s3cret:x", "Basic YW55OnMzY3JldDp4", "basic OnMzY3JldDp4"}) {
    request.authorization = right;
    EXPECT_EQ(status(gate, request), 200) << right;
  }
  for (const char* wrong :
       {"Bearer", "Bearer ", "Bearer s3cret", "Bearer s3cret:xx", "Basic", "Basic !!!",
        "Basic YW55OnMzY3JldA==", "Basic czNjcmV0", "s3cret:x", "Digest s3cret:x"}) {
    request.authorization = wrong;
    EXPECT_EQ(status(gate, request), 401) << wrong;
  }
}

TEST(Gate, WithoutATokenNobodyChangesAnything) {
  const Gate gate("", {}, "form");
  Request request = post("");
  EXPECT_EQ(status(gate, request), 403);
  EXPECT_FALSE(gate.may_change(request));
  request.authorization = "Basic Og==";
  request.form["form_token"] = "form";
  EXPECT_EQ(status(gate, request), 403);
}

TEST(Gate, AProgramChangesWithItsToken) {
  const Gate gate("secret", {}, "form");
  EXPECT_EQ(status(gate, post("secret")), 200);
  EXPECT_EQ(status(gate, post("other")), 401);
}

TEST(Gate, APageOfAnotherSiteChangesNothing) {
  const Gate gate("secret", {}, "form");
  for (const auto& [origin, site] :
       {std::pair{"https://evil.example", ""}, std::pair{"", "cross-site"},
        std::pair{"", "same-site"}, std::pair{"null", ""}, std::pair{"http://127.0.0.1:9999", ""},
        std::pair{"http://127.0.0.1:8787", "cross-site"}}) {
    Request request = post("secret");
    request.origin = origin;
    request.fetch_site = site;
    EXPECT_EQ(status(gate, request), 403) << origin << ' ' << site;
  }
  Request own = post("secret");
  own.origin = "http://127.0.0.1:8787";
  own.fetch_site = "same-origin";
  EXPECT_EQ(status(gate, own), 200);
}

TEST(Gate, ABrowserNeedsTheTokenOfItsForm) {
  const Gate gate("secret", {}, "form");
  Request request{.method = "POST", .path = "/api/v1/silences", .host = "localhost:8787"};
  request.authorization = "Basic OnNlY3JldA==";  // sent by the browser by itself
  EXPECT_EQ(status(gate, request), 403);
  request.form["form_token"] = "other";
  EXPECT_EQ(status(gate, request), 403);
  request.form["form_token"] = "form";
  EXPECT_EQ(status(gate, request), 200);
}

TEST(Gate, AtASocketTheRightsOfTheControlSocketHold) {
  const Gate gate("", {}, "form");
  Request request{.method = "POST", .path = "/api/v1/silences", .host = "x"};
  request.peer = {.local = true, .may_change = false};
  request.form["form_token"] = "form";
  EXPECT_EQ(status(gate, request), 403);
  request.peer.may_change = true;
  EXPECT_EQ(status(gate, request), 200);
}

TEST(Gate, SecretsAreComparedWhole) {
  EXPECT_TRUE(same_secret("", ""));
  EXPECT_TRUE(same_secret("abc", "abc"));
  for (const char* other : {"", "ab", "abcd", "abcabc", "abd"}) {
    EXPECT_FALSE(same_secret(other, "abc")) << other;
  }
}

}  // namespace
}  // namespace newswatch::web
