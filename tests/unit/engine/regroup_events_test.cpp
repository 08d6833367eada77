// What a person says of events: merge, split, move, dismiss.
#include "engine/regroup_events.h"

#include <gmock/gmock.h>

#include "notify/policy.h"
#include "store/queries.h"
#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using model::RegroupKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kPlant = "DeepSeek opens a plant in Leipzig";

class Regrouping : public Newsroom {
 protected:
  Regrouping() {
    settings_.sinks = {{.name = "all"}};
    reload();
    start_quietly();
    altman_ = place(kTime, kAltman);
    navy_ = place(kTime, kNavy);
  }

  // The event that the story was put into.
  std::string place(const std::string& url, const std::string& title) {
    const Ingested polled = poll(url, {{.title = title, .published = clock_.now()}});
    EXPECT_EQ(polled.changes.placed.size(), 1u) << title;
    clock_.pass(10min);
    return polled.changes.placed.empty() ? "" : polled.changes.placed.front().event.id;
  }

  ByHand regroup(const model::Regrouping& wanted) {
    auto done = engine_->regroup(wanted, clock_.now());
    EXPECT_TRUE(done) << done.error().context;
    clock_.pass(1s);
    return done ? std::move(*done) : ByHand();
  }

  std::string why_not(const model::Regrouping& wanted) {
    const auto done = engine_->regroup(wanted, clock_.now());
    EXPECT_FALSE(done);
    if (done) return "";
    EXPECT_EQ(done.error().kind, model::ErrorKind::kBadInput);
    return done.error().context;
  }

  std::string story_of(const std::string& event, std::size_t report) {
    return reports(event).at(report).story;
  }

  std::vector<std::string> titles(const std::string& event) {
    std::vector<std::string> all;
    for (const model::Report& report : reports(event)) all.push_back(report.title);
    return all;
  }

  // The index as it decides, and as a start would build it.
  void expect_index_as_stored() {
    std::map<std::string, std::vector<std::uint64_t>> live;
    for (const std::string& id : events_) live[id] = engine_->index().seqs(id);
    open();
    for (const std::string& id : events_) EXPECT_EQ(engine_->index().seqs(id), live[id]) << id;
  }

  std::string altman_, navy_;
};

TEST_F(Regrouping, TwoEventsBecomeOne) {
  const ByHand done = regroup({.kind = RegroupKind::kMerge, .event = navy_, .into = altman_});
  EXPECT_EQ(done.event, altman_) << "both were told: the older one";
  EXPECT_EQ(event(navy_).merged_into, altman_);
  EXPECT_THAT(titles(altman_), ElementsAre(kAltman, kNavy));
  EXPECT_EQ(event(altman_).report_count, 2u);
  EXPECT_THAT(titles(navy_), IsEmpty());
  ASSERT_THAT(done.changes.merged, SizeIs(1));
  const auto facts = *store::all_facts(*store_);
  ASSERT_THAT(facts, SizeIs(1));
  EXPECT_TRUE(facts[0].same);
  EXPECT_LT(facts[0].a, facts[0].b);
  expect_index_as_stored();
  EXPECT_EQ(place(kHill, kNavy), altman_);
  EXPECT_THAT(why_not({.kind = RegroupKind::kMerge, .event = navy_, .into = altman_}),
              HasSubstr("one event already"));
}

TEST_F(Regrouping, EventsThatWereSplitAreMergedOnlyByHand) {
  ASSERT_EQ(place(kHill, kAltmanAgain), altman_);
  const std::string other =
      regroup({.kind = RegroupKind::kSplit, .event = altman_, .stories = {story_of(altman_, 1)}})
          .event;
  events_.insert(other);
  EXPECT_THAT(titles(altman_), ElementsAre(kAltman));
  EXPECT_THAT(titles(other), ElementsAre(kAltmanAgain));
  EXPECT_EQ(event(other).outlets, std::vector<std::string>{"The Hill"});
  EXPECT_EQ(event(altman_).outlets, std::vector<std::string>{"TIME"});
  EXPECT_EQ(event(other).title, kAltmanAgain);
  EXPECT_TRUE(reports(other).front().opened);
  expect_index_as_stored();
  // A report that is close to both joins one of them, and leaves the other alone.
  place(kIndia, "OpenAI chief Altman calls claims on DeepSeek cost wildly overstated");
  EXPECT_EQ(event(other).merged_into, "");
  EXPECT_EQ(event(altman_).merged_into, "");
  regroup({.kind = RegroupKind::kMerge, .event = other, .into = altman_});
  EXPECT_EQ(event(other).merged_into, altman_);
  EXPECT_THAT(event(altman_).apart, IsEmpty());
  expect_index_as_stored();
}

TEST_F(Regrouping, PeopleAreToldOfWhatASplitMakesUnlessItIsQuiet) {
  ASSERT_EQ(place(kHill, kAltmanAgain), altman_);
  ASSERT_EQ(place(kIndia, kAltmanAgain), altman_);
  const std::size_t before = outbox().size();
  const ByHand told =
      regroup({.kind = RegroupKind::kSplit, .event = altman_, .stories = {story_of(altman_, 1)}});
  ASSERT_THAT(told.changes.rows, SizeIs(1));
  EXPECT_EQ(told.changes.rows[0].notification.event.id, told.event);
  EXPECT_EQ(told.changes.rows[0].notification.type, notify::kEventNew);
  EXPECT_EQ(outbox().size(), before + 1);
  const ByHand quiet = regroup({.kind = RegroupKind::kSplit,
                                .event = altman_,
                                .stories = {story_of(altman_, 1)},
                                .quiet = true});
  EXPECT_THAT(quiet.changes.rows, IsEmpty());
  EXPECT_GT(quiet.event, told.event);
  EXPECT_EQ(*store::last_event_id(*store_), quiet.event);
}

TEST_F(Regrouping, TheReportThatOpenedAnEventCanLeaveIt) {
  ASSERT_EQ(place(kHill, kAltmanAgain), altman_);
  const std::string other =
      regroup({.kind = RegroupKind::kSplit, .event = altman_, .stories = {story_of(altman_, 0)}})
          .event;
  events_.insert(other);
  EXPECT_EQ(event(altman_).title, kAltmanAgain);
  EXPECT_TRUE(reports(altman_).front().opened);
  EXPECT_EQ(event(other).title, kAltman);
  const auto story = store::find_story(*store_, story_of(other, 0));
  EXPECT_EQ((*story)->event, other);
  expect_index_as_stored();
}

TEST_F(Regrouping, AStoryGoesIntoAnotherEvent) {
  ASSERT_EQ(place(kHill, kAltmanAgain), altman_);
  const std::string story = story_of(altman_, 1);
  const ByHand done =
      regroup({.kind = RegroupKind::kMove, .event = altman_, .into = navy_, .stories = {story}});
  EXPECT_EQ(done.event, navy_);
  EXPECT_THAT(titles(altman_), ElementsAre(kAltman));
  EXPECT_THAT(titles(navy_), ElementsAre(kNavy, kAltmanAgain));
  EXPECT_EQ(event(navy_).report_count, 2u);
  EXPECT_EQ(event(navy_).outlets, (std::vector<std::string>{"TIME", "The Hill"}));
  EXPECT_EQ((*store::find_story(*store_, story))->event, navy_);
  EXPECT_THAT(reports(navy_)[1].why.front(), HasSubstr("a person says"));
  const auto facts = *store::all_facts(*store_);
  EXPECT_THAT(facts, SizeIs(2));
  expect_index_as_stored();
}

TEST_F(Regrouping, AnEventWhoseOnlyStoryGoesIsMerged) {
  regroup({.kind = RegroupKind::kMove,
           .event = navy_,
           .into = altman_,
           .stories = {story_of(navy_, 0)}});
  EXPECT_EQ(event(navy_).merged_into, altman_);
  EXPECT_THAT(titles(altman_), ElementsAre(kAltman, kNavy));
  expect_index_as_stored();
}

TEST_F(Regrouping, NobodyHearsOfADismissedEventAnyMore) {
  ASSERT_THAT(outbox(), SizeIs(2));
  const ByHand done = regroup({.kind = RegroupKind::kDismiss, .event = altman_});
  EXPECT_THAT(done.changes.removed, SizeIs(1));
  ASSERT_THAT(outbox(), SizeIs(1));
  EXPECT_EQ(outbox()[0].notification.event.id, navy_);
  EXPECT_TRUE(event(altman_).dismissed);
  open();
  EXPECT_EQ(place(kHill, kAltmanAgain), altman_) << "it takes its reports as before";
  EXPECT_THAT(outbox(), SizeIs(1));
  EXPECT_THAT(why_not({.kind = RegroupKind::kDismiss, .event = altman_}),
              HasSubstr("was dismissed before"));
}

TEST_F(Regrouping, WhatCannotBeIsRefusedAndChangesNothing) {
  const std::string before = stored();
  EXPECT_THAT(why_not({.kind = RegroupKind::kDismiss, .event = "01J"}), HasSubstr("no event 01J"));
  EXPECT_THAT(why_not({.kind = RegroupKind::kSplit, .event = altman_, .stories = {"s"}}),
              HasSubstr("has no report s"));
  EXPECT_THAT(
      why_not({.kind = RegroupKind::kSplit, .event = altman_, .stories = {story_of(altman_, 0)}}),
      HasSubstr("leaves some"));
  EXPECT_THAT(why_not({.kind = RegroupKind::kMove,
                       .event = altman_,
                       .into = altman_,
                       .stories = {story_of(altman_, 0)}}),
              HasSubstr("already"));
  EXPECT_EQ(stored(), before);
  fill_disk();
  const auto done = engine_->regroup({.kind = RegroupKind::kMerge, .event = navy_, .into = altman_},
                                     clock_.now());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, model::ErrorKind::kTransient);
  free_disk();
  EXPECT_EQ(stored(), before);
  expect_index_as_stored();
}

TEST_F(Regrouping, ClosedEventsCanBeMergedToo) {
  clock_.pass(std::chrono::days(20));
  place(kHill, kPlant);
  ASSERT_EQ(engine_->index().find(navy_), nullptr);
  EXPECT_EQ(regroup({.kind = RegroupKind::kMerge, .event = navy_, .into = altman_}).event, altman_);
  EXPECT_THAT(titles(altman_), ElementsAre(kAltman, kNavy));
  expect_index_as_stored();
}

TEST_F(Regrouping, APausedFeedIsNotAskedUntilItIsResumed) {
  const auto paused = engine_->pause({"time"}, true, clock_.now());
  ASSERT_TRUE(paused) << paused.error().context;
  open();
  EXPECT_TRUE(engine_->feed(kTime).paused);
  EXPECT_EQ(engine_->ask_now({}, clock_.now())->size(), 2u);
  EXPECT_EQ(engine_->pause({"nobody"}, true, clock_.now()).error().kind,
            model::ErrorKind::kBadInput);
  ASSERT_TRUE(engine_->pause({"time"}, false, clock_.now()));
  EXPECT_FALSE(engine_->feed(kTime).paused);
  EXPECT_EQ(engine_->feed(kTime).next_poll, clock_.now());
}

TEST_F(Regrouping, AskingNowObeysAPublisherThatToldToWait) {
  fetch::Response busy;
  busy.status = 429;
  busy.final_url = kTime;
  busy.retry_after = "3600";
  apply(parse_response(fetched(kTime, clock_.moment(), std::move(busy))));
  const auto asked = *engine_->ask_now({"time", "hill"}, clock_.now());
  ASSERT_EQ(asked.size(), 2u);
  EXPECT_EQ(asked[0].next_poll, clock_.now() + 1h);
  EXPECT_EQ(asked[1].next_poll, clock_.now());
  ASSERT_TRUE(engine_->pause({"time"}, true, clock_.now()));
  ASSERT_TRUE(engine_->pause({"time"}, false, clock_.now()));
  EXPECT_EQ(engine_->feed(kTime).next_poll, clock_.now() + 1h) << "nor does a resume ask earlier";
}

}  // namespace
}  // namespace newswatch::engine
