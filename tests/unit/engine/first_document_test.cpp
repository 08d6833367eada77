// first_poll = "summary": a feed's very first document is one message.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class FirstPollSummary : public Newsroom {
 protected:
  FirstPollSummary() {
    settings_.notify.first_poll = config::FirstPoll::kSummary;
    open();
  }

  // "SINK: TITLE [items]" of each summary in the outbox.
  std::vector<std::string> summaries() {
    std::vector<std::string> all;
    for (const model::OutboxRow& row : outbox()) {
      const auto& items = row.notification.items;
      std::string text = row.sink + ": " + row.notification.title;
      EXPECT_TRUE(text.ends_with(": " + items.at(0).title)) << "the newest is in the title";
      for (std::size_t i = 1; i < items.size(); ++i) text += " | " + items[i].title;
      EXPECT_EQ(row.notification.type, "summary");
      all.push_back(text);
    }
    return all;
  }
};

TEST_F(FirstPollSummary, ListsTheNewestFirstAndLaterNewsIsToldOneByOne) {
  const auto first = poll(kTime, {{.title = kAltman, .published = clock_.now() - 2h},
                                  {.title = kNavy, .published = clock_.now() - 1h},
                                  {.title = "Rain in Paris", .published = clock_.now()}});
  EXPECT_THAT(first.changes.rows, SizeIs(1));
  EXPECT_THAT(summaries(), ElementsAre("all: 2 events in the first document of time: " + kNavy +
                                       " | " + kAltman));
  EXPECT_EQ(outbox()[0].notification.count, 2u);
  EXPECT_THAT(first.changes.announced, IsEmpty());
  clock_.pass(1h);
  const auto next =
      poll(kTime, {{.title = "DeepSeek opens an office in Oslo", .published = clock_.now()}});
  ASSERT_THAT(next.changes.rows, SizeIs(1));
  EXPECT_EQ(next.changes.rows[0].notification.type, "event.new");
  EXPECT_THAT(poll(kHill, {{.title = kAltmanAgain, .published = clock_.now()}}).changes.rows,
              IsEmpty())
      << "it joins what was told, and opens nothing";
}

TEST_F(FirstPollSummary, ADocumentWithoutAnEventIsNoMessage) {
  poll(kTime, {{.title = "Rain in Paris", .published = clock_.now()}});
  EXPECT_THAT(outbox(), IsEmpty());
  poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  EXPECT_EQ(outbox().at(0).notification.type, "event.new") << "it was the first";
}

TEST_F(FirstPollSummary, ASinkWithTopicsHearsOfThese) {
  poll(kTime, {{.title = kAltman, .published = clock_.now()},
               {.title = "Nvidia falls by a sixth", .published = clock_.now()}});
  EXPECT_THAT(summaries(),
              ElementsAre("all: 2 events in the first document of time: " + kAltman +
                              " | Nvidia falls by a sixth",
                          "chips-desk: 1 event in the first document of time: Nvidia falls by a "
                          "sixth"));
}

// Each title has words of its own.
std::vector<Told> many(int count, model::Time now) {
  std::minstd_rand random;
  const auto word = [&] {
    std::string letters(9, ' ');
    for (char& c : letters) c = static_cast<char>('a' + random() % 26);
    return letters;
  };
  std::vector<Told> all;
  for (int i = 0; i < count; ++i) {
    all.push_back({.title = "DeepSeek " + word() + " " + word() + " " + word() + " " + word(),
                   .published = now - std::chrono::minutes(i)});
  }
  return all;
}

TEST_F(FirstPollSummary, OfALongDocumentListsTwoHundredAndCountsAll) {
  poll(kTime, many(600, clock_.now()));
  ASSERT_THAT(outbox(), SizeIs(1));
  const model::Notification message = outbox()[0].notification;
  EXPECT_TRUE(message.title.starts_with("600 events in the first document of time: "));
  EXPECT_EQ(message.count, 600u);
  EXPECT_THAT(message.items, SizeIs(200));
  EXPECT_EQ(message.items[0].title, many(1, clock_.now())[0].title);
}

TEST_F(FirstPollSummary, WhatACrashCutShortIsInTheSummaryOfTheNextReading) {
  const std::string body = document("time.example", many(600, clock_.now()));
  Intake intake(polled(kTime, body));
  ASSERT_TRUE(engine_->ingest(intake));
  ASSERT_FALSE(intake.done);
  ASSERT_THAT(outbox(), IsEmpty());
  open();
  apply(polled(kTime, body));
  ASSERT_THAT(outbox(), SizeIs(1));
  EXPECT_EQ(outbox()[0].notification.count, 600u);
}

TEST_F(FirstPollSummary, IsMadeAgainWhereItCouldNotBeStored) {
  fill_disk();
  EXPECT_FALSE(engine_->ingest(
      polled(kTime, document("time.example", {{.title = kAltman, .published = clock_.now()}}))));
  free_disk();
  poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  EXPECT_THAT(summaries(), SizeIs(1));
}

}  // namespace
}  // namespace newswatch::engine
