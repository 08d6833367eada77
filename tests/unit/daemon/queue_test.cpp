#include "daemon/queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;

TEST(Queue, IsFirstInFirstOut) {
  Queue<int> queue(3);
  for (int i = 1; i <= 3; ++i) EXPECT_TRUE(queue.push(i));
  EXPECT_EQ(queue.pop(0ms), 1);
  EXPECT_EQ(queue.try_pop(), 2);
  EXPECT_EQ(queue.pop(1s), 3);
  EXPECT_EQ(queue.try_pop(), std::nullopt);
}

TEST(Queue, TryPushLeavesTheValueWhenThereIsNoRoom) {
  Queue<std::unique_ptr<int>> queue(1);
  auto first = std::make_unique<int>(1), second = std::make_unique<int>(2);
  EXPECT_TRUE(queue.try_push(first));
  EXPECT_FALSE(queue.try_push(second));
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(*second, 2);
  queue.try_pop();
  EXPECT_TRUE(queue.try_push(second));
}

TEST(Queue, PushFirstGoesBeforeTheOthersAndNeverWaits) {
  Queue<int> queue(2);
  queue.push(1);
  queue.push(2);
  EXPECT_TRUE(queue.push_first(7));
  EXPECT_TRUE(queue.push_first(8));
  EXPECT_TRUE(queue.push_first(9));
  EXPECT_EQ(queue.try_pop_first(), 7);
  EXPECT_EQ(queue.try_pop(), 8);
  EXPECT_EQ(queue.pop(1s), 9);
  EXPECT_EQ(queue.try_pop_first(), std::nullopt);
  EXPECT_EQ(queue.try_pop(), 1);
  queue.close();
  EXPECT_FALSE(queue.push_first(3));
  EXPECT_EQ(queue.try_pop(), 2);
  EXPECT_EQ(queue.try_pop(), std::nullopt);
}

TEST(Queue, PushWaitsForRoom) {
  Queue<int> queue(1);
  queue.push(1);
  std::atomic<bool> pushed = false;
  std::jthread producer([&] { pushed = queue.push(2); });
  std::this_thread::sleep_for(30ms);
  EXPECT_FALSE(pushed);
  EXPECT_EQ(queue.pop(0ms), 1);
  EXPECT_EQ(queue.pop(5s), 2);
  producer.join();
  EXPECT_TRUE(pushed);
}

TEST(Queue, PopWaitsNoLongerThanAsked) {
  Queue<int> queue(1);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(queue.pop(40ms), std::nullopt);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, 40ms);
  EXPECT_LT(took, 5s);
}

TEST(Queue, ClosedTakesNothingMoreAndGivesWhatItHas) {
  Queue<int> queue(2);
  queue.push(1);
  queue.close();
  int two = 2;
  EXPECT_FALSE(queue.push(2));
  EXPECT_FALSE(queue.try_push(two));
  EXPECT_TRUE(queue.closed());
  EXPECT_EQ(queue.pop(1h), 1);
  EXPECT_EQ(queue.pop(1h), std::nullopt);
}

TEST(Queue, CloseFreesEveryoneWhoWaits) {
  Queue<int> full(1), empty(1);
  full.push(1);
  std::vector<std::jthread> waiting;
  std::atomic<int> refused = 0;
  for (int i = 0; i < 3; ++i) {
    waiting.emplace_back([&] { refused += !full.push(2); });
  }
  waiting.emplace_back([&] { refused += !empty.pop(1h); });
  std::this_thread::sleep_for(30ms);
  full.close();
  empty.close();
  waiting.clear();
  EXPECT_EQ(refused, 4);
}

TEST(Queue, TellsAConsumerThatWaitsElsewhere) {
  int wakes = 0;
  Queue<int> queue(1, [&] { ++wakes; });
  int value = 1;
  queue.try_push(value);
  queue.try_push(value);  // full: nothing new
  EXPECT_EQ(wakes, 1);
  queue.close();
  EXPECT_EQ(wakes, 2);
}

TEST(Queue, LosesNothingBetweenManyProducersAndOneConsumer) {
  Queue<int> queue(4);
  std::vector<std::jthread> producers;
  for (int p = 0; p < 4; ++p) {
    producers.emplace_back([&, p] {
      for (int i = 0; i < 500; ++i) queue.push(p * 1000 + i);
    });
  }
  std::vector<int> next(4, 0);
  for (int i = 0; i < 2000; ++i) {
    const auto value = queue.pop(10s);
    ASSERT_TRUE(value);
    EXPECT_EQ(*value % 1000, next[static_cast<std::size_t>(*value / 1000)]++);
  }
  EXPECT_EQ(queue.try_pop(), std::nullopt);
}

}  // namespace
}  // namespace newswatch::daemon
