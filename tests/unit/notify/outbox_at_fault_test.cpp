// Messages that a sink refuses beside others that it takes.
#include <gtest/gtest.h>

#include <functional>

#include "notify/outbox.h"
#include "samples.h"

namespace newswatch::notify {
namespace {

using test::kNow;
using test::make_row;

using Numbers = std::vector<std::uint64_t>;

const DeliveryResult kTaken{};
const DeliveryResult kRefused = tl::unexpected(Failure{.what = "down"});

class AtFault : public testing::Test {
 protected:
  AtFault() { outbox_.name_sinks({"s"}); }

  Numbers started(model::Time now) {
    Numbers all;
    while (auto row = outbox_.start_next(now)) all.push_back(row->row);
    return all;
  }

  Outbox outbox_;
};

model::OutboxRow row_about(std::uint64_t number, const std::string& event) {
  auto row = make_row(number);
  row.notification.event.id = event;
  return row;
}

// Fails what starts until the sink's turn comes, and returns the numbers in order.
Numbers tried_until(Outbox& outbox, model::Time& now, std::size_t attempts,
                    const std::function<bool(std::uint64_t)>& takes) {
  Numbers tried;
  while (tried.size() < attempts) {
    const auto row = outbox.start_next(now);
    if (!row) {
      const auto due = outbox.next_due();
      if (!due) break;
      now = std::max(*due, now + std::chrono::milliseconds(1));
      continue;
    }
    tried.push_back(row->row);
    outbox.finish(row->row, takes(row->row) ? kTaken : kRefused, now);
  }
  return tried;
}

TEST_F(AtFault, AMessageThatIsRefusedDelaysNoOther) {
  for (std::uint64_t n = 1; n <= 4; ++n) outbox_.put(row_about(n, std::to_string(n)));
  auto now = kNow;
  EXPECT_EQ(tried_until(outbox_, now, 7, [](std::uint64_t row) { return row != 1; }),
            (Numbers{1, 1, 1, 2, 1, 3, 4}))
      << "once more when the sink takes others; then by its own times";
  EXPECT_LT(now - kNow, std::chrono::minutes(1));
  outbox_.put(row_about(5, "5"));
  EXPECT_EQ(started(now), Numbers{5});
}

TEST_F(AtFault, TwoMessagesThatAreRefusedDelayNoOther) {
  for (std::uint64_t n = 1; n <= 4; ++n) outbox_.put(row_about(n, std::to_string(n)));
  auto now = kNow;
  const auto tried = tried_until(outbox_, now, 9, [](std::uint64_t row) { return row > 2; });
  EXPECT_EQ(tried, (Numbers{1, 1, 1, 2, 1, 3, 1, 2, 4}));
}

TEST_F(AtFault, ASinkThatIsDownIsAskedNoOftenerForItsOtherMessages) {
  for (std::uint64_t n = 1; n <= 50; ++n) outbox_.put(row_about(n, std::to_string(n)));
  auto now = kNow;
  tried_until(outbox_, now, 12, [](std::uint64_t) { return false; });
  EXPECT_GT(now - kNow, std::chrono::minutes(30));
}

TEST_F(AtFault, AMessageDoesNotPassAnEarlierOneAboutItsEvent) {
  outbox_.put(row_about(1, "a"));
  outbox_.put(row_about(2, "a"));
  outbox_.put(row_about(3, "b"));
  auto now = kNow;
  EXPECT_EQ(tried_until(outbox_, now, 5, [](std::uint64_t row) { return row == 3; }),
            (Numbers{1, 1, 1, 3, 1}));
  EXPECT_GT(outbox_.next_due(), now) << "nobody is woken for the one that may not pass";
  EXPECT_EQ(started(now), Numbers{});
}

TEST_F(AtFault, WhatIsAtFaultStaysSoAfterARestart) {
  auto at_fault = row_about(1, "a");
  at_fault.attempts = 20;
  at_fault.own_fault = true;
  at_fault.not_before = kNow + std::chrono::minutes(50);
  at_fault.tried = kNow;
  outbox_.put(at_fault);
  outbox_.put(row_about(2, "b"));
  EXPECT_EQ(started(kNow), Numbers{2});
}

TEST_F(AtFault, ARevisionReachesAMessageThatIsUnderWay) {
  outbox_.put(row_about(1, "a"));
  ASSERT_EQ(started(kNow), Numbers{1});
  outbox_.revise(row_about(1, "b"));
  EXPECT_EQ(outbox_.finish(1, kRefused, kNow)->row.notification.event.id, "b");
  EXPECT_EQ(outbox_.start_next(kNow + std::chrono::hours(1))->notification.event.id, "b");
}

}  // namespace
}  // namespace newswatch::notify
