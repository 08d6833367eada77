// What a check finds in rows that do not go together, and how they are mended.
#include "store/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/event_json.h"
#include "record/story_json.h"
#include "store/queries.h"
#include "store/rocks_store.h"
#include "unit/store/old_store.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

model::Event event(int n, std::uint32_t reports) {
  model::Event event = sample_event(n);
  event.merged_into.clear();
  event.waiting = false;
  event.report_count = reports;
  return event;
}

model::Report report(int of_event, const std::string& story, bool opened) {
  model::Report report = sample_report(of_event, story);
  report.opened = opened;
  return report;
}

model::Story story(const std::string& id, int of_event) {
  model::Story story = sample_story(id);
  story.event = of_event == 0 ? "" : event_id(of_event);
  story.first_seen = at(of_event);
  return story;
}

model::IndexRow index_row(std::uint64_t seq, int of_event) {
  model::IndexRow row;
  row.seq = seq;
  row.event = event_id(of_event);
  return row;
}

std::vector<std::string> all_families() {
  std::vector<std::string> names;
  for (const auto& entry : kFamilies) names.emplace_back(entry.name);
  return names;
}

model::SentMessage sent(std::uint64_t row, int of_event) {
  return {
      .row = row, .event = event_id(of_event), .sink = "mail", .type = "event.new", .time = at(1)};
}

// Event 1 with two reports, one of which opened it; event 2 went into it.
Batch sound() {
  Batch batch;
  model::Event merged = event(2, 1);
  merged.merged_into = event_id(1);
  batch.events = {event(1, 2), merged};
  batch.reports = {report(1, "a", true), report(1, "b", false)};
  batch.stories = {story("a", 1), story("b", 2)};
  batch.keys = {{"url:a", "a"}};
  batch.index_rows = {index_row(1, 1)};
  batch.outbox = {sample_row(7)};
  batch.sent = {sent(6, 2)};
  batch.questions = {{.event = event_id(2), .candidate = event_id(1), .story = "b"}};
  batch.last_event_id = event_id(2);
  batch.last_outbox_row = 7;
  return batch;
}

class CheckTest : public testing::Test {
 protected:
  void open() {
    store_.reset();
    auto opened = RocksStore::open(dir_.path() / "s");
    ASSERT_TRUE(opened) << opened.error().context;
    store_ = std::move(*opened);
  }
  void commit(const Batch& batch) {
    if (!store_) open();
    const auto done = store_->commit(batch);
    ASSERT_TRUE(done) << done.error().context;
  }
  // FAMILY KEY: what is wrong
  std::vector<std::string> found() {
    std::vector<std::string> all;
    mends_.clear();
    const auto checked = check_rows(*store_, [&](Finding finding) {
      EXPECT_FALSE(finding.means.empty());
      all.push_back(fmt::format("{} {}: {}", name_of(finding.family), finding.key, finding.what));
      std::ranges::move(finding.mends, std::back_inserter(mends_));
    });
    EXPECT_TRUE(checked) << checked.error().context;
    EXPECT_EQ(checked.value_or(CheckedRows{}).findings, all.size());
    return all;
  }
  // As a repair does it, but for events and reports alone.
  void mend() {
    Batch batch;
    for (const Mend& mend : mends_) {
      if (mend.family == Family::kEvents) batch.events.push_back(*record::read_event(*mend.value));
      if (mend.family == Family::kReports) {
        batch.reports.push_back(*record::read_report(*mend.value));
      }
    }
    commit(batch);
  }

  TempDir dir_;
  std::unique_ptr<RocksStore> store_;
  std::vector<Mend> mends_;
};

const std::string kOne = event_id(1), kTwo = event_id(2), kNine = event_id(9);

TEST_F(CheckTest, FindsNothingWhereNothingIsWrong) {
  open();
  EXPECT_THAT(found(), IsEmpty()) << "a new store";
  commit(sound());
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckTest, TakesWhatRetentionLeavesForRight) {
  Batch batch = sound();
  batch.stories.clear();  // their keys and reports stay
  commit(batch);
  EXPECT_THAT(found(), IsEmpty());
  batch.keys.clear();
  batch.stories = {story("c", 0)};  // a story without keys
  batch.stories[0].held = false;
  commit(batch);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckTest, FindsReportsThatAreMissingOrTooMany) {
  Batch batch = sound();
  batch.events[0].report_count = 3;
  commit(batch);
  EXPECT_THAT(found(), ElementsAre("events " + kOne + ": it counts 3 reports, and 2 are there"));
  mend();
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_EQ((*find_event(*store_, kOne))->report_count, 2u);
}

TEST_F(CheckTest, FindsAnEventThatNoReportOpened) {
  Batch batch = sound();
  batch.reports[0].opened = false;
  commit(batch);
  EXPECT_THAT(found(), ElementsAre("reports " + kOne + ": none of its reports opened the event"));
  mend();
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckTest, MakesAnEventAgainFromItsReports) {
  Batch batch = sound();
  batch.events.erase(batch.events.begin());
  batch.events[0].merged_into.clear();
  batch.events[0].report_count = 0;
  batch.stories[1].event = kOne;
  batch.reports[1].outlet = "The Hill";
  commit(batch);
  EXPECT_THAT(found(),
              testing::Contains("events " + kOne + ": it is gone, and 2 of its reports are there"));
  mend();
  EXPECT_THAT(found(), IsEmpty());
  const model::Event again = **find_event(*store_, kOne);
  EXPECT_EQ(again.title, "A report");
  EXPECT_EQ(again.report_count, 2u);
  EXPECT_THAT(again.outlets, ElementsAre("TIME", "The Hill"));
  EXPECT_THAT(again.topics, ElementsAre("deepseek-r1"));
  EXPECT_EQ(again.told_topics, again.topics) << "nobody is told once more";
}

TEST_F(CheckTest, MakesAReportAgainFromItsStory) {
  Batch batch = sound();
  batch.reports.pop_back();
  batch.events[0].report_count = 1;
  commit(batch);
  // The story names the event that went into event 1.
  EXPECT_THAT(found(),
              ElementsAre("reports " + kOne +
                          "/01738094400002/b: story b reports the event, and has no report there"));
  mend();
  EXPECT_THAT(found(), ElementsAre("events " + kOne + ": it counts 1 reports, and 2 are there"));
  mend();
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckTest, MovesReportsThatAMergeLeftBehind) {
  Batch batch = sound();
  batch.reports[1].event = kTwo;
  commit(batch);
  EXPECT_THAT(found(), testing::Contains("reports " + kTwo +
                                         "/01738094400001/b: its event was merged into " + kOne +
                                         ", and it was left behind"));
}

TEST_F(CheckTest, FindsAMergeIntoNothingAndACircle) {
  Batch batch = sound();
  batch.events[1].merged_into = kNine;
  batch.stories.pop_back();
  batch.questions.clear();
  commit(batch);
  EXPECT_THAT(found(),
              ElementsAre("events " + kTwo + ": it was merged into " + kNine + ", which is gone"));
  mend();
  mends_.clear();
  found();
  mend();
  EXPECT_THAT(found(), IsEmpty());
  batch.events = {event(1, 2), event(2, 1)};
  batch.events[0].merged_into = kTwo;
  batch.events[1].merged_into = kOne;
  commit(batch);
  EXPECT_THAT(found(), testing::Contains("events " + kTwo + ": it was merged into " + kOne +
                                         ", which is gone"));
}

TEST_F(CheckTest, FindsWhatIsAboutAnEventThatIsGone) {
  Batch batch = sound();
  batch.index_rows.push_back(index_row(2, 9));
  batch.questions.push_back({.event = kTwo, .candidate = kNine, .story = "b"});
  batch.sent.push_back(sent(5, 9));
  batch.last_event_id = kNine;
  commit(batch);
  const std::string gone = ": its event " + kNine + " is gone";
  EXPECT_THAT(found(), ElementsAre("index 2" + gone, "questions " + kTwo + "/" + kNine + gone,
                                   "sent " + kNine + "/00000000000000000005" + gone));
  for (const Mend& mend : mends_) EXPECT_FALSE(mend.value.has_value());
}

TEST_F(CheckTest, MakesAnEventAgainFromAMessageAboutIt) {
  Batch batch = sound();
  batch.outbox.push_back(sample_row(8));
  model::Notification& message = batch.outbox[1].notification;
  message.event = event(9, 1);
  message.reports = {report(9, "z", true)};
  batch.last_event_id = kNine;
  batch.last_outbox_row = 8;
  commit(batch);
  EXPECT_THAT(found(), ElementsAre("outbox 00000000000000000008: its event " + kNine + " is gone"));
  mend();
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_EQ(find_reports(*store_, kNine, 0)->size(), 1u);
}

// The other way round is no fault: such a row outlives its story.
TEST_F(CheckTest, FindsHeldStoriesWithoutTheirRow) {
  OldRows rows;
  rows["meta"]["schema"] = std::to_string(kSchemaVersion);
  rows["stories"]["c"] = record::story_json(story("c", 0));
  rows["held"][row_key(at(3), "gone")] = "";
  write_store(dir_.path() / "s", all_families(), rows);
  open();
  EXPECT_THAT(found(), ElementsAre("held 01738094400000/c: story c is held and has no such row"));
}

TEST_F(CheckTest, FindsLastNumbersThatAreTooSmall) {
  Batch batch = sound();
  batch.last_event_id = kOne;
  batch.last_outbox_row = 5;
  commit(batch);
  EXPECT_THAT(found(),
              ElementsAre("meta last_event_id: it is " + kOne + ", and there is event " + kTwo,
                          "meta last_outbox_row: it is 5, and there is message 7"));
}

TEST_F(CheckTest, FindsRowsThatAreNotOurs) {
  OldRows rows;
  rows["meta"]["schema"] = std::to_string(kSchemaVersion);
  for (const auto& entry : kFamilies) {
    if (entry.family == Family::kMeta || entry.family == Family::kHeld) continue;
    rows[std::string(entry.name)]["x"] =
        entry.family == Family::kKeys || entry.family == Family::kTitles ? "" : "{\"id\": 7";
  }
  write_store(dir_.path() / "s", all_families(), rows);
  open();
  const auto all = found();
  EXPECT_EQ(all.size(), kFamilies.size() - 2) << fmt::format("{}", fmt::join(all, "\n"));
  for (const std::string& one : all) EXPECT_THAT(one, testing::HasSubstr("the row can't be read"));
  for (const Mend& mend : mends_) EXPECT_FALSE(mend.value.has_value());
}

}  // namespace
}  // namespace newswatch::store
