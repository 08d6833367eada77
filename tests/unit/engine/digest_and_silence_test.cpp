// Messages that wait by choice: for a digest, for the end of a silence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/silencing.h"
#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using enum model::Silence::Kind;

constexpr const char* kOslo = "DeepSeek opens an office in Oslo";

class ByChoice : public Newsroom {
 protected:
  ByChoice() {
    settings_.sinks = {{.name = "now"}};
    open();
    start_quietly();  // until 20:10
  }

  void with_digest() {
    settings_.sinks = {{.name = "mail", .digest = {.every = config::DigestSettings::Every::kHour}}};
    reload();
  }
  void report(const std::string& title) {
    poll(kTime, {{.title = title, .published = clock_.now()}});
  }
  // As the daemon does it; it may not go on for ever.
  Changes gather() {
    Changes all;
    for (int i = 0; engine_->gather_due(clock_.now()); ++i) {
      if (i == 20) {
        ADD_FAILURE() << "it is due for ever";
        break;
      }
      auto changes = engine_->gather(clock_.now());
      EXPECT_TRUE(changes);
      if (!changes) break;
      append(all, std::move(*changes));
    }
    return all;
  }
  Changes silence(model::Silence::Kind kind, const std::string& subject, model::Duration time) {
    auto changes =
        engine_->silence({kind, subject, clock_.now(), clock_.now() + time}, clock_.now());
    EXPECT_TRUE(changes);
    return changes.value_or(Changes{});
  }
  std::vector<std::string> titles(const std::vector<model::OutboxRow>& rows) {
    std::vector<std::string> all;
    for (const auto& row : rows) all.push_back(row.notification.title);
    return all;
  }
  std::vector<std::string> due() {
    auto rows = outbox();
    std::erase_if(rows, [&](const auto& row) { return row.not_before > clock_.now(); });
    return titles(rows);
  }
};

TEST_F(ByChoice, ADigestIsOneMessageAtItsTime) {
  with_digest();
  report(kAltman);
  clock_.pass(20min);
  report(kNavy);
  clock_.pass(30min - 1ms);
  EXPECT_THAT(gather().rows, IsEmpty());
  EXPECT_THAT(due(), IsEmpty());
  open();
  clock_.pass(1ms);  // 21:00
  report(kOslo);     // for the next one
  const auto changes = gather();
  ASSERT_THAT(changes.rows, SizeIs(1));
  EXPECT_EQ(changes.rows[0].notification.type, "digest");
  EXPECT_EQ(changes.rows[0].notification.title, "2 events since 20:10 UTC");
  EXPECT_THAT(changes.rows[0].notification.items, SizeIs(2));
  EXPECT_THAT(changes.removed, SizeIs(2));
  ASSERT_THAT(outbox(), SizeIs(2));
  clock_.pass(1h);
  const auto single = gather();
  EXPECT_THAT(single.rows, IsEmpty());
  EXPECT_THAT(titles(single.revised), ElementsAre(kOslo)) << "a single one goes out as itself";
  EXPECT_EQ(single.revised[0].notification.type, "event.new");
  EXPECT_THAT(gather().revised, IsEmpty());
}

TEST_F(ByChoice, AClockThatIsSetBackHoldsNoDigestAndMakesNoneTwice) {
  with_digest();
  report(kAltman);
  report(kNavy);
  clock_.set(clock_.now() - 24h);
  for (int start = 0; start < 2; ++start) {
    if (start == 1) open();
    const auto changes = gather();
    EXPECT_THAT(changes.rows, SizeIs(start == 0 ? 1 : 0)) << "told early rather than a day late";
    EXPECT_FALSE(engine_->gather_due(clock_.now()));
  }
}

TEST_F(ByChoice, ASilenceEndsByItselfWithOneSummary) {
  silence(kWord, "DeepSeek", 2h);
  report(kAltman);
  report(kNavy);
  EXPECT_THAT(due(), IsEmpty());
  open_store();
  open();
  report(kOslo);  // the silence holds after a restart
  clock_.pass(2h - 1ms);
  EXPECT_THAT(gather().rows, IsEmpty());
  clock_.pass(1ms);
  const auto changes = gather();
  ASSERT_THAT(changes.rows, SizeIs(1));
  EXPECT_EQ(changes.rows[0].notification.type, "summary");
  EXPECT_EQ(changes.rows[0].notification.count, 3u);
  report("Senators want to ban DeepSeek");
  EXPECT_THAT(due(), SizeIs(2)) << "what is new goes out at once";
}

TEST_F(ByChoice, ASilenceEndedByHandTellsAtOnce) {
  silence(kTopic, "ai", 24h);
  report(kAltman);
  EXPECT_THAT(due(), IsEmpty());
  const auto ended = silence(kTopic, "ai", 0s);
  EXPECT_THAT(ended.revised, SizeIs(1));
  EXPECT_THAT(titles(gather().revised), ElementsAre(kAltman));
  EXPECT_THAT(due(), ElementsAre(kAltman));
  EXPECT_THAT(*store::all_silences(*store_), IsEmpty());
}

TEST_F(ByChoice, WhatIsHeldBackWaitsForTheNewEndOfASilence) {
  silence(kTopic, "ai", 1h);
  report(kAltman);
  report(kNavy);
  silence(kTopic, "ai", 5h);  // longer
  clock_.pass(1h + 1min);
  EXPECT_THAT(gather().rows, IsEmpty());
  EXPECT_THAT(due(), IsEmpty());
  silence(kTopic, "ai", 10min);  // shorter
  clock_.pass(10min);
  EXPECT_THAT(gather().rows, SizeIs(1));
}

TEST_F(ByChoice, WhatAnotherSilenceHoldsBackTooWaitsForThat) {
  silence(kTopic, "ai", 10h);
  silence(kWord, "navy", 1h);
  report(kNavy);
  silence(kTopic, "ai", 0s);
  EXPECT_THAT(gather().revised, IsEmpty());
  clock_.pass(1h);
  EXPECT_THAT(titles(gather().revised), ElementsAre(kNavy)) << "the other one is over, too";
}

TEST_F(ByChoice, SilencesAreBounded) {
  for (std::size_t i = 0; i < kMostSilences; ++i) silence(kWord, "w" + std::to_string(i), 1h);
  const model::Silence more{kWord, "one more", clock_.now(), clock_.now() + 3h};
  const auto refused = engine_->silence(more, clock_.now());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, model::ErrorKind::kBadInput);
  silence(kWord, "w0", 2h);  // one that is known
  clock_.pass(1h);
  EXPECT_TRUE(engine_->silence(more, clock_.now())) << "the others are over";
  EXPECT_THAT(*store::all_silences(*store_), SizeIs(2));
}

TEST_F(ByChoice, WhatASilenceHeldBackGoesIntoTheNextDigest) {
  with_digest();
  silence(kTopic, "ai", 30min);
  report(kOslo);
  clock_.pass(31min);
  gather();
  const auto rows = outbox();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].gather, "digest");
  EXPECT_EQ(rows[0].waits_for, "digest");
  EXPECT_GT(rows[0].not_before, clock_.now());
  clock_.pass(1h);
  EXPECT_THAT(gather().revised, SizeIs(1)) << "the only one goes out by itself";
}

TEST_F(ByChoice, ARecordIsNeverSilent) {
  settings_.sinks = {{.name = "log", .type = "log"}, {.name = "mail", .type = "smtp"}};
  reload();
  silence(kTopic, "ai", 30min);
  report(kOslo);
  const auto rows = outbox();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].waits_for, "");
  EXPECT_EQ(rows[1].waits_for, "silence");
}

}  // namespace
}  // namespace newswatch::engine
