// The text of each log line is a contract: people grep for it, and monitors parse it.
#include "daemon/log_lines.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "daemon/feed_errors.h"
#include "daemon/log.h"
#include "support/folder.h"
#include "text/times.h"
#include "unit/daemon/written_lines.h"
#include "version.h"

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;

config::Settings settings() {
  config::Settings out;
  out.source = "/etc/newswatch/newswatch.toml";
  out.hash = 0xabc;
  out.feeds.resize(2);
  out.topics.resize(1);
  out.sinks.resize(3);
  return out;
}

model::FeedState feed() {
  model::FeedState state;
  state.name = "time";
  state.url = "https://time.example/feed";
  state.status = 200;
  state.next_poll = kAt + 10min;
  return state;
}

TEST(LogLines, OfFeedsThatAListHasOfNoUse) {
  config::Settings given = settings();
  given.feeds_from = {{"/etc/newswatch/a.toml", 0, 1, ""},
                      {"/etc/newswatch/list.opml", 1, 2, "2 taken, 1 unusable"}};
  EXPECT_EQ(written([&] { log_lines::feeds_left_out(given); }),
            Lines{"warning config.feeds_left_out file=/etc/newswatch/list.opml "
                  "why=\"2 taken, 1 unusable\" next=\"the others of the file are polled\""});
}

TEST(LogLines, OfTheProcess) {
  const std::string version = NEWSWATCH_VERSION;
  EXPECT_EQ(written([] { log_lines::started(settings(), "/var/lib/newswatch"); }),
            Lines{"info daemon.start version=" + version +
                  " config=/etc/newswatch/newswatch.toml config_hash=0000000000000abc feeds=2 "
                  "topics=1 sinks=3 state_dir=/var/lib/newswatch"});
  EXPECT_EQ(written([] { log_lines::ready(2, 5, 1); }),
            Lines{"info daemon.ready feeds=2 open_events=5 outbox=1"});
  EXPECT_EQ(written([] { log_lines::reloaded(settings()); }),
            Lines{"info daemon.reload config=/etc/newswatch/newswatch.toml "
                  "config_hash=0000000000000abc feeds=2 topics=1 sinks=3"});
  EXPECT_EQ(written([] { log_lines::reload_refused("line 3: no url"); }),
            Lines{"error config.error error=\"line 3: no url\" next=\"the running config stays\""});
  EXPECT_EQ(written([] { log_lines::restart_needed({"daemon.state_dir"}); }),
            Lines{"warning config.restart_needed keys=daemon.state_dir "
                  "next=\"the old values stay until a restart\""});
  EXPECT_EQ(written([] { log_lines::stopping("SIGTERM"); }),
            Lines{"info daemon.stopping why=SIGTERM"});
  EXPECT_EQ(written([] { log_lines::stopped(); }), Lines{"info daemon.stop"});
  EXPECT_EQ(written([] { log_lines::not_started("event store", "locked"); }),
            Lines{"error daemon.not_started what=\"event store\" error=locked"});
  EXPECT_EQ(written([] { log_lines::fatal("writer", "IO error"); }),
            Lines{"error daemon.fatal where=writer error=\"IO error\" next=\"the process ends; a "
                  "restart goes on from the store\""});
}

TEST(LogLines, OfTheConfig) {
  config::Settings settings;
  settings.source = "newswatch.toml";
  settings.topics = {{.name = "one"}, {.name = "two"}};
  EXPECT_EQ(written([&] { log_lines::built_in_config(settings); }), Lines{});
  settings.source = config::kBuiltIn;
  EXPECT_EQ(written([&] { log_lines::built_in_config(settings); }),
            Lines{"warning config.built_in topics=\"one, two\" next=\"there is no config file, so "
                  "this is watched; to name your own feeds and topics: newswatch config init "
                  "/etc/newswatch/newswatch.toml\""});
  EXPECT_EQ(written([] {
              log_lines::old_trust_kept({model::ErrorKind::kBadInput, "read ca_file ca.pem: gone"});
            }),
            Lines{"error config.error error=\"read ca_file ca.pem: gone\" next=\"the old "
                  "certificates and networks stay\""});
}

TEST(LogLines, OfASecretThatEveryUserMayRead) {
  const test::Folder folder;
  const std::filesystem::path file = folder.path() / "auth";
  std::ofstream(file) << "me:secret\n";
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  config::Settings settings;
  settings.feeds = {{.name = "time", .auth_file = file}};
  const auto lines = written([&] { log_lines::reloaded(settings); });
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1], "warning config.open_secret file=" + file.string() +
                          " next=\"every user of this machine may read it: chmod o= it\"");
  std::filesystem::permissions(file, std::filesystem::perms(0640));
  EXPECT_EQ(written([&] { log_lines::reloaded(settings); }).size(), 1u);
}

TEST(LogLines, OfALookBack) {
  EXPECT_EQ(written([] { log_lines::looked_back({.over = true, .looked_at = 40, .matched = 2}); }),
            Lines{"info rules.matched stories=40 matched=2"});
  EXPECT_EQ(written([] { log_lines::looked_back({.over = true}); }),
            Lines{"debug rules.matched stories=0 matched=0"})
      << "a new store is no news";
}

TEST(LogLines, OfAPoll) {
  engine::Ingested ingested;
  ingested.outcome = engine::Ingested::Outcome::kUnchanged;
  ingested.feed = feed();
  EXPECT_EQ(written([&] { log_lines::ingested(ingested); }),
            Lines{"debug feed.poll feed=time status=200 unchanged=true "
                  "next=2025-01-28T20:10:00Z"});
  ingested.outcome = engine::Ingested::Outcome::kDocument;
  ingested.items = 20;
  ingested.new_stories = 2;
  ingested.changed = 1;
  ingested.matched = 1;
  ingested.warnings = {"a bare & was escaped"};
  ingested.recovered = true;
  EXPECT_EQ(written([&] { log_lines::ingested(ingested); }),
            (Lines{"info feed.recovered feed=time",
                   "info feed.poll feed=time status=200 items=20 new=2 changed=1 matched=1 "
                   "warnings=1 next=2025-01-28T20:10:00Z",
                   "debug feed.warning feed=time what=\"a bare & was escaped\""}));
}

TEST(LogLines, OfAFeedThatFailsMovesOrIsSearched) {
  engine::Ingested ingested;
  ingested.feed = feed();
  ingested.feed.last_error = "HTTP status 503";
  ingested.feed.failures = 1;
  EXPECT_EQ(written([&] { log_lines::feed_error(ingested.feed); }),
            Lines{"warning feed.error feed=time error=\"HTTP status 503\" failures=1 "
                  "next=2025-01-28T20:10:00Z"});
  ingested.outcome = engine::Ingested::Outcome::kUnchanged;
  ingested.redirected = true;
  ingested.feed.moved_to = "https://time.example/new";
  ingested.gap = model::Gap{.from = kAt - 1h, .to = kAt, .why = "newswatch did not run"};
  EXPECT_EQ(written([&] { log_lines::ingested(ingested); }),
            (Lines{"info feed.redirected feed=time from=https://time.example/feed "
                   "to=https://time.example/new next=\"followed; asked there directly if it "
                   "stays\"",
                   "warning feed.unwatched feed=time from=2025-01-28T19:00:00Z "
                   "to=2025-01-28T20:00:00Z why=\"newswatch did not run\"",
                   "debug feed.poll feed=time status=200 unchanged=true "
                   "next=2025-01-28T20:10:00Z"}));
  model::FeedState searched = feed();
  searched.site = "https://time.example/";
  EXPECT_EQ(written([&] { log_lines::searched(searched); }),
            Lines{"info feed.search feed=time site=https://time.example/ found=none next=\"not "
                  "searched again\""});
  searched.proposed = "https://time.example/rss";
  EXPECT_EQ(written([&] { log_lines::searched(searched); }),
            Lines{"warning feed.proposed feed=time site=https://time.example/ "
                  "url=https://time.example/rss next=\"put it into the config if it is the "
                  "feed\""});
  searched.last_error = "its document ended the process 2 times while it was read";
  EXPECT_EQ(written([&] { log_lines::suspect_feed(searched); }),
            Lines{"error feed.suspect feed=time url=https://time.example/feed error=\"its document "
                  "ended the process 2 times while it was read\" next=2025-01-28T20:10:00Z"});
  searched.url = "https://time.example/feed?token=x&page=1";
  EXPECT_EQ(written([&] { log_lines::suspect_feed(searched); }),
            Lines{"error feed.suspect feed=time url=\"https://time.example/feed?token=***&page=1\" "
                  "error=\"its document ended the process 2 times while it was read\" "
                  "next=2025-01-28T20:10:00Z"});
  EXPECT_EQ(
      written([&] {
        log_lines::feed_setup("time", {model::ErrorKind::kBadInput, "auth_file: no colon"});
      }),
      Lines{"error feed.error feed=time error=\"auth_file: no colon\" next=\"not polled until "
            "the next reload\""});
}

TEST(LogLines, OfManyFeedsThatFailWithOneCause) {
  FeedErrors errors;
  model::Monotonic now{1h};
  model::FeedState state = feed();
  state.failures = 1;
  state.last_error = "GET https://x.example/: name not found";
  state.error_cause = "name not found";
  const auto lines = written([&] {
    for (int i = 0; i < 200; ++i) errors.add(state, now += 100ms);
    errors.flush(now + 2min);
    errors.flush(now + 4min);
  });
  ASSERT_EQ(lines.size(), FeedErrors::kOwnLines + 1);
  EXPECT_EQ(lines.back(),
            "warning feed.error more_feeds=195 error=\"name not found\" next=\"each is asked "
            "again\"");
  state.failures = 2;
  EXPECT_EQ(written([&] { errors.add(state, now); })[0].substr(0, 15), "info feed.error")
      << "its first failure was a warning";
}

TEST(LogLines, OfDeliveriesAndTheJudge) {
  notify::DeliveryOutcome outcome;
  outcome.attempt.row.row = 17;
  outcome.attempt.row.sink = "mail";
  outcome.attempt.row.notification.event.id = "E1";
  outcome.attempt.row.attempts = 3;
  outcome.attempt.row.not_before = kAt;
  const auto line = [&](notify::Fate fate, const std::string& error) {
    outcome.attempt.fate = fate;
    outcome.result = {};
    if (!error.empty()) outcome.result = tl::unexpected(notify::Failure{.what = error});
    return written([&] { log_lines::deliveries({outcome}); });
  };
  EXPECT_EQ(line(notify::Fate::kDelivered, ""),
            Lines{"info sink.delivered sink=mail event=E1 attempts=3"})
      << "a failure was logged before";
  outcome.attempt.row.attempts = 1;
  EXPECT_EQ(line(notify::Fate::kDelivered, ""),
            Lines{"debug sink.delivered sink=mail event=E1 attempts=1"});
  outcome.attempt.row.attempts = 3;
  EXPECT_EQ(
      line(notify::Fate::kRetry, "exit status 1"),
      Lines{"warning sink.error sink=mail event=E1 cause=server error=\"exit status 1\" attempts=3 "
            "next=2025-01-28T20:00:00Z"});
  EXPECT_EQ(
      line(notify::Fate::kDead, "exit status 65"),
      Lines{
          "warning sink.error sink=mail event=E1 cause=server error=\"exit status 65\" attempts=3 "
          "next=\"given up; sent again by: newswatch outbox retry 17\""});
  EXPECT_EQ(written([] { log_lines::summed_up("mail", kAt, 23); }),
            Lines{"info sink.back sink=mail away_since=2025-01-28T20:00:00Z messages=23 "
                  "next=\"told in one summary\""});
  EXPECT_EQ(written([] { log_lines::by_hand("retry", 2); }),
            Lines{"info outbox.by_hand what=retry messages=2"});
  EXPECT_EQ(written([] {
              log_lines::no_control({model::ErrorKind::kPermanent, "listen at /s/control: no"});
            }),
            Lines{"warning control.error error=\"listen at /s/control: no\" next=\"the watch goes "
                  "on; commands that ask it get no answer\""});
  EXPECT_EQ(written([] { log_lines::unnamed_sink("pager", 4); }),
            Lines{"warning sink.unknown sink=pager messages=4 next=\"kept in the outbox until a "
                  "sink of that name is back\""});
  EXPECT_EQ(written([] {
              log_lines::judge_away({true, "timeout", kAt});
            }),
            Lines{"warning judge.away error=timeout probe=2025-01-28T20:00:00Z next=\"the score "
                  "decides meanwhile\""});
  EXPECT_EQ(written([] { log_lines::judge_away({false, "", {}}); }), Lines{"info judge.back"});
  EXPECT_EQ(written([] {
              log_lines::judge_setup({model::ErrorKind::kBadInput, "api_key_file: empty"});
            }),
            Lines{"error judge.error error=\"api_key_file: empty\" next=\"not asked until the next "
                  "reload; the score decides\""});
}

TEST(LogLines, OfAStopThatTookTooLong) {
  EXPECT_EQ(written([] { log_lines::stop_cut_short(); }),
            Lines{"warning daemon.stop why=\"a thread was still at work\" next=\"what it had in "
                  "hand was not stored and is asked for again\""});
}

TEST(LogLines, OfTheStore) {
  EXPECT_EQ(
      written([] {
        log_lines::not_stored("response of u", {model::ErrorKind::kTransient, "disk full"});
      }),
      Lines{"error store.error what=\"response of u\" error=\"disk full\" next=\"tried again; "
            "nothing is lost\""});
  EXPECT_EQ(written([] {
              log_lines::store_full(kAt, 3, {model::ErrorKind::kTransient, "disk full"});
            }),
            Lines{"error store.full since=2025-01-28T20:00:00Z dropped=3 error=\"disk full\" "
                  "next=\"tried again; dropped responses are asked for again\""});
  EXPECT_EQ(written([] { log_lines::store_recovered(kAt, 3); }),
            Lines{"info store.recovered since=2025-01-28T20:00:00Z dropped=3"});
  EXPECT_EQ(written([] {
              log_lines::store_damaged("start", {model::ErrorKind::kCorrupt, "block of 7.sst"});
            }),
            Lines{"error store.damaged where=start error=\"block of 7.sst\" next=\"the process "
                  "ends and a restart does not help: restore a backup of the store, or move it "
                  "away to begin anew\""});
  EXPECT_EQ(written([] { log_lines::rocksdb(3, "odd"); }), Lines{"error store.log what=odd"});
  EXPECT_EQ(written([] {
              log_lines::rocksdb(2, "[file/sst_file_manager_impl.cc:281] Cannot clear hard error");
            }),
            Lines{"debug store.log what=\"[file/sst_file_manager_impl.cc:281] Cannot clear hard "
                  "error\""});
  EXPECT_EQ(written([] { log_lines::rocksdb(1, "upgraded"); }),
            Lines{"info store.log what=upgraded"});
}

TEST(LogLines, BytesOfAFeedStayOnOneLine) {
  engine::Changes changes;
  changes.merged = {{"E2", "E1", "a\nlevel=error what=daemon.fatal \x1b[2J", "w"}};
  const Lines lines = written([&] { log_lines::changed(changes); });
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].find('\x1b'), std::string::npos);
}

TEST(LogLines, OfTheClock) {
  EXPECT_EQ(written([] {
              log_lines::clock_stepped({kAt, kAt - 5h - 30min});
            }),
            Lines{"warning clock.stepped from=2025-01-28T20:00:00Z to=2025-01-28T14:30:00Z "
                  "by=-5h30m next=\"polls go on as they were spaced\""});
  engine::Ingested ingested;
  ingested.outcome = engine::Ingested::Outcome::kUnchanged;
  ingested.feed = feed();
  ingested.gap =
      model::Gap{.from = kAt, .to = kAt + 8h, .clock = true, .why = "clock: set forward by 8h"};
  EXPECT_EQ(written([&] { log_lines::ingested(ingested); }).at(0),
            "debug feed.unwatched feed=time from=2025-01-28T20:00:00Z to=2025-01-29T04:00:00Z "
            "why=\"clock: set forward by 8h\"");
}

}  // namespace
}  // namespace newswatch::daemon
