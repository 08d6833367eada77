#include "cli/print/event_line.h"

#include <gtest/gtest.h>

#include "text/escape.h"
#include "text/times.h"

namespace newswatch::cli::print {
namespace {

model::Event shown_event() {
  model::Event event;
  event.id = "01M8M9SSHT2JGQGHA3X9DM3S4G";
  event.topics = {"deepseek-r1"};
  event.title = "Altman calls DeepSeek\x1b[31m breakthrough overstated";
  event.first_seen = *text::parse_rfc3339("2025-01-28T20:00:00.750Z");
  event.outlets = {"TIME", "The Hill"};
  return event;
}

TEST(EventLine, IsWholeWhereThereIsNoTerminal) {
  EXPECT_EQ(event_line(shown_event(), "", Terminal{}),
            "2025-01-28T20:00:00Z  deepseek-r1  Altman calls DeepSeek\\x1b[31m breakthrough "
            "overstated (TIME, The Hill)  01M8M9SSHT2JGQGHA3X9DM3S4G");
}

TEST(EventLine, MarksWhatNobodyWasTold) {
  EXPECT_NE(event_line(shown_event(), "held", Terminal{}).find("  [held] Altman calls"),
            std::string::npos);
}

TEST(EventLine, FitsTheTerminalAndKeepsTheEndOfTheId) {
  const std::string line = event_line(shown_event(), "", Terminal{true, false, 80});
  EXPECT_EQ(text::columns(line), 80u);
  EXPECT_TRUE(line.ends_with("…  X9DM3S4G")) << line;
}

TEST(EventLine, IsLeftToAVeryNarrowTerminalToBreak) {
  EXPECT_GT(text::columns(event_line(shown_event(), "", Terminal{true, false, 50})), 50u);
}

}  // namespace
}  // namespace newswatch::cli::print
