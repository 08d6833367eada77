#include "fold/index.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "text/times.h"
#include "unit/fold/stream.h"

namespace newswatch::fold {
namespace {

// Equal to the last bit, reasons included.
void expect_same(const std::vector<Decision>& a, const std::vector<Decision>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].event, b[i].event);
    EXPECT_EQ(a[i].opens, b[i].opens);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(a[i].score), std::bit_cast<std::uint64_t>(b[i].score));
    EXPECT_EQ(a[i].considered, b[i].considered);
    EXPECT_EQ(a[i].why, b[i].why);
    EXPECT_EQ(a[i].row.weights, b[i].row.weights);
    EXPECT_EQ(a[i].row.seq, b[i].row.seq);
  }
}

// The same stream through a desk that goes on and one that stops at every tenth story. Returns how
// many stories joined an event, so that a caller knows that something was decided.
int compare(const std::vector<IncomingStory>& stream, bool drop) {
  Desk steady, stopped;
  for (Desk* desk : {&steady, &stopped}) desk->rule_words("a", {"deepseek", "deep seek"});
  int joined = 0;
  for (std::size_t i = 0; i < stream.size(); ++i) {
    if (i % 10 == 0) stopped.restart();
    if (drop && i % 50 == 0) {
      const model::Time horizon = stream[i].arrived - std::chrono::hours(96);
      steady.drop_before(horizon);
      stopped.drop_before(horizon);
    }
    const auto decisions = steady.tell(std::vector{stream[i]});
    expect_same(decisions, stopped.tell(std::vector{stream[i]}));
    if (testing::Test::HasFailure()) return joined;
    for (const Decision& decision : decisions) joined += !decision.opens;
  }
  EXPECT_EQ(steady.index.events(), stopped.index.events());
  return joined;
}

TEST(Index, RebuiltFromItsRowsDecidesAsTheOneThatWasLost) {
  EXPECT_GT(compare(generated_stream(1500, 7), false), 300);
}

TEST(Index, RebuiltAfterEventsExpiredDecidesAsTheOneThatWasLost) {
  EXPECT_GT(compare(generated_stream(1500, 8), true), 300);
}

TEST(Index, RebuiltOnTheLaunchWeeksDecidesAsTheOneThatWasLost) {
  const std::filesystem::path file =
      std::filesystem::path(NEWSWATCH_SHARED_DIR) / "corpus/deepseek/stories.dev.jsonl";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "shared corpus is not there";
  std::vector<IncomingStory> stream;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line);
    IncomingStory subject;
    subject.id = json.at("id");
    subject.outlet = json.at("outlet");
    subject.title = json.at("title");
    subject.summary = json["summary"].is_string() ? json["summary"] : "";
    subject.time = subject.arrived =
        text::parse_rfc3339(json.at("published").get<std::string>()).value_or(model::Time{});
    subject.fold = json.at("on_topic");
    if (subject.fold) subject.topics = {"a"};
    stream.push_back(std::move(subject));
  }
  EXPECT_GT(compare(stream, false), 50);
}

model::IndexRow row(std::uint64_t seq, const std::string& event, double hours,
                    std::vector<model::TermWeight> weights) {
  model::IndexRow out;
  out.seq = seq;
  out.event = event;
  out.story = std::to_string(seq);
  out.story_time = out.arrived = hour(hours);
  out.weights = std::move(weights);
  return out;
}

// The events that hold the term, in the order in which the index has them.
std::vector<std::string> holders(const Index& index, model::TermId term) {
  std::vector<std::string> out;
  const std::uint32_t number = index.number(term);
  if (number == Index::kNone) return out;
  for (const std::uint32_t slot : index.postings(number)) out.emplace_back(index.at(slot).id());
  return out;
}

TEST(Index, NamesTheHoldersOfATermInOrderOfTheirFirstReports) {
  Index index;
  index.add(row(1, "late-name", 0, {{5, 1}}));
  index.add(row(2, "early-name", 0, {{5, 0.6F}, {6, 0.8F}}));
  index.add(row(3, "late-name", 0, {{6, 1}}));
  index.add(row(4, "other", 0, {{9, 1}}));
  EXPECT_EQ(holders(index, 5), (std::vector<std::string>{"late-name", "early-name"}));
  EXPECT_EQ(holders(index, 6), (std::vector<std::string>{"late-name", "early-name"}));
  EXPECT_TRUE(holders(index, 7).empty());
  EXPECT_EQ(index.events(), 3u);
  EXPECT_EQ(index.next_seq(), 5u);
  EXPECT_EQ(index.find("nobody"), nullptr);
  EXPECT_EQ(index.seqs("late-name"), (std::vector<std::uint64_t>{1, 3}));
  EXPECT_TRUE(index.seqs("nobody").empty());
}

TEST(Index, SumsTheVectorsOfAnEvent) {
  Index index;
  index.add(row(1, "e", 0, {{5, 1}}));
  index.add(row(2, "e", 3, {{5, 0.6F}, {6, 0.8F}}));
  const IndexedEvent& event = *index.find("e");
  ASSERT_NE(event.find(index.number(5)), nullptr);
  EXPECT_FLOAT_EQ(static_cast<float>(event.find(index.number(5))->sum()), 1.6F);
  EXPECT_EQ(event.find(index.number(5))->first, 1);
  EXPECT_EQ(event.find(index.number(6))->first, 0);
  EXPECT_FLOAT_EQ(static_cast<float>(event.norm2()), 1.6F * 1.6F + 0.8F * 0.8F);
  EXPECT_EQ(event.reports().size(), 2u);
  EXPECT_EQ(event.last(), hour(3));
}

TEST(Index, ForgetsAnEventWhenItsLastReportIsTooOld) {
  Index index;
  index.add(row(1, "old", 0, {{5, 1}}));
  index.add(row(2, "kept by a late report", 0, {{5, 1}}));
  index.add(row(3, "old", 1, {{6, 1}}));
  index.add(row(4, "kept by a late report", 10, {{7, 1}}));
  EXPECT_EQ(index.expired(hour(5)), (std::vector<std::uint64_t>{1, 3}));
  index.drop_before(hour(5));
  EXPECT_TRUE(index.expired(hour(5)).empty());
  EXPECT_EQ(index.find("old"), nullptr);
  EXPECT_EQ(holders(index, 5), (std::vector<std::string>{"kept by a late report"}));
  EXPECT_TRUE(holders(index, 6).empty());
  index.add(row(5, "old", 11, {{6, 1}}));  // the id may come back: it is an event of its own
  EXPECT_EQ(index.find("old")->reports().size(), 1u);
}

// Two events become one in the index and in the store's rows; the index goes on, another is
// rebuilt.
TEST(Index, DecidesAfterAMergeAsOneRebuiltFromTheMergedRows) {
  const auto stream = generated_stream(900, 31);
  Desk steady, rebuilt;
  int merges = 0;
  for (std::size_t i = 0; i < stream.size(); ++i) {
    if (i % 30 == 29 && steady.rows.size() > 20) {
      const std::string into = steady.rows[steady.rows.size() - 1].event;
      const std::string from = steady.rows[steady.rows.size() - 12].event;
      std::vector<model::IndexRow> merged;
      for (Desk* desk : {&steady, &rebuilt}) {
        merged.clear();
        for (model::IndexRow& row : desk->rows) {
          if (row.event == from) row.event = into;
          if (row.event == into) merged.push_back(row);
        }
      }
      const std::vector<std::string> gone = {into, from};
      steady.index.replace(gone, merged);
      rebuilt.restart();
      merges += into != from;
      ASSERT_EQ(steady.index.seqs(into), rebuilt.index.seqs(into));
      ASSERT_EQ(steady.index.events(), rebuilt.index.events());
    }
    expect_same(steady.tell(std::vector{stream[i]}), rebuilt.tell(std::vector{stream[i]}));
    if (HasFailure()) return;
  }
  EXPECT_GT(merges, 10);
}

TEST(Index, ReplacingPutsAMergedEventWhereItsFirstReportStood) {
  Index index;
  index.add(row(1, "a", 0, {{5, 1}}));
  index.add(row(2, "b", 0, {{5, 1}}));
  index.add(row(3, "c", 0, {{5, 1}}));
  const std::vector<std::string> gone = {"a", "c", "nobody"};
  index.replace(gone, std::vector{row(1, "c", 0, {{5, 1}}), row(3, "c", 0, {{5, 1}})});
  EXPECT_EQ(holders(index, 5), (std::vector<std::string>{"c", "b"}));
  EXPECT_EQ(index.find("a"), nullptr);
  EXPECT_EQ(index.seqs("c"), (std::vector<std::uint64_t>{1, 3}));
  index.replace(std::vector<std::string>{"b", "c"}, {});
  EXPECT_EQ(index.events(), 0u);
  EXPECT_EQ(index.number(5), Index::kNone) << "its number is given back";
}

TEST(Index, TermsThatNobodyHoldsAnyMoreGiveTheirNumbersBack) {
  Index index;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    index.add(
        row(i + 1, "e" + std::to_string(i), static_cast<double>(i), {{1, 0.6F}, {1000 + i, 0.8F}}));
    if (i % 50 == 0) index.drop_before(hour(static_cast<double>(i) - 100));
  }
  EXPECT_LT(index.events(), 200u);
  EXPECT_LT(index.slots(), 200u);
  std::uint32_t largest = 0;
  for (std::uint64_t i = 4900; i < 5000; ++i) {
    ASSERT_NE(index.number(1000 + i), Index::kNone);
    largest = std::max(largest, index.number(1000 + i));
  }
  EXPECT_LT(largest, 200u);
  EXPECT_EQ(index.number(1000), Index::kNone);
}

TEST(Index, ReplacesTheWordsOfARule) {
  Index index;
  const std::vector<model::TermId> first = {5}, second = {6};
  index.set_topic_words("a", first);
  EXPECT_TRUE(index.is_topic_word("a", 5));
  EXPECT_FALSE(index.is_topic_word("b", 5));
  index.set_topic_words("a", second);
  EXPECT_FALSE(index.is_topic_word("a", 5));
  EXPECT_TRUE(index.is_topic_word("a", 6));
}

}  // namespace
}  // namespace newswatch::fold
