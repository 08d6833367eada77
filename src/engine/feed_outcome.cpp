#include "engine/feed_outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "net/url.h"
#include "poll/habit.h"
#include "poll/watch.h"

namespace newswatch::engine {
namespace {

using enum model::TroubleKind;

constexpr int kManyFailures = 3;  // one or two mean nothing
constexpr model::Duration kLongFailing = std::chrono::hours(1);
constexpr int kFailingIntervals = 6;  // where these are shorter than an hour
constexpr model::Duration kLongDead = std::chrono::days(3);
constexpr model::Duration kUntilGone = std::chrono::days(1);  // a single 410 may be a mistake

poll::CacheHeaders headers(const fetch::Response& response) {
  return {response.cache_control, response.expires, response.date, response.retry_after,
          response.age};
}

void succeed(Ingested& ingested, const PollResult& polled, const FeedRules& rules,
             const ClockView& clock) {
  model::FeedState& feed = ingested.feed;
  ingested.gap = poll::unwatched(feed, polled.at, rules.intervals.interval, clock.jumped);
  feed.set_back = {};
  feed.planned = polled.at;
  ingested.recovered = feed.failures > 0;
  if (std::exchange(feed.told_failing, false)) ingested.trouble.push_back({kFeedFailing, true});
  feed.failures = 0;
  feed.failing_since.reset();
  feed.dead_since.reset();
  feed.first_410.reset();
  feed.searched.reset();
  feed.proposed.clear();
  feed.last_error.clear();
  feed.error_cause.clear();
  feed.last_success = polled.at;
  feed.retry_after.reset();
  feed.limited_host.clear();
  feed.next_poll =
      poll::after_success(polled.at, rules.intervals, headers(*polled.response), feed.wishes);
  feed.wait = feed.next_poll - polled.at;
}

// The address that the feed moved to does not serve it: back to the one that the config names.
void give_up_move(Ingested& ingested) {
  model::FeedState& feed = ingested.feed;
  feed.asked_at.clear();
  feed.moved_to.clear();
  feed.moved_since.reset();
  feed.etag.clear();  // of another address
  feed.last_modified.clear();
  ingested.trouble.push_back({kFeedMoved, true});
}

void fail(Ingested& ingested, const PollResult& polled, const FeedRules& rules, std::string error,
          std::string cause = {}) {
  model::FeedState& feed = ingested.feed;
  ingested.outcome = Ingested::Outcome::kFailed;
  ++feed.errors;
  ++feed.failures;
  if (!feed.failing_since) feed.failing_since = polled.at;
  feed.last_error = std::move(error);
  feed.error_cause = std::move(cause);
  feed.planned = polled.at;
  const bool unanswered =
      !polled.response && polled.response.error().kind == model::ErrorKind::kTransient;
  feed.next_poll =
      poll::after_error(polled.at, rules.intervals, feed.failures,
                        unanswered ? poll::Failed::kUnanswered : poll::Failed::kAnswered, feed.url);
  if (!feed.asked_at.empty() && feed.failures >= kManyFailures) give_up_move(ingested);
  const model::Duration interval = rules.intervals.interval;
  const model::Duration patience = std::max<model::Duration>(
      std::min<model::Duration>(kLongFailing, kFailingIntervals * interval),
      kManyFailures * interval);
  if (!feed.told_failing && feed.failures >= kManyFailures &&
      polled.at - *feed.failing_since >= patience) {
    feed.told_failing = true;
    ingested.trouble.push_back({kFeedFailing, false});
  }
}

// A permanent redirect moves the feed once it has led to a feed for move_after; until then, and
// for any other, every poll goes the whole way (RFC 9110 15.4.2, 15.4.9).
void take_redirect(Ingested& ingested, const PollResult& polled, const FeedRules& rules,
                   const ClockView& clock) {
  model::FeedState& feed = ingested.feed;
  const std::string& target = polled.response->moved_to;
  if (target != feed.moved_to) {
    feed.moved_to = target;
    feed.moved_since.reset();
    ingested.redirected = !target.empty();
  }
  if (target.empty()) return;
  const bool is_feed = polled.document || polled.same_body;
  if (!feed.moved_since && is_feed) feed.moved_since = polled.at;
  if (!feed.moved_since || polled.at - *feed.moved_since < rules.move_after) return;
  if (clock.in_doubt) return;
  feed.asked_at = std::exchange(feed.moved_to, {});
  feed.moved_since.reset();
  ingested.redirected = false;  // the move says it
  ingested.trouble.push_back({kFeedMoved, false});
}

void check_silence(Ingested& ingested, const PollResult& polled) {
  model::FeedState& feed = ingested.feed;
  const auto longest = poll::quiet_after(feed.habit);
  const std::optional<model::Time>& last_new = feed.habit.last_new;
  const bool quiet = longest && last_new && polled.at - *last_new > *longest;
  if (quiet == feed.told_quiet) return;
  feed.told_quiet = quiet;
  ingested.trouble.push_back({kFeedQuiet, !quiet});
}

void take_document(Ingested& ingested, const PollResult& polled,
                   const model::FeedDocument& document, const FeedRules& rules,
                   const ClockView& clock) {
  const fetch::Response& response = *polled.response;
  model::FeedState& feed = ingested.feed;
  take_redirect(ingested, polled, rules, clock);
  const std::optional<model::Time> last_success = feed.last_success;
  feed.wishes = poll::wishes_of(document.feed);
  succeed(ingested, polled, rules, clock);
  ingested.outcome = Ingested::Outcome::kDocument;
  feed.last_document = polled.at;
  ingested.warnings = document.warnings;
  const bool watched = !ingested.gap || ingested.gap->clock;
  if (watched && last_success && poll::rolled_over(feed.window, document)) {
    ingested.gap = model::Gap{.from = *last_success, .to = polled.at, .rolled_over = true};
  }
  std::string window = poll::window_of(document);
  if (!clock.in_doubt) {
    poll::learn(feed.habit, document, poll::fresh_items(feed.window, window), polled.at);
  }
  if (!window.empty()) feed.window = std::move(window);
  if (!clock.in_doubt) check_silence(ingested, polled);
  // Validators of a document that was read to its end, and of no other.
  if (document.complete) {
    feed.etag = response.etag;
    feed.last_modified = response.last_modified;
    feed.body_hash = polled.body_hash;
  }
  feed.title = document.feed.title;
  if (!document.feed.link.empty()) feed.site = document.feed.link;
  feed.items = static_cast<std::uint32_t>(document.items.size());
  ingested.items = document.items.size();
  if (!feed.first_success) feed.first_success = polled.at;
}

void take_same_body(Ingested& ingested, const PollResult& polled, const FeedRules& rules,
                    const ClockView& clock) {
  model::FeedState& feed = ingested.feed;
  ingested.outcome = Ingested::Outcome::kUnchanged;
  ++feed.unchanged;
  take_redirect(ingested, polled, rules, clock);
  succeed(ingested, polled, rules, clock);
  if (!clock.in_doubt) check_silence(ingested, polled);
  feed.etag = polled.response->etag;
  feed.last_modified = polled.response->last_modified;
}

void take_304(Ingested& ingested, const PollResult& polled, const FeedRules& rules,
              const ClockView& clock) {
  model::FeedState& feed = ingested.feed;
  if (feed.etag.empty() && feed.last_modified.empty()) {
    // A success would be a silence for ever.
    fail(ingested, polled, rules, "HTTP status 304 to a request without validators");
    return;
  }
  ingested.outcome = Ingested::Outcome::kUnchanged;
  ++feed.unchanged;
  // A 304 may refresh the validators (RFC 9110 15.4.5).
  if (!polled.response->etag.empty()) feed.etag = polled.response->etag;
  if (!polled.response->last_modified.empty()) feed.last_modified = polled.response->last_modified;
  take_redirect(ingested, polled, rules, clock);
  succeed(ingested, polled, rules, clock);
  if (!clock.in_doubt) check_silence(ingested, polled);
}

void refuse(Ingested& ingested, const PollResult& polled, const FeedRules& rules) {
  const fetch::Response& response = *polled.response;
  model::FeedState& feed = ingested.feed;
  if (response.status == 410 && feed.asked_at.empty()) {
    if (!feed.first_410) feed.first_410 = polled.at;
    if (polled.at - *feed.first_410 < kUntilGone) {
      fail(ingested, polled, rules, "410 Gone: asked once more a day after the first such answer");
      feed.next_poll = std::max(feed.next_poll, *feed.first_410 + kUntilGone);
      return;
    }
    fail(ingested, polled, rules, "410 Gone: the publisher took the feed down for good");
    ingested.outcome = Ingested::Outcome::kGone;
    feed.gone = true;
    ingested.trouble = {{kFeedGone, false}};
    return;
  }
  std::string error = fmt::format("HTTP status {}{}{}", response.status,
                                  response.challenge.empty() ? "" : ": ", response.challenge);
  fail(ingested, polled, rules, error, error);
  if (response.status != 429 && response.status != 503) return;
  const auto until = poll::retry_after(response.retry_after, polled.at);
  if (!until) return;
  feed.retry_after = until;
  feed.next_poll = std::max(feed.next_poll, *until);
  feed.limited_host = limited_host(response, polled.at);
}

bool is_dead(const PollResult& polled) {
  if (!polled.response) return false;
  const int status = polled.response->status;
  if (status == 404 || status == 410) return true;
  return polled.document && !*polled.document &&
         polled.document->error().kind == model::ErrorKind::kWebPage;
}

}  // namespace

FeedRules rules(const config::Settings& settings, const config::FeedSettings& feed) {
  return {{feed.interval.value_or(settings.fetch.interval), settings.fetch.min_interval,
           settings.fetch.max_interval},
          settings.fetch.move_after};
}

Ingested feed_outcome(model::FeedState state, const PollResult& polled, const FeedRules& rules,
                      const ClockView& clock) {
  Ingested ingested;
  ingested.feed = std::move(state);
  model::FeedState& feed = ingested.feed;
  ++feed.polls;
  feed.last_attempt = polled.at;
  if (is_dead(polled) && !feed.dead_since) feed.dead_since = polled.at;
  if (!polled.response) {
    feed.status = 0;
    const model::Error& error = polled.response.error();
    fail(ingested, polled, rules, error.context, error.cause);
    return ingested;
  }
  feed.status = polled.response->status;
  if (feed.status == 304) {
    take_304(ingested, polled, rules, clock);
  } else if (polled.same_body || (feed.body_hash != 0 && feed.body_hash == polled.body_hash)) {
    take_same_body(ingested, polled, rules, clock);
  } else if (!polled.document) {
    refuse(ingested, polled, rules);
  } else if (!*polled.document) {
    fail(ingested, polled, rules, polled.document->error().context);
  } else {
    take_document(ingested, polled, **polled.document, rules, clock);
  }
  return ingested;
}

UnstoredOutcome unstored_outcome(model::FeedState state, const PollResult& polled,
                                 const FeedRules& rules, int& failures) {
  model::FeedState before = state;
  before.failures = std::max(before.failures, failures);
  const Ingested outcome = feed_outcome(std::move(before), polled, rules);
  failures = outcome.feed.failures;
  UnstoredOutcome out{std::move(state), std::nullopt};
  out.feed.next_poll = outcome.feed.next_poll;
  out.feed.retry_after = outcome.feed.retry_after;
  out.feed.limited_host = outcome.feed.limited_host;
  if (outcome.outcome != Ingested::Outcome::kDocument) return out;
  // Its news is still to be had: as often as the config says, whatever freshness the publisher
  // claims for the document that was lost.
  const std::string& wish = polled.response->retry_after;
  out.feed.next_poll = poll::after_success(polled.at, rules.intervals, {{}, {}, {}, wish}, {});
  out.with_room = std::max(polled.at + rules.intervals.min_interval,
                           poll::retry_after(wish, polled.at).value_or(polled.at));
  return out;
}

std::optional<model::FeedState> back_off_suspect(model::FeedState state, int times,
                                                 const FeedRules& rules, model::Time now) {
  std::string error =
      fmt::format("its document ended the process {} times while it was read", times);
  if (state.last_error == error) return std::nullopt;
  state.last_error = std::move(error);
  ++state.failures;
  if (!state.failing_since) state.failing_since = now;
  state.planned = now;
  state.next_poll =
      poll::after_error(now, rules.intervals, state.failures, poll::Failed::kAnswered, state.url);
  return state;
}

std::string limited_host(const fetch::Response& response, model::Time now) {
  const bool limits = response.status == 429 && poll::retry_after(response.retry_after, now);
  return limits ? net::origin(response.final_url) : std::string();
}

std::optional<model::Time> search_time(const model::FeedState& state) {
  if (!state.dead_since || state.searched || state.site.empty()) return std::nullopt;
  return *state.dead_since + kLongDead;
}

}  // namespace newswatch::engine
