// The shapes that are promised to others (newswatch(1), newswatch-run(8)) and the rules of reading,
// for all of record/'s stored values. The samples set every field, so a field that the codec
// forgets is missing here.
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "record/day_count_json.h"
#include "record/event_json.h"
#include "record/fact_json.h"
#include "record/feed_state_json.h"
#include "record/notification_json.h"
#include "record/story_json.h"
#include "unit/store/samples.h"

namespace newswatch::record {
namespace {

using model::ErrorKind;
using nlohmann::json;
using store::at;
using store::event_id;
using store::sample_event;
using store::sample_feed;
using store::sample_report;
using store::sample_row;
using store::sample_story;

TEST(EventJson, IsTheContractsObjectInItsOrder) {
  const std::vector<model::Report> reports = {sample_report(1, "s1")};
  model::Event event = sample_event(1);
  event.waiting = false;
  EXPECT_EQ(
      event_json(event, reports),
      R"({"schema":1,"id":"01JJQ000000000000000000001","topics":["deepseek-r1"],)"
      R"("title":"Event 1 \"quoted\" – ünïcode","summary":"A summary",)"
      R"("link":"https://example.com/a?b=c#d","first_published":"2025-01-28T19:59:59Z",)"
      R"("first_seen":"2025-01-28T20:00:00.001Z","updated":"2025-01-28T20:00:00.002Z",)"
      R"("outlets":["TIME","The Hill"],"report_count":2,"outlet_count":2,"origins":1,"reports":[{"story":"s1",)"
      R"("outlet":"TIME","feed":"time","title":"A report","link":"https://example.com/r",)"
      R"("published":"2025-01-28T19:59:59.995Z","first_seen":"2025-01-28T20:00:00.001Z",)"
      R"("score":0.71,"why":["title: altman, wildly overstated"],"origin":"AP"}]})");
}

TEST(EventJson, SaysWhyNobodyWasToldOfIt) {
  model::Event event = sample_event(1);
  event.waiting = true;
  event.told_topics.clear();
  std::vector<model::Report> reports = {sample_report(1, "s1"), sample_report(1, "s2")};
  reports[0].held = reports[1].held = true;
  EXPECT_EQ(untold_state(event, reports), "waiting");
  EXPECT_EQ(json::parse(event_json(event, reports))["state"], "waiting");
  event.waiting = false;
  EXPECT_EQ(json::parse(event_json(event, reports))["state"], "held");
  EXPECT_EQ(untold_state(event, {}), "") << "nothing shows that it is held";
  reports[1].held = false;
  EXPECT_FALSE(json::parse(event_json(event, reports)).contains("state"));
  reports[1].held = true;
  event.told_topics = {"deepseek-r1"};
  EXPECT_EQ(untold_state(event, reports), "") << "merged with one that was told";
}

TEST(EventJson, ShowsSomeReportsAndTheCountOfAll) {
  model::Event event = sample_event(1);
  event.report_count = 300;
  event.first_published.reset();
  const std::vector<model::Report> reports(300, sample_report(1, "s"));
  const auto shown = json::parse(event_json(event, reports));
  EXPECT_EQ(shown["reports"].size(), 200u);
  EXPECT_EQ(shown["report_count"], 300);
  EXPECT_TRUE(shown["first_published"].is_null());
  EXPECT_EQ(json::parse(event_json(event, reports, reports.size()))["reports"].size(), 300u);
  EXPECT_EQ(json::parse(event_json(event, {}))["reports"], json::array());
}

TEST(EventJson, HoldsNoCharacterThatReordersOrBreaksALine) {
  model::Event event = sample_event(1);
  event.title = "a\u2028b\u202ec\x7f d\xc2\x9b";
  const std::string text = event_json(event, {});
  EXPECT_NE(text.find(R"("a\u2028b\u202ec\u007f d\u009b")"), std::string::npos) << text;
  EXPECT_EQ(json::parse(text)["title"], event.title);
}

TEST(NotificationJson, CarriesTheEventAsItIsShown) {
  auto row = sample_row(1);
  row.notification.event.waiting = false;
  const std::string text = notification_json(row.notification);
  const std::string event = event_json(row.notification.event, row.notification.reports);
  EXPECT_EQ(text, R"({"schema":1,"id":"01JJQ000000000000000000001:event.new","type":"event.new",)"
                  R"("time":"2025-01-28T20:00:00.020Z","title":"The first title",)"
                  R"("link":"https://example.com/first","event":)" +
                      event + "}");
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(NotificationJson, ASummaryListsItsItemsInPlaceOfAnEvent) {
  model::OutboxRow row;
  row.row = 27;
  row.first_attempt = at(5);
  row.notification = {.id = "E2:summary:27",
                      .type = "summary",
                      .time = at(20),
                      .title = "2 events while this sink was away",
                      .items = {{"E2", "Second", "https://example.com/2", at(2)},
                                {"E1", "First", "https://example.com/1", at(1)}},
                      .count = 2};
  const std::string text =
      R"({"schema":1,"id":"E2:summary:27","type":"summary","time":"2025-01-28T20:00:00.020Z",)"
      R"("title":"2 events while this sink was away","link":"","items":[)"
      R"({"event":"E2","title":"Second","link":"https://example.com/2",)"
      R"("time":"2025-01-28T20:00:00.002Z"},)"
      R"({"event":"E1","title":"First","link":"https://example.com/1",)"
      R"("time":"2025-01-28T20:00:00.001Z"}],"count":2})";
  EXPECT_EQ(notification_json(row.notification), text);
  const auto read = read_outbox_row(stored_outbox_row(row));
  ASSERT_TRUE(read) << read.error().context;
  EXPECT_EQ(notification_json(read->notification), text);
  EXPECT_EQ(read->first_attempt, at(5));
}

TEST(NotificationJson, AListedMessageSaysWhatItWaitsFor) {
  auto row = sample_row(1);
  const auto state = [&] {
    const auto listed = nlohmann::json::parse(listed_outbox_row(row, at(30)));
    return listed["state"].get<std::string>() + (listed["next"].is_null() ? "" : " next");
  };
  row.attempts = 0;
  row.not_before = at(40);
  EXPECT_EQ(state(), "waits next");
  row.not_before = at(30);
  EXPECT_EQ(state(), "due next");
  row.attempts = 1;
  EXPECT_EQ(state(), "failed next");
  row.dead = true;
  EXPECT_EQ(state(), "given_up");
  const auto shown = nlohmann::json::parse(shown_outbox_row(row, at(30)));
  EXPECT_EQ(shown["notification"]["title"], "The first title");
}

TEST(StoredJson, ComesBackWhole) {
  const auto event = read_event(stored_event(sample_event(3)));
  ASSERT_TRUE(event) << event.error().context;
  EXPECT_EQ(event->told_topics, (std::vector<std::string>{"deepseek-r1"}));
  EXPECT_EQ(event->merged_into, "01OTHER");
  EXPECT_TRUE(event->waiting);
  EXPECT_EQ(event->updated, at(4));
  EXPECT_EQ(event->first_published, at(-1000));
  EXPECT_EQ(stored_event(*event), stored_event(sample_event(3)));

  const auto report = read_report(stored_report(sample_report(1, "s1")));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->event, event_id(1));
  EXPECT_TRUE(report->held);
  EXPECT_EQ(report->score, 0.71);
  EXPECT_EQ(stored_report(*report), stored_report(sample_report(1, "s1")));
  EXPECT_FALSE(report->opened);
  auto opened = sample_report(1, "s1");
  opened.opened = true;
  EXPECT_TRUE(read_report(stored_report(opened))->opened);

  const auto story = read_story(story_json(sample_story("s1")));
  ASSERT_TRUE(story);
  EXPECT_EQ(story->titles, sample_story("").titles);
  EXPECT_EQ(story->keys, sample_story("").keys);
  EXPECT_EQ(story->story_time, at(4));
  EXPECT_EQ(story->guid, "guid-1");
  EXPECT_EQ(story_json(*story), story_json(sample_story("s1")));

  const auto row = read_outbox_row(stored_outbox_row(sample_row(18446744073709551615u)));
  ASSERT_TRUE(row) << row.error().context;
  EXPECT_EQ(row->row, 18446744073709551615u);
  EXPECT_EQ(row->notification.reports.size(), 2u);
  EXPECT_EQ(row->notification.reports[1].event, event_id(1));
  EXPECT_EQ(row->notification.event.told_topics.size(), 1u);
  EXPECT_EQ(row->not_before, at(22));
  EXPECT_FALSE(row->dead);
  auto dead = sample_row(1);
  dead.dead = true;
  EXPECT_TRUE(read_outbox_row(stored_outbox_row(dead))->dead);
  EXPECT_EQ(notification_json(row->notification), notification_json(sample_row(1).notification));
}

TEST(StoredJson, NamesEveryFieldOfTheModel) {
  const auto keys = [](const std::string& text) {
    std::string names;
    const auto object = nlohmann::ordered_json::parse(text);
    for (auto field = object.begin(); field != object.end(); ++field) names += field.key() + " ";
    return names;
  };
  EXPECT_EQ(keys(story_json(sample_story("s"))),
            "schema id outlet feed title link guid summary authors categories published updated "
            "first_seen story_time more_feeds more_outlets labels topics event held keys titles "
            "matched notes ");
  EXPECT_EQ(
      keys(feed_state_json(sample_feed("u"))),
      "schema url name title etag last_modified body_hash next_poll planned retry_after "
      "last_attempt last_success last_document paused first_success status failures gone "
      "last_error error_cause "
      "moved_to moved_since asked_at limited_host failing_since first_410 dead_since told_failing "
      "told_quiet site searched proposed wait_ms set_back_ms last_new item_gap_ms "
      "longest_silence_ms "
      "window items "
      "polls unchanged errors ttl_minutes skip_hours skip_days counted_day counted "
      "title_parts ");
  EXPECT_EQ(keys(stored_outbox_row(sample_row(1))),
            "schema row sink created not_before gather tried first_attempt attempts last_error "
            "own_fault dead waits_for follow_up or_new priority notification ");
}

TEST(FeedStateJson, KeepsValidatorsByteForByte) {
  for (const std::string& etag : {std::string("\"plain\""), std::string("\"\xC3\xA9\""),
                                  std::string("\x80\xFF\xE9\0\x7F", 5)}) {
    auto feed = sample_feed("https://example.com/");
    feed.etag = feed.last_modified = etag;
    const auto back = read_feed_state(feed_state_json(feed));
    ASSERT_TRUE(back) << back.error().context;
    EXPECT_EQ(back->etag, etag);
    EXPECT_EQ(back->last_modified, etag);
    EXPECT_EQ(back->body_hash, feed.body_hash);
    EXPECT_EQ(feed_state_json(*back), feed_state_json(feed));
  }
}

TEST(StoredJson, ReplacesBytesThatAreNoUtf8) {
  model::Event event = sample_event(1);
  event.title = "a\xFF\xC3(\xED\xA0\x80z\n\x1b";
  const auto back = read_event(stored_event(event));
  ASSERT_TRUE(back) << back.error().context;
  EXPECT_EQ(back->title.substr(0, 4), "a\uFFFD");
  EXPECT_EQ(back->title.substr(back->title.size() - 3), "z\n\x1b");
}

TEST(StoredJson, MovesTimesThatHaveNoTextToTheNearestEnd) {
  auto story = sample_story("s");
  story.published = model::Time::max();
  story.updated = model::Time::min();
  const auto back = read_story(story_json(story));
  ASSERT_TRUE(back) << back.error().context;
  EXPECT_EQ(json::parse(story_json(story))["published"], "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(json::parse(story_json(story))["updated"], "0000-01-01T00:00:00Z");
}

TEST(StoredJson, IgnoresUnknownKeysAndFillsMissingOnes) {
  const auto event = read_event(R"({"schema":1,"id":"E","new":{"deep":[1]},"title":null})");
  ASSERT_TRUE(event) << event.error().context;
  EXPECT_EQ(event->id, "E");
  EXPECT_EQ(event->title, "");
  EXPECT_FALSE(event->waiting);
  EXPECT_FALSE(event->first_published);
  const auto row = read_outbox_row("{}");
  ASSERT_TRUE(row);
  EXPECT_TRUE(row->notification.reports.empty());
}

TEST(StoredJson, ReadsOldRowsWithoutOriginsAsTheirOutlets) {
  const auto event = read_event(R"({"id":"E","outlets":["TIME","The Hill"]})");
  ASSERT_TRUE(event);
  EXPECT_EQ(event->origins, event->outlets);
  const auto report = read_report(R"({"outlet":"TIME"})");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->origin, "TIME");
  EXPECT_TRUE(report->opened) << "its score is 0";
  EXPECT_FALSE(read_report(R"({"outlet":"TIME","score":0.4})")->opened);
  EXPECT_FALSE(read_report(R"({"outlet":"TIME","score":0,"opened":false})")->opened);
}

TEST(FeedStateJson, KeepsWhatTitlesHaveInCommon) {
  const auto back = read_feed_state(feed_state_json(sample_feed("u")));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->title_parts.titles, 9u);
  ASSERT_EQ(back->title_parts.parts.size(), 1u);
  const auto& part = back->title_parts.parts[0];
  EXPECT_EQ(part.words, "time");
  EXPECT_FALSE(part.front);
  EXPECT_EQ(part.count, 7u);
  EXPECT_EQ(part.elsewhere, 1u);
}

TEST(StoredJson, SaysWhatIsWrongAndWhere) {
  const auto context = [](const auto& result) {
    EXPECT_FALSE(result);
    if (result) return std::string();
    EXPECT_EQ(result.error().kind, ErrorKind::kCorrupt);
    return result.error().context;
  };
  EXPECT_EQ(context(read_event(R"({"id":5})")), "event: id: not a text");
  EXPECT_EQ(context(read_event("[]")), "event: not a JSON object");
  EXPECT_EQ(context(read_event("")), "event: not JSON: unexpected end of input at column 1");
  EXPECT_EQ(context(read_event("{\x1b[31m")), "event: not JSON: invalid literal at column 2");
  EXPECT_EQ(context(read_event("[1e999]")), "event: not JSON");
  EXPECT_NE(context(read_event("{\"id\":\"\xFF\"}")).find("UTF-8"), std::string::npos);
  EXPECT_EQ(context(read_event(R"({"report_count":-1})")),
            "event: report_count: not a whole number of 32 bits");
  EXPECT_EQ(context(read_event(R"({"report_count":4294967296})")),
            "event: report_count: not a whole number of 32 bits");
  EXPECT_EQ(context(read_event(R"({"first_seen":"yesterday"})")),
            "event: first_seen: not a time of RFC 3339");
  EXPECT_EQ(context(read_event(R"({"topics":["a",1]})")), "event: topics: not a list of texts");
  EXPECT_EQ(context(read_event(R"({"waiting":1})")), "event: waiting: not true or false");
  EXPECT_EQ(context(read_report(R"({"score":"high"})")), "report: score: not a number");
  EXPECT_EQ(context(read_story(R"({"titles":["12"]})")),
            "story: titles: not a list of 16 hex digits each");
  EXPECT_EQ(context(read_feed_state("{\"etag\":\"\u0100\"}")),
            "feed: etag: not bytes written as Latin-1");
  EXPECT_EQ(context(read_feed_state(R"({"status":2147483648})")),
            "feed: status: not a whole number of 32 bits");
  EXPECT_EQ(context(read_outbox_row(R"({"notification":[]})")),
            "outbox row: notification: not an object");
  EXPECT_EQ(context(read_outbox_row(R"({"notification":{"event":{"reports":[{},7]}}})")),
            "outbox row: element 1: not an object");
  EXPECT_EQ(context(read_event(std::string("{}\0{", 4))), "event: not JSON: it holds a NUL");
  EXPECT_EQ(context(read_feed_state(R"({"wait_ms":9223372036854775808})")),
            "feed: wait_ms: not a whole number of 64 bits");
}

TEST(StoredJson, ReadsEveryDurationThatItWrites) {
  for (const model::Duration wait :
       {model::Duration::min(), model::Duration(-1), model::Duration(0), model::Duration::max()}) {
    auto feed = sample_feed("https://example.com/");
    feed.wait = wait;
    const auto back = read_feed_state(feed_state_json(feed));
    ASSERT_TRUE(back) << back.error().context;
    EXPECT_EQ(back->wait, wait);
  }
}

TEST(StoredJson, FactsAndDaysReadBackAsTheyWere) {
  const model::Fact fact{
      .a = "3f", .b = "4e", .same = true, .since = model::Time(std::chrono::milliseconds(5))};
  EXPECT_EQ(fact_json(fact),
            R"({"schema":1,"a":"3f","b":"4e","same":true,"since":"1970-01-01T00:00:00.005Z"})");
  EXPECT_EQ(*read_fact(fact_json(fact)), fact);
  EXPECT_FALSE(read_fact(R"({"a":1})"));
  const model::DayCount count{.day = {}, .stories = 12, .events = 3};
  EXPECT_EQ(day_count_json(count), R"({"schema":1,"stories":12,"events":3})");
  EXPECT_EQ(*read_day_count(day_count_json(count)), count);
  EXPECT_FALSE(read_day_count("[]"));
}

TEST(StoredJson, RefusesEveryCutOfARow) {
  const std::string whole = stored_outbox_row(sample_row(1));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_outbox_row(whole.substr(0, size))) << size;
  }
}

TEST(StoredJson, SurvivesDeepNesting) {
  const std::string deep(1'000'000, '[');
  EXPECT_FALSE(read_event(deep));
  const auto read = read_event(R"({"x":)" + deep + std::string(deep.size(), ']') + "}");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().context.find("a text too deep"), std::string::npos);
}

}  // namespace
}  // namespace newswatch::record
