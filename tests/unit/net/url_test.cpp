#include "net/url.h"

#include <gtest/gtest.h>

namespace newswatch::net {
namespace {

TEST(Url, LowersTheHostAndKeepsEveryPart) {
  const auto url = parse_url("HTTPS://Me:p%40ss@WWW.Example.COM:8443/A/b?Z=1&a=%2F#Top");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->user, "Me");
  EXPECT_EQ(url->password, "p%40ss");
  EXPECT_EQ(url->host, "www.example.com");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->path, "/A/b");
  EXPECT_EQ(url->query, "Z=1&a=%2F");
  EXPECT_EQ(url->fragment, "Top");
  EXPECT_EQ(to_string(*url), "https://Me:p%40ss@www.example.com:8443/A/b?Z=1&a=%2F#Top");
}

TEST(Url, TakesAnySchemeThatNamesAHost) {
  EXPECT_TRUE(parse_url("ftp://example.com/x"));
  EXPECT_TRUE(parse_url("feed://example.com/rss"));
}

TEST(Url, RefusesWhatNamesNoHost) {
  for (const char* text :
       {"", "example.com", "/path", "//example.com/x", "mailto:a@b.c", "tag:example.com,2005:1",
        "urn:uuid:1", "tag:/x", "data:///x", "http:", "http://", "http://:80/", "http://a b/",
        "http://h:99999/", "http://h:x/", "http://[::1", "http://[fe80::1%25eth0]/",
        "javascript:alert(1)", "http://h/a b"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
  EXPECT_FALSE(parse_url(std::string_view("http://good.example\0.evil.example/", 34)));
}

TEST(Url, ReadsNumbersInHostsAsTheSenderDoes) {
  EXPECT_EQ(parse_url("http://0x7f.1/")->host, "127.0.0.1");
  EXPECT_EQ(parse_url("http://2130706433/")->host, "127.0.0.1");
  EXPECT_EQ(parse_url("http://0177.0.0.1/")->host, "127.0.0.1");
}

// Marks that a host loses on the way to ASCII, and fullwidth digits, leave a number.
TEST(Url, ReadsNumbersInInternationalHostsToo) {
  for (const char* text : {"http://\uFEFF2/", "http://\uFF12/", "http://0x0\u00AD2/"}) {
    const auto url = parse_url(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->host, "0.0.0.2") << text;
  }
}

TEST(Url, TurnsInternationalHostsIntoAscii) {
  EXPECT_EQ(resolve_http("",
                         "http://B\xc3\xbc"
                         "cher.example/\xc3\xa9"),
            "http://xn--bcher-kva.example/%C3%A9");
}

struct Resolution {
  const char* base;
  const char* reference;
  const char* target;
};

class Resolve : public testing::TestWithParam<Resolution> {};

TEST_P(Resolve, GivesTheTarget) {
  const Resolution& c = GetParam();
  EXPECT_EQ(resolve_http(c.base, c.reference), c.target) << c.base << " + " << c.reference;
}

// RFC 3986 section 5.4, on http and without the parameters that no feed uses.
INSTANTIATE_TEST_SUITE_P(
    Rfc3986, Resolve,
    testing::Values(Resolution{"http://a/b/c/d;p?q", "g", "http://a/b/c/g"},
                    Resolution{"http://a/b/c/d;p?q", "./g", "http://a/b/c/g"},
                    Resolution{"http://a/b/c/d;p?q", "g/", "http://a/b/c/g/"},
                    Resolution{"http://a/b/c/d;p?q", "/g", "http://a/g"},
                    Resolution{"http://a/b/c/d;p?q", "//g", "http://g/"},
                    Resolution{"http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"},
                    Resolution{"http://a/b/c/d;p?q", "g?y", "http://a/b/c/g?y"},
                    Resolution{"http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q#s"},
                    Resolution{"http://a/b/c/d;p?q", "g?y#s", "http://a/b/c/g?y#s"},
                    Resolution{"http://a/b/c/d;p?q", ";x", "http://a/b/c/;x"},
                    Resolution{"http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q"},
                    Resolution{"http://a/b/c/d;p?q", ".", "http://a/b/c/"},
                    Resolution{"http://a/b/c/d;p?q", "..", "http://a/b/"},
                    Resolution{"http://a/b/c/d;p?q", "../g", "http://a/b/g"},
                    Resolution{"http://a/b/c/d;p?q", "../../../g", "http://a/g"},
                    Resolution{"http://a/b/c/d;p?q", "g?y/../x", "http://a/b/c/g?y/../x"},
                    Resolution{"http://a/b/c/d;p?q#f", "g", "http://a/b/c/g"},
                    Resolution{"http://a", "g", "http://a/g"}));

INSTANTIATE_TEST_SUITE_P(
    Feeds, Resolve,
    testing::Values(
        Resolution{"https://h.example:8080/feed/", "post 1.html",
                   "https://h.example:8080/feed/post%201.html"},
        Resolution{"", " https://h.example/a\n b ", "https://h.example/a%20b"},
        Resolution{"https://h.example/", "//cdn.example:81/x?b=2&a=1#f",
                   "https://cdn.example:81/x?b=2&a=1#f"},
        Resolution{"", "http://h.example/?q=caf\xc3\xa9", "http://h.example/?q=caf%C3%A9"},
        Resolution{"", "http://\xc3\xa9:\xff@h.example/", "http://%C3%A9:%FF@h.example/"},
        Resolution{"", "http://h.example/a%20b%zz?", "http://h.example/a%20b%zz?"},
        Resolution{"", "http://h.example?x=1", "http://h.example/?x=1"},
        Resolution{"", "HTTP://H.Example/Path", "http://h.example/Path"},
        Resolution{"ftp://h.example/a", "b", ""},
        Resolution{"https://h/", "javascript:alert(1)", ""},
        Resolution{"https://h/", "mailto:a@b.example", ""}, Resolution{"", "page.html", ""},
        Resolution{"https://h/", "data:text/html,x", ""}, Resolution{"not a url", "x", ""},
        Resolution{"https://h/", "http://", ""}));

TEST(Url, OriginFillsInThePortAndDropsTheRest) {
  EXPECT_EQ(origin("https://u:p@Example.com/x?y"), "https://example.com:443");
  EXPECT_EQ(origin("http://example.com"), "http://example.com:80");
  EXPECT_EQ(origin("http://[::1]:81/"), "http://[::1]:81");
  EXPECT_EQ(origin("ftp://example.com/"), "");
  EXPECT_EQ(origin("nonsense"), "");
}

}  // namespace
}  // namespace newswatch::net
