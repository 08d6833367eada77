// The page, the API and the metrics of a daemon that runs.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "system/web_page.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::HttpAnswer;
using test::RawClient;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kHostile = "<script>alert(1)</script> \"><img src=x onerror=alert(1)>";

TEST_F(WebPage, ShowsEventsFeedsTopicsAndSinks) {
  start();
  const HttpAnswer page = get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Volcano erupts near Reykjavik"),
                               HasSubstr("The watch is well"), HasSubstr("1 report<")));
  EXPECT_TRUE(
      page.has("Content-Security-Policy: default-src 'none'; style-src 'self'; "
               "script-src 'self'; connect-src 'self'; img-src 'self' data:; "
               "form-action 'self'; frame-ancestors 'none'; base-uri 'none'\r\n"));
  EXPECT_TRUE(page.has("X-Content-Type-Options: nosniff\r\n"));
  EXPECT_LT(page.body.size(), 20'000u);
  const HttpAnswer event = get("/events/" + event_id());
  EXPECT_THAT(event.body, AllOf(HasSubstr("opened the event"), HasSubstr("Lava on the road"),
                                HasSubstr("matched by ")));
  EXPECT_THAT(event.body, Not(HasSubstr("<form method")));  // nobody changes anything here
  EXPECT_THAT(get("/feeds").body, AllOf(HasSubstr(">paper<"), HasSubstr(" %</td>")));
  EXPECT_THAT(get("/topics").body, HasSubstr(">launch<"));
  EXPECT_TRUE(until([&] { return get("/sinks").body.find("Nothing waits") != std::string::npos; }));
  EXPECT_THAT(get("/sinks").body, HasSubstr(">file<"));
  EXPECT_THAT(get("/search?q=LAVA+road").body, HasSubstr("Volcano erupts near Reykjavik"));
  EXPECT_THAT(get("/search?q=absent").body, HasSubstr("No title or summary"));
  EXPECT_EQ(get("/search?q=%22").status, 400);
  EXPECT_EQ(get("/events/01NOTHING").status, 404);
  EXPECT_EQ(get("/nothing").status, 404);
  EXPECT_EQ(get("/style.css").status, 200);
  EXPECT_EQ(get("/live.js").status, 200);
}

TEST_F(WebPage, HostileTitlesStayText) {
  start();
  server_.serve("/", rss({{"g2", kHostile, kHostile, "javascript:alert(1)"}}));
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 2; }));
  const std::string id = event_id();
  for (const std::string& path :
       {std::string("/"), "/events/" + id, std::string("/topics"), std::string("/search?q=alert"),
        "/?topic=" + std::string("%3Cscript%3E"),
        std::string("/%3Cscript%3Ealert(1)%3C/script%3E")}) {
    const std::string body = get(path).body;
    EXPECT_THAT(body, AllOf(Not(HasSubstr("<script>")), Not(HasSubstr("<img")),
                            Not(HasSubstr("\"javascript:"))))
        << path;
  }
}

TEST_F(WebPage, ServesTheObjectsOfTheCommandLine) {
  start();
  const json listed = events();
  ASSERT_EQ(listed["events"].size(), 1u);
  EXPECT_EQ(listed["more"], false);
  const std::string id = listed["events"][0]["id"];
  EXPECT_EQ(json::parse(get("/api/v1/events/" + id).body), listed["events"][0]);
  EXPECT_EQ(json(here_.events()[0])["title"], listed["events"][0]["title"]);
  EXPECT_EQ(json::parse(get("/api/v1/events?after=" + id).body)["events"].size(), 0u);
  EXPECT_EQ(json::parse(get("/api/v1/events?topic=other").body)["events"].size(), 0u);
  EXPECT_EQ(json::parse(get("/api/v1/events?since=2999-01-01").body)["events"].size(), 0u);
  EXPECT_EQ(get("/api/v1/events?limit=0").status, 400);
  EXPECT_EQ(get("/api/v1/events?since=soon").status, 400);
  EXPECT_EQ(get("/api/v1/events/01NOTHING").status, 404);
  EXPECT_EQ(get("/api/v1/nothing").status, 404);
  EXPECT_THAT(get("/events.atom").body, HasSubstr("<title>Volcano erupts near Reykjavik</title>"));
  EXPECT_THAT(get("/topics/launch.atom").body, HasSubstr("<title>newswatch: launch</title>"));
  const json openapi = json::parse(get("/api/v1/openapi.json").body, nullptr, false);
  EXPECT_EQ(openapi["openapi"], "3.0.3");
}

TEST_F(WebPage, AStreamTellsWhatHappensAndResumes) {
  start();
  RawClient stream(where_);
  ASSERT_TRUE(stream.send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  ASSERT_THAT(stream.read_until(": \n\n"), HasSubstr("text/event-stream"));
  server_.serve("/", rss({{"g2", "Ferry strike strands thousands in Dover", "Ferry crews"}}));
  const std::string told = stream.read_until("\n\n");
  EXPECT_THAT(told, AllOf(HasSubstr("id: "), HasSubstr("event: event.new\n"),
                          HasSubstr("Ferry strike strands thousands")));
  RawClient resumed(where_);
  const json first = here_.events()[0];
  ASSERT_TRUE(resumed.send(
      fmt::format("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: {}\r\n\r\n",
                  first["id"].get<std::string>())));
  EXPECT_THAT(resumed.read_until("Dover"), HasSubstr("id: "));
}

TEST_F(WebPage, TellsHowTheWatchIs) {
  start();
  const HttpAnswer well = get("/healthz");
  EXPECT_EQ(well.status, 200);
  EXPECT_EQ(json::parse(well.body)["healthy"], true);
  server_.serve("/", "gone", {.status = 500});
  ASSERT_TRUE(until([&] { return get("/healthz").status == 503; }));
  EXPECT_THAT(get("/healthz").body, HasSubstr("paper"));
  EXPECT_THAT(get("/").body, HasSubstr("The watch is not well"));
}

TEST_F(WebPage, CountsForPrometheus) {
  start();
  const HttpAnswer metrics = get("/metrics");
  EXPECT_TRUE(metrics.has("Content-Type: text/plain; version=0.0.4"));
  EXPECT_THAT(metrics.body, AllOf(HasSubstr("newswatch_polls_total{result=\"document\"} 1\n"),
                                  HasSubstr("newswatch_events_opened_total 1\n"),
                                  HasSubstr("newswatch_healthy 1\n"),
                                  HasSubstr("newswatch_feeds{condition=\"ok\"} 1\n")));
}

TEST_F(WebPage, ChangesNothingWithoutAToken) {
  start();
  EXPECT_EQ(post("/api/v1/silences", "topic=launch").status, 403);
  EXPECT_EQ(post("/api/v1/events/" + event_id() + "/dismiss", "").status, 403);
  EXPECT_EQ(get("/", "Host: evil.example\r\n").status, 421);
  EXPECT_EQ(get("/", "Host: \r\n").status, 421);
}

TEST_F(WebPage, WithTheTokenPeopleCorrectAndSilence) {
  token("a-token-of-a-test\n");
  start("listen = \"127.0.0.1:0\"\ntoken_file = \"token\"\n");
  const std::string auth = "Authorization: Bearer a-token-of-a-test\r\n";
  EXPECT_EQ(get("/").status, 401);
  EXPECT_EQ(get("/", "Authorization: Bearer other\r\n").status, 401);
  const HttpAnswer page = get("/", auth);
  EXPECT_EQ(page.status, 200);
  const json listed = json::parse(get("/api/v1/events", auth).body);
  const std::string id = listed["events"][0]["id"];
  const HttpAnswer dismissed = post("/api/v1/events/" + id + "/dismiss", "", auth);
  EXPECT_EQ(dismissed.status, 200) << dismissed.body;
  EXPECT_EQ(json::parse(dismissed.body)["event"], id);
  EXPECT_THAT(get("/", auth).body, HasSubstr("dismissed"));
  EXPECT_EQ(post("/api/v1/silences", "topic=launch&for=1h", auth).status, 200);
  EXPECT_THAT(get("/topics", auth).body, HasSubstr("topic launch until"));
  EXPECT_EQ(post("/api/v1/silences", "topic=nothing", auth).status, 400);
  EXPECT_EQ(post("/api/v1/events/" + id + "/merge", "into=01NOTHING", auth).status, 409);
  EXPECT_EQ(
      post("/api/v1/silences", "topic=launch", auth + "Origin: https://evil.example\r\n").status,
      403);
}

TEST_F(WebPage, AtASocketItsOwnerMayChange) {
  start("listen = \"unix:" + (here_.folder() / "web").string() + "\"\n");
  const std::string body = get("/events/" + event_id()).body;
  EXPECT_THAT(body, HasSubstr("<form method=\"post\""));
  const auto at = body.find("name=\"form_token\" value=\"") + 25;
  const std::string form_token = body.substr(at, 32);
  const std::string path = "/api/v1/events/" + event_id() + "/silence";
  EXPECT_EQ(post(path, "for=1h").status, 403);  // without the token of the form
  EXPECT_EQ(post(path, "for=1h&form_token=" + form_token).status, 303);
}

TEST_F(WebPage, APortThatIsTakenLeavesTheWatchRunning) {
  start();
  Installation other;
  other.configure(config_text(other.state(), {{"paper", "A", server_.url("/")}}, kOften) +
                  "\n[web]\nlisten = \"" + where_.substr(7, where_.size() - 8) + "\"\n");
  Daemon second(other);
  EXPECT_TRUE(second.logs("web.error error="));
  EXPECT_TRUE(until([&] { return other.notifications().size() == 1; }));
}

TEST_F(WebPage, AStopEndsStreamsAtOnce) {
  start();
  RawClient stream(where_);
  ASSERT_TRUE(stream.send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  ASSERT_THAT(stream.read_until(": \n\n"), HasSubstr("200"));
  daemon_->signal(SIGTERM);
  EXPECT_EQ(daemon_->wait(5s), 0);
  EXPECT_TRUE(stream.ended(1s));
}

}  // namespace
}  // namespace newswatch::system_test
