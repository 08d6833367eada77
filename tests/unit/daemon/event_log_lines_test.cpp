// The lines about events and trouble. Their text is a contract, too.
#include "daemon/log_lines.h"
#include "unit/daemon/written_lines.h"

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;

TEST(LogLines, OfEachKindOfTrouble) {
  using enum model::TroubleKind;
  const auto line = [&](model::TroubleKind kind, const std::vector<std::string>& names,
                        bool recovered = false) {
    engine::Changes changes;
    changes.troubles = {{kind, recovered, "a title", names, "timed out", kAt - 2h}};
    return written([&] { log_lines::changed(changes); });
  };
  const std::string why = " since=2025-01-28T18:00:00Z why=\"timed out\" next=";
  EXPECT_EQ(line(kFeedFailing, {"time"}),
            Lines{"warning feed.failing feed=time" + why + "\"asked again, less and less often\""});
  EXPECT_EQ(line(kFeedFailing, {"time", "hill"}),
            Lines{"warning feed.failing feeds=2 names=time,hill" + why +
                  "\"asked again, less and less often\""})
      << "many feeds with one cause are one line";
  EXPECT_EQ(line(kFeedFailing, {"time"}, true),
            Lines{"info feed.failing.recovered feed=time since=2025-01-28T18:00:00Z"});
  EXPECT_EQ(line(kFeedGone, {"time"}),
            Lines{"warning feed.gone feed=time" + why +
                  "\"no longer polled: remove it from the config, or give its new address\""});
  EXPECT_EQ(line(kFeedMoved, {"time"}), Lines{"warning feed.moved feed=time" + why +
                                              "\"put the new address into the config\""});
  EXPECT_EQ(line(kFeedQuiet, {"time"}),
            Lines{"warning feed.quiet feed=time" + why + "\"asked as before\""});
  EXPECT_EQ(line(kSinkFailing, {"mail"}), Lines{"warning sink.failing sink=mail" + why +
                                                "\"its messages wait and are tried again\""});
  EXPECT_EQ(line(kSinkDead, {"mail"}),
            Lines{"warning sink.dead sink=mail" + why + "\"kept: newswatch outbox list\""});
  EXPECT_EQ(line(kStoreFull, {}), Lines{}) << "logged when it is seen";
  EXPECT_EQ(line(kConfigRejected, {}), Lines{}) << "logged as config.error";
  EXPECT_EQ(line(kClockWrong, {}), Lines{"warning clock.wrong" + why + "\"set it\""});
  EXPECT_EQ(line(kClockStepped, {}), Lines{}) << "logged when it was seen";
  EXPECT_EQ(line(kClockStepped, {}, true),
            Lines{"info clock.stepped.recovered since=2025-01-28T18:00:00Z"});
}

TEST(LogLines, OfANewEventBeforeItsReports) {
  engine::Changes changes;
  model::Report report;
  report.outlet = report.origin = "TIME";
  report.feed = "time";
  report.title = "Altman";
  report.link = "https://time.example/1";
  report.words = {"title: deepseek"};
  report.opened = true;
  changes.placed = {{.event = {"E1", {"ai"}, 1}, .report = report}};
  report.opened = false;
  report.score = 0.5;
  changes.placed.push_back({.event = {"E1", {"ai"}, 2}, .report = report});
  changes.announced = {{{"E1", {"ai"}, 2}, report, 2, 1}};
  EXPECT_EQ(written([&] { log_lines::changed(changes); }),
            (Lines{"info event.new id=E1 topic=ai outlet=TIME feed=time title=Altman "
                   "words=\"title: deepseek\" outlets=2 sources=1 reports=2 "
                   "link=https://time.example/1",
                   "debug event.opened id=E1 topic=ai outlet=TIME title=Altman reports=1",
                   "info event.report id=E1 topic=ai outlet=TIME title=Altman score=0.5 "
                   "reports=2"}));
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
  EXPECT_EQ(line(), Lines{"debug event.opened" + of + " reports=2"}) << "event.new says it";
  placed.asked = 2;
  EXPECT_EQ(line(), Lines{"info event.waiting" + of + " reports=2 asked=2"});
  placed.asked = 0;
  placed.report.held = true;
  EXPECT_EQ(line(), Lines{"info event.held" + of + " reports=2"});
  changes.placed.clear();
  changes.edited = {{"E1", "TIME", "Altman doubts", "Altman: \"overstated\""}};
  EXPECT_EQ(written([&] { log_lines::changed(changes); }),
            Lines{"info event.changed id=E1 outlet=TIME before=\"Altman doubts\" "
                  "title=\"Altman: \\\"overstated\\\"\""});
  changes.edited.clear();
  changes.merged = {{"E2", "E1", "Altman", "one report is close to both"}};
  EXPECT_EQ(written([&] { log_lines::changed(changes); }),
            Lines{"info event.merged from=E2 into=E1 title=Altman why=\"one report is close to "
                  "both\""});
}

}  // namespace
}  // namespace newswatch::daemon
