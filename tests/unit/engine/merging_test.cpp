// Two open events that turn out to be one.
#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "unit/engine/waiting.h"
#include "unit/fold/stream.h"

namespace newswatch::engine {
namespace {

const std::string kChips = "Nvidia loses billions as DeepSeek alarms investors";
const std::string kRout = "DeepSeek alarms investors, chip makers slide";
const std::string kSlide = "Chip makers slide, Nvidia loses billions after DeepSeek";

class Merging : public Newsroom {
 protected:
  Merging() {
    settings_.judge.command = {"judge"};
    settings_.judge.band = {0.02, 0.98};
    settings_.event.threshold = 0.99;
    settings_.sinks[0].types = {"event.new", "event.merged"};
    open();
    start_quietly();
  }

  // An event of one report, told unless it is held.
  std::string happen(const char* url, const std::string& title, model::Duration age = 0s) {
    const auto applied = poll(url, {{.title = title, .published = clock_.now() - age}});
    EXPECT_EQ(applied.changes.placed.size(), 1u) << title;
    const std::string id = applied.changes.placed.at(0).event.id;
    for (const model::Question& one : applied.changes.questions) {
      answer(id, one.candidate, {}, "no time");
    }
    resolve_doubts();
    EXPECT_TRUE(event(id).merged_into.empty()) << title;
    return id;
  }

  // The judge says that one report is the same as both.
  Changes find_same(const std::string& one, const std::string& other) {
    const auto applied = poll(kIndia, {{.title = kSlide, .published = clock_.now(), .id = "s"}});
    const std::string id = applied.changes.placed.at(0).event.id;
    EXPECT_EQ(applied.changes.questions.size(), 2u);
    for (const std::string& candidate : {one, other}) answer(id, candidate, kSame, "");
    return resolve_doubts();
  }

  void deliver_all() {
    for (const model::OutboxRow& row : outbox()) {
      EXPECT_TRUE(engine_->delivered({{{notify::Fate::kDelivered, row}, {}}}));
    }
  }
};

TEST_F(Merging, TwoThatTheJudgeFindsTheSameBecomeOne) {
  const std::string first = happen(kTime, kChips);
  const std::string second = happen(kHill, kRout);
  deliver_all();
  const Changes changes = find_same(first, second);
  ASSERT_EQ(changes.merged.size(), 1u);
  EXPECT_EQ(changes.merged[0].from, second);
  EXPECT_EQ(changes.merged[0].into, first) << "both were told: the smaller id";
  EXPECT_EQ(event(second).merged_into, first);
  EXPECT_EQ(event(first).report_count, 3u);
  EXPECT_EQ(reports(first).size(), 3u);
  EXPECT_TRUE(reports(second).empty());
  EXPECT_EQ(event(first).outlets.size(), 3u);
  ASSERT_EQ(outbox().size(), 1u) << "only who asked for it hears of the merging";
  EXPECT_EQ(outbox()[0].sink, "all");
  EXPECT_EQ(outbox()[0].notification.id, first + ":event.merged:" + second);
  EXPECT_EQ(outbox()[0].notification.reports.size(), 3u);
  for (const model::Report& report : reports(first)) {
    const bool moved =
        report.why.back() ==
        "merged: judge: one report is the same happening as both: \"" + kSlide + "\"";
    EXPECT_EQ(moved, report.outlet == "The Hill") << report.why.back();
    EXPECT_EQ(report.opened, report.outlet != "India Times");
  }
}

TEST_F(Merging, TheOneThatWasToldLivesOnAlsoWhenItIsYounger) {
  const std::string held = happen(kTime, kChips, 60h);
  const std::string told = happen(kHill, kRout);
  ASSERT_TRUE(event(held).told_topics.empty());
  deliver_all();
  const Changes changes = find_same(held, told);
  ASSERT_EQ(changes.merged.size(), 1u);
  EXPECT_EQ(changes.merged[0].into, told);
  EXPECT_EQ(event(held).merged_into, told);
  EXPECT_EQ(event(told).report_count, 3u);
  ASSERT_EQ(outbox().size(), 1u) << "only the chips desk has not heard of it";
  EXPECT_EQ(outbox()[0].sink, "chips-desk");
  EXPECT_EQ(outbox()[0].notification.id, told + ":event.new");
}

TEST_F(Merging, OfTwoHeldOnesTheSmallerIdIsToldByTheReportThatFoundThem) {
  const std::string first = happen(kTime, kChips, 60h);
  const std::string second = happen(kHill, kRout, 60h);
  ASSERT_TRUE(outbox().empty());
  find_same(first, second);
  EXPECT_EQ(event(second).merged_into, first);
  ASSERT_EQ(outbox().size(), 2u) << "one message for all, one for the chips desk";
  for (const model::OutboxRow& row : outbox()) {
    EXPECT_EQ(row.notification.id, first + ":event.new");
    EXPECT_EQ(row.notification.title, kSlide);
    EXPECT_EQ(row.notification.event.report_count, 3u);
  }
}

TEST_F(Merging, MessagesOfTheMergedThatNobodyGotYetAreDropped) {
  const std::string first = happen(kTime, kRout);
  const std::string second = happen(kHill, kChips);
  ASSERT_EQ(outbox().size(), 3u);
  const Changes changes = find_same(first, second);
  // The chips desk has heard of neither: its message is about the one that lives on.
  std::size_t for_all = 0, for_chips = 0;
  for (const model::OutboxRow& row : outbox()) {
    if (row.notification.type != "event.new") continue;
    EXPECT_EQ(row.notification.event.id, first);
    ++(row.sink == "all" ? for_all : for_chips);
  }
  EXPECT_EQ(for_all, 1u);
  EXPECT_EQ(for_chips, 1u);
  EXPECT_FALSE(changes.removed.empty());
}

TEST_F(Merging, WhatTheJudgeToldApartIsNeverMerged) {
  const std::string first = happen(kTime, kChips);
  const auto second = poll(kHill, {{.title = kRout, .published = clock_.now()}});
  const std::string id = second.changes.placed.at(0).event.id;
  answer(id, first, kNotSame, "another day");
  resolve_doubts();
  EXPECT_EQ(event(id).apart, (std::vector{first}));
  const Changes changes = find_same(first, id);
  EXPECT_TRUE(changes.merged.empty());
  EXPECT_TRUE(event(id).merged_into.empty());
}

TEST_F(Merging, AChainIsFollowed) {
  const std::string first = happen(kTime, kChips);
  const std::string second = happen(kHill, kRout);
  find_same(first, second);
  const std::string edit = kRout + ", it says";
  poll(kHill, {{.title = edit, .published = clock_.now(), .id = kRout}});
  EXPECT_EQ(event(first).report_count, 3u) << "an edit of a report that moved is no new one";
  bool found = false;
  for (const model::Report& report : reports(first)) found = found || report.title == edit;
  EXPECT_TRUE(found);
}

TEST_F(Merging, AFullDiskLeavesBothAsTheyWere) {
  const std::string first = happen(kTime, kChips);
  const std::string second = happen(kHill, kRout);
  const auto applied = poll(kIndia, {{.title = kSlide, .published = clock_.now()}});
  const std::string id = applied.changes.placed.at(0).event.id;
  for (const model::Question& one : applied.changes.questions) answer(id, one.candidate, kSame, "");
  fill_disk();
  const std::string before = stored();
  EXPECT_FALSE(engine_->resolve_doubts(clock_.now()));
  EXPECT_EQ(stored(), before);
  EXPECT_EQ(engine_->index().seqs(second).size(), 1u);
  free_disk();
  EXPECT_EQ(resolve_doubts().merged.size(), 1u);
  EXPECT_EQ(engine_->index().seqs(first).size(), 3u);
  EXPECT_TRUE(engine_->index().seqs(second).empty());
}

TEST_F(Merging, ASinkThatWaitsForOutletsHearsOfAMergedHappeningOnce) {
  settings_.sinks = {{.name = "two", .types = {"event"}, .min_outlets = 2},
                     {.name = "three", .types = {"event"}, .min_outlets = 3}};
  reload();
  const std::string first = happen(kTime, kChips);
  const std::string second = happen(kHill, kRout);
  EXPECT_TRUE(outbox().empty()) << "one outlet each";
  find_same(first, second);
  ASSERT_EQ(outbox().size(), 2u) << "three at a time: both hear of it now";
  for (const model::OutboxRow& row : outbox()) {
    EXPECT_EQ(row.notification.id, first + ":event.new") << row.sink;
    EXPECT_EQ(row.notification.event.outlets.size(), 3u);
  }
}

TEST_F(Merging, AMessageThatIsRedirectedKeepsItsIdRight) {
  settings_.sinks = {{.name = "wide", .min_outlets = 1},
                     {.name = "chips-desk", .topics = {"chips"}}};
  reload();
  const std::string first = happen(kTime, kRout);    // not for the chips desk
  const std::string second = happen(kHill, kChips);  // its message is on its way
  find_same(first, second);
  open_store();
  open();
  std::size_t for_chips = 0;
  for (const model::OutboxRow& row : outbox()) {
    EXPECT_EQ(row.notification.event.id, first);
    EXPECT_TRUE(row.notification.id.starts_with(first + ":")) << row.notification.id;
    for_chips += row.sink == "chips-desk";
  }
  EXPECT_EQ(for_chips, 1u);
}

// A long stream with a judge that has its moods: what is decided must not depend on when the
// process was started, nor on when the answers could be stored.
class Moods : public Newsroom {
 protected:
  Moods() {
    settings_.judge.command = {"judge"};
    settings_.judge.band = {0.05, 0.9};
    settings_.judge.max_per_hour = 100'000;
    settings_.event.window = 72h;
    settings_.topics = {topic_of("ai", "deepseek"), topic_of("chips", "nvidia")};
    for (const fold::IncomingStory& subject : fold::generated_stream(300, 23)) {
      Told told{
          .title = subject.title, .published = {}, .summary = subject.summary, .id = subject.id};
      if (subject.fold) told.title += " DeepSeek";
      if (subject.topics.size() > 1) told.title += " Nvidia";
      stream_.push_back(std::move(told));
    }
    open();
  }

  // By the titles alone, so that it says the same in every run.
  static std::optional<model::Verdict> mood(const model::Question& question) {
    const std::size_t hash =
        std::hash<std::string>{}(question.a.title + "|" + question.b.at(0).title) % 10;
    if (hash < 2) return std::nullopt;
    return hash < 7 ? kSame : kNotSame;
  }

  std::string run(const std::function<void(std::size_t)>& between) {
    const std::array urls = {kTime, kHill, kIndia};
    std::array<std::vector<Told>, 3> shown;
    for (std::size_t i = 0; i < stream_.size(); ++i) {
      clock_.pass(84min);
      auto& items = shown[i % 3];
      stream_[i].published = clock_.now() - std::chrono::minutes(i % 50);
      items.push_back(stream_[i]);
      if (items.size() > 12) items.erase(items.begin());
      if (i % 7 == 0) items.front().title += " corrected";
      if (i % 2 == 0) continue;
      apply(polled(urls[i % 3], document("site" + std::to_string(i % 3), items)));
      between(i);
      for (const model::Question& open : engine_->open_questions()) {
        answer(open.event, open.candidate, mood(open), "mood");
        between(i);
        ++asked_;
      }
      merges_ += resolve_doubts().merged.size();
      if (HasFatalFailure()) break;
    }
    return stored();
  }

  std::vector<Told> stream_;
  std::size_t asked_ = 0, merges_ = 0;
};

class Calm : public Moods {
 public:
  void TestBody() override {}
  std::string result() {
    std::string out = run([](std::size_t) {});
    EXPECT_GT(asked_, 40u);
    EXPECT_GT(merges_, 2u);
    return out;
  }
};

TEST_F(Moods, StartsBetweenAnswersChangeNothing) {
  const std::string expected = Calm().result();
  std::size_t n = 0;
  EXPECT_EQ(run([&](std::size_t) {
              if (++n % 3 == 0) open();
            }),
            expected);
}

TEST_F(Moods, AStoreThatIsReopenedAfterEveryTenthStoryDecidesTheSame) {
  const std::string expected = Calm().result();
  EXPECT_EQ(run([this](std::size_t i) {
              if (i % 10 != 9) return;
              open_store();
              open();
            }),
            expected);
}

TEST_F(Moods, AFullDiskNowAndThenChangesNothing) {
  const std::string expected = Calm().result();
  std::size_t n = 0;
  EXPECT_EQ(run([&](std::size_t) {
              if (++n % 4 != 0) return;
              fill_disk();
              std::vector<model::Question> late = engine_->open_questions();
              EXPECT_TRUE(late.empty() || !engine_->answered(late));
              free_disk();
            }),
            expected);
}

}  // namespace
}  // namespace newswatch::engine
