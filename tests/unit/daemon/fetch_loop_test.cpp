// The fetch loop on its own thread, between a scripted network and a test that plays the writer.
#include "daemon/fetch_loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "daemon/local_document_log.h"
#include "support/folder.h"

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;

// Answers every request at once. Wakes as the real one does.
class ScriptedFetcher final : public fetch::Fetcher {
 public:
  using Script = std::function<fetch::Response(const fetch::Request&)>;
  explicit ScriptedFetcher(Script script) : script_(std::move(script)) {}
  void start(fetch::Request request) override {
    std::lock_guard lock(mutex_);
    ended_.push_back({request.id, script_(request)});
    requests_.push_back(std::move(request));
  }
  std::vector<fetch::FetchResult> wait(model::Duration max) override {
    std::unique_lock lock(mutex_);
    news_.wait_for(lock, max, [&] { return woken_ || !ended_.empty(); });
    woken_ = false;
    return std::exchange(ended_, {});
  }
  void wake() override {
    std::lock_guard lock(mutex_);
    woken_ = true;
    news_.notify_all();
  }
  std::vector<std::uint64_t> stalled() const override { return {}; }
  model::Result<void> trust(net::AddressGuard, const std::filesystem::path&) override { return {}; }
  void cancel_all() override {}

  std::vector<fetch::Request> requests() {
    std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  const Script script_;
  std::mutex mutex_;  // the test reads what the loop's thread wrote
  std::condition_variable news_;
  bool woken_ = false;
  std::vector<fetch::FetchResult> ended_;
  std::vector<fetch::Request> requests_;
};

// Answers nothing.
class SilentFetcher final : public fetch::Fetcher {
 public:
  void start(fetch::Request) override { ++started_; }
  std::vector<fetch::FetchResult> wait(model::Duration) override {
    std::this_thread::sleep_for(1ms);
    return {};
  }
  void wake() override {}
  std::vector<std::uint64_t> stalled() const override { return {}; }
  model::Result<void> trust(net::AddressGuard, const std::filesystem::path&) override { return {}; }
  void cancel_all() override {}
  std::size_t started() const { return started_; }

 private:
  std::atomic<std::size_t> started_ = 0;
};

fetch::Response scripted(int status, std::string body) {
  fetch::Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

class FetchLoopTest : public testing::Test {
 protected:
  static constexpr const char* kUrl = "https://time.example/feed";

  FetchLoopTest() {
    auto settings = std::make_shared<config::Settings>();
    settings->feeds = {{.name = "time", .outlet = "TIME", .url = kUrl}};
    settings->fetch.host_gap = 0ms;
    settings_ = settings;
  }
  ~FetchLoopTest() override {
    if (loop_) loop_->stop();
  }

  void run(int status, std::vector<model::FeedState> states) {
    fetcher_ = std::make_unique<ScriptedFetcher>([status](const fetch::Request&) {
      return scripted(status, "<rss><channel><title>T</title></channel></rss>");
    });
    loop_ = std::make_unique<FetchLoop>(*fetcher_, clock_, documents_, writer_);
    thread_ = std::jthread(
        [this, s = std::move(states)]() mutable { loop_->run(settings_, std::move(s), beat_); });
  }

  model::FeedState state(model::Time next_poll) const {
    model::FeedState out;
    out.url = kUrl;
    out.etag = "\"v1\"";
    out.last_modified = "yesterday";
    out.next_poll = next_poll;
    return out;
  }

  model::SystemClock clock_;
  engine::SettingsPtr settings_;
  test::Folder folder_;
  std::unique_ptr<CrashMarks> marks_ = std::move(*CrashMarks::open(folder_.path() / "marks"));
  LocalDocumentLog documents_{16, *marks_};
  Queue<WriterMessage> writer_{64};
  Beat beat_;
  std::unique_ptr<ScriptedFetcher> fetcher_;
  std::unique_ptr<FetchLoop> loop_;
  std::jthread thread_;
};

TEST_F(FetchLoopTest, ADocumentGoesToTheDocumentLog) {
  run(200, {state(clock_.now())});
  const auto document = documents_.next(10s);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->url, kUrl);
  EXPECT_NE(document->entry, 0u);
  EXPECT_EQ(fetcher_->requests()[0].etag, "\"v1\"");
  EXPECT_EQ(fetcher_->requests()[0].last_modified, "yesterday");
  EXPECT_FALSE(writer_.pop(50ms)) << "the writer gets it parsed";
}

TEST_F(FetchLoopTest, AnswersWithoutADocumentGoStraightToTheWriter) {
  run(304, {state(clock_.now())});
  const auto message = writer_.pop(10s);
  ASSERT_TRUE(message && std::holds_alternative<engine::PollResult>(*message));
  EXPECT_EQ(std::get<engine::PollResult>(*message).response->status, 304);
}

TEST_F(FetchLoopTest, AsksNothingBeforeItsTimeAndNothingThatIsGone) {
  auto gone = state(clock_.now() - 1h);
  gone.gone = true;
  run(304, {gone});
  EXPECT_FALSE(writer_.pop(100ms));
  loop_->inbox().push(PollDone{kUrl, state(clock_.now() + 1h)});
  EXPECT_FALSE(writer_.pop(100ms));
  loop_->inbox().push(PollDone{kUrl, state(clock_.now() + 50ms)});
  EXPECT_TRUE(writer_.pop(10s));
}

TEST_F(FetchLoopTest, AFeedHasOneResponseBetweenFetchAndCommitEvenWhenTheConfigIsReloaded) {
  run(200, {state(clock_.now())});
  ASSERT_TRUE(documents_.next(10s));
  // As the writer knows it: still due, its response is not committed yet.
  loop_->inbox().push(Reloaded{settings_, {state(clock_.now() - 1s)}});
  EXPECT_FALSE(documents_.next(200ms));
  EXPECT_EQ(fetcher_->requests().size(), 1u);
  loop_->inbox().push(PollDone{kUrl, state(clock_.now())});
  EXPECT_TRUE(documents_.next(10s));
  EXPECT_EQ(fetcher_->requests().size(), 2u);
}

// Of so many feeds on hosts of their own, all due, that answer nothing: how many are asked.
std::size_t asked_at_once(std::size_t feeds, int transfers) {
  auto settings = std::make_shared<config::Settings>();
  settings->fetch.transfers = transfers;
  settings->fetch.host_gap = 0ms;
  const model::SystemClock clock;
  std::vector<model::FeedState> states;
  for (std::size_t i = 0; i < feeds; ++i) {
    const std::string n = std::to_string(i), url = "https://h" + n + ".example/feed";
    settings->feeds.push_back({.name = n, .outlet = n, .url = url});
    states.emplace_back().url = url;
    states.back().next_poll = clock.now() - 1min;
  }
  const test::Folder folder;
  const auto marks = *CrashMarks::open(folder.path() / "marks");
  LocalDocumentLog documents(16, *marks);
  Queue<WriterMessage> writer(64);
  SilentFetcher fetcher;
  Beat beat;
  FetchLoop loop(fetcher, clock, documents, writer);
  std::jthread thread([&] { loop.run(settings, states, beat); });
  for (std::size_t before = 0; fetcher.started() == 0 || fetcher.started() > before;) {
    before = fetcher.started();
    std::this_thread::sleep_for(200ms);
  }
  loop.stop();
  return fetcher.started();
}

TEST(Transfers, AreAsManyAtOnceAsIsSaidOrAsTheFeedsNeed) {
  EXPECT_EQ(asked_at_once(20, 7), 7u);
  EXPECT_EQ(asked_at_once(300, 0), 100u);
  EXPECT_EQ(asked_at_once(300, 150), 150u);
  EXPECT_EQ(asked_at_once(60'000, 0), 150u);
}

TEST_F(FetchLoopTest, AFeedThatLeftTheConfigIsAskedNoMore) {
  run(304, {state(clock_.now())});
  ASSERT_TRUE(writer_.pop(10s));
  loop_->inbox().push(Reloaded{std::make_shared<config::Settings>(), {}});
  loop_->inbox().push(PollDone{kUrl, state(clock_.now())});
  EXPECT_FALSE(writer_.pop(100ms));
}

TEST_F(FetchLoopTest, SearchesTheSiteOfADeadFeedOnceAndGuessesNothing) {
  for (const bool gone : {false, true}) {
    ScriptedFetcher pages([](const fetch::Request& request) {
      fetch::Response response = scripted(200, "");
      response.final_url = request.url;
      if (request.url == "https://time.example/") {
        response.body = "<html><link rel=alternate type=application/rss+xml href=/rss></html>";
      } else if (request.url == "https://time.example/rss") {
        response.body = "<rss><channel><title>T</title></channel></rss>";
      } else {
        response.status = 404;
      }
      return response;
    });
    FetchLoop loop(pages, clock_, documents_, writer_);
    model::FeedState dead = state(clock_.now() - 1h);
    dead.dead_since = clock_.now() - 73h;
    dead.site = "https://time.example/";
    dead.gone = gone;
    std::jthread thread([&] { loop.run(settings_, {dead}, beat_); });
    const auto message = writer_.pop(10s);
    ASSERT_TRUE(message && std::holds_alternative<engine::SearchResult>(*message));
    EXPECT_EQ(std::get<engine::SearchResult>(*message).url, kUrl);
    EXPECT_EQ(std::get<engine::SearchResult>(*message).found, "https://time.example/rss");
    const auto requests = pages.requests();
    ASSERT_EQ(requests.size(), 2u);
    for (const fetch::Request& request : requests) {
      EXPECT_EQ(request.etag + request.last_modified, "") << "validators are the feed's";
    }
    dead.searched = clock_.now();
    loop.inbox().push(PollDone{kUrl, dead});
    const auto next = writer_.pop(gone ? 100ms : 10s);
    EXPECT_EQ(next.has_value(), !gone) << "asked again, unless it is gone for good";
    if (next) {
      EXPECT_EQ(std::get<engine::PollResult>(*next).response->status, 404);
    }
    loop.stop();
  }
}

TEST_F(FetchLoopTest, AHostThatSaidTooManyIsHeldFromTheStartOn) {
  auto settings = std::make_shared<config::Settings>(*settings_);
  settings->feeds.push_back({.name = "b", .outlet = "TIME", .url = "https://time.example/b"});
  settings_ = settings;
  auto limited = state(clock_.now() + 1h);
  limited.retry_after = clock_.now() + 300ms;
  limited.limited_host = "https://time.example:443";
  auto neighbour = state(clock_.now() - 1h);
  neighbour.url = "https://time.example/b";
  const auto start = clock_.now();
  run(304, {limited, neighbour});
  ASSERT_TRUE(writer_.pop(10s));
  EXPECT_GE(clock_.now() - start, 290ms);
}

TEST_F(FetchLoopTest, AFullWriterStopsNewTransfersAndLosesNothing) {
  auto settings = std::make_shared<config::Settings>(*settings_);
  std::vector<model::FeedState> states;
  settings->feeds.clear();
  for (int i = 0; i < 120; ++i) {
    const std::string url = "https://h" + std::to_string(i) + ".example/";
    settings->feeds.push_back({.name = std::to_string(i), .outlet = "O", .url = url});
    states.push_back(state(clock_.now()));
    states.back().url = url;
  }
  settings_ = settings;
  run(304, states);
  std::this_thread::sleep_for(200ms);  // the writer is busy elsewhere
  EXPECT_LT(fetcher_->requests().size(), 120u) << "64 in the queue, the rest on their way at most";
  std::set<std::string> settled;
  while (auto message = writer_.pop(500ms)) {
    const std::string url = std::get<engine::PollResult>(*message).url;
    EXPECT_TRUE(settled.insert(url).second);
    model::FeedState next = state(clock_.now() + 1h);
    next.url = url;
    loop_->inbox().push(PollDone{url, next});
  }
  EXPECT_EQ(settled.size(), 120u);
}

// The machine's clock, set by a test.
class SetClock final : public model::Clock {
 public:
  model::Time now() const override { return real_.now() + by_.load(); }
  model::Monotonic monotonic() const override { return real_.monotonic(); }
  void set(model::Duration by) { by_ = by; }

 private:
  model::SystemClock real_;
  std::atomic<model::Duration> by_ = model::Duration(0);
};

TEST_F(FetchLoopTest, AClockThatIsSetNeitherStopsPollsNorBringsThemForward) {
  for (const model::Duration step : {model::Duration(-5h - 30min), model::Duration(24h * 365)}) {
    SetClock clock;
    ScriptedFetcher fetcher([](const fetch::Request&) { return scripted(304, ""); });
    FetchLoop loop(fetcher, clock, documents_, writer_);
    std::jthread thread([&] { loop.run(settings_, {state(clock.now() + 1500ms)}, beat_); });
    std::this_thread::sleep_for(300ms);  // the loop looks at the clock
    const auto start = clock.monotonic();
    clock.set(step);
    loop.inbox().push(PollDone{"https://gone.example/", {}});  // and once more
    const auto message = writer_.pop(10s);
    EXPECT_TRUE(message);
    EXPECT_GE(clock.monotonic() - start, 500ms);
    loop.stop();
  }
}

TEST_F(FetchLoopTest, APollThatWasPlannedInTheFutureComesAfterItsOwnWait) {
  model::FeedState ahead = state(clock_.now() + 8h + 300ms);
  ahead.planned = ahead.last_attempt = clock_.now() + 8h;
  ahead.limited_host = "https://time.example:443";
  ahead.retry_after = clock_.now() + 8h + 300ms;
  const auto start = clock_.now();
  run(304, {ahead});
  ASSERT_TRUE(writer_.pop(10s));
  EXPECT_GE(clock_.now() - start, 290ms);
}

}  // namespace
}  // namespace newswatch::daemon
