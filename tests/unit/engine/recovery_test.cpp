// What a failed commit, a stop and a reload leave behind: the same decisions as without them.
#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "unit/engine/newsroom.h"
#include "unit/fold/stream.h"

namespace newswatch::engine {
namespace {

// Three weeks of one generated stream through three feeds, twelve items a document, with a window
// of three days so that events expire on the way.
class Weeks : public Newsroom {
 protected:
  Weeks() {
    settings_.event.window = 72h;
    settings_.topics = {topic_of("ai", "deepseek"), topic_of("chips", "nvidia")};
    for (const fold::IncomingStory& subject : fold::generated_stream(360, 11)) {
      Told told{.title = subject.title, .summary = subject.summary, .id = subject.id};
      if (subject.fold) told.title += " DeepSeek";
      if (subject.topics.size() > 1) told.title += " Nvidia";
      stream_.push_back(std::move(told));
    }
    open();
  }

  // before_each and apply_one are what the run suffers.
  std::string run(const std::function<void()>& before_each,
                  const std::function<void(const PollResult&)>& apply_one) {
    const std::array urls = {kTime, kHill, kIndia};
    std::array<std::vector<Told>, 3> shown;
    for (std::size_t i = 0; i < stream_.size(); ++i) {
      clock_.pass(84min);
      auto& items = shown[i % 3];
      stream_[i].published = clock_.now() - std::chrono::minutes(i % 50);
      items.push_back(stream_[i]);
      if (items.size() > 12) items.erase(items.begin());
      if (i % 7 == 0) items.front().title += " corrected";
      if (i % 2 == 0) continue;  // two items a document now and then
      before_each();
      apply_one(polled(urls[i % 3], document("site" + std::to_string(i % 3), items)));
      if (HasFatalFailure()) break;
    }
    return stored();
  }

  std::string undisturbed() {
    return run([] {}, [this](const PollResult& response) { apply(response); });
  }

  std::vector<Told> stream_;
};

// The first half of each comparison; a fixture holds one store, so each run has its own.
class Undisturbed : public Weeks {
 public:
  void TestBody() override {}
  std::string result() {
    std::string out = undisturbed();
    EXPECT_GT(events_.size(), 50u);
    std::size_t reports_of_all = 0;
    for (const std::string& id : events_) reports_of_all += event(id).report_count;
    EXPECT_GT(reports_of_all, events_.size() + 30) << "something was folded";
    EXPECT_LT(engine_->index().events(), events_.size()) << "something expired";
    return out;
  }
};

TEST_F(Weeks, AStartAfterEveryResponseDecidesAsAnUndisturbedRun) {
  const std::string expected = Undisturbed().result();
  EXPECT_EQ(run([this] { open(); }, [this](const PollResult& response) { apply(response); }),
            expected);
}

TEST_F(Weeks, AReopenedStoreDecidesAsAnUndisturbedRun) {
  const std::string expected = Undisturbed().result();
  int n = 0;
  const auto reopen = [&] {
    if (++n % 15 != 0) return;
    open_store();
    open();
  };
  EXPECT_EQ(run(reopen, [this](const PollResult& response) { apply(response); }), expected);
}

TEST_F(Weeks, AResponseThatCouldNotBeCommittedAtFirstGivesTheSameResult) {
  const std::string expected = Undisturbed().result();
  int n = 0;
  EXPECT_EQ(run([] {},
                [&](const PollResult& response) {
                  // To read the whole store each time would take most of the test's time.
                  const bool look = ++n % 10 == 0;
                  const std::string before = look ? stored() : "";
                  fill_disk();
                  const auto failed = engine_->ingest(response);
                  ASSERT_FALSE(failed);
                  EXPECT_EQ(failed.error().kind, model::ErrorKind::kTransient);
                  free_disk();
                  if (look) {
                    EXPECT_EQ(stored(), before);
                  }
                  apply(response);
                }),
            expected);
}

class Recovery : public Newsroom {};

TEST_F(Recovery, AFailedCommitLeavesNoTrace) {
  start_quietly();
  const model::FeedState before = engine_->feed(kTime);
  const PollResult response =
      polled(kTime, document("time.example", {{.title = kAltman, .published = clock_.now()}}));
  fill_disk();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(engine_->ingest(response));
  EXPECT_EQ(engine_->feed(kTime).body_hash, before.body_hash);
  EXPECT_EQ(engine_->feed(kTime).polls, before.polls);
  EXPECT_EQ(engine_->index().events(), 0u);
  EXPECT_EQ(engine_->index().counts().stories("ai"), 0);
  free_disk();
  const auto applied = apply(response);
  EXPECT_EQ(applied.changes.rows.size(), 1u);
  EXPECT_EQ(applied.new_stories, 1u);
}

// Events leave at whole hours of the clock, whenever the process was started.
TEST_F(Recovery, AStartExpiresNoEventSoonerThanARunWould) {
  settings_.event.window = 48h;
  open();
  start_quietly();
  const auto first = poll(kTime, {{.title = kAltman, .published = clock_.now()}});  // 20:10
  clock_.pass(48h - 20min);
  poll(kIndia, {{.title = "Other news", .published = clock_.now()}});
  open();
  clock_.pass(30min);  // 20:20: the run before would look again at 21:00
  const auto second = poll(kHill, {{.title = kAltman, .published = clock_.now() - 1h}});
  EXPECT_EQ(second.changes.placed.at(0).event.id, first.changes.placed.at(0).event.id);
}

TEST_F(Recovery, ADocumentThatKilledTheProcessTwiceIsBackedOffAndNamed) {
  poll(kTime, {{.title = "Other news", .published = clock_.now()}});
  EXPECT_TRUE(back_off({{kTime, 1}}).empty()) << "once may be chance";
  EXPECT_TRUE(engine_->feed(kTime).last_error.empty());
  const auto named = back_off({{kTime, 2}});
  ASSERT_EQ(named.size(), 1u);
  EXPECT_EQ(named[0].name, "time");
  open();
  const model::FeedState state = engine_->feed(kTime);
  EXPECT_EQ(state.failures, 1);
  EXPECT_GE(state.next_poll, clock_.now() + 9min);
  EXPECT_NE(state.last_error.find("2 times"), std::string::npos) << state.last_error;
  EXPECT_TRUE(engine_->feed(kHill).last_error.empty());
}

TEST_F(Recovery, ASuspectThatLeftTheConfigIsNotNamed) {
  EXPECT_TRUE(back_off({{"https://gone.example/feed", 3}}).empty());
}

TEST_F(Recovery, StartsAloneDoNotBackASuspectOffFurther) {
  back_off({{kTime, 2}});
  const model::Time next = engine_->feed(kTime).next_poll;
  clock_.pass(1min);
  for (int i = 0; i < 5; ++i) {
    open();
    EXPECT_EQ(back_off({{kTime, 2}}).size(), 1u);
  }
  EXPECT_EQ(engine_->feed(kTime).next_poll, next);
  EXPECT_EQ(engine_->feed(kTime).failures, 1);
  open();
  back_off({{kTime, 3}});  // asked again, and the process ended again
  EXPECT_EQ(engine_->feed(kTime).failures, 2);
  EXPECT_GT(engine_->feed(kTime).next_poll, next);
}

TEST_F(Recovery, ASuspectThatIsReadAfterAllIsForgiven) {
  back_off({{kTime, 2}});
  EXPECT_EQ(engine_->watch_line().failing, 1u);
  EXPECT_TRUE(poll(kTime, {{.title = "News", .published = clock_.now()}}).recovered);
  EXPECT_EQ(engine_->watch_line().failing, 0u);
}

TEST_F(Recovery, StateOfAFeedSurvivesAStart) {
  fetch::Response response = *polled(kTime, document("time.example", {})).response;
  response.body = document("time.example", {{.title = "News", .published = clock_.now()}});
  response.etag = "\"v1\"";
  response.last_modified = "Tue, 28 Jan 2025 19:00:00 GMT";
  apply(parse_response(fetched(kTime, clock_.moment(), response)));
  open_store();
  open();
  const model::FeedState state = engine_->feed(kTime);
  EXPECT_EQ(state.etag, "\"v1\"");
  EXPECT_EQ(state.last_modified, "Tue, 28 Jan 2025 19:00:00 GMT");
  EXPECT_EQ(state.next_poll, clock_.now() + 10min);
  EXPECT_EQ(state.name, "time");
}

TEST_F(Recovery, AnUnknownFeedIsDueAtOnce) {
  EXPECT_EQ(engine_->feed(kTime).next_poll, model::Time{});
  ASSERT_EQ(engine_->feeds().size(), 3u);
  EXPECT_EQ(engine_->feeds()[1].url, kHill);
}

class Reloading : public Newsroom {};

TEST_F(Reloading, ARemovedTopicKeepsItsEventsAndGetsNoMoreReports) {
  start_quietly();
  const auto first = poll(kTime, {{.title = kAltman, .published = clock_.now(), .id = "a1"}});
  const std::string id = first.changes.placed[0].event.id;
  settings_.topics.erase(settings_.topics.begin());
  reload();
  const auto second = poll(kHill, {{.title = kAltmanAgain, .published = clock_.now()}});
  EXPECT_TRUE(second.changes.placed.empty());
  EXPECT_EQ(event(id).report_count, 1u);
  EXPECT_EQ(event(id).topics, (std::vector<std::string>{"ai"}));
  poll(kTime, {{.title = kAltman + ", he says", .published = clock_.now(), .id = "a1"}});
  EXPECT_EQ(event(id).title, kAltman + ", he says") << "its known report is still kept up to date";
}

TEST_F(Reloading, ANewTopicHoldsForStoriesThatComeAfterIt) {
  start_quietly();
  const Told before{.title = "Quokka found", .published = clock_.now()};
  poll(kTime, {before});
  settings_.topics.push_back(topic_of("animals", "quokka"));
  reload();
  const auto applied =
      poll(kTime, {before, {.title = "Second quokka seen in zoo", .published = clock_.now()}});
  ASSERT_EQ(applied.changes.placed.size(), 1u);
  EXPECT_EQ(applied.changes.placed[0].report.title, "Second quokka seen in zoo");
}

TEST_F(Reloading, ARuleThatCanNotBeCompiledLeavesTheOldOnes) {
  start_quietly();
  config::Settings bad = settings_;
  bad.topics = {topic_of("ai", "/deep(/")};
  const auto done = engine_->reload(std::make_shared<config::Settings>(bad));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, model::ErrorKind::kBadInput);
  EXPECT_EQ(poll(kTime, {{.title = kAltman, .published = clock_.now()}}).changes.placed.size(), 1u);
}

TEST_F(Reloading, AResponseOfAFeedThatLeftTheConfigIsDropped) {
  start_quietly();
  const PollResult response =
      polled(kTime, document("time.example", {{.title = kAltman, .published = clock_.now()}}));
  settings_.feeds.erase(settings_.feeds.begin());
  reload();
  const auto applied = apply(response);
  EXPECT_EQ(applied.outcome, Ingested::Outcome::kRemoved);
  EXPECT_TRUE(outbox().empty());
  settings_.feeds.insert(settings_.feeds.begin(), {.name = "time", .outlet = "TIME", .url = kTime});
  open();
  EXPECT_EQ(apply(response).changes.rows.size(), 1u)
      << "back in the config, its items are there to be told";
}

}  // namespace
}  // namespace newswatch::engine
