// Conditional GET, headers, bodies and their limits.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>

#include "support/feed_server.h"
#include "unit/fetch/fetching.h"

namespace newswatch::fetch {
namespace {

using model::ErrorKind;
using test::Connection;
using test::FeedServer;
using test::RawServer;

class Get : public Fetching {
 protected:
  FeedServer server_;
};

// Answers every request with these bytes and closes.
RawServer answering(std::string bytes) {
  return RawServer([bytes = std::move(bytes)](Connection& connection) {
    if (connection.read_head()) connection.send(bytes);
  });
}

// A gzip stream of zeros (RFC 1951 section 3.2.6: fixed codes; a zero, then copies of 258).
std::string gzip_of_zeros(std::size_t size) {
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  unsigned pending = 0;
  int count = 0;
  const auto bits = [&](std::string_view code) {
    for (const char bit : code) {
      pending |= static_cast<unsigned>(bit - '0') << count;
      if (++count == 8) {
        out += static_cast<char>(pending);
        pending = 0;
        count = 0;
      }
    }
  };
  bits("110");
  bits("00110000");
  for (std::size_t made = 1; made < size; made += 258) bits("1100010100000");
  bits("0000000");
  bits("00000000");
  return out;
}

TEST_F(Get, ReturnsBodyStatusAndTheHeadersThatCount) {
  server_.serve("/feed?a=1&b", "<rss/>",
                {.content_type = "text/xml; charset=iso-8859-1",
                 .etag = "\"v1\"",
                 .last_modified = "Mon, 27 Jan 2025 10:00:00 GMT",
                 .headers = {{"Cache-Control", "max-age=60"},
                             {"Cache-Control", "public"},
                             {"Expires", "Mon, 27 Jan 2025 11:00:00 GMT"},
                             {"Retry-After", "120"},
                             {"Date", "Mon, 27 Jan 2025 10:30:00 GMT"},
                             {"Content-Location", "/feed.en"}}});
  const auto got = get(server_.url("/feed?a=1&b#part"));
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->body, "<rss/>");
  EXPECT_EQ(got->content_type, "text/xml; charset=iso-8859-1");
  EXPECT_EQ(got->etag, "\"v1\"");
  EXPECT_EQ(got->last_modified, "Mon, 27 Jan 2025 10:00:00 GMT");
  EXPECT_EQ(got->cache_control, "max-age=60, public");
  EXPECT_EQ(got->expires, "Mon, 27 Jan 2025 11:00:00 GMT");
  EXPECT_EQ(got->retry_after, "120");
  EXPECT_EQ(got->date, "Mon, 27 Jan 2025 10:30:00 GMT");
  EXPECT_EQ(got->content_location, "/feed.en");
  EXPECT_EQ(got->final_url, server_.url("/feed?a=1&b"));
  EXPECT_EQ(got->moved_to, "");
  EXPECT_EQ(got->redirects, 0);
}

TEST_F(Get, AsksForFeedsAndNamesItself) {
  server_.serve("/feed", "x");
  ASSERT_TRUE(get(server_.url("/feed")));
  const test::Request sent = server_.requests().at(0);
  EXPECT_EQ(sent.method, "GET");
  EXPECT_EQ(sent.header("User-Agent"), "newswatch/test");
  EXPECT_NE(sent.header("Accept").find("application/rss+xml"), std::string::npos);
  for (const char* coding : {"gzip", "br", "zstd"}) {
    EXPECT_NE(sent.header("Accept-Encoding").find(coding), std::string::npos) << coding;
  }
  for (const char* name :
       {"If-None-Match", "If-Modified-Since", "Cookie", "Referer", "Authorization"}) {
    EXPECT_FALSE(sent.has(name)) << name;
  }
}

TEST_F(Get, SendsValidatorsByteForByteAndTakes304) {
  const std::string etag = "W/\"odd \\\" \xe9 'tag'\"";
  const std::string modified = "Mon,27 jan 2025 10:00:00 +0000 ";
  server_.serve("/feed", "body", {.etag = etag, .last_modified = modified});
  auto asked = request(server_.url("/feed"));
  asked.etag = etag;
  asked.last_modified = modified;
  const auto got = get(asked);
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->status, 304);
  EXPECT_EQ(got->body, "");
  EXPECT_EQ(got->etag, etag);
  EXPECT_EQ(server_.requests().at(0).header("If-None-Match"), etag);
  EXPECT_EQ(server_.requests().at(0).header("If-Modified-Since"), "Mon,27 jan 2025 10:00:00 +0000");
}

TEST_F(Get, KeepsTheConnectionForTheNextRequest) {
  server_.serve("/feed", "x");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(get(server_.url("/feed")));
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(Get, TakesNoCookies) {
  server_.serve("/feed", "x", {.headers = {{"Set-Cookie", "id=1; path=/"}}});
  ASSERT_TRUE(get(server_.url("/feed")));
  ASSERT_TRUE(get(server_.url("/feed")));
  EXPECT_FALSE(server_.requests().at(1).has("Cookie"));
}

TEST_F(Get, ReturnsTheStatusOfErrorPagesWithoutTheirBody) {
  server_.serve("/feed", std::string(5u << 20, 'x'),
                {.status = 503, .headers = {{"Retry-After", "60"}}});
  const auto got = get(server_.url("/feed"));
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->status, 503);
  EXPECT_EQ(got->retry_after, "60");
  EXPECT_EQ(got->body, "");
}

TEST_F(Get, TakesABodyOfExactlyTheLimitAndNotOneByteMore) {
  server_.serve("/fits", std::string(1u << 20, 'x'));
  server_.serve("/over", std::string((1u << 20) + 1, 'x'));
  const auto fits = get(server_.url("/fits"));
  ASSERT_TRUE(fits) << fits.error().context;
  EXPECT_EQ(fits->body.size(), 1u << 20);
  expect_error(get(server_.url("/over")), ErrorKind::kBadInput, "over max_body (1 MiB)");
}

TEST_F(Get, StopsAnEndlessBodyAtTheLimit) {
  RawServer endless([](Connection& connection) {
    if (!connection.read_head()) return;
    connection.send("HTTP/1.1 200 OK\r\n\r\n");
    while (connection.send(std::string(65536, 'x'))) {
    }
  });
  expect_error(get(endless.url()), ErrorKind::kBadInput, "over max_body");
}

TEST_F(Get, StopsAGzipBombAtTheLimit) {
  const std::string bomb = gzip_of_zeros(std::size_t{1} << 30);
  server_.serve("/bomb", bomb, {.headers = {{"Content-Encoding", "gzip"}}});
  auto asked = request(server_.url("/bomb"));
  asked.max_body = 16u << 20;
  timespec before{}, after{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
  expect_error(get(asked), ErrorKind::kBadInput, "over max_body (16 MiB)");
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
  EXPECT_LE(after.tv_sec - before.tv_sec, 1);  // all of it would take several
}

TEST_F(Get, DecodesGzip) {
  const std::string path = testing::TempDir() + "/feed.gz." + std::to_string(::getpid());
  ASSERT_EQ(std::system(("printf '<rss>hello</rss>' | gzip -c > " + path).c_str()), 0);
  std::ifstream file(path, std::ios::binary);
  const std::string zipped{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::remove(path.c_str());
  server_.serve("/feed", zipped, {.headers = {{"Content-Encoding", "gzip"}}});
  const auto got = get(server_.url("/feed"));
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->body, "<rss>hello</rss>");
}

TEST_F(Get, TakesABodyThatIsNotWhatItsEncodingSaysWithAWarning) {
  for (const char* coding : {"gzip", "utf-8", "br"}) {
    server_.serve("/feed", "plain text", {.headers = {{"Content-Encoding", coding}}});
    const auto got = get(server_.url("/feed"));
    ASSERT_TRUE(got) << got.error().context;
    EXPECT_EQ(got->body, "plain text");
    EXPECT_EQ(got->warnings.size(), 1u) << coding;
  }
}

TEST_F(Get, RefusesABodyWhoseCodingIsBroken) {
  const std::string broken("\x1F\x8B\x08\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF", 15);
  server_.serve("/feed", broken + std::string(100, '\xFF'));
  expect_error(get(server_.url("/feed")), ErrorKind::kBadInput, "the coded body is broken");
}

TEST_F(Get, ReportsACutAnswerAsTransient) {
  auto counted = answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
  expect_error(get(counted.url()), ErrorKind::kTransient, "cut off after 9 bytes");
  auto chunked = answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nonly this");
  expect_error(get(chunked.url()), ErrorKind::kTransient, "GET http://127.0.0.1");
  auto silent = answering("");
  expect_error(get(silent.url()), ErrorKind::kTransient, "closed the connection unanswered");
}

TEST_F(Get, RefusesWhatIsNotHttp) {
  auto noise = answering("\x01\x02 <html> no status line\r\n\r\n");
  expect_error(get(noise.url()), ErrorKind::kBadInput, "GET " + noise.url());
}

TEST_F(Get, StopsEndlessHeaders) {
  RawServer endless([](Connection& connection) {
    if (!connection.read_head()) return;
    connection.send("HTTP/1.1 200 OK\r\n");
    while (connection.send("X-Junk: " + std::string(1000, 'x') + "\r\n")) {
    }
  });
  expect_error(get(endless.url()), ErrorKind::kBadInput, "headers are over 128 KiB");
}

TEST_F(Get, SaysThatAHeaderIsTooLong) {
  auto server = answering("HTTP/1.1 200 OK\r\nX-Junk: " + std::string(120'000, 'x') + "\r\n\r\n");
  expect_error(get(server.url()), ErrorKind::kBadInput, "a header of the answer is over 100 KiB");
}

TEST_F(Get, ShowsNoSecretOfAnAddress) {
  auto server = answering("\x01\x02 <html> no status line\r\n\r\n");
  expect_error(get(server.url() + "?token=hunter2&a=1"), ErrorKind::kBadInput,
               "GET " + server.url() + "?token=***&a=1");
}

TEST_F(Get, TakesHeadersFromTheFinalHeadOnly) {
  auto odd = answering(
      "HTTP/1.1 103 Early Hints\r\nETag: \"early\"\r\n\r\n"
      "HTTP/1.1 200 OK\r\nETag: \"real\"\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4\r\nbody\r\n0\r\nETag: \"trailer\"\r\nDate: never\r\n\r\n");
  const auto got = get(odd.url());
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->etag, "\"real\"");
  EXPECT_EQ(got->date, "");
  EXPECT_EQ(got->body, "body");
}

TEST_F(Get, EndsAnAnswerWhoseChunksAreNearlyAllFrames) {
  RawServer endless([](test::Connection& connection) {
    connection.read_head();
    if (!connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;")) return;
    const std::string extension(64 << 10, 'x');
    while (connection.send(extension)) continue;
  });
  auto asked = request(endless.url());
  asked.max_body = 1u << 20;
  expect_error(get(asked), ErrorKind::kBadInput,
               "the frames of the answer's chunks are over max_body");

  auto small = answering(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;name=value\r\nbody\r\n0\r\n\r\n");
  const auto got = get(small.url());
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->body, "body");
}

TEST_F(Get, SendsCredentialsOfTheRequestOrOfTheUrl) {
  server_.serve("/feed", "x");
  auto asked = request(server_.url("/feed"));
  asked.credentials = "me:p:w";
  asked.headers = {"X-Key: secret", "Accept: text/xml"};
  ASSERT_TRUE(get(asked));
  EXPECT_EQ(server_.requests().at(0).header("Authorization"), "Basic bWU6cDp3");
  EXPECT_EQ(server_.requests().at(0).header("X-Key"), "secret");
  EXPECT_EQ(server_.requests().at(0).header("Accept"), "text/xml");
  std::string url = server_.url("/feed");
  url.insert(7, "me:p%3Aw@");
  const auto got = get(url);
  ASSERT_TRUE(got);
  EXPECT_EQ(server_.requests().at(1).header("Authorization"), "Basic bWU6cDp3");
  EXPECT_EQ(got->final_url, server_.url("/feed"));  // without them: it is logged
}

// Handles and connections are used again; what was one feed's is not another's.
TEST_F(Get, SendsNothingOfOneRequestWithTheNext) {
  server_.serve("/secret", "x");
  server_.serve("/plain", "x");
  auto asked = request(server_.url("/secret"));
  asked.credentials = "me:secret";
  asked.headers = {"X-Key: secret"};
  asked.etag = "\"1\"";
  asked.last_modified = "yesterday";
  asked.user_agent = "other/1";
  ASSERT_TRUE(get(asked));
  ASSERT_TRUE(get(server_.url("/plain")));
  const test::Request plain = server_.requests().at(1);
  for (const char* name : {"Authorization", "X-Key", "If-None-Match", "If-Modified-Since"}) {
    EXPECT_FALSE(plain.has(name)) << name;
  }
  EXPECT_EQ(plain.header("User-Agent"), "newswatch/test");
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(Get, KeepsPasswordsOutOfMessages) {
  for (const char* url : {"http://me:secret@ho st/feed", "http://me:secret@127.0.0.1:1/feed",
                          "http://me:secret@10.0.0.1/feed"}) {
    const auto got = get(url);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().context.find("secret"), std::string::npos) << got.error().context;
  }
}

TEST_F(Get, RefusesToSendALineBreak) {
  auto asked = request(server_.url("/feed"));
  asked.headers = {"X-A: b\r\nX-Evil: c"};
  expect_error(get(asked), ErrorKind::kPermanent, "line break");
  EXPECT_TRUE(server_.requests().empty());
}

}  // namespace
}  // namespace newswatch::fetch
