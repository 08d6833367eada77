#include "record/feed_state_json.h"

#include "record/json_io.h"

namespace newswatch::record {
namespace {

template <class Io, class State>
void feed_state_fields(Io& io, State& state) {
  io.field("url", state.url);
  io.field("name", state.name);
  io.field("title", state.title);
  io.bytes("etag", state.etag);
  io.bytes("last_modified", state.last_modified);
  io.hash("body_hash", state.body_hash);
  io.field("next_poll", state.next_poll);
  io.field("planned", state.planned);
  io.field("retry_after", state.retry_after);
  io.field("last_attempt", state.last_attempt);
  io.field("last_success", state.last_success);
  io.field("last_document", state.last_document);
  io.field("paused", state.paused);
  io.field("first_success", state.first_success);
  io.field("status", state.status);
  io.field("failures", state.failures);
  io.field("gone", state.gone);
  io.field("last_error", state.last_error);
  io.field("error_cause", state.error_cause);
  io.field("moved_to", state.moved_to);
  io.field("moved_since", state.moved_since);
  io.field("asked_at", state.asked_at);
  io.field("limited_host", state.limited_host);
  io.field("failing_since", state.failing_since);
  io.field("first_410", state.first_410);
  io.field("dead_since", state.dead_since);
  io.field("told_failing", state.told_failing);
  io.field("told_quiet", state.told_quiet);
  io.field("site", state.site);
  io.field("searched", state.searched);
  io.field("proposed", state.proposed);
  io.field("wait_ms", state.wait);
  io.field("set_back_ms", state.set_back);
  io.field("last_new", state.habit.last_new);
  io.field("item_gap_ms", state.habit.gap);
  io.field("longest_silence_ms", state.habit.longest);
  io.field("window", state.window);
  io.field("items", state.items);
  io.field("polls", state.polls);
  io.field("unchanged", state.unchanged);
  io.field("errors", state.errors);
  io.field("ttl_minutes", state.wishes.ttl_minutes);
  io.field("skip_hours", state.wishes.skip_hours);
  io.field("skip_days", state.wishes.skip_days);
  io.field("counted_day", state.counted_day);
  io.field("counted", state.counted);
  io.object("title_parts", [&](Io& parts) {
    parts.field("titles", state.title_parts.titles);
    parts.list("parts", state.title_parts.parts, [](Io& inner, auto& part) {
      inner.field("words", part.words);
      inner.field("front", part.front);
      inner.field("count", part.count);
      inner.field("elsewhere", part.elsewhere);
    });
  });
}

}  // namespace

std::string feed_state_json(const model::FeedState& state) {
  JsonWriter io;
  io.field("schema", 1);
  feed_state_fields(io, state);
  return io.text();
}

std::string listed_feed_json(const ListedFeed& listed, const model::FeedState& state) {
  JsonWriter io;
  io.field("schema", 1);
  io.field("name", listed.name);
  io.field("outlet", listed.outlet);
  io.field("state", listed.condition);
  io.field("url", state.url);
  io.field("title", state.title);
  io.field("site", state.site);
  io.field("next_poll", listed.next_poll);
  io.field("last_attempt", state.last_attempt);
  io.field("last_success", state.last_success);
  io.field("last_new", state.habit.last_new);
  io.field("status", state.status);
  io.field("failures", state.failures);
  io.field("failing_since", state.failing_since);
  io.field("last_error", state.last_error);
  io.field("retry_after", state.retry_after);
  io.field("limited_host", state.limited_host);
  io.field("asked_at", state.asked_at);
  io.field("moved_to", state.moved_to);
  io.field("proposed", state.proposed);
  io.field("items", state.items);
  io.field("polls", state.polls);
  io.field("unchanged", state.unchanged);
  io.field("errors", state.errors);
  return io.text();
}

model::Result<model::FeedState> read_feed_state(std::string_view json) {
  JsonReader io(json);
  model::FeedState state;
  feed_state_fields(io, state);
  if (auto read = io.done("feed"); !read) return tl::unexpected(read.error());
  return state;
}

}  // namespace newswatch::record
