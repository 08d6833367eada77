// The text of each log line is a contract: people grep for it, and monitors parse it.
#include "daemon/log_lines.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "daemon/log.h"
#include "support/folder.h"
#include "text/times.h"
#include "version.h"

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

const model::Time kAt = *text::parse_rfc3339("2025-01-28T20:00:00Z");

// The lines that a call writes, each as LEVEL LINE.
Lines written(const std::function<void()>& call) {
  open_log({.level = "debug", .format = "logfmt"});
  testing::internal::CaptureStderr();
  call();
  flush_log();
  std::istringstream out(testing::internal::GetCapturedStderr());
  open_log({.level = "off", .format = "text"});
  Lines lines;
  for (std::string line; std::getline(out, line);) {
    const std::string mark = "level=";
    const std::size_t level = line.find(mark), what = line.find(" what=");
    EXPECT_TRUE(level != std::string::npos && what != std::string::npos) << line;
    if (level == std::string::npos || what == std::string::npos) continue;
    lines.push_back(line.substr(level + mark.size(), what - level - mark.size()) + " " +
                    line.substr(what + 6));
  }
  return lines;
}

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
  ingested.feed.failures = 2;
  EXPECT_EQ(written([&] { log_lines::ingested(ingested); }),
            Lines{"warning feed.error feed=time error=\"HTTP status 503\" failures=2 "
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

TEST(LogLines, OfEachKindOfTrouble) {
  using enum engine::TroubleKind;
  engine::Ingested ingested;
  ingested.outcome = engine::Ingested::Outcome::kGone;
  ingested.feed = feed();
  ingested.feed.failing_since = kAt - 2h;
  ingested.feed.failures = 4;
  ingested.feed.last_error = "timeout";
  ingested.feed.asked_at = "https://time.example/new";
  ingested.feed.habit.last_new = kAt - 72h;
  ingested.feed.habit.gap = 2h;
  const auto line = [&](engine::TroubleKind kind, bool recovered) {
    ingested.trouble = {{kind, recovered}};
    return written([&] { log_lines::ingested(ingested); });
  };
  const std::string of = " feed=time url=https://time.example/feed";
  EXPECT_EQ(line(kFeedFailing, false), Lines{"warning feed.failing" + of +
                                             " since=2025-01-28T18:00:00Z failures=4 error=timeout "
                                             "next=2025-01-28T20:10:00Z"});
  EXPECT_EQ(line(kFeedFailing, true), Lines{"info feed.failing.recovered" + of});
  EXPECT_EQ(line(kFeedGone, false), Lines{"warning feed.gone" + of + " next=\"no longer polled\""});
  EXPECT_EQ(line(kFeedMoved, false),
            Lines{"warning feed.moved" + of +
                  " to=https://time.example/new next=\"asked there; put it into the config\""});
  EXPECT_EQ(line(kFeedMoved, true),
            Lines{"info feed.moved.recovered" + of +
                  " next=\"the new address fails: asked where the config says\""});
  EXPECT_EQ(line(kFeedQuiet, false),
            Lines{"warning feed.quiet" + of +
                  " last_new=2025-01-25T20:00:00Z usual=2h next=\"asked as before\""});
  EXPECT_EQ(line(kFeedQuiet, true), Lines{"info feed.quiet.recovered" + of});
}

TEST(LogLines, OfReportsAndMerges) {
  engine::Changes changes;
  engine::Changes::PlacedReport placed;
  placed.event.id = "E1";
  placed.event.topics = {"ai", "chips"};
  placed.event.report_count = 2;
  placed.report.outlet = placed.report.origin = "TIME";
  placed.report.title = "Altman: \"overstated\"";
  placed.report.score = 0.5849;
  const auto line = [&] {
    changes.placed = {placed};
    return written([&] { log_lines::changed(changes); });
  };
  const std::string of = " id=E1 topic=ai,chips outlet=TIME title=\"Altman: \\\"overstated\\\"\"";
  EXPECT_EQ(line(), Lines{"info event.report" + of + " score=0.58 reports=2"});
  placed.report.origin = "AP";
  EXPECT_EQ(line()[0].find(" origin=AP ") != std::string::npos, true);
  placed.report.origin = "TIME";
  placed.judge = engine::JudgeOutcome::kSame;
  placed.waited_in = "E2";
  EXPECT_EQ(line(), Lines{"info event.report" + of + " score=0.58 reports=2 judge=same from=E2"});
  placed.waited_in.clear();
  placed.report.opened = true;
  placed.judge = engine::JudgeOutcome::kNotSame;
  EXPECT_EQ(line(), Lines{"info event.opened" + of + " reports=2 judge=\"not the same\""});
  placed.judge = engine::JudgeOutcome::kNoAnswer;
  EXPECT_EQ(line(), Lines{"info event.opened" + of + " reports=2 judge=\"no answer\""});
  placed.judge = engine::JudgeOutcome::kNotAsked;
  EXPECT_EQ(line(), Lines{"debug event.opened" + of + " reports=2"}) << "the log sink tells it";
  placed.asked = 2;
  EXPECT_EQ(line(), Lines{"info event.waiting" + of + " reports=2 asked=2"});
  placed.asked = 0;
  placed.report.held = true;
  EXPECT_EQ(line(), Lines{"info event.held" + of + " reports=2"});
  changes.placed.clear();
  changes.merged = {{"E2", "E1", "Altman", "one report is close to both"}};
  EXPECT_EQ(written([&] { log_lines::changed(changes); }),
            Lines{"info event.merged from=E2 into=E1 title=Altman why=\"one report is close to "
                  "both\""});
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
    outcome.error = error;
    return written([&] { log_lines::deliveries({outcome}); });
  };
  EXPECT_EQ(line(notify::Fate::kDelivered, ""),
            Lines{"debug sink.delivered sink=mail event=E1 attempts=3"});
  EXPECT_EQ(line(notify::Fate::kRetry, "exit status 1"),
            Lines{"warning sink.error sink=mail event=E1 error=\"exit status 1\" attempts=3 "
                  "next=2025-01-28T20:00:00Z"});
  EXPECT_EQ(line(notify::Fate::kDead, "exit status 65"),
            Lines{"warning sink.error sink=mail event=E1 error=\"exit status 65\" attempts=3 "
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
  ingested.trouble = {{engine::TroubleKind::kClockWrong, false}};
  ingested.clock = {engine::ClockVerdict::Word::kWrong, 8h, 3};
  EXPECT_EQ(written([&] { log_lines::ingested(ingested); }).at(0),
            "warning clock.wrong ahead=8h servers=3 "
            "next=\"no story is held as old until the clock is right; set it\"");
  ingested.trouble = {{engine::TroubleKind::kClockWrong, true}};
  EXPECT_EQ(written([&] { log_lines::ingested(ingested); }).at(0), "info clock.wrong.recovered");
  ingested.trouble.clear();
  ingested.gap =
      model::Gap{.from = kAt, .to = kAt + 8h, .clock = true, .why = "clock: set forward by 8h"};
  EXPECT_EQ(written([&] { log_lines::ingested(ingested); }).at(0),
            "debug feed.unwatched feed=time from=2025-01-28T20:00:00Z to=2025-01-29T04:00:00Z "
            "why=\"clock: set forward by 8h\"");
}

}  // namespace
}  // namespace newswatch::daemon
