// HttpJudge against real servers on loopback.
#include "judge/http_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "judge_driver.h"
#include "support/feed_server.h"
#include "support/raw_server.h"

namespace newswatch::judge {
namespace {

using newswatch::test::Connection;
using newswatch::test::FeedServer;
using newswatch::test::RawServer;
using newswatch::test::Reply;
using newswatch::test::Request;

constexpr const char* kYes = R"({"same":true,"why":"one act"})";

std::string chat(const std::string& content) {
  return nlohmann::json{{"choices", {{{"message", {{"role", "assistant"}, {"content", content}}}}}}}
      .dump();
}

std::string http(std::string_view body, std::string_view head = "Content-Type: text/plain\r\n") {
  return newswatch::test::http_answer("200 OK", head, body);
}

class HttpJudgeTest : public testing::Test {
 protected:
  std::unique_ptr<HttpJudge> judge(std::string url, std::string key = {},
                                   std::vector<std::string> allowed = {"127.0.0.0/8"}) {
    HttpJudge::Options options;
    options.url = std::move(url);
    options.model = "m-1";
    options.key = std::move(key);
    options.user_agent = "newswatch/test";
    options.guard = net::AddressGuard::parse(allowed).value();
    return HttpJudge::open(std::move(options), clock_).value();
  }

  // What comes of one question to a server that answers so.
  std::string ask(int status, const std::string& body, newswatch::test::Headers headers = {}) {
    FeedServer server;
    server.serve(kPath, body, {"application/json", {}, {}, status, std::move(headers)});
    const auto asked = judge(server.url(kPath));
    asked->start(within(5s));
    return without(answer(*asked), server.url(kPath));
  }

  std::string converse(RawServer::Conversation conversation, model::Duration limit = 5s) {
    RawServer server([&](Connection& connection) {
      if (connection.read_head()) conversation(connection);
    });
    const auto asked = judge(server.url(kPath));
    asked->start(within(limit));
    return without(answer(*asked), server.url(kPath));
  }

  static std::string without(std::string text, const std::string& url) {
    const auto at = text.find(url);
    if (at != text.npos) text.replace(at, url.size(), "URL");
    return text;
  }

  model::SystemClock clock_;
};

TEST_F(HttpJudgeTest, PostsTheQuestionAndReadsTheAnswer) {
  FeedServer server;
  server.serve(kPath, chat(kYes), {"application/json", {}, {}, 200, {}});
  const auto asked = judge(server.url(kPath), "sk-123");
  asked->start(within(5s));
  const auto done = answers(*asked);
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].event, "E1");
  EXPECT_EQ(done[0].candidate, "C1");
  EXPECT_EQ(said(done[0].answer), "same: one act");
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].header("Content-Type"), "application/json");
  EXPECT_EQ(requests[0].header("Authorization"), "Bearer sk-123");
  EXPECT_EQ(requests[0].header("User-Agent"), "newswatch/test");
  EXPECT_FALSE(requests[0].has("Expect"));
  const auto body = nlohmann::json::parse(requests[0].body);
  EXPECT_EQ(body["model"], "m-1");
  EXPECT_EQ(
      nlohmann::json::parse(body["messages"][1]["content"].get<std::string>())["b"][0]["title"],
      "Banker walks free");
}

TEST_F(HttpJudgeTest, SendsNoKeyWhereThereIsNone) {
  FeedServer server;
  server.serve(kPath, chat(kYes), {"application/json", {}, {}, 200, {}});
  const auto asked = judge(server.url(kPath));
  asked->start(within(5s));
  EXPECT_EQ(answer(*asked), "same: one act");
  EXPECT_FALSE(server.requests().at(0).has("Authorization"));
}

// What is left of a server's second answer to one question is not the answer to the next.
TEST_F(HttpJudgeTest, EachQuestionHasAConnectionOfItsOwn) {
  RawServer server([](Connection& connection) {
    std::string why = "its own";
    while (connection.read_head()) {
      if (!connection.send(http(chat(R"({"same":true,"why":")" + why + R"("})")))) return;
      why = "left over";
    }
  });
  const auto asked = judge(server.url(kPath));
  for (int i = 0; i < 3; ++i) {
    asked->start(within(5s, question("E", "C" + std::to_string(i))));
    EXPECT_EQ(answer(*asked), "same: its own");
  }
}

TEST_F(HttpJudgeTest, ManyQuestionsAreAskedFourAtOnceAndEachIsAnsweredOnce) {
  std::atomic<int> now = 0, most = 0;
  FeedServer server;
  server.handle(kPath, [&](const Request& request) {
    const int count = ++now;
    most = std::max<int>(most, count);
    std::this_thread::sleep_for(30ms);
    --now;
    const auto body = nlohmann::json::parse(request.body);
    const auto asked = nlohmann::json::parse(body["messages"][1]["content"].get<std::string>());
    Reply reply;
    reply.body =
        chat(fmt::format(R"({{"same":false,"why":"{}"}})", asked["a"]["title"].get<std::string>()));
    return reply;
  });
  const auto asked = judge(server.url(kPath));
  for (int i = 0; i < 12; ++i) {
    auto q = question("E" + std::to_string(i % 6), "C" + std::to_string(i));
    q.a.title = q.candidate;
    asked->start(within(10s, q));
  }
  const auto done = answers(*asked, 12);
  ASSERT_EQ(done.size(), 12u);
  for (const auto& one : done) EXPECT_EQ(said(one.answer), "not same: " + one.candidate);
  EXPECT_EQ(most, 4);
  EXPECT_TRUE(answers(*asked, 0).empty());
}

TEST_F(HttpJudgeTest, ThatTheServerCannotBeReachedIsTransient) {
  int port = 0;
  {
    port = RawServer([](Connection&) {}).port();
  }
  const auto asked = judge(fmt::format("http://127.0.0.1:{}{}", port, kPath));
  asked->start(within(5s));
  EXPECT_EQ(answer(*asked),
            fmt::format("transient: POST http://127.0.0.1:{}{}: connect: Connection "
                        "refused",
                        port, kPath));
  const auto nowhere = judge("http://judge.invalid/v1");
  nowhere->start(within(5s));
  EXPECT_TRUE(answer(*nowhere).starts_with("transient: POST http://judge.invalid/v1: name not"));
}

TEST_F(HttpJudgeTest, RefusalsSayWhetherToAskAgain) {
  const std::string error = R"({"error":{"message":"no \u001b[1m luck"}})";
  EXPECT_EQ(ask(503, error), "transient: POST URL: HTTP status 503: no \\x1b[1m luck");
  EXPECT_EQ(ask(429, "{}"), "transient: POST URL: HTTP status 429");
  EXPECT_EQ(ask(401, error),
            "permanent: POST URL: HTTP status 401: no \\x1b[1m luck; check "
            "api_key_file of [judge]");
  EXPECT_EQ(ask(404, R"({"error":"no such model"})"),
            "permanent: POST URL: HTTP status 404: no such model; check url and model of [judge]");
  EXPECT_EQ(ask(400, "<html>" + std::string(3u << 20, 'x')),
            "permanent: POST URL: HTTP status 400");
}

TEST_F(HttpJudgeTest, ReadsHowLongTheServerWantsToBeLeftAlone) {
  const auto retry_after = [&](int status, const std::string& value) {
    FeedServer server;
    server.serve(kPath, chat(kYes), {"application/json", {}, {}, status, {{"Retry-After", value}}});
    const auto asked = judge(server.url(kPath));
    asked->start(within(5s));
    const auto done = answers(*asked);
    EXPECT_EQ(done.size(), 1u);
    return done.empty() ? std::nullopt : done[0].retry_after;
  };
  EXPECT_EQ(retry_after(429, "60"), 60s);
  EXPECT_EQ(retry_after(503, "5"), 5s);
  EXPECT_EQ(retry_after(429, "soon"), std::nullopt);
  EXPECT_EQ(retry_after(200, "60"), std::nullopt) << "it answered";
}

TEST_F(HttpJudgeTest, WaitingQuestionsAreNotSentToAServerThatWantsToBeLeftAlone) {
  std::atomic<int> there = 0;
  FeedServer server;
  server.handle(kPath, [&](const Request&) {
    const auto until = clock_.monotonic() + 5s;
    for (++there; there < 4 && clock_.monotonic() < until;) std::this_thread::sleep_for(2ms);
    Reply reply;
    reply.status = 429;
    reply.headers = {{"Retry-After", "60"}};
    return reply;
  });
  const auto asked = judge(server.url(kPath));
  for (int i = 0; i < 6; ++i) asked->start(within(10s, question("E", "C" + std::to_string(i))));
  auto done = answers(*asked, 6);
  ASSERT_EQ(done.size(), 6u);
  std::ranges::sort(done, {}, &QuestionOutcome::candidate);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)].retry_after, 60s);
  for (int i = 4; i < 6; ++i) {
    EXPECT_EQ(without(said(done[static_cast<std::size_t>(i)].answer), server.url(kPath)),
              "transient: POST URL: not asked: the server wants no question for 60 s");
  }
  EXPECT_EQ(server.count(kPath), 4u);
}

TEST_F(HttpJudgeTest, RefusalCountsThoughItsBodyIsCutOff) {
  EXPECT_EQ(converse([](Connection& c) {
              c.send("HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\n{\"error\"");
            }),
            "permanent: POST URL: HTTP status 401; check api_key_file of [judge]");
}

TEST_F(HttpJudgeTest, RestsWhenNothingIsAsked) {
  FeedServer server;
  server.serve(kPath, chat(kYes), {"application/json", {}, {}, 200, {}});
  const auto asked = judge(server.url(kPath));
  asked->start(within(5s));
  EXPECT_EQ(answer(*asked), "same: one act");
  std::vector<pollfd> fds;
  std::optional<model::Duration> wait;
  asked->watch(fds, wait);
  EXPECT_TRUE(fds.empty());
  EXPECT_FALSE(wait);
}

TEST_F(HttpJudgeTest, RedirectsAreNotFollowed) {
  FeedServer other;
  const std::string said = ask(302, "", {{"Location", other.url("/elsewhere")}});
  EXPECT_EQ(said, "permanent: POST URL: HTTP status 302, redirected to " + other.url("/elsewhere") +
                      ": redirects are not followed; write the final address into url of [judge]");
  EXPECT_EQ(other.connections(), 0);
}

TEST_F(HttpJudgeTest, AddressesInsideTheNetworkNeedLeave) {
  FeedServer server;
  const auto literal = judge(server.url(kPath), {}, {});
  literal->start(within(5s));
  EXPECT_EQ(without(answer(*literal), server.url(kPath)),
            "permanent: POST URL: refused: 127.0.0.1 is a loopback address; allow it in "
            "allow_networks of [judge]");
  const auto named = judge(fmt::format("http://localhost:{}/", server.port()), {}, {});
  named->start(within(5s));
  EXPECT_NE(answer(*named).find("is a loopback address; allow it"), std::string::npos);
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpJudgeTest, OddAnswersAreBadInputNeverAGuess) {
  EXPECT_EQ(ask(200, chat("I think so!")).find("bad input: unusable answer: "), 0u);
  EXPECT_EQ(ask(200, chat(R"({"same":null,"why":"unclear"})")), "bad input: undecided: unclear");
  EXPECT_EQ(ask(200, kYes),
            "bad input: POST URL: the server's answer has no text in "
            "choices[0].message.content");
  EXPECT_EQ(ask(204, ""), "bad input: POST URL: the server's answer is not a JSON object");
  EXPECT_EQ(ask(200, std::string(10u << 20, ' ')), "bad input: POST URL: the answer is over 1 MiB");
}

TEST_F(HttpJudgeTest, HangingServerIsLateAtTheDeadline) {
  const auto begin = clock_.monotonic();
  EXPECT_EQ(converse([](Connection& connection) { connection.hang(); }, 300ms),
            "transient: POST URL: no answer after 0.3 s");
  EXPECT_GE(clock_.monotonic() - begin, 290ms);
  EXPECT_LT(clock_.monotonic() - begin, 2s);
}

TEST_F(HttpJudgeTest, DrippingServerIsLateAtTheDeadline) {
  const auto drip = [](Connection& connection) {
    connection.send("HTTP/1.1 200 OK\r\n\r\n");
    while (connection.send(" ") && connection.pause(20ms)) {
    }
  };
  EXPECT_EQ(converse(drip, 300ms), "transient: POST URL: no answer after 0.3 s");
}

TEST_F(HttpJudgeTest, SlowAndChunkedAnswersAreTaken) {
  const auto slow = [](Connection& connection) {
    const std::string body = chat(kYes);
    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (const char c : body) connection.send(fmt::format("1\r\n{}\r\n", c));
    connection.pause(100ms);
    connection.send("0\r\n\r\n");
  };
  EXPECT_EQ(converse(slow), "same: one act");
  EXPECT_EQ(
      converse([](Connection& c) { c.send("HTTP/1.1 100 Continue\r\n\r\n" + http(chat(kYes))); }),
      "same: one act");
}

TEST_F(HttpJudgeTest, BrokenConversationsAreTransient) {
  EXPECT_EQ(converse([](Connection&) {}),
            "transient: POST URL: the server closed the connection unanswered");
  EXPECT_EQ(converse([](Connection& c) {
              c.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + chat(kYes).substr(0, 20));
            }),
            "transient: POST URL: the answer was cut off");
  EXPECT_TRUE(converse([](Connection& c) {
                c.send("garbage\r\n\r\n");
              }).starts_with("transient: POST URL: "));
}

TEST_F(HttpJudgeTest, WaitingQuestionIsLateWithoutHavingBeenAsked) {
  RawServer server([](Connection& connection) { connection.hang(); });
  const auto asked = judge(server.url(kPath));
  for (int i = 0; i < 4; ++i) asked->start(within(2s, question("E", "C" + std::to_string(i))));
  asked->start(within(200ms, question("E", "C4")));
  const auto done = answers(*asked);
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].candidate, "C4");
  EXPECT_EQ(without(said(done[0].answer), server.url(kPath)),
            "transient: POST URL: no answer after 0.2 s, as it had to wait for others");
}

TEST_F(HttpJudgeTest, CancelledQuestionsAreNeverAnswered) {
  RawServer server([](Connection& connection) {
    while (connection.read_head() && connection.pause(100ms)) connection.send(http(chat(kYes)));
  });
  const auto asked = judge(server.url(kPath));
  asked->start(within(5s, question("E1", "C1")));
  asked->start(within(5s, question("E1", "C2")));
  asked->start(within(5s, question("E2", "C1")));
  asked->cancel("E1");
  const auto done = answers(*asked);
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].event, "E2");
  asked->start(within(5s));
  asked->cancel_all();
  EXPECT_TRUE(answers(*asked, 0).empty());
  asked->start(within(5s, question("E3", "C1")));
  EXPECT_EQ(answer(*asked), "same: one act");
}

TEST_F(HttpJudgeTest, LeavesNoDescriptorBehind) {
  const auto open = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  FeedServer server;
  server.serve(kPath, chat(kYes), {"application/json", {}, {}, 200, {}});
  const auto before = open();
  {
    const auto asked = judge(server.url(kPath));
    asked->start(within(5s));
    EXPECT_EQ(answer(*asked), "same: one act");
    asked->start(within(5s));
  }
  // The server closes its ends in threads of its own.
  for (int i = 0; i < 200 && open() != before; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(open(), before);
}

}  // namespace
}  // namespace newswatch::judge
