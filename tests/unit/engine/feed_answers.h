// What the tests of feed_outcome() share: a known feed, answers to it, and what they come to.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "engine/feed_outcome.h"
#include "engine/poll_result.h"
#include "text/times.h"

namespace newswatch::engine {
namespace {

using namespace std::chrono_literals;
using Outcome = Ingested::Outcome;

const model::Time kPolledAt = *text::parse_rfc3339("2025-01-28T20:00:00Z");
constexpr FeedRules kRules{{10min, 1min, 24h}, 48h};
constexpr const char* kFeedText =
    "<rss "
    "version='2.0'><channel><title>News</title><item><title>One</title></item></channel></rss>";

model::FeedState known() {
  model::FeedState state;
  state.url = "https://time.example/feed";
  state.etag = "\"old\"";
  state.last_modified = "yesterday";
  state.body_hash = 7;
  state.first_success = state.last_success = kPolledAt - 1h;
  state.polls = 10;
  return state;
}

fetch::Response answer(int status, std::string body = "") {
  fetch::Response response;
  response.status = status;
  response.body = std::move(body);
  response.content_type = "application/rss+xml";
  return response;
}

Ingested after(const model::FeedState& state, model::Result<fetch::Response> response) {
  return feed_outcome(state, parse_response({state.url, kPolledAt, std::move(response)}), kRules);
}

}  // namespace
}  // namespace newswatch::engine
