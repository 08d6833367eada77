// What people hear of an event after its first message: that it grew, was corrected, was merged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "engine/correction.h"
#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class FollowUps : public Newsroom {
 protected:
  FollowUps() {
    settings_.feeds.clear();
    for (int i = 1; i <= 12; ++i) {
      const std::string name = "f" + std::to_string(i);
      settings_.feeds.push_back(
          {.name = name, .outlet = "Outlet " + std::to_string(i), .url = url(i)});
    }
    settings_.topics = {topic_of("ai", "deepseek")};
    settings_.sinks = {{.name = "edits", .options = {{"follow_up", std::string("edit")}}},
                       {.name = "own", .types = {"event"}},
                       {.name = "wide", .types = {"event"}, .min_outlets = 3},
                       {.name = "threads", .options = {{"follow_up", std::string("thread")}}}};
    open();
    for (int i = 1; i <= 12; ++i) {
      poll(url(i), {{.title = "Other news of the hour", .published = clock_.now() - 1h}});
    }
    clock_.pass(10min);
  }

  static std::string url(int i) { return "https://f" + std::to_string(i) + ".example/feed"; }

  // Outlet i reports it; the same text, so it is one origin. Returns the new messages.
  std::vector<std::string> report(int i, const std::string& title = kAltman) {
    clock_.pass(1min);
    auto done = poll(url(i), {{.title = title, .published = clock_.now(), .id = "a"}});
    if (!done.changes.placed.empty()) event_ = done.changes.placed[0].event.id;
    return told(done.changes.rows);
  }
  static std::vector<std::string> told(const std::vector<model::OutboxRow>& rows) {
    std::vector<std::string> all;
    for (const auto& row : rows) all.push_back(row.sink + " " + row.notification.type);
    return all;
  }
  // Every sink takes what waits for it, and calls it "m<row>".
  void deliver_all() {
    const auto rows = engine_->outbox();
    ASSERT_TRUE(rows);
    for (model::OutboxRow row : *rows) {
      row.tried = clock_.now();
      const notify::Receipt receipt{.reference = "m" + std::to_string(row.row)};
      ASSERT_TRUE(engine_->delivered({{{notify::Fate::kDelivered, row}, receipt}}));
    }
  }
  model::OutboxRow waiting_for(const std::string& sink) {
    const auto rows = *engine_->outbox();
    for (const auto& row : rows) {
      if (row.sink == sink) return row;
    }
    return {};
  }

  std::string event_;
};

TEST_F(FollowUps, GrownComesAtTheThirdAndTheTenthOutletOnceEach) {
  std::map<int, std::vector<std::string>> by_outlet;
  std::vector<std::string> ids;
  for (int i = 1; i <= 12; ++i) {
    by_outlet[i] = report(i);
    for (const auto& row : outbox()) {
      if (row.notification.type == "event.grown" && row.sink == "own") {
        ids.push_back(row.notification.id);
        EXPECT_THAT(row.notification.news, HasSubstr("outlets, with Outlet"));
      }
    }
    deliver_all();
    if (i == 5) open();
  }
  EXPECT_EQ(event(event_).outlets.size(), 12u);
  EXPECT_THAT(by_outlet[1], ElementsAre("edits event.new", "own event.new", "threads event.new"));
  EXPECT_THAT(by_outlet[2], IsEmpty());
  EXPECT_THAT(by_outlet[3], ElementsAre("wide event.new", "edits event.grown", "own event.grown",
                                        "threads event.grown"))
      << "a sink that waited for three hears of it for the first time";
  EXPECT_THAT(by_outlet[10], ElementsAre("edits event.grown", "own event.grown", "wide event.grown",
                                         "threads event.grown"));
  for (const int i : {4, 5, 6, 7, 8, 9, 11, 12}) EXPECT_THAT(by_outlet[i], IsEmpty()) << i;
  EXPECT_THAT(ids, ElementsAre(event_ + ":event.grown:1", event_ + ":event.grown:2"));
}

TEST_F(FollowUps, WhatIsStillOnItsWayIsChangedAndNotFollowedUp) {
  report(1);
  report(2);
  EXPECT_THAT(report(3), ElementsAre("wide event.new"));
  for (const auto& row : outbox()) {
    EXPECT_EQ(row.notification.type, "event.new");
    EXPECT_EQ(row.notification.id, event_ + ":event.new");
    EXPECT_EQ(row.notification.event.outlets.size(), 3u) << row.sink;
    EXPECT_EQ(row.notification.reports.size(), 3u) << row.sink;
  }
  EXPECT_EQ(event(event_).follow_ups, 0u) << "nobody got one";
}

TEST_F(FollowUps, AnEditThatIsStillOnItsWayIsChangedAndKeepsItsNews) {
  report(1);
  deliver_all();
  report(2);
  report(3);
  const auto first = waiting_for("edits");
  EXPECT_EQ(first.notification.type, "event.grown");
  EXPECT_EQ(first.reference, "m1");
  const std::string corrected = "Correction: " + kAltman;
  report(1, corrected);
  const auto edit = waiting_for("edits");
  EXPECT_EQ(edit.row, first.row);
  EXPECT_EQ(edit.notification.id, first.notification.id);
  EXPECT_THAT(edit.notification.news, HasSubstr("Now 3 outlets"));
  EXPECT_THAT(edit.notification.news, HasSubstr("the title was: " + kAltman));
  EXPECT_EQ(edit.notification.title, corrected);
  std::size_t for_edits = 0, own = 0;
  for (const auto& row : outbox()) {
    for_edits += row.sink == "edits";
    own += row.sink == "own";
  }
  EXPECT_EQ(for_edits, 1u);
  EXPECT_EQ(own, 2u) << "messages of their own stay as they are";
}

TEST_F(FollowUps, ACorrectionIsToldOnceHoweverOftenTheServerShowsTheOldCopy) {
  report(1);
  deliver_all();
  const std::string corrected = "CORRECTED: " + kAltman;
  EXPECT_THAT(report(1, corrected), ElementsAre("edits event.corrected", "own event.corrected",
                                                "threads event.corrected"));
  EXPECT_EQ(waiting_for("own").notification.id, event_ + ":event.corrected:1");
  EXPECT_EQ(waiting_for("own").notification.news, "Changed by Outlet 1; the title was: " + kAltman);
  deliver_all();
  EXPECT_THAT(report(1), IsEmpty());
  EXPECT_THAT(report(1, corrected), IsEmpty());
  EXPECT_THAT(report(1, corrected + " again"), IsEmpty()) << "the mark was there before";
  EXPECT_THAT(report(1, "Altman: DeepSeek's cost claims wildly overstated"), IsEmpty());
}

TEST_F(FollowUps, FindTheirReferenceAfterARestart) {
  report(1);
  deliver_all();
  report(1, "Correction: " + kAltman);
  open_store();
  open();
  EXPECT_EQ(waiting_for("edits").reference, "m1");
  EXPECT_EQ(waiting_for("edits").follow, model::FollowUp::kEdit);
  EXPECT_TRUE(waiting_for("edits").or_new);
  EXPECT_EQ(waiting_for("threads").reference, "m3");
  EXPECT_EQ(waiting_for("threads").follow, model::FollowUp::kThread);
  EXPECT_EQ(waiting_for("own").reference, "");
}

TEST_F(FollowUps, AFailedAttemptDoesNotTakeBackWhatTheMessageGainedMeanwhile) {
  report(1);
  auto sent = waiting_for("own");  // under way
  report(2);
  sent.attempts = 1;
  sent.tried = clock_.now();
  sent.last_error = "server: down";
  sent.not_before = clock_.now() + 1s;
  ASSERT_TRUE(engine_->delivered({{{notify::Fate::kRetry, sent}, failed("down")}}));
  const auto row = waiting_for("own");
  EXPECT_EQ(row.attempts, 1);
  EXPECT_EQ(row.not_before, clock_.now() + 1s);
  EXPECT_EQ(row.notification.event.outlets.size(), 2u);
}

TEST_F(FollowUps, NewsThatCameWhileTheFirstMessageWentOutIsTold) {
  report(1);
  auto sent = waiting_for("edits");  // under way
  report(1, "CORRECTION: " + kAltman);
  EXPECT_EQ(waiting_for("edits").notification.news_type, "event.corrected");
  sent.tried = clock_.now();
  const auto changes =
      engine_->delivered({{{notify::Fate::kDelivered, sent}, notify::Receipt{.reference = "m9"}}});
  ASSERT_TRUE(changes);
  ASSERT_THAT(changes->rows, SizeIs(1));
  const model::OutboxRow& row = changes->rows[0];
  EXPECT_EQ(row.sink, "edits");
  EXPECT_EQ(row.follow, model::FollowUp::kEdit);
  EXPECT_EQ(row.reference, "m9");
  EXPECT_EQ(row.notification.id, event_ + ":event.corrected:1");
  EXPECT_EQ(row.notification.title, "CORRECTION: " + kAltman);
  EXPECT_EQ(waiting_for("edits").notification.id, row.notification.id) << "it is stored";
  EXPECT_EQ(event(event_).follow_ups, 1u);
}

TEST_F(FollowUps, NewsThatAFirstMessageHadIsNotToldAgain) {
  report(1);
  report(1, "CORRECTION: " + kAltman);
  auto sent = waiting_for("edits");
  sent.tried = clock_.now();
  const auto changes =
      engine_->delivered({{{notify::Fate::kDelivered, sent}, notify::Receipt{.reference = "m9"}}});
  ASSERT_TRUE(changes);
  EXPECT_THAT(changes->rows, SizeIs(0));
}

TEST_F(FollowUps, EarlierTextsAreKeptWithTheirTimesTheNewestTen) {
  report(1, "DeepSeek title 0");
  for (int i = 1; i <= 12; ++i) {
    report(1, "DeepSeek title " + std::to_string(i));
    if (i == 7) {
      open_store();
      open();
    }
  }
  open_store();
  open();
  const auto all = reports(event_);
  ASSERT_THAT(all, SizeIs(1));
  ASSERT_THAT(all[0].earlier, SizeIs(10));
  EXPECT_EQ(all[0].title, "DeepSeek title 12");
  EXPECT_EQ(all[0].earlier.front().title, "DeepSeek title 2");
  EXPECT_EQ(all[0].earlier.back().title, "DeepSeek title 11");
  EXPECT_EQ(all[0].earlier.back().until, clock_.now());
  EXPECT_EQ(all[0].earlier.front().until, clock_.now() - 9min);
}

TEST_F(FollowUps, ASinkThatWaitsForOutletsHearsNothingOfWhatAFirstDocumentBrought) {
  settings_.notify.first_poll = config::FirstPoll::kSummary;
  settings_.feeds.push_back({.name = "new", .outlet = "New", .url = "https://new.example/feed"});
  settings_.sinks = {{.name = "wide", .types = {"event"}, .min_outlets = 2}};
  reload();
  const auto first = poll("https://new.example/feed",
                          {{.title = kAltman, .published = clock_.now() - 1h, .id = "a"}});
  EXPECT_THAT(first.changes.rows, IsEmpty());
  for (int i = 1; i <= 11; ++i) EXPECT_THAT(report(i), IsEmpty()) << i;
  EXPECT_EQ(event(event_).outlets.size(), 12u);
}

TEST(Correction, KnowsTheMarksOfEachLanguage) {
  const std::pair<const char*, const char*> gained[] = {
      {"Minister quits", "Minister denies he quits"},
      {"Minister quits", "CORRECTION: Minister stays"},
      {"Minister tritt zurück", "Dementi: Minister tritt nicht zurück"},
      {"Minister tritt zurück", "Minister dementiert Rücktritt"},
      {"Le ministre part", "Le ministre dément son départ"},
      {"Le ministre part", "Rectificatif : le ministre reste"},
      {"El ministro dimite", "El ministro desmiente su dimisión"},
      {"El ministro dimite", "Corrección: el ministro sigue"},
      {"O ministro sai", "Correção: o ministro fica"},
      {"Il ministro lascia", "Il ministro smentisce"},
      {"Министр уходит", "Министр опроверг уход"},
      {"الوزير يستقيل", "الوزير ينفي استقالته"},
      {"الوزير يستقيل", "تصحيح: الوزير باق"},
      {"मंत्री का इस्तीफा", "मंत्री ने किया खंडन"},
      {"मंत्री का इस्तीफा", "भूल सुधार: मंत्री का इस्तीफा नहीं"},
      {"部长辞职", "部长否认辞职"},
      {"部長辭職", "部長否認辭職"},
      {"大臣が辞任", "訂正：大臣は辞任せず"},
      {"장관 사임", "장관, 사임설 부인"},
      {"장관 사임", "[정정] 장관 사임 아냐"},
  };
  for (const auto& [before, now] : gained) {
    EXPECT_TRUE(is_correction(before, now)) << now;
    EXPECT_FALSE(is_correction(now, now)) << "it was there before: " << now;
    EXPECT_FALSE(is_correction(now, before)) << "it went: " << now;
  }
}

TEST(Correction, AMereRewordingIsNone) {
  const std::pair<const char*, const char*> reworded[] = {
      {"Minister quits", "Minister resigns after row"},
      {"Fees rise", "Directly: fees rise in Denver"},
      {"대통령 방문", "대통령 부인 방문"},  // his wife
      {"Marché en hausse", "Marché en forte hausse, démente rumeur"},
      {"A", ""},
      {"", "A"},
  };
  for (const auto& [before, now] : reworded) EXPECT_FALSE(is_correction(before, now)) << now;
}

}  // namespace
}  // namespace newswatch::engine
