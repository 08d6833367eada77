// A document of many items is taken in slices, and what one document can bring is bounded.
#include <fmt/format.h>

#include "engine/intake.h"
#include "identify/identify.h"
#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

class Slices : public Newsroom {
 protected:
  // Items that share no word with each other; every tenth is about DeepSeek.
  std::string long_document(int items) const {
    std::vector<Told> told;
    for (int i = 0; i < items; ++i) {
      told.push_back({fmt::format("{} alpha{} beta{} gamma{} delta{}",
                                  i % 10 == 0 ? "deepseek" : "x", i, i, i, i),
                      clock_.now() - 1h});
    }
    return document("time.example", told);
  }

  std::size_t stories_of(const std::string& prefix) const {
    std::size_t count = 0;
    const auto scanned =
        store_->scan(store::Family::kStories, "", prefix, [&](std::string_view, std::string_view) {
          ++count;
          return model::Result<bool>(true);
        });
    EXPECT_TRUE(scanned);
    return count;
  }

  // Takes in slices until the document is done or so many were taken.
  Ingested take(Intake& intake, int slices) {
    Ingested last;
    for (int i = 0; i < slices && !intake.done; ++i) {
      auto ingested = engine_->ingest(intake);
      EXPECT_TRUE(ingested) << ingested.error().context;
      if (!ingested) return last;
      last = std::move(*ingested);
    }
    return last;
  }
};

TEST_F(Slices, StoreTheFeedWithTheLastOne) {
  Intake intake(polled(kTime, long_document(600)));
  const Ingested first = take(intake, 1);
  EXPECT_FALSE(intake.done);
  EXPECT_EQ(first.changes.placed.size(), 25u);
  EXPECT_EQ(stories_of(""), 250u);
  EXPECT_FALSE(engine_->feed(kTime).first_success);
  EXPECT_TRUE(engine_->feed(kTime).etag.empty());
  const Ingested last = take(intake, 9);
  EXPECT_TRUE(intake.done);
  EXPECT_EQ(last.items, 600u);
  EXPECT_EQ(last.new_stories, 600u) << "of all slices";
  EXPECT_EQ(last.matched, 60u);
  EXPECT_EQ(last.changes.placed.size(), 10u) << "of the last slice";
  EXPECT_EQ(stories_of(""), 600u);
  EXPECT_EQ(engine_->feed(kTime).etag, "\"v\"");
  EXPECT_EQ(engine_->feed(kTime).first_success, clock_.now());
}

TEST_F(Slices, OfWhichSomeWereStoredBeforeACrashAreTakenOnce) {
  const std::string body = long_document(600);
  {
    Intake intake(polled(kTime, body));
    take(intake, 2);
  }
  open();
  const Ingested again = apply(polled(kTime, body));
  EXPECT_EQ(again.new_stories, 100u);
  EXPECT_EQ(again.matched, 10u);
  EXPECT_EQ(stories_of(""), 600u);
  EXPECT_EQ(store::all_outbox(*store_)->size(), 60u);
}

TEST_F(Slices, GiveOtherFeedsTheirTurn) {
  Intake intake(polled(kTime, long_document(600)));
  take(intake, 1);
  const Ingested other =
      apply(polled(kHill, document("hill.example", {{kNavy, clock_.now() - 1h}})));
  EXPECT_EQ(other.matched, 1u);
  take(intake, 9);
  EXPECT_EQ(store::all_outbox(*store_)->size(), 61u);
}

TEST_F(Slices, AreDroppedWholeWhenOneCannotBeStored) {
  Intake intake(polled(kTime, long_document(600)));
  take(intake, 1);
  fill_disk();
  EXPECT_FALSE(engine_->ingest(intake));
  free_disk();
  EXPECT_TRUE(engine_->feed(kTime).etag.empty());
  EXPECT_EQ(apply(polled(kTime, long_document(600))).new_stories, 350u);
  EXPECT_EQ(store::all_outbox(*store_)->size(), 60u);
}

TEST_F(Slices, OfAFirstDocumentCountAsToldToTheLast) {
  settings_.notify.first_poll = config::FirstPoll::kQuiet;
  reload();
  apply(polled(kTime, long_document(600)));
  EXPECT_TRUE(store::all_outbox(*store_)->empty());
}

TEST_F(Slices, OneHeadlineOfAThousandOutletsNamesSomeHundreds) {
  settings_.feeds.push_back({.name = "many", .outlet = "*", .url = "https://many.example/feed"});
  reload();
  std::string body =
      "<rss version=\"2.0\"><channel><title>m</title><link>https://many.example/</link>"
      "<description>d</description>";
  for (int i = 0; i < 1000; ++i) {
    body += fmt::format(
        "<item><title>DeepSeek shocks Wall Street again today - Outlet {}</title>"
        "<link>https://many.example/r/{}</link><pubDate>Tue, 28 Jan 2025 19:00:00 GMT</pubDate>"
        "<source url=\"https://o{}.example/\">Outlet {}</source></item>",
        i, i, i, i);
  }
  body += "</channel></rss>";
  apply(polled("https://many.example/feed", body));
  ASSERT_EQ(events_.size(), 1u);
  const auto found = store::find_event(*store_, *events_.begin());
  ASSERT_TRUE(found && *found);
  const model::Event& event = **found;
  EXPECT_EQ(event.report_count, 1000u);
  EXPECT_EQ(event.outlets.size(), 300u);
  EXPECT_EQ(event.outlet_count(), 1000u);
  EXPECT_LE(event.origins.size(), 300u);
  EXPECT_EQ(store::all_outbox(*store_)->size(), 1u);
  // The links of an aggregator are no keys; people find a story by them all the same.
  const auto keys = identify::lookup_keys("https://many.example/r/7", {});
  const auto owners = store::find_keys(*store_, keys);
  ASSERT_TRUE(owners);
  EXPECT_EQ(std::ranges::count_if(*owners, [](const auto& owner) { return owner.has_value(); }), 1);
}

TEST_F(Slices, AFeedDecidesTheCountsOfADayOnlySoFar) {
  settings_.topics = {topic_of("none", "nothing-like-it")};
  reload();
  for (int poll = 0; poll < 5; ++poll) {
    std::vector<Told> told;
    for (int i = 0; i < 1000; ++i)
      told.push_back({fmt::format("word {} {}", poll, i), clock_.now()});
    apply(polled(kTime, document("time.example", told)));
    clock_.pass(10min);
  }
  EXPECT_EQ(engine_->index().counts().stories(""), 2000);
  apply(polled(kHill, document("hill.example", {{"another word", clock_.now()}})));
  EXPECT_EQ(engine_->index().counts().stories(""), 2001) << "of another feed";
  clock_.pass(24h);
  apply(polled(kTime, document("time.example", {{"tomorrow", clock_.now()}})));
  EXPECT_GT(engine_->index().counts().stories(""), 1900);
}

TEST_F(Slices, CountsAreKeptAsASnapshotAndWhatCameSince) {
  for (int poll = 0; poll < 40; ++poll) {
    std::vector<Told> told;
    for (int i = 0; i < 200; ++i) {
      std::string title;
      for (int word = 0; word < 30; ++word)
        title += fmt::format("w{} ", poll * 6000 + i * 30 + word);
      told.push_back({title, clock_.now()});
    }
    apply(polled(poll % 2 == 0 ? kTime : kHill, document("time.example", told)));
    clock_.pass(3h);  // a feed counts for so much in a day
  }
  const auto counts = store::stored_counts(*store_);
  ASSERT_TRUE(counts);
  EXPECT_GT(counts->snapshot.scopes.at("").stories, 1000);
  EXPECT_LT(counts->change_bytes, std::size_t{3} << 20);
  const auto before = engine_->index().counts().snapshot();
  open();
  EXPECT_EQ(engine_->index().counts().snapshot(), before);
}

TEST_F(Slices, ABodyThatIsKnownIsNotParsedAgain) {
  const std::string body = document("time.example", {{kNavy, clock_.now() - 1h}});
  apply(polled(kTime, body));
  fetch::Response response;
  response.status = 200;
  response.body = body;
  response.etag = "\"other\"";
  response.final_url = kTime;
  const PollResult same = parse_response({.url = kTime,
                                          .at = clock_.now(),
                                          .response = response,
                                          .known_body = engine_->feed(kTime).body_hash});
  EXPECT_TRUE(same.same_body);
  EXPECT_FALSE(same.document);
  EXPECT_EQ(apply(same).outcome, Ingested::Outcome::kUnchanged);
  EXPECT_EQ(engine_->feed(kTime).etag, "\"other\"");
  EXPECT_EQ(engine_->feed(kTime).items, 1u);
}

}  // namespace
}  // namespace newswatch::engine
