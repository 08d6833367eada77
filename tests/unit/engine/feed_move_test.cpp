// Permanent redirects: when a feed is asked at its new address, and when no more.
#include "unit/engine/feed_answers.h"

namespace newswatch::engine {
namespace {

TEST(FeedOutcome, APermanentRedirectThatIsNewIsSaidOnce) {
  fetch::Response response = answer(304);
  response.moved_to = "https://time.example/rss";
  const Ingested first = after(known(), response);
  EXPECT_TRUE(first.redirected);
  EXPECT_EQ(first.feed.moved_to, "https://time.example/rss");
  EXPECT_EQ(first.feed.url, "https://time.example/feed");
  EXPECT_FALSE(after(first.feed, response).redirected);
  EXPECT_EQ(after(first.feed, answer(304)).feed.moved_to, "") << "the redirect went away";
}

// RFC 9110 15.4.2: "permanent" is believed once it has been said for long enough.
TEST(FeedOutcome, AFeedMovesOnceItsRedirectHasLedToAFeedForLongEnough) {
  fetch::Response response = answer(200, kFeedText);
  response.moved_to = "https://time.example/rss";
  model::FeedState state = after(known(), response).feed;
  EXPECT_EQ(state.moved_since, kPolledAt);
  EXPECT_EQ(state.asked_at, "");
  state.moved_since = kPolledAt - 47h;
  EXPECT_EQ(after(state, response).feed.asked_at, "");
  state.moved_since = kPolledAt - 48h;
  const Ingested moved = after(state, response);
  EXPECT_EQ(moved.feed.asked_at, "https://time.example/rss");
  EXPECT_EQ(moved.feed.url, "https://time.example/feed") << "the config is the user's";
  ASSERT_EQ(moved.trouble.size(), 1u);
  EXPECT_EQ(moved.trouble[0].kind, model::TroubleKind::kFeedMoved);
  EXPECT_TRUE(after(moved.feed, answer(304)).trouble.empty()) << "told once";
}

TEST(FeedOutcome, ARedirectToWhatIsNoFeedMovesNothing) {
  fetch::Response response = answer(200, "<html><title>Domain for sale</title></html>");
  response.moved_to = "https://parked.example/";
  model::FeedState state = known();
  for (int i = 0; i < 5; ++i) {
    state = after(state, response).feed;
    EXPECT_EQ(state.asked_at, "");
    EXPECT_FALSE(state.moved_since);
  }
}

TEST(FeedOutcome, ARedirectThatGoesAwayOrElsewhereBeginsAnew) {
  model::FeedState state = known();
  state.moved_to = "https://time.example/rss";
  state.moved_since = kPolledAt - 100h;
  EXPECT_FALSE(after(state, answer(200, kFeedText)).feed.moved_since);
  fetch::Response elsewhere = answer(200, kFeedText);
  elsewhere.moved_to = "https://time.example/atom";
  const Ingested applied = after(state, elsewhere);
  EXPECT_EQ(applied.feed.moved_since, kPolledAt);
  EXPECT_EQ(applied.feed.asked_at, "");
}

TEST(FeedOutcome, ANewAddressThatFailsIsGivenUp) {
  model::FeedState state = known();
  state.asked_at = "https://time.example/rss";
  state = after(state, answer(404)).feed;
  state = after(state, answer(410)).feed;
  EXPECT_FALSE(state.gone) << "the new address is gone, not the feed";
  EXPECT_NE(state.asked_at, "");
  const Ingested third = after(state, answer(404));
  EXPECT_EQ(third.feed.asked_at, "");
  EXPECT_EQ(third.feed.etag, "") << "a validator of another address";
  ASSERT_EQ(third.trouble.size(), 1u);
  EXPECT_EQ(third.trouble[0].kind, model::TroubleKind::kFeedMoved);
  EXPECT_TRUE(third.trouble[0].recovered);
}

// A feed that is never read again and never fails would be silence for ever.

}  // namespace
}  // namespace newswatch::engine
