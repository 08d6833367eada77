// One text in several outlets is one source; a feed's own boilerplate makes nothing look different.
#include <gtest/gtest.h>

#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

const std::string kText =
    "WASHINGTON (AP) - The Navy told sailors on Friday to avoid the Chinese app DeepSeek over "
    "security and ethical concerns, a spokesperson confirmed, in the latest sign of unease.";
const std::string kUnsigned =
    "The Navy told sailors on Friday to avoid the Chinese app DeepSeek over security and ethical "
    "concerns, a spokesperson confirmed, in the latest sign of unease.";

class OriginTest : public Newsroom {
 protected:
  // Of the only event.
  std::vector<model::Report> only() {
    return events_.size() == 1 ? reports(*events_.begin()) : none_;
  }
  std::vector<std::string> origins() { return event(*events_.begin()).origins; }

 private:
  std::vector<model::Report> none_;
};

TEST_F(OriginTest, AWirePieceInThreeOutletsIsThreeReportsOfOneSource) {
  start_quietly();
  poll(kTime, {{.title = kNavy, .published = clock_.now(), .summary = kText}});
  poll(kHill, {{.title = "Navy bans sailors from DeepSeek",
                .published = clock_.now(),
                .summary = kUnsigned}});
  open();  // a restart between
  poll(kIndia, {{.title = "US Navy: DeepSeek is banned over security fears",
                 .published = clock_.now(),
                 .summary = kText}});
  ASSERT_EQ(only().size(), 3u);
  EXPECT_EQ(origins(), (std::vector<std::string>{"AP"}));
  for (const model::Report& report : only()) EXPECT_EQ(report.origin, "AP") << report.outlet;
  EXPECT_EQ(only()[1].why.back(), "text: the same as TIME's");
  EXPECT_EQ(event(*events_.begin()).outlets.size(), 3u);
}

TEST_F(OriginTest, ACopyIsKnownWithinOneDocumentAndWithoutAWire) {
  start_quietly();
  poll(kTime, {{.title = kNavy, .published = clock_.now(), .summary = kUnsigned}});
  poll(kHill, {{.title = kNavy, .published = clock_.now(), .summary = kUnsigned},
               {.title = kNavy + ", officials say",
                .published = clock_.now(),
                .summary = "Another text about the ban, by a reporter of this paper alone."}});
  ASSERT_EQ(only().size(), 3u);
  EXPECT_EQ(origins(), (std::vector<std::string>{"TIME", "The Hill"}));
}

TEST_F(OriginTest, AMarkThatComesLaterSignsTheEarlierCopiesToo) {
  start_quietly();
  poll(kTime, {{.title = kNavy, .published = clock_.now(), .summary = kUnsigned}});
  poll(kHill, {{.title = kNavy, .published = clock_.now(), .summary = kText}});
  ASSERT_EQ(only().size(), 2u);
  EXPECT_EQ(only()[0].origin, "AP");
  EXPECT_EQ(only()[1].origin, "AP");
  EXPECT_EQ(origins(), (std::vector<std::string>{"AP"}));
  EXPECT_EQ(event(*events_.begin()).report_count, 2u);
}

TEST_F(OriginTest, AnEditKeepsTheOrigin) {
  start_quietly();
  poll(kTime, {{.title = kNavy, .published = clock_.now(), .summary = kText, .id = "one"}});
  poll(kTime, {{.title = kNavy + ", again",
                .published = clock_.now(),
                .summary = "A text of its own now.",
                .id = "one"}});
  ASSERT_EQ(only().size(), 1u);
  EXPECT_EQ(only()[0].title, kNavy + ", again");
  EXPECT_EQ(only()[0].origin, "AP");
  EXPECT_EQ(origins(), (std::vector<std::string>{"AP"}));
}

TEST_F(OriginTest, BoilerplateIsLearnedWithTheResponseAndMakesNothingNew) {
  std::vector<Told> items;
  for (int i = 0; i < 6; ++i) {
    items.push_back({.title = "Story number " + std::to_string(i) + " of the day | TIME",
                     .published = clock_.now() - 1h});
  }
  items.push_back({.title = kNavy + " | TIME", .published = clock_.now() - 1h});
  poll(kTime, items);
  const model::FeedState state = engine_->feed(kTime);
  EXPECT_EQ(state.title_parts.titles, 7u);
  ASSERT_FALSE(state.title_parts.parts.empty());
  EXPECT_EQ(store::all_feeds(*store_)->front().title_parts.parts.size(),
            state.title_parts.parts.size());

  open();
  clock_.pass(10min);
  for (std::size_t i = 0; i < items.size(); ++i) items[i].id = "moved-" + std::to_string(i);
  const Ingested again = poll(kTime, items);
  EXPECT_EQ(again.new_stories, 0u);
  EXPECT_EQ(again.changed, 0u);
  EXPECT_EQ(engine_->feed(kTime).title_parts.titles, 7u);
  ASSERT_EQ(only().size(), 1u);
  EXPECT_EQ(only()[0].title, kNavy + " | TIME") << "shown as the feed gave it";
}

TEST_F(OriginTest, AResponseThatIsNotStoredTeachesNothing) {
  fill_disk();
  EXPECT_FALSE(engine_->ingest(polled(kTime, document("time.example", {{.title = "A | TIME"}}))));
  EXPECT_EQ(engine_->feed(kTime).title_parts.titles, 0u);
}

TEST_F(OriginTest, AnAggregatorTeachesNoBoilerplate) {
  settings_.feeds[0].outlet = "*";
  reload();
  poll(kTime, {{.title = "Live: something of the day - The Hill", .published = clock_.now()}});
  EXPECT_EQ(engine_->feed(kTime).title_parts.titles, 0u);
}

}  // namespace
}  // namespace newswatch::engine
