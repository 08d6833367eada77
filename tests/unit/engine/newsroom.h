// A daemon without threads for the tests of engine/: the real engine over a real RocksDB in
// memory, a clock that stands still until it is moved, and documents that are written in place.
#pragma once

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <cctype>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/poll_result.h"
#include "net/url.h"
#include "record/event_json.h"
#include "record/feed_state_json.h"
#include "record/notification_json.h"
#include "record/question_json.h"
#include "store/queries.h"
#include "store/rocks_store.h"
#include "support/http_date.h"
#include "support/index_rows.h"
#include "text/times.h"

namespace newswatch::engine {

using namespace std::chrono_literals;

inline notify::DeliveryResult failed(std::string what, notify::Ends ends = notify::Ends::kAttempt) {
  return tl::unexpected(notify::Failure{.what = std::move(what), .ends = ends});
}

class StandingClock final : public model::Clock {
 public:
  model::Time now() const override { return now_; }
  model::Monotonic monotonic() const override { return model::Monotonic(passed_); }
  void pass(model::Duration time) {
    now_ += time;
    passed_ += time;
  }
  void set(model::Time now) { now_ = now; }  // a step

 private:
  model::Duration passed_ = 1h;
  model::Time now_ = *text::parse_rfc3339("2025-01-28T20:00:00Z");
};

// Passes everything on to a real store; some commits fail first, and have written nothing.
class FailingStore final : public store::EventStore {
 public:
  explicit FailingStore(store::EventStore& real) : real_(real) {}

  model::Result<Values> get(store::Family family,
                            std::span<const std::string> keys) const override {
    return real_.get(family, keys);
  }
  model::Result<void> scan(store::Family family, std::string_view from, std::string_view prefix,
                           const Visit& visit) const override {
    return real_.scan(family, from, prefix, visit);
  }
  model::Result<void> scan_newest_first(store::Family family, std::string_view before,
                                        std::string_view prefix,
                                        const Visit& visit) const override {
    return real_.scan_newest_first(family, before, prefix, visit);
  }
  model::Result<void> commit(const store::Batch& batch) override {
    if (!fails(batch)) return real_.commit(batch);
    return model::fail(kind, "no space left on device");
  }
  void expire(store::Expiry expiry) override { real_.expire(std::move(expiry)); }
  model::Result<void> snapshot(const std::filesystem::path& dir) override {
    return real_.snapshot(dir);
  }
  std::unique_ptr<store::Rows> instant() const override { return real_.instant(); }
  std::vector<store::FamilySize> sizes() const override { return real_.sizes(); }

  model::ErrorKind kind = model::ErrorKind::kTransient;
  std::function<bool(const store::Batch&)> fails = [](const store::Batch&) { return false; };

 private:
  store::EventStore& real_;
};

// Two outlets on one happening in different words, and another happening.
inline const std::string kAltman = "Altman calls DeepSeek cost claims wildly overstated";
inline const std::string kAltmanAgain =
    "OpenAI chief Altman: claims on DeepSeek's cost are overstated";
inline const std::string kNavy = "US Navy bans DeepSeek over security fears";

struct Told {  // an item as its publisher wrote it
  std::string title;
  model::Time published{};
  std::string summary, id;  // id: of guid and link; empty: the title
};

// An Atom document of those items.
inline std::string document(const std::string& site, const std::vector<Told>& items) {
  std::string out = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>" + site + "</title>";
  for (const Told& item : items) {
    std::string slug = item.id.empty() ? item.title : item.id;
    for (char& c : slug) {
      if (!std::isalnum(static_cast<unsigned char>(c))) c = '-';
    }
    out += "<entry><id>" + slug + "</id><title>" + item.title + "</title><link href=\"https://" +
           site + "/" + slug + "\"/><published>" + text::rfc3339(item.published) +
           "</published><summary>" + item.summary + "</summary></entry>";
  }
  return out + "</feed>";
}

inline config::TopicSettings topic_of(const std::string& name, const std::string& term) {
  config::TopicSettings topic;
  topic.name = name;
  topic.clauses.emplace_back();
  topic.clauses.back().any.title = {term};
  return topic;
}

class Newsroom : public testing::Test {
 protected:
  static constexpr const char* kTime = "https://time.example/feed";
  static constexpr const char* kHill = "https://hill.example/feed";
  static constexpr const char* kIndia = "https://india.example/feed";

  Newsroom() {
    settings_.feeds = {{.name = "time", .outlet = "TIME", .url = kTime},
                       {.name = "hill", .outlet = "The Hill", .url = kHill},
                       {.name = "india", .outlet = "India Times", .url = kIndia}};
    settings_.topics = {topic_of("ai", "deepseek"), topic_of("chips", "nvidia")};
    settings_.notify.first_poll = config::FirstPoll::kNotify;
    settings_.sinks = {{.name = "all"}, {.name = "chips-desk", .topics = {"chips"}}};
    open_store();
    open();
  }

  void open_store() {
    engine_.reset();
    failing_.reset();
    store_.reset();
    auto opened = store::RocksStore::open("/store", {.log = {}, .env = env_.get()});
    ASSERT_TRUE(opened) << opened.error().context;
    store_ = std::move(*opened);
    failing_ = std::make_unique<FailingStore>(*store_);
  }

  void fill_disk() {
    failing_->fails = [](const store::Batch&) { return true; };
  }
  void free_disk() {
    failing_->fails = [](const store::Batch&) { return false; };
  }

  // A start of the daemon over what is stored.
  void open() {
    engine_.reset();
    auto opened = Engine::open(*failing_, std::make_shared<config::Settings>(settings_));
    ASSERT_TRUE(opened) << opened.error().context;
    engine_ = std::move(*opened);
  }

  void reload() {
    const auto done = engine_->reload(std::make_shared<config::Settings>(settings_));
    ASSERT_TRUE(done) << done.error().context;
  }

  PollResult polled(const std::string& url, const std::string& body, int status = 200) const {
    fetch::Response response;
    response.status = status;
    response.body = body;
    response.content_type = "application/atom+xml";
    response.final_url = url;
    response.etag = "\"v\"";
    if (server_time_)
      response.date = test::http_date(std::chrono::system_clock::to_time_t(*server_time_));
    return parse_response(fetched(url, clock_.moment(), std::move(response)));
  }

  Ingested apply(const PollResult& response) {
    auto applied = engine_->ingest(response);
    EXPECT_TRUE(applied) << applied.error().context;
    if (!applied) return {};
    remember(applied->changes);
    return std::move(*applied);
  }

  void remember(const Changes& changes) {
    for (const Changes::PlacedReport& member : changes.placed) events_.insert(member.event.id);
  }

  // The judge says this of a report that opened `event` and of `candidate`; nullopt: nothing that
  // is of use.
  void answer(const std::string& event, const std::string& candidate,
              std::optional<model::Verdict> verdict, const std::string& why) {
    model::Question question;
    question.event = event;
    question.candidate = candidate;
    question.settled = true;
    question.verdict = verdict;
    question.why = why;
    const auto done = engine_->answered({question});
    EXPECT_TRUE(done) << done.error().context;
  }

  Changes resolve_doubts() {
    auto changes = engine_->resolve_doubts(clock_.now());
    EXPECT_TRUE(changes) << changes.error().context;
    if (!changes) return {};
    remember(*changes);
    return std::move(*changes);
  }

  // A start that finds these feeds' documents in hand at the end of earlier runs.
  std::vector<model::FeedState> back_off(const std::map<std::string, int>& suspects) {
    auto named = engine_->back_off(suspects, clock_.now());
    EXPECT_TRUE(named) << named.error().context;
    return named.value_or(std::vector<model::FeedState>());
  }

  // One poll that brings these items, as the daemon does it.
  Ingested poll(const std::string& url, const std::vector<Told>& items) {
    return apply(polled(url, document(net::parse_url(url)->host, items)));
  }

  // Every feed has answered once, with other news, so that no document is the first.
  void start_quietly() {
    for (const char* url : {kTime, kHill, kIndia}) {
      poll(url, {{.title = "Other news of the hour", .published = clock_.now() - 1h}});
    }
    clock_.pass(10min);
  }

  model::Event event(const std::string& id) {
    return store::find_event(*store_, id)->value_or(model::Event{});
  }
  std::vector<model::Report> reports(const std::string& id) {
    return *store::find_reports(*store_, id, 0);
  }
  std::vector<model::OutboxRow> outbox() { return *store::all_outbox(*store_); }

  // Everything that is kept, as text: two stores that are equal here are equal to a reader.
  std::string stored() {
    std::string out;
    const auto feeds = *store::all_feeds(*store_);
    for (const model::FeedState& feed : feeds) out += record::feed_state_json(feed) + "\n";
    for (const std::string& id : events_) {
      out += record::stored_event(event(id)) + "\n";
      for (const model::Report& report : reports(id)) out += record::stored_report(report) + "\n";
    }
    for (const model::OutboxRow& row : outbox()) out += record::stored_outbox_row(row) + "\n";
    const auto questions = *store::all_questions(*store_);
    for (const model::Question& question : questions) {
      out += record::stored_question(question) + "\n";
    }
    out += *store::judge_hour(*store_) + "\n";
    const auto rows = *test::index_rows(*store_);
    for (const model::IndexRow& row : rows) {
      out += std::to_string(row.seq) + " " + row.event + " " + row.story + "\n";
    }
    return out;
  }

  std::unique_ptr<rocksdb::Env> env_{rocksdb::NewMemEnv(rocksdb::Env::Default())};
  StandingClock clock_;
  std::optional<model::Time> server_time_;  // what the servers say; nullopt: nothing
  config::Settings settings_;
  std::unique_ptr<store::RocksStore> store_;
  std::unique_ptr<FailingStore> failing_;
  std::unique_ptr<Engine> engine_;
  std::set<std::string> events_;  // ids that were seen
};

}  // namespace newswatch::engine
