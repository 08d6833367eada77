#include "unit/engine/feed_answers.h"

namespace newswatch::engine {
namespace {

TEST(FeedOutcome, TakesTheValidatorsOfADocumentThatParsed) {
  fetch::Response response = answer(200, kFeedText);
  response.etag = "W/\"n\xe4w\"";  // byte for byte
  const Ingested applied = after(known(), response);
  EXPECT_EQ(applied.outcome, Outcome::kDocument);
  EXPECT_EQ(applied.feed.etag, "W/\"n\xe4w\"");
  EXPECT_EQ(applied.feed.last_modified, "") << "those of the old document are not mixed in";
  EXPECT_EQ(applied.feed.title, "News");
  EXPECT_EQ(applied.feed.items, 1u);
  EXPECT_EQ(applied.feed.first_success, kPolledAt - 1h);
  EXPECT_EQ(applied.feed.last_success, kPolledAt);
  EXPECT_EQ(applied.feed.next_poll, kPolledAt + 10min);
  EXPECT_EQ(applied.feed.polls, 11u);
  EXPECT_EQ(applied.feed.status, 200);
}

// RFC 9110 15.3: any of these may bring a whole feed, but a part has no validators.
TEST(FeedOutcome, ASuccessOfAnyKindCountsIfItIsAWholeFeed) {
  for (const int status : {201, 203, 206, 226, 299}) {
    fetch::Response response = answer(status, kFeedText);
    response.etag = "\"new\"";
    const Ingested applied = after(known(), response);
    EXPECT_EQ(applied.outcome, Outcome::kDocument) << status;
    const bool part = status == 206 || status == 226;
    EXPECT_EQ(applied.feed.etag, part ? "" : "\"new\"") << status;
    EXPECT_EQ(applied.items, 1u);
  }
  for (const int status : {202, 204, 205, 206}) {
    const std::string part = std::string(kFeedText).substr(0, 75);
    for (const std::string& body : {std::string(), std::string("<html>wait</html>"), part}) {
      fetch::Response response = answer(status, body);
      response.etag = "\"new\"";
      const Ingested applied = after(known(), response);
      EXPECT_EQ(applied.outcome, Outcome::kFailed) << status << body;
      EXPECT_EQ(applied.feed.etag, "\"old\"");
      EXPECT_TRUE(applied.feed.last_error.starts_with("HTTP status " + std::to_string(status)))
          << applied.feed.last_error;
      EXPECT_FALSE(applied.feed.dead_since);
    }
  }
}

TEST(FeedOutcome, ABotWallThatSaysSuccessIsNamedAndNoDeadFeed) {
  fetch::Response response = answer(200, "<html><title>Just a moment...</title></html>");
  response.challenge = "a bot wall's challenge (Cloudflare): 'Just a moment...'";
  const Ingested applied = after(known(), response);
  EXPECT_EQ(applied.outcome, Outcome::kFailed);
  EXPECT_EQ(applied.feed.last_error,
            "not a feed: a bot wall's challenge (Cloudflare): 'Just a moment...'");
  EXPECT_FALSE(applied.feed.dead_since);
}

TEST(FeedOutcome, WarnsOfTheBodysCoding) {
  fetch::Response response = answer(200, kFeedText);
  response.warnings = {"Content-Encoding says gzip, but the body is not in it"};
  EXPECT_EQ(after(known(), response).warnings, response.warnings);
}

// Validators without their items would lose items for ever.
TEST(FeedOutcome, KeepsTheOldValidatorsWhenTheDocumentIsNoFeed) {
  fetch::Response response = answer(200, "<html><title>Blocked</title></html>");
  response.etag = "\"new\"";
  response.last_modified = "today";
  const Ingested applied = after(known(), response);
  EXPECT_EQ(applied.outcome, Outcome::kFailed);
  EXPECT_EQ(applied.feed.etag, "\"old\"");
  EXPECT_EQ(applied.feed.last_modified, "yesterday");
  EXPECT_EQ(applied.feed.body_hash, 7u);
  EXPECT_EQ(applied.feed.last_success, kPolledAt - 1h);
  EXPECT_EQ(applied.feed.failures, 1);
  EXPECT_NE(applied.feed.last_error.find("not a feed"), std::string::npos)
      << applied.feed.last_error;
}

TEST(FeedOutcome, ADocumentThatWasCutOffIsReadAndAskedForAgainWhole) {
  fetch::Response response = answer(200, std::string(kFeedText).substr(0, 75));
  response.etag = "\"new\"";
  const Ingested applied = after(known(), response);
  EXPECT_EQ(applied.outcome, Outcome::kDocument);
  EXPECT_EQ(applied.feed.etag, "\"old\"");
  EXPECT_EQ(applied.feed.body_hash, 7u);
  EXPECT_EQ(applied.feed.last_success, kPolledAt);
}

TEST(FeedOutcome, AFirstDocumentThatIsNoFeedLeavesTheFirstToCome) {
  model::FeedState state;
  state.url = "https://time.example/feed";
  EXPECT_FALSE(after(state, answer(200, "junk")).feed.first_success);
  EXPECT_EQ(after(state, answer(200, kFeedText)).feed.first_success, kPolledAt);
  EXPECT_FALSE(after(state, answer(304)).feed.first_success);
}

// RFC 9110 15.4.5
TEST(FeedOutcome, A304IsASuccessWithTheValidatorsItHadOrGot) {
  const Ingested same = after(known(), answer(304));
  EXPECT_EQ(same.outcome, Outcome::kUnchanged);
  EXPECT_EQ(same.feed.etag, "\"old\"");
  EXPECT_EQ(same.feed.last_modified, "yesterday");
  EXPECT_EQ(same.feed.unchanged, 1u);
  EXPECT_EQ(same.feed.last_success, kPolledAt);
  fetch::Response fresh = answer(304);
  fresh.etag = "\"fresh\"";
  EXPECT_EQ(after(known(), fresh).feed.etag, "\"fresh\"");
}

TEST(FeedOutcome, TheSameBytesAgainAreUnchanged) {
  const Ingested first = after(known(), answer(200, kFeedText));
  fetch::Response again = answer(200, kFeedText);
  again.etag = "\"moved on\"";
  const Ingested second = after(first.feed, again);
  EXPECT_EQ(second.outcome, Outcome::kUnchanged);
  EXPECT_EQ(second.feed.etag, "\"moved on\"");
  EXPECT_TRUE(second.warnings.empty()) << "nobody is told of the same repair twice";
}

// A single 410 may be a mistake of a server that is being repaired.
TEST(FeedOutcome, GoneADayLaterIsTheEndOfAFeed) {
  const Ingested first = after(known(), answer(410));
  EXPECT_EQ(first.outcome, Outcome::kFailed);
  EXPECT_FALSE(first.feed.gone);
  EXPECT_EQ(first.feed.first_410, kPolledAt);
  EXPECT_EQ(first.feed.next_poll, kPolledAt + 24h);
  EXPECT_FALSE(after(first.feed, answer(410)).feed.gone) << "asked by hand before the day is over";

  model::FeedState state = first.feed;
  state.first_410 = kPolledAt - 24h;
  const Ingested second = after(state, answer(410));
  EXPECT_EQ(second.outcome, Outcome::kGone);
  EXPECT_TRUE(second.feed.gone);
  EXPECT_EQ(second.feed.status, 410);
}

TEST(FeedOutcome, ASuccessForgetsTheFirstGone) {
  model::FeedState state = after(known(), answer(410)).feed;
  state.first_410 = kPolledAt - 24h;
  EXPECT_EQ(after(state, answer(500)).feed.first_410, kPolledAt - 24h);
  state = after(state, answer(304)).feed;
  EXPECT_FALSE(state.first_410);
  EXPECT_FALSE(after(state, answer(410)).feed.gone);
}

TEST(FeedOutcome, RetryAfterOf429And503Holds) {
  for (const int status : {429, 503}) {
    fetch::Response response = answer(status);
    response.retry_after = "7200";
    const Ingested applied = after(known(), response);
    EXPECT_EQ(applied.outcome, Outcome::kFailed);
    EXPECT_EQ(applied.feed.retry_after, kPolledAt + 2h);
    EXPECT_EQ(applied.feed.next_poll, kPolledAt + 2h);
    response.retry_after = "30";
    EXPECT_GE(after(known(), response).feed.next_poll, kPolledAt + 9min)
        << "never sooner than an error";
  }
  fetch::Response other = answer(404);
  other.retry_after = "7200";
  EXPECT_FALSE(after(known(), other).feed.retry_after);
}

TEST(FeedOutcome, ASuccessEndsTheWaitThatAPublisherAskedFor) {
  model::FeedState state = known();
  state.retry_after = kPolledAt + 1h;
  EXPECT_FALSE(after(state, answer(304)).feed.retry_after);
}

TEST(FeedOutcome, ErrorsAreCountedAndBackedOff) {
  model::FeedState state = known();
  model::Duration last{};
  for (int failures = 1; failures <= 3; ++failures) {
    const Ingested applied = after(
        state, failures % 2 == 0 ? model::Result<fetch::Response>(answer(500))
                                 : model::fail(model::ErrorKind::kTransient, "connection refused"));
    EXPECT_EQ(applied.outcome, Outcome::kFailed);
    EXPECT_EQ(applied.feed.failures, failures);
    EXPECT_EQ(applied.feed.errors, static_cast<std::uint64_t>(failures));
    EXPECT_EQ(applied.feed.status, failures % 2 == 0 ? 500 : 0);
    EXPECT_GT(applied.feed.next_poll - kPolledAt, last);
    EXPECT_EQ(applied.feed.etag, "\"old\"");
    last = applied.feed.next_poll - kPolledAt;
    state = applied.feed;
  }
  EXPECT_EQ(state.last_error, "connection refused");
}

TEST(FeedOutcome, ANetworkThatIsLostForADayIsSeenToBeBackWithinTheHour) {
  model::FeedState state = known();
  model::Time at = kPolledAt;
  while (at < kPolledAt + 24h) {
    const auto lost = model::fail(model::ErrorKind::kTransient, "name not found");
    state = feed_outcome(state, parse_response({state.url, at, lost}), kRules).feed;
    ASSERT_GT(state.next_poll, at + 8min);
    at = state.next_poll;
  }
  EXPECT_LE(at, kPolledAt + 24h + 66min);
  EXPECT_LE(state.failures, 40) << "and was not asked all the time";
  state = feed_outcome(state, parse_response({state.url, at, answer(503)}), kRules).feed;
  EXPECT_GE(state.next_poll, at + 20h) << "whoever answers is left alone for longer";
}

TEST(FeedOutcome, ASuccessAfterErrorsIsARecovery) {
  model::FeedState state = known();
  EXPECT_FALSE(after(state, answer(304)).recovered);
  state.failures = 3;
  state.last_error = "timeout";
  const Ingested applied = after(state, answer(304));
  EXPECT_TRUE(applied.recovered);
  EXPECT_EQ(applied.feed.failures, 0);
  EXPECT_EQ(applied.feed.last_error, "");
}

TEST(FeedOutcome, A304ThatNobodyAskedForIsAnError) {
  model::FeedState state = known();
  state.etag.clear();
  state.last_modified.clear();
  EXPECT_EQ(after(state, answer(304)).outcome, Outcome::kFailed);
}

TEST(FeedOutcome, A429IsForTheWholeHostAndA503ForTheFeed) {
  fetch::Response response = answer(429);
  response.retry_after = "7200";
  response.final_url = "https://cdn.example:8443/feed";
  EXPECT_EQ(after(known(), response).feed.limited_host, "https://cdn.example:8443");
  response.status = 503;
  EXPECT_EQ(after(known(), response).feed.limited_host, "");
  response.status = 429;
  model::FeedState state = after(known(), response).feed;
  EXPECT_EQ(after(state, answer(304)).feed.limited_host, "");
}

TEST(FeedOutcome, LongFailingIsSaidOnceAndItsEndToo) {
  model::FeedState state = known();
  int told = 0;
  for (int i = 0; i < 6; ++i) {
    PollResult polled = parse_response({state.url, kPolledAt + i * 30min, answer(500)});
    const Ingested applied = feed_outcome(state, polled, kRules);
    for (const TroubleChange& news : applied.trouble) {
      EXPECT_EQ(news.kind, model::TroubleKind::kFeedFailing);
      EXPECT_FALSE(news.recovered);
      EXPECT_EQ(i, 2) << "three failures and an hour";
      ++told;
    }
    state = applied.feed;
  }
  EXPECT_EQ(told, 1);
  const Ingested well = after(state, answer(304));
  ASSERT_EQ(well.trouble.size(), 1u);
  EXPECT_EQ(well.trouble[0].kind, model::TroubleKind::kFeedFailing);
  EXPECT_TRUE(well.trouble[0].recovered);
  EXPECT_FALSE(well.feed.failing_since);
}

TEST(FeedOutcome, AnOutageOfAMomentIsNoNews) {
  model::FeedState state = known();
  for (int i = 0; i < 4; ++i) {
    const Ingested applied = after(state, answer(500));
    EXPECT_TRUE(applied.trouble.empty());
    state = applied.feed;
  }
  EXPECT_TRUE(after(state, answer(304)).trouble.empty());
}

TEST(FeedOutcome, AFeedThatHasGoneQuietAgainstItsHabitIsSaidOnce) {
  model::FeedState state = known();
  state.habit = {kPolledAt - 24h * 20, 2h, 10h};
  const Ingested quiet = after(state, answer(304));
  ASSERT_EQ(quiet.trouble.size(), 1u);
  EXPECT_EQ(quiet.trouble[0].kind, model::TroubleKind::kFeedQuiet);
  EXPECT_TRUE(after(quiet.feed, answer(304)).trouble.empty());
  const Ingested news = after(quiet.feed, answer(200, kFeedText));
  ASSERT_EQ(news.trouble.size(), 1u);
  EXPECT_EQ(news.trouble[0].kind, model::TroubleKind::kFeedQuiet);
  EXPECT_TRUE(news.trouble[0].recovered);
}

TEST(FeedOutcome, AnAnswerAfterTooLongEndsAGap) {
  model::FeedState state = known();
  state.last_success = kPolledAt - 20min;
  EXPECT_FALSE(after(state, answer(304)).gap);
  state.last_success = kPolledAt - 3h;
  EXPECT_FALSE(after(state, answer(500)).gap) << "it lasts";
  const Ingested applied = after(state, answer(304));
  ASSERT_TRUE(applied.gap);
  EXPECT_EQ(applied.gap->from, kPolledAt - 3h);
  EXPECT_EQ(applied.gap->to, kPolledAt);
}

TEST(FeedOutcome, ADeadFeedIsSearchedForAfterThreeDays) {
  for (const auto& dead :
       {answer(404), answer(410), answer(200, "<html><title>Shop</title></html>")}) {
    model::FeedState state = known();
    state.site = "https://time.example/";
    state = after(state, dead).feed;
    EXPECT_EQ(search_time(state), kPolledAt + 72h);
    EXPECT_EQ(search_time(after(state, answer(500)).feed), kPolledAt + 72h) << "still dead";
    state.searched = kPolledAt + 72h;
    EXPECT_FALSE(search_time(state)) << "once";
    EXPECT_FALSE(search_time(after(state, answer(304)).feed)) << "it lives";
  }
  model::FeedState state = known();
  EXPECT_FALSE(search_time(after(state, answer(404)).feed)) << "it never named its site";
  state.site = "https://time.example/";
  EXPECT_FALSE(search_time(after(state, answer(503)).feed)) << "a trouble that passes";
}

TEST(FeedOutcome, ABotWallIsCalledWhatItIs) {
  fetch::Response response = answer(403);
  response.challenge = "a bot wall's challenge (Cloudflare): 'Just a moment...'";
  EXPECT_EQ(after(known(), response).feed.last_error,
            "HTTP status 403: a bot wall's challenge (Cloudflare): 'Just a moment...'");
}

TEST(Intervals, AFeedsOwnIntervalGoesBeforeTheGeneralOne) {
  config::Settings settings;
  settings.fetch.interval = 10min;
  config::FeedSettings feed;
  EXPECT_EQ(rules(settings, feed).intervals.interval, 10min);
  feed.interval = 2min;
  EXPECT_EQ(rules(settings, feed).intervals.interval, 2min);
  EXPECT_EQ(rules(settings, feed).intervals.max_interval, 24h);
}

}  // namespace
}  // namespace newswatch::engine
