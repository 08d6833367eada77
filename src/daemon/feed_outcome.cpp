#include "daemon/feed_outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "net/url.h"
#include "parse/refusal.h"
#include "poll/habit.h"
#include "poll/watch.h"

namespace newswatch::daemon {
namespace {

using Kind = FeedNews::Kind;

constexpr int kManyFailures = 3;  // one or two mean nothing
constexpr model::Duration kLongFailing = std::chrono::hours(1);
constexpr model::Duration kLongDead = std::chrono::days(3);

poll::Headers headers(const fetch::Response& response) {
  return {response.cache_control, response.expires, response.date, response.retry_after};
}

void succeed(Applied& applied, const Polled& polled, const FeedRules& rules,
             const model::FeedInfo* info) {
  model::FeedState& feed = applied.feed;
  applied.gap = poll::unwatched(feed, polled.at, rules.intervals.interval);
  applied.recovered = feed.failures > 0;
  if (std::exchange(feed.told_failing, false)) applied.news.push_back({Kind::kFailing, true});
  feed.failures = 0;
  feed.failing_since.reset();
  feed.dead_since.reset();
  feed.searched.reset();
  feed.proposed.clear();
  feed.last_error.clear();
  feed.last_success = polled.at;
  feed.retry_after.reset();
  feed.limited_host.clear();
  feed.next_poll = poll::after_success(polled.at, rules.intervals, headers(*polled.response), info);
  feed.wait = feed.next_poll - polled.at;
}

// The address that the feed moved to does not serve it: back to the one that the config names.
void give_up_move(Applied& applied) {
  model::FeedState& feed = applied.feed;
  feed.asked_at.clear();
  feed.moved_to.clear();
  feed.moved_since.reset();
  feed.etag.clear();  // of another address
  feed.last_modified.clear();
  applied.news.push_back({Kind::kMoved, true});
}

void fail(Applied& applied, const Polled& polled, const FeedRules& rules, std::string error) {
  model::FeedState& feed = applied.feed;
  applied.outcome = Applied::Outcome::kFailed;
  ++feed.errors;
  ++feed.failures;
  if (!feed.failing_since) feed.failing_since = polled.at;
  feed.last_error = std::move(error);
  feed.next_poll = poll::after_error(polled.at, rules.intervals, feed.failures, feed.url);
  if (!feed.asked_at.empty() && feed.failures >= kManyFailures) give_up_move(applied);
  const model::Duration patience =
      std::max<model::Duration>(kLongFailing, kManyFailures * rules.intervals.interval);
  if (!feed.told_failing && feed.failures >= kManyFailures &&
      polled.at - *feed.failing_since >= patience) {
    feed.told_failing = true;
    applied.news.push_back({Kind::kFailing, false});
  }
}

// A permanent redirect moves the feed once it has led to a feed for move_after; until then, and
// for any other, every poll goes the whole way (RFC 9110 15.4.2, 15.4.9).
void take_redirect(Applied& applied, const Polled& polled, const FeedRules& rules) {
  model::FeedState& feed = applied.feed;
  const std::string& target = polled.response->moved_to;
  if (target != feed.moved_to) {
    feed.moved_to = target;
    feed.moved_since.reset();
    applied.redirected = !target.empty();
  }
  if (target.empty()) return;
  if (!feed.moved_since && polled.document) feed.moved_since = polled.at;
  if (!feed.moved_since || polled.at - *feed.moved_since < rules.move_after) return;
  feed.asked_at = std::exchange(feed.moved_to, {});
  feed.moved_since.reset();
  applied.redirected = false;  // the move says it
  applied.news.push_back({Kind::kMoved, false});
}

void mind_silence(Applied& applied, const Polled& polled) {
  model::FeedState& feed = applied.feed;
  const auto longest = poll::quiet_after(feed.habit);
  const bool quiet = longest && polled.at - *feed.habit.last_new > *longest;
  if (quiet == feed.told_quiet) return;
  feed.told_quiet = quiet;
  applied.news.push_back({Kind::kQuiet, !quiet});
}

void take_document(Applied& applied, const Polled& polled, const FeedRules& rules) {
  const fetch::Response& response = *polled.response;
  const model::FeedDocument& document = **polled.document;
  model::FeedState& feed = applied.feed;
  take_redirect(applied, polled, rules);
  const std::optional<model::Time> last_success = feed.last_success;
  succeed(applied, polled, rules, &document.feed);
  if (feed.body_hash == polled.body_hash) {
    applied.outcome = Applied::Outcome::kUnchanged;
    ++feed.unchanged;
  } else {
    applied.outcome = Applied::Outcome::kDocument;
    applied.warnings = document.warnings;
    if (!applied.gap && last_success && poll::rolled_over(feed.window, document)) {
      applied.gap = model::Gap{.from = *last_success, .to = polled.at, .rolled_over = true};
    }
    std::string window = poll::window_of(document);
    poll::learn(feed.habit, document, poll::fresh_items(feed.window, window), polled.at);
    if (!window.empty()) feed.window = std::move(window);
  }
  mind_silence(applied, polled);
  // Validators of a document that was read to its end, and of no other.
  if (document.complete) {
    feed.etag = response.etag;
    feed.last_modified = response.last_modified;
    feed.body_hash = polled.body_hash;
  }
  feed.title = document.feed.title;
  if (!document.feed.link.empty()) feed.site = document.feed.link;
  feed.items = static_cast<std::uint32_t>(document.items.size());
  applied.items = document.items.size();
  if (!feed.first_success) feed.first_success = polled.at;
}

void take_304(Applied& applied, const Polled& polled, const FeedRules& rules) {
  model::FeedState& feed = applied.feed;
  if (feed.etag.empty() && feed.last_modified.empty()) {
    // A success would be a silence for ever.
    fail(applied, polled, rules, "HTTP status 304 to a request without validators");
    return;
  }
  applied.outcome = Applied::Outcome::kUnchanged;
  ++feed.unchanged;
  // A 304 may refresh the validators (RFC 9110 15.4.5).
  if (!polled.response->etag.empty()) feed.etag = polled.response->etag;
  if (!polled.response->last_modified.empty()) feed.last_modified = polled.response->last_modified;
  take_redirect(applied, polled, rules);
  succeed(applied, polled, rules, nullptr);
  mind_silence(applied, polled);
}

void refuse(Applied& applied, const Polled& polled, const FeedRules& rules) {
  const fetch::Response& response = *polled.response;
  model::FeedState& feed = applied.feed;
  if (response.status == 410 && feed.asked_at.empty()) {
    fail(applied, polled, rules, "410 Gone: the publisher took the feed down for good");
    applied.outcome = Applied::Outcome::kGone;
    feed.gone = true;
    applied.news = {{Kind::kGone, false}};
    return;
  }
  fail(applied, polled, rules,
       fmt::format("HTTP status {}{}{}", response.status, response.challenge.empty() ? "" : ": ",
                   response.challenge));
  if (response.status != 429 && response.status != 503) return;
  const auto until = poll::retry_after(response.retry_after, polled.at);
  if (!until) return;
  feed.retry_after = until;
  feed.next_poll = std::max(feed.next_poll, *until);
  feed.limited_host = limited_host(response, polled.at);
}

bool is_dead(const Polled& polled) {
  if (!polled.response) return false;
  const int status = polled.response->status;
  if (status == 404 || status == 410) return true;
  return polled.document && !*polled.document &&
         polled.document->error().context.find(parse::kHtmlPage) != std::string::npos;
}

}  // namespace

FeedRules rules(const config::Settings& settings, const config::Feed& feed) {
  return {{feed.interval.value_or(settings.fetch.interval), settings.fetch.min_interval,
           settings.fetch.max_interval},
          settings.fetch.move_after};
}

Applied feed_outcome(model::FeedState state, const Polled& polled, const FeedRules& rules) {
  Applied applied;
  applied.feed = std::move(state);
  model::FeedState& feed = applied.feed;
  ++feed.polls;
  feed.unfinished = 0;
  feed.last_attempt = polled.at;
  if (is_dead(polled) && !feed.dead_since) feed.dead_since = polled.at;
  if (!polled.response) {
    feed.status = 0;
    fail(applied, polled, rules, polled.response.error().context);
    return applied;
  }
  feed.status = polled.response->status;
  if (feed.status == 304) {
    take_304(applied, polled, rules);
  } else if (!polled.document) {
    refuse(applied, polled, rules);
  } else if (!*polled.document) {
    fail(applied, polled, rules, polled.document->error().context);
  } else {
    take_document(applied, polled, rules);
  }
  return applied;
}

std::string limited_host(const fetch::Response& response, model::Time now) {
  const bool limits = response.status == 429 && poll::retry_after(response.retry_after, now);
  return limits ? net::origin(response.final_url) : std::string();
}

std::optional<model::Time> search_time(const model::FeedState& state) {
  if (!state.dead_since || state.searched || state.site.empty()) return std::nullopt;
  return *state.dead_since + kLongDead;
}

}  // namespace newswatch::daemon
