// What goes from the store after its time, and what must not.
#include "engine/keeping.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "engine/retention_preview.h"
#include "store/queries.h"
#include "text/ulid.h"
#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

class Kept : public Newsroom {
 protected:
  // Without a date: only its keys tell that it is old.
  static Told undated(const std::string& title, const std::string& id) {
    return {.title = title, .id = id};
  }

  // As document(), but an item of the epoch has no date.
  Ingested show(const std::vector<Told>& items) {
    std::string body = document("time.example", items);
    const std::string none = "<published>1970-01-01T00:00:00Z</published>";
    for (auto at = body.find(none); at != body.npos; at = body.find(none)) {
      body.erase(at, none.size());
    }
    return apply(polled(kTime, body));
  }

  // A day at a time, with an answer that brings nothing on each.
  void pass_days(int count, const std::string& body = "") {
    for (int i = 0; i < count; ++i) {
      clock_.pass(days(1));
      apply(polled(kTime, body, body.empty() ? 304 : 200));
      sweep();
    }
  }

  SweepStep sweep() {
    SweepStep all;
    while (engine_->sweeping()) {
      auto step = engine_->sweep();
      EXPECT_TRUE(step) << step.error().context;
      if (!step) return all;
      all = std::move(*step);
    }
    return all;
  }

  std::vector<std::string> event_titles() {
    std::vector<std::string> titles;
    EXPECT_TRUE(store::for_each_event(*store_, "", [&](const model::Event& one) {
      titles.push_back(one.title);
      return true;
    }));
    return titles;
  }
};

const Told kOldNews = {.title = kNavy, .id = "navy"};

TEST_F(Kept, AnItemThatComesBackAfterItsStoryHasGoneIsNoNews) {
  start_quietly();
  EXPECT_EQ(show({kOldNews}).new_stories, 1u);
  show({undated("Other news of a day in spring", "other")});  // it has left its feed
  pass_days(120);
  const std::size_t told = outbox().size();
  const Ingested back = show({kOldNews});
  EXPECT_EQ(back.items, 1u);
  EXPECT_EQ(back.new_stories, 0u);
  EXPECT_EQ(back.changed, 0u);
  EXPECT_EQ(outbox().size(), told);
  // Nor with an edited title: its link and guid are known.
  EXPECT_EQ(show({undated("US Navy bans DeepSeek, again", "navy")}).new_stories, 0u);
}

TEST_F(Kept, AnItemThatComesBackAfterAllIsForgottenIsNews) {
  start_quietly();
  // What was shown on the day of a feed's last document stays, of whichever feed.
  pass_days(1);
  show({kOldNews});
  pass_days(1);
  show({undated("Other news of a day in spring", "other")});
  pass_days(370);
  EXPECT_EQ(show({kOldNews}).new_stories, 1u);
}

TEST_F(Kept, AnItemThatItsFeedStillShowsIsNeverNewsAgain) {
  start_quietly();
  EXPECT_EQ(show({kOldNews}).new_stories, 1u);
  pass_days(800);  // 304 each day
  const std::size_t told = outbox().size();
  const Ingested later = show({kOldNews, undated("Nvidia presents a chip of glass", "glass")});
  EXPECT_EQ(later.new_stories, 1u);
  EXPECT_EQ(outbox().size(), told + 2);
}

TEST_F(Kept, NorIsOneThatItShowedBeforeAnUpgrade) {
  start_quietly();
  EXPECT_EQ(show({kOldNews}).new_stories, 1u);
  // As schema 7 left them: no day at the keys, none at the feed.
  store::Batch batch;
  ASSERT_TRUE(store_->scan(store::Family::kKeys, "", "", [&](auto key, auto value) {
    batch.keys.push_back({std::string(key), store::read_key_value(value).story});
    return model::Result<bool>(true);
  }));
  batch.feeds = *store::all_feeds(*store_);
  for (model::FeedState& feed : batch.feeds) feed.last_document.reset();
  ASSERT_TRUE(store_->commit(batch));
  open();
  pass_days(800);  // 304 each day
  EXPECT_EQ(show({kOldNews, undated("Nvidia presents a chip of glass", "glass")}).new_stories, 1u);
}

TEST_F(Kept, NorIsOneThatItsFeedShowsAnewEachDay) {
  start_quietly();
  for (int day = 0; day < 800; ++day) {
    const Ingested shown = show({kOldNews, undated(fmt::format("Weather of day {}", day), "")});
    EXPECT_EQ(shown.new_stories, day == 0 ? 2u : 1u) << day;
    clock_.pass(days(1));
    if (day % 100 == 50) open();
  }
}

TEST_F(Kept, AGuidThatIsUsedAgainForAnotherArticleIsNews) {
  start_quietly();
  const auto page = [](const std::string& title, const std::string& link) {
    return "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>tag:x,1</id><title>" + title +
           "</title><link href=\"https://time.example/" + link + "\"/></entry></feed>";
  };
  apply(polled(kTime, page(kNavy, "navy")));
  show({undated("Other news of a day in spring", "other")});
  pass_days(120);
  EXPECT_EQ(apply(polled(kTime, page("DeepSeek opens a plant in Leipzig", "leipzig"))).new_stories,
            1u);
}

TEST_F(Kept, AKeyIsWrittenAtMostOnceADay) {
  start_quietly();
  show({kOldNews});
  std::size_t written = 0;
  failing_->fails = [&](const store::Batch& batch) {
    written += batch.keys.size();
    return false;
  };
  clock_.pass(1h);
  show({kOldNews, undated("Weather of the hour", "hour")});
  const std::size_t first = written;
  open();  // nothing is remembered of the last document
  clock_.pass(1h);
  show({kOldNews, undated("Weather of the hour", "hour")});
  EXPECT_EQ(written, first);
  clock_.pass(days(1));
  show({kOldNews, undated("Weather of the day after", "day")});
  EXPECT_GT(written, first + 2) << "those of the old item";
}

TEST_F(Kept, EventsGoAfterTheirTimeWithAllThatBelongsToThem) {
  settings_.retention.events = settings_.retention.stories = days(90);
  reload();
  start_quietly();
  show({kOldNews});
  const std::string old_event = *events_.begin();
  store::Batch told;
  told.sent = {{.row = 1, .event = old_event, .sink = "all", .time = clock_.now()}};
  for (const model::OutboxRow& row : outbox()) told.dropped_outbox.push_back(row.row);
  ASSERT_TRUE(store_->commit(told));
  open();
  pass_days(60);
  show({undated("Nvidia presents a chip of glass", "glass")});
  EXPECT_THAT(event_titles(), ElementsAre(kNavy, "Nvidia presents a chip of glass"));
  pass_days(31);
  EXPECT_EQ(event_titles().size(), 2u) << "a week longer than its stories";
  pass_days(7);
  EXPECT_THAT(event_titles(), ElementsAre("Nvidia presents a chip of glass"));
  EXPECT_THAT(*store::find_reports(*store_, old_event, 0), IsEmpty());
  EXPECT_THAT(*store::sent_messages(*store_, old_event), IsEmpty());
}

TEST_F(Kept, AnEventThatStillGetsReportsStays) {
  settings_.retention.events = settings_.retention.stories = days(14);
  reload();
  start_quietly();
  for (const char* url : {kTime, kHill, kIndia}) {
    poll(url, {{.title = kNavy, .published = clock_.now()}});
    pass_days(12);
  }
  EXPECT_THAT(event_titles(), ElementsAre(kNavy));
  EXPECT_EQ(reports(*events_.begin()).size(), 3u);
  settings_.sinks.clear();
  open();
  pass_days(40);
  EXPECT_THAT(event_titles(), IsEmpty()) << "closed, and no message waits";
}

TEST_F(Kept, AnEventWhoseMessageWaitsStays) {
  settings_.retention.events = settings_.retention.stories = days(14);
  settings_.sinks = {{.name = "all"}};
  reload();
  start_quietly();
  show({kOldNews});
  pass_days(40);
  EXPECT_THAT(event_titles(), ElementsAre(kNavy));
}

TEST_F(Kept, TheDaysAreCounted) {
  start_quietly();
  clock_.pass(days(1));
  show({kOldNews, undated("Weather of the hour", "hour")});
  open();
  show({undated("Nvidia presents a chip of glass", "glass")});
  const auto counts = *store::day_counts(*store_);
  const auto today = std::chrono::floor<days>(clock_.now());
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts[0], (model::DayCount{today - days(1), 3, 0}));
  EXPECT_EQ(counts[1], (model::DayCount{today, 3, 2}));
}

TEST_F(Kept, APreviewSaysWhatASweepThenDrops) {
  settings_.retention.events = settings_.retention.stories = days(30);
  settings_.sinks = {{.name = "all"}};
  reload();
  start_quietly();
  show({kOldNews});
  show({undated("DeepSeek opens a plant in Leipzig", "leipzig")});
  auto rows = outbox();
  rows[0].dead = true;
  store::Batch batch;
  batch.outbox = {rows[0]};
  batch.dropped_outbox = {rows[1].row};
  batch.sent = {{.row = rows[1].row,
                 .event = rows[1].notification.event.id,
                 .sink = "all",
                 .time = clock_.now()}};
  ASSERT_TRUE(store_->commit(batch));
  settings_.feeds.pop_back();
  open();
  pass_days(29);
  show({undated("Nvidia presents a chip of glass", "glass")});
  clock_.pass(days(9));
  std::map<store::Family, std::uint64_t> going, kept;
  const auto preview = preview_retention(*store_, settings_, clock_.now());
  ASSERT_TRUE(preview) << preview.error().context;
  for (const KeptRows& one : *preview) {
    going[one.family] = one.going_rows;
    kept[one.family] = one.rows - one.going_rows;
  }
  EXPECT_EQ(going[store::Family::kStories], 5u);
  EXPECT_EQ(going[store::Family::kEvents], 2u);
  EXPECT_EQ(going[store::Family::kReports], 2u);
  EXPECT_EQ(going[store::Family::kSent], 1u);
  EXPECT_EQ(going[store::Family::kDead], 1u);
  EXPECT_EQ(going[store::Family::kFeeds], 1u);
  EXPECT_EQ(going[store::Family::kKeys], 0u);
  apply(polled(kTime, "", 304));
  const SweepStep swept = sweep();
  EXPECT_EQ(swept.events, 2u);
  EXPECT_EQ(swept.messages, 1u);
  EXPECT_EQ(swept.feeds, 1u);
  const auto after = *preview_retention(*store_, settings_, clock_.now());
  for (const KeptRows& one : after) {
    if (one.family == store::Family::kStories) continue;  // by compaction
    EXPECT_EQ(one.rows, kept[one.family]) << store::name_of(one.family);
    EXPECT_EQ(one.going_rows, 0u) << store::name_of(one.family);
  }
}

TEST_F(Kept, MessagesGoThatWereGivenUpOrHaveNoSinkAnyMore) {
  start_quietly();
  show({kOldNews});
  show({undated("Nvidia presents a chip of glass", "glass")});
  auto rows = outbox();  // two for "all", one for "chips-desk"
  ASSERT_EQ(rows.size(), 3u);
  store::Batch batch;
  rows[0].dead = true;
  batch.outbox = {rows[0]};
  ASSERT_TRUE(store_->commit(batch));
  settings_.sinks.pop_back();  // chips-desk
  open();
  pass_days(29);
  EXPECT_EQ(outbox().size(), 2u);
  EXPECT_EQ(store::dead_outbox(*store_)->size(), 1u);
  pass_days(3);
  EXPECT_EQ(outbox().size(), 1u);
  EXPECT_EQ(outbox().front().sink, "all");
  EXPECT_THAT(*store::dead_outbox(*store_), IsEmpty());
}

TEST_F(Kept, WhatIsLeftOfARemovedFeedGoes) {
  start_quietly();
  settings_.feeds.pop_back();
  open();
  pass_days(89);
  EXPECT_EQ(store::all_feeds(*store_)->size(), 3u);
  pass_days(3);
  EXPECT_EQ(store::all_feeds(*store_)->size(), 2u);
  EXPECT_EQ(engine_->feed(kIndia).polls, 0u);
}

TEST_F(Kept, AClockThatIsSetAheadMakesNothingGo) {
  start_quietly();
  show({kOldNews});
  show({undated("Other news of a day in spring", "other")});
  clock_.set(clock_.now() + days(1000));
  apply(polled(kTime, "", 304));
  sweep();
  EXPECT_EQ(show({kOldNews}).new_stories, 0u);
  EXPECT_THAT(event_titles(), ElementsAre(kNavy));
}

TEST_F(Kept, ASweepLeavesNothingOutBetweenItsSlices) {
  start_quietly();
  store::Batch batch;
  std::string id = text::ulid(clock_.now(), 0, 0);
  for (std::uint64_t row = 1; row <= 1200; ++row, id = text::ulid_after(id)) {
    batch.sent.push_back({.row = row, .event = id, .sink = "all", .time = clock_.now()});
  }
  ASSERT_TRUE(store_->commit(batch));
  pass_days(40);
  std::size_t left = 0;
  ASSERT_TRUE(store_->scan(store::Family::kSent, "", "", [&](auto, auto) {
    ++left;
    return model::Result<bool>(true);
  }));
  EXPECT_EQ(left, 0u);
}

TEST_F(Kept, ASweepGoesOnWhereAFullDiskStoppedIt) {
  settings_.retention.events = settings_.retention.stories = days(90);
  settings_.sinks.clear();
  reload();
  start_quietly();
  show({kOldNews});
  clock_.pass(days(100));
  apply(polled(kTime, "", 304));
  ASSERT_TRUE(engine_->sweeping());
  fill_disk();
  EXPECT_FALSE(engine_->sweep());
  EXPECT_THAT(event_titles(), ElementsAre(kNavy));
  free_disk();
  EXPECT_EQ(sweep().events, 1u);
  EXPECT_THAT(event_titles(), IsEmpty());
}

// Ten thousand stories a day; the newest day is `now`.
std::map<model::Day, model::DayCount> busy_days(model::Time now) {
  std::map<model::Day, model::DayCount> counts;
  for (int ago = 0; ago < 100; ++ago) {
    const model::Day day = std::chrono::floor<days>(now) - days(ago);
    counts[day] = {.day = day, .stories = 10'000, .events = 100};
  }
  return counts;
}

TEST(RetentionLimits, NumbersTakeTheOldestDaysAndNotTheWindow) {
  const model::Time now = *text::parse_rfc3339("2025-06-01T12:00:00Z");
  const auto counts = busy_days(now);
  config::Settings settings;
  settings.retention.stories = settings.retention.events = std::nullopt;
  EXPECT_EQ(retention_limits(settings, counts, now).stories, model::Time{});
  settings.retention.max_stories = 305'000;
  EXPECT_EQ(text::rfc3339(retention_limits(settings, counts, now).stories), "2025-05-03T00:00:00Z");
  settings.retention.max_stories = 5'000;
  EXPECT_EQ(text::rfc3339(retention_limits(settings, counts, now).stories), "2025-05-18T12:00:00Z");
  settings.retention.max_events = 1'000;
  EXPECT_EQ(text::rfc3339(retention_limits(settings, counts, now).events), "2025-05-11T12:00:00Z");
  // An event stays as long as its stories.
  settings.retention.max_stories = 0;
  EXPECT_LE(retention_limits(settings, counts, now).events, model::Time{});
}

TEST(RetentionLimits, TimesCountFromNow) {
  const model::Time now = *text::parse_rfc3339("2025-06-01T12:34:00Z");
  const RetentionLimits limits = retention_limits({}, {}, now);
  EXPECT_EQ(text::rfc3339(limits.stories), "2025-03-03T12:00:00Z");
  EXPECT_EQ(text::rfc3339(limits.events), "2023-06-02T12:00:00Z");
  EXPECT_EQ(text::rfc3339(limits.sent), "2025-05-02T12:00:00Z");
  EXPECT_EQ(text::day(model::Time(limits.keys)), "2024-06-01");
}

}  // namespace
}  // namespace newswatch::engine
