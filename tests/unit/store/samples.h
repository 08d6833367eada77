// Values with every field set, and a folder that goes away; for the tests of the store.
#pragma once

#include <fmt/format.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "store/event_store.h"

namespace newswatch::store {

class TempDir {
 public:
  TempDir() {
    std::string name = std::filesystem::temp_directory_path() / "newswatch-store-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~TempDir() { std::filesystem::remove_all(path_); }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline model::Time at(std::int64_t ms) {
  return model::Time(std::chrono::milliseconds(1738094400000 + ms));  // 2025-01-28T20:00:00Z
}

inline std::string event_id(int n) { return fmt::format("01JJQ{:021d}", n); }

inline model::Event sample_event(int n) {
  model::Event event;
  event.id = event_id(n);
  event.topics = {"deepseek-r1"};
  event.title = fmt::format("Event {} \"quoted\" – ünïcode", n);
  event.summary = "A summary";
  event.link = "https://example.com/a?b=c#d";
  event.first_published = at(-1000);
  event.first_seen = at(n);
  event.updated = at(n + 1);
  event.outlets = {"TIME", "The Hill"};
  event.origins = {"AP"};
  event.report_count = 2;
  event.told_topics = {"deepseek-r1"};
  event.first_document = "https://time.example/feed";
  event.merged_into = "01OTHER";
  event.waiting = true;
  return event;
}

inline model::Report sample_report(int event, const std::string& story) {
  model::Report report;
  report.event = event_id(event);
  report.story = story;
  report.outlet = "TIME";
  report.feed = "time";
  report.title = "A report";
  report.link = "https://example.com/r";
  report.published = at(-5);
  report.first_seen = at(event);
  report.score = 0.71;
  report.why = {"title: altman, wildly overstated"};
  report.held = true;
  report.origin = "AP";
  return report;
}

inline model::Story sample_story(const std::string& id) {
  model::Story story;
  story.id = id;
  story.outlet = "TIME";
  story.feed = "time";
  story.guid = "guid-1";
  story.link = "https://example.com/s";
  story.title = "A story";
  story.summary = "Its summary";
  story.authors = {"A. Writer"};
  story.categories = {"Tech", "AI"};
  story.published = at(1);
  story.updated = at(2);
  story.first_seen = at(3);
  story.story_time = at(4);
  story.keys = {"g:time:guid-1", "u:example.com/s"};
  story.titles = {0xFFFFFFFFFFFFFFFFu, 1};
  story.more_feeds = {"time-tech"};
  story.more_outlets = {"Time"};
  story.labels = {"us"};
  story.matched = {7, 8};
  story.topics = {"deepseek-r1"};
  story.event = event_id(1);
  story.held = true;
  story.notes = {"a note"};
  return story;
}

inline model::FeedState sample_feed(const std::string& url) {
  model::FeedState feed;
  feed.url = url;
  feed.name = "time";
  feed.etag = "W/\"a\xE9\xFF\"";
  feed.last_modified = "Tue, 28 Jan 2025 20:00:00 GMT";
  feed.body_hash = 0xFEDCBA9876543210u;
  feed.next_poll = at(10);
  feed.retry_after = at(11);
  feed.last_attempt = at(12);
  feed.last_success = at(13);
  feed.first_success = at(14);
  feed.status = 304;
  feed.failures = 2;
  feed.gone = true;
  feed.last_error = "timed out";
  feed.error_cause = "timed out";
  feed.title = "TIME";
  feed.moved_to = "https://example.com/new";
  feed.moved_since = at(15);
  feed.asked_at = "https://example.com/newer";
  feed.limited_host = "https://example.com:443";
  feed.failing_since = at(16);
  feed.first_410 = at(17);
  feed.dead_since = at(17);
  feed.told_failing = feed.told_quiet = true;
  feed.site = "https://example.com/";
  feed.searched = at(18);
  feed.proposed = "https://example.com/other";
  feed.wait = std::chrono::minutes(10);
  feed.habit = {at(19), std::chrono::hours(1), std::chrono::hours(9)};
  feed.window = "0123456789abcdef";
  feed.items = 20;
  feed.polls = 7;
  feed.unchanged = 3;
  feed.errors = 1;
  feed.title_parts = {9, {{"time", false, 7, 1}}};
  return feed;
}

inline model::OutboxRow sample_row(std::uint64_t row) {
  model::OutboxRow out;
  out.row = row;
  out.sink = "file";
  out.notification.id = event_id(1) + ":event.new";
  out.notification.type = "event.new";
  out.notification.time = at(20);
  out.notification.title = "The first title";
  out.notification.link = "https://example.com/first";
  out.notification.event = sample_event(1);
  out.notification.reports = {sample_report(1, "a"), sample_report(1, "b")};
  out.created = at(21);
  out.not_before = at(22);
  out.attempts = 3;
  out.last_error = "exit status 1";
  return out;
}

}  // namespace newswatch::store
