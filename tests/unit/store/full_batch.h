// A batch with every kind of row, each value with every field that may be left out; for tests.
#pragma once

#include "unit/store/samples.h"

namespace newswatch::store {

inline Batch full_batch() {
  Batch batch;
  batch.feeds = {sample_feed("https://a.example/feed")};
  batch.gaps = {{.url = "https://a.example/feed", .from = at(1), .to = at(2)}};
  batch.stories = {sample_story("s1")};
  batch.keys = {{"u:a.example/1", "s1"}};
  batch.title_days = {{"t:time:a title", "2025-01-28"}};
  batch.events = {sample_event(1)};
  batch.events[0].unwatched = model::GapBefore{"time", at(1), at(2), true};
  batch.events[0].dismissed = at(3);
  batch.reports = {sample_report(1, "s1")};
  batch.reports[0].words = {"title: deepseek"};
  batch.reports[0].considered = {{event_id(2), 0.1, "cost 0.10"}};
  batch.reports[0].earlier = {{"Earlier title", "Earlier summary", at(6)}};
  batch.index_rows = {{.seq = 7}};
  batch.counts_change = {.seq = 3, .day = 1, .scopes = {{"ab", {1, {{3, 1}}}}}};
  batch.counts_snapshot.emplace();
  batch.questions = {{.event = event_id(1), .candidate = event_id(2), .b = {{.title = "b"}}}};
  batch.judge_hour = "2025-01-28T20 1";
  batch.outbox = {sample_row(6), sample_row(7), sample_row(8), sample_row(9)};
  batch.outbox[0].notification.items = {{event_id(1), "title", "link", at(5), {}}};
  batch.outbox[1].notification.subjects = {{.feed = "time"}};
  batch.outbox[1].notification.since = at(5);
  batch.outbox[2].notification.why = {"title: deepseek"};
  batch.outbox[2].notification.news = "a second outlet";
  batch.outbox[2].notification.news_type = "event.grown";
  batch.outbox[3].dead = true;
  batch.near = {{.seen = at(5), .story = "s2", .topic = "t"}};
  batch.rules = "1f";
  batch.clock_memory = "1738094400000 0";
  batch.silences = {{.subject = event_id(1), .since = at(1), .until = at(2)}};
  batch.tally = model::Tally{.since = at(1)};
  batch.troubles = {{.kind = model::TroubleKind::kFeedGone, .subject = "https://a.example/feed"},
                    {.kind = model::TroubleKind::kStoreFull}};
  batch.sinks = {{.name = "mail"}};
  batch.sent = {{.row = 7, .event = event_id(1), .sink = "mail"}};
  batch.facts = {{.a = "s1", .b = "s2", .same = true}};
  batch.day_count = {.day = model::Day(std::chrono::days(20'116)), .stories = 3};
  batch.undated = model::Day(std::chrono::days(20'116));
  batch.last_event_id = event_id(1);
  batch.last_outbox_row = 9;
  return batch;
}

}  // namespace newswatch::store
