// Every line of JSON that a command prints, byte for byte: programs read them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "support/feed_server.h"
#include "system/cli_fixture.h"
#include "text/times.h"

namespace newswatch::system_test {
namespace {

const std::string kStoryId = "aaaaaa00000000000000000000000001";

model::Time time_of(const char* text) { return *text::parse_rfc3339(text); }

model::Event json_event() {
  model::Event event;
  event.id = kOld;
  event.topics = {"deepseek-r1"};
  event.title = "Altman: \"wildly\"\x1b[31m \xE2\x80\xAE <overstated>\t\xFF";
  event.summary = "A – “summary”\nof two lines \\";
  event.link = "https://one.test/a?b=c#d";
  event.first_seen = time_of("2025-01-28T20:00:00.001Z");
  event.updated = time_of("2025-01-28T21:00:00Z");
  event.outlets = {"One", "Two"};
  event.origins = {"AP"};
  event.report_count = 1;
  event.unwatched = model::GapBefore{"one", time_of("2025-01-28T18:00:00Z"),
                                     time_of("2025-01-28T20:00:00Z"), true};
  return event;
}

model::Report json_report() {
  model::Report report;
  report.event = kOld;
  report.story = kStoryId;
  report.outlet = "One";
  report.feed = "one";
  report.title = "Altman: overstated";
  report.link = "https://one.test/a";
  report.published = time_of("2025-01-28T19:00:00Z");
  report.first_seen = time_of("2025-01-28T20:00:00Z");
  report.score = 0.58;
  report.why = {"words: wildly 0.30, overstated 0.28", "time: 6 min after its last report"};
  report.origin = "AP";
  report.considered = {{kOld, 0.58, "wildly 0.30"}, {kMerged, 0.1, "cost 0.10"}};
  return report;
}

model::Story json_story() {
  model::Story story;
  story.id = kStoryId;
  story.outlet = "One";
  story.feed = "one";
  story.title = "Altman: overstated";
  story.link = "https://one.test/a";
  story.guid = "tag:one.test,2025:1";
  story.summary = "So he says.";
  story.authors = {"Ann"};
  story.categories = {"AI"};
  story.published = time_of("2025-01-28T19:00:00Z");
  story.first_seen = time_of("2025-01-28T20:00:00Z");
  story.story_time = time_of("2025-01-28T19:00:00Z");
  story.topics = {"deepseek-r1"};
  story.event = kOld;
  story.held = true;
  story.keys = {"url:https://one.test/a"};
  story.titles = {18446744073709551615u, 1};
  story.notes = {"guid is no key"};
  return story;
}

model::FeedState json_feed() {
  model::FeedState feed;
  feed.url = "https://one.test/feed";
  feed.name = "earlier name";
  feed.title = "One – all news";
  feed.etag = "\"\xE9\"";
  feed.last_modified = "Tue, 28 Jan 2025 19:00:00 GMT";
  feed.body_hash = 255;
  feed.next_poll = time_of("2025-01-28T20:10:00Z");
  feed.last_attempt = feed.last_success = time_of("2025-01-28T20:00:00Z");
  feed.first_success = time_of("2025-01-27T20:00:00Z");
  feed.status = 304;
  feed.site = "https://one.test/";
  feed.wait = std::chrono::minutes(10);
  feed.habit = {time_of("2025-01-28T19:00:00Z"), std::chrono::hours(1), std::chrono::hours(9)};
  feed.window = "0f";
  feed.items = 20;
  feed.polls = 3;
  feed.unchanged = 1;
  feed.title_parts.titles = 9;
  feed.title_parts.parts = {{"one", false, 7, 1}};
  return feed;
}

const std::string kReportLine =
    R"({"story":"aaaaaa00000000000000000000000001","outlet":"One","feed":"one",)"
    R"("title":"Altman: overstated","link":"https://one.test/a",)"
    R"("published":"2025-01-28T19:00:00Z","first_seen":"2025-01-28T20:00:00Z","score":0.58,)"
    R"("why":["words: wildly 0.30, overstated 0.28","time: 6 min after its last report"],)"
    R"("origin":"AP"})";
const std::string kEventLine =
    R"({"schema":1,"id":"7ZZZZZZZZZ0000000000AAAAAA","topics":["deepseek-r1"],)"
    R"("title":"Altman: \"wildly\"\u001b[31m \u202e <overstated>\t)"
    "\xEF\xBF\xBD"
    R"(","summary":"A – “summary”\nof two lines \\","link":"https://one.test/a?b=c#d",)"
    R"("first_published":null,"first_seen":"2025-01-28T20:00:00.001Z",)"
    R"("updated":"2025-01-28T21:00:00Z","outlets":["One","Two"],"report_count":1,)"
    R"("unwatched":{"feed":"one","from":"2025-01-28T18:00:00Z","to":"2025-01-28T20:00:00Z",)"
    R"("rolled_over":true},"outlet_count":2,"origins":1,"reports":[)" +
    kReportLine + "]}\n";
const std::string kStoryFields =
    R"("id":"aaaaaa00000000000000000000000001","outlet":"One","feed":"one",)"
    R"("title":"Altman: overstated","link":"https://one.test/a","guid":"tag:one.test,2025:1",)"
    R"("summary":"So he says.","authors":["Ann"],"categories":["AI"],)"
    R"("published":"2025-01-28T19:00:00Z","updated":null,"first_seen":"2025-01-28T20:00:00Z",)"
    R"("story_time":"2025-01-28T19:00:00Z","topics":["deepseek-r1"],)"
    R"("event":"7ZZZZZZZZZ0000000000AAAAAA","held":true,"keys":["url:https://one.test/a"],)"
    R"("notes":["guid is no key"]})";

class CliJson : public CliFolder {
 protected:
  void fill() {
    store::Batch batch;
    batch.events = {json_event()};
    batch.reports = {json_report()};
    batch.stories = {json_story()};
    batch.feeds = {json_feed()};
    commit(batch);
  }
};

TEST_F(CliJson, OfEvents) {
  fill();
  EXPECT_EQ(cli({"events", "list", "--json"}).out, kEventLine);
  EXPECT_EQ(cli({"events", "show", kOld, "--json"}).out, kEventLine);
  EXPECT_EQ(cli({"events", "tail", "--json"}).out, kEventLine);
  EXPECT_EQ(cli({"events", "export", "--format", "jsonl"}).out, kEventLine);
}

TEST_F(CliJson, OfStories) {
  fill();
  EXPECT_EQ(cli({"held", "--json"}).out, "{\"schema\":1," + kStoryFields + "\n");
  EXPECT_EQ(
      cli({"explain", kStoryId, "--json"}).out,
      "{\"schema\":1,\"story\":{" + kStoryFields +
          R"(,"event":"7ZZZZZZZZZ0000000000AAAAAA","opened":false,"score":0.58,"threshold":0.22,)"
          R"("why":["words: wildly 0.30, overstated 0.28","time: 6 min after its last report"],)"
          R"("considered":[{"event":"7ZZZZZZZZZ0000000000AAAAAA",)"
          R"("title":"Altman: \"wildly\"\u001b[31m \u202e <overstated>\t)"
          "\xEF\xBF\xBD"
          R"(","score":0.58,"why":"wildly 0.30"},{"event":"7ZZZZZZZZZ0000000000BBBBBB",)"
          R"("title":"","score":0.1,"why":"cost 0.10"}]})"
          "\n");
}

TEST_F(CliJson, OfWhatIsFoundAndListed) {
  fill();
  EXPECT_EQ(cli({"stories", "list", "--json"}).out, "{\"schema\":1," + kStoryFields + "\n");
  EXPECT_EQ(cli({"search", "overstated", "--json"}).out,
            R"({"schema":1,"kind":"event","id":"7ZZZZZZZZZ0000000000AAAAAA",)"
            R"("time":"2025-01-28T20:00:00.001Z",)"
            R"("title":"Altman: \"wildly\"\u001b[31m \u202e <overstated>\t)"
            "\xEF\xBF\xBD"
            R"(","link":"https://one.test/a?b=c#d","topics":["deepseek-r1"],)"
            R"("outlets":["One","Two"],"report_count":1,"stories":1})"
            "\n");
  EXPECT_EQ(cli({"topics", "try", config_, "--json"}).out,
            R"({"schema":1,"kind":"topic","topic":"deepseek-r1","stories":1,"matched":1,"near":0,)"
            R"("in_force":true,"gained":0,"lost":0,"outlets":[{"outlet":"One","stories":1}]})"
            "\n"
            R"({"schema":1,"kind":"match","topic":"deepseek-r1",)"
            R"("story":"aaaaaa00000000000000000000000001","first_seen":"2025-01-28T20:00:00Z",)"
            R"("outlet":"One","title":"Altman: overstated","link":"https://one.test/a",)"
            R"("why":["category: ai"]})"
            "\n");
}

TEST_F(CliJson, OfFeeds) {
  fill();
  const auto listed = lines(cli({"feeds", "list", "--json"}).out);
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(
      listed[0],
      R"({"schema":1,"name":"one","outlet":"One","state":"ok",)"
      R"("url":"https://one.test/feed","title":"One – all news","site":"https://one.test/",)"
      R"("next_poll":"2025-01-28T20:10:00Z","last_attempt":"2025-01-28T20:00:00Z",)"
      R"("last_success":"2025-01-28T20:00:00Z","last_new":"2025-01-28T19:00:00Z",)"
      R"("status":304,"failures":0,"failing_since":null,"last_error":"","retry_after":null,)"
      R"("limited_host":"","asked_at":"","moved_to":"","proposed":"","items":20,"polls":3,"unchanged":1,)"
      R"("errors":0})");
  EXPECT_EQ(listed[1],
            R"({"schema":1,"name":"two","outlet":"Two","state":"never polled",)"
            R"("url":"https://two.test/feed","title":"","site":"","next_poll":null,)"
            R"("last_attempt":null,"last_success":null,"last_new":null,"status":0,"failures":0,)"
            R"("failing_since":null,"last_error":"","retry_after":null,"limited_host":"",)"
            R"("asked_at":"",)"
            R"("moved_to":"","proposed":"","items":0,"polls":0,"unchanged":0,"errors":0})");
  EXPECT_EQ(cli({"feeds", "check", "--json"}).out,
            R"({"schema":1,"name":"one","url":"https://one.test/feed","ok":true,"notes":[]})"
            "\n"
            R"({"schema":1,"name":"two","url":"https://two.test/feed","ok":true,"notes":[]})"
            "\n");
}

TEST_F(CliJson, OfAnEventThatNobodyWasToldOf) {
  store::Batch batch;
  batch.events = {json_event()};
  batch.events[0].waiting = true;
  batch.reports = {json_report()};
  commit(batch);
  std::string expected = kEventLine;
  const std::string origins = "\"origins\":1,";
  expected.insert(expected.find(origins) + origins.size(), "\"state\":\"waiting\",");
  EXPECT_EQ(cli({"events", "list", "--json"}).out, expected);
}

TEST_F(CliJson, OfARematch) {
  fill();
  EXPECT_EQ(cli({"rematch", "--since", "7d", "--json"}).out,
            "{\"schema\":1,\"daemon\":false,\"matched\":0}\n");
}

TEST_F(CliJson, OfACheck) {
  fill();
  const std::string out = cli({"check", "--json"}).out;
  EXPECT_TRUE(out.starts_with(
      R"({"schema":1,"family":"reports","key":"7ZZZZZZZZZ0000000000AAAAAA",)"
      R"("what":"none of its reports opened the event",)"
      R"("means":"the report that opened it is lost; the oldest of the others stands in for it"})"
      "\n"
      R"({"schema":1,"family":"meta","key":"last_event_id",)"
      R"("what":"it is missing, and there is event 7ZZZZZZZZZ0000000000AAAAAA",)"
      R"("means":"a new event could get the id of an older one"})"
      "\n"
      R"({"schema":1,"rows":{"meta":1,"feeds":1,"keys":0,)"))
      << out;
  EXPECT_TRUE(out.ends_with("},\"found\":2,\"left\":2,\"kept\":\"\"}\n")) << out;
}

TEST_F(CliJson, StandsForTheFormatOfAnExport) {
  fill();
  EXPECT_EQ(cli({"events", "export", "--json"}).out, kEventLine);
  EXPECT_EQ(cli({"events", "export", "--json", "--format", "jsonl"}).out, kEventLine);
  const Ran csv = cli({"events", "export", "--json", "--format", "csv"});
  EXPECT_EQ(csv.status, 2);
  EXPECT_EQ(csv.err, "newswatch: --json goes with --format jsonl, not with csv\n");
  const Ran none = cli({"events", "export"});
  EXPECT_EQ(none.status, 2);
  EXPECT_EQ(none.err, "newswatch: --format is missing: jsonl, csv or atom\n");
}

TEST_F(CliJson, OfTheWatch) {
  fill();
  const Ran status = cli({"status", "--json"});
  EXPECT_EQ(status.status, 4);
  const std::string head =
      R"({"schema":1,"healthy":false,"reasons":[{"what":"daemon.stopped","since":null,)"
      R"("detail":"the daemon does not run"},{"what":"feeds.late",)"
      R"("since":"2025-01-28T20:00:00Z","detail":"1 of 2 feeds has not answered within three )"
      R"(intervals: one"}],"running":false,"feeds":2,"feeds_ok":1,"failing":[],)"
      R"("last_poll":"2025-01-28T20:00:00Z","last_success":"2025-01-28T20:00:00Z",)"
      R"("events_today":0,"newest_event":"2025-01-28T20:00:00.001Z","near_misses":0,"outbox_waiting":0,)"
      R"("outbox_held":0,"outbox_overdue":0,"outbox_dead":0,"store":")" +
      (folder_ / "state" / "store").string() + R"(","store_bytes":)";
  EXPECT_EQ(status.out.substr(0, head.size()), head);
  EXPECT_THAT(status.out.substr(std::min(head.size(), status.out.size())),
              testing::MatchesRegex("[0-9]+,\"store_bytes_a_day\":0,\"store_full_at\":null}\n"));
}

TEST_F(CliJson, OfTheConfig) {
  EXPECT_EQ(cli({"config", "check", "--json"}).out,
            R"({"schema":1,"source":")" + config_ +
                R"(","feeds":2,"topics":1,"sinks":2,"state_dir":")" + (folder_ / "state").string() +
                R"(","warnings":[]})"
                "\n");
  const Ran bad = run_cli({"config", "check", "-", "--json"}, "[fetch]\nintervall = '1m'\n");
  EXPECT_EQ(bad.out, R"({"schema":1,"file":"standard input","line":2,"column":1,)"
                     R"("what":"unknown key \"intervall\" in [fetch]","fix":"interval"})"
                     "\n");
  const std::string shown = cli({"config", "show", "--json"}).out;
  EXPECT_EQ(shown.substr(0, shown.find("state_dir")),
            R"({"schema":1,"source":")" + config_ + R"(","toml":"[daemon]\n)");
  const std::string built_in = run_cli({"config", "show", "--default", "--json"}).out;
  EXPECT_EQ(built_in.substr(0, built_in.find("newswatch")),
            R"({"schema":1,"source":"built-in","toml":"# )");
  const std::string made = (folder_ / "made.toml").string();
  EXPECT_EQ(run_cli({"config", "init", made, "--json"}).out,
            R"({"schema":1,"file":")" + made + "\"}\n");
}

TEST_F(CliJson, OfItems) {
  const std::string items =
      "{\"id\":\"a \\\" \\u202e é\",\"title\":\"DeepSeek's R1\","
      "\"published\":\"2025-01-28T09:00:00Z\"}\n"
      "{\"id\":12.5,\"title\":\"Else\"}\n{\"id\":-7,\"title\":\"Else\"}\n";
  EXPECT_EQ(cli({"match"}, items).out,
            R"({"id":"a \" \u202e é","topics":[{"name":"deepseek-r1","why":["title: deepseek"]}]})"
            "\n"
            R"({"id":12.5,"topics":[]})"
            "\n"
            R"({"id":-7,"topics":[]})"
            "\n");
  EXPECT_EQ(cli({"cluster"}, items).out, R"({"id":"a \" \u202e é","event":"e1"})"
                                         "\n"
                                         R"({"id":12.5,"event":"e2"})"
                                         "\n"
                                         R"({"id":-7,"event":"e2"})"
                                         "\n");
}

TEST_F(CliJson, OfAFeedDocument) {
  const Ran ran = run_cli(
      {"parse", "-", "--url", "https://one.test/feed"},
      "<rss version='2.0'><channel><title>One &amp; all</title><ttl>60</ttl>"
      "<item><title>a \xE2\x80\xA8 b</title><guid isPermaLink='false'>1</guid><link>/a</link>"
      "<pubDate>Tue, 28 Jan 2025 10:00:00 GMT</pubDate>"
      "<enclosure url='https://one.test/a.mp3' type='audio/mpeg' length='5'/></item>"
      "</channel></rss>");
  EXPECT_EQ(
      ran.out,
      R"({"format":"rss20","encoding":"utf-8","feed":{"title":"One & all","updated":null,)"
      R"("published":null,"ttl_minutes":60,"authors":[],"categories":[]},"items":[{"id":"1",)"
      R"("id_is_permalink":false,"title":"a \u2028 b","link":"https://one.test/a","authors":[],)"
      R"("categories":[],"published":"2025-01-28T10:00:00Z","updated":null,)"
      R"("enclosures":[{"url":"https://one.test/a.mp3","type":"audio/mpeg","length":5}]}],)"
      R"("warnings":[]})"
      "\n");
}

TEST_F(CliJson, OfPublishersAnswers) {
  test::FeedServer server;
  server.serve("/feed",
               "<rss version='2.0'><channel><title>x</title><ttl>60</ttl><item><title>a</title>"
               "<guid>1</guid><pubDate>Tue, 28 Jan 2025 10:00:00 GMT</pubDate></item></channel>"
               "</rss>",
               {.etag = "\"1\""});
  std::ofstream(config_) << "[fetch]\nallow_networks = ['127.0.0.0/8']\n[[feed]]\nname = 'one'\n"
                         << "url = '" << server.url("/feed") << "'\n";
  const std::string url = server.url("/feed");
  EXPECT_EQ(cli({"feeds", "check", "--online", "--json"}).out,
            R"({"schema":1,"name":"one","url":")" + url +
                R"(","ok":true,"status":200,"redirects":0,"final_url":")" + url +
                R"(","moved_to":"","format":"rss20","items":1,"dated":1,"with_id":1,)"
                R"("newest":"2025-01-28T10:00:00Z","asks":"ttl 1h","validators":"etag",)"
                R"("warnings":0,"problem":""})"
                "\n");
  EXPECT_EQ(cli({"feeds", "discover", url, "--json"}).out,
            R"({"schema":1,"url":")" + url +
                R"(","title":"x","format":"rss20","items":1,"newest":"2025-01-28T10:00:00Z",)"
                R"("how":"the address itself"})"
                "\n");
}

}  // namespace
}  // namespace newswatch::system_test
