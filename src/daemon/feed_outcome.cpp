#include "daemon/feed_outcome.h"

#include <fmt/format.h>

namespace newswatch::daemon {
namespace {

poll::Headers headers(const fetch::Response& response) {
  return {response.cache_control, response.expires, response.date, response.retry_after};
}

void succeed(Applied& applied, const Polled& polled, const poll::Intervals& intervals,
             const model::FeedInfo* info) {
  model::FeedState& feed = applied.feed;
  applied.recovered = feed.failures > 0;
  feed.failures = 0;
  feed.last_error.clear();
  feed.last_success = polled.at;
  feed.retry_after.reset();
  feed.next_poll = poll::after_success(polled.at, intervals, headers(*polled.response), info);
}

void fail(Applied& applied, const Polled& polled, const poll::Intervals& intervals,
          std::string error) {
  model::FeedState& feed = applied.feed;
  applied.outcome = Applied::Outcome::kFailed;
  ++feed.errors;
  ++feed.failures;
  feed.last_error = std::move(error);
  feed.next_poll = poll::after_error(polled.at, intervals, feed.failures, feed.url);
}

// Where the request ended up, unless that is where it went.
void note_redirect(Applied& applied, const fetch::Response& response) {
  applied.moved = !response.moved_to.empty() && response.moved_to != applied.feed.moved_to;
  applied.feed.moved_to = response.moved_to;
}

void take_document(Applied& applied, const Polled& polled, const poll::Intervals& intervals) {
  const fetch::Response& response = *polled.response;
  const model::FeedDocument& document = **polled.document;
  model::FeedState& feed = applied.feed;
  note_redirect(applied, response);
  if (feed.body_hash == polled.body_hash) {
    applied.outcome = Applied::Outcome::kUnchanged;
    ++feed.unchanged;
  } else {
    applied.outcome = Applied::Outcome::kDocument;
    applied.warnings = document.warnings;
  }
  // Validators of a document that was read to its end, and of no other.
  if (document.complete) {
    feed.etag = response.etag;
    feed.last_modified = response.last_modified;
    feed.body_hash = polled.body_hash;
  }
  feed.title = document.feed.title;
  feed.items = static_cast<std::uint32_t>(document.items.size());
  applied.items = document.items.size();
  succeed(applied, polled, intervals, &document.feed);
  if (!feed.first_success) feed.first_success = polled.at;
}

void refuse(Applied& applied, const Polled& polled, const poll::Intervals& intervals) {
  const fetch::Response& response = *polled.response;
  if (response.status == 410) {
    fail(applied, polled, intervals, "410 Gone: the publisher took the feed down for good");
    applied.outcome = Applied::Outcome::kGone;
    applied.feed.gone = true;
    return;
  }
  fail(applied, polled, intervals, fmt::format("HTTP status {}", response.status));
  if (response.status != 429 && response.status != 503) return;
  if (const auto until = poll::retry_after(response.retry_after, polled.at)) {
    applied.feed.retry_after = until;
    applied.feed.next_poll = std::max(applied.feed.next_poll, *until);
  }
}

}  // namespace

poll::Intervals intervals(const config::Settings& settings, const config::Feed& feed) {
  return {feed.interval.value_or(settings.fetch.interval), settings.fetch.min_interval,
          settings.fetch.max_interval};
}

Applied feed_outcome(model::FeedState state, const Polled& polled,
                     const poll::Intervals& intervals) {
  Applied applied;
  applied.feed = std::move(state);
  model::FeedState& feed = applied.feed;
  ++feed.polls;
  feed.unfinished = 0;
  feed.last_attempt = polled.at;
  if (!polled.response) {
    feed.status = 0;
    fail(applied, polled, intervals, polled.response.error().context);
    return applied;
  }
  feed.status = polled.response->status;
  if (feed.status == 304) {
    applied.outcome = Applied::Outcome::kUnchanged;
    ++feed.unchanged;
    // A 304 may refresh the validators (RFC 9110 15.4.5).
    if (!polled.response->etag.empty()) feed.etag = polled.response->etag;
    if (!polled.response->last_modified.empty())
      feed.last_modified = polled.response->last_modified;
    note_redirect(applied, *polled.response);
    succeed(applied, polled, intervals, nullptr);
  } else if (!polled.document) {
    refuse(applied, polled, intervals);
  } else if (!*polled.document) {
    fail(applied, polled, intervals, polled.document->error().context);
  } else {
    take_document(applied, polled, intervals);
  }
  return applied;
}

}  // namespace newswatch::daemon
