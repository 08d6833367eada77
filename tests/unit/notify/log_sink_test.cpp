#include "notify/log_sink.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace newswatch::notify {
namespace {

using test::make_row;
using test::message;

std::string shown(const model::Notification& n) {
  std::string line;
  LogSink sink([&](const record::LogLine& l) { line += record::logfmt(l); });
  auto row = make_row(5);
  row.notification = n;
  sink.start(row);
  std::vector<Delivery> done;
  sink.collect(done);
  EXPECT_EQ(done.size(), 1u);
  EXPECT_TRUE(done.at(0).result);
  EXPECT_EQ(done.at(0).row, 5u);
  sink.collect(done);
  EXPECT_EQ(done.size(), 1u);
  return line;
}

TEST(LogSink, SaysOneLineForAnEvent) {
  EXPECT_EQ(shown(message("Line one\nline \"two\"")),
            "event.new id=01JJM0000000000000000000AA topic=deepseek-r1 "
            "title=\"Line one\\nline \\\"two\\\"\" outlets=2 reports=2 "
            "link=\"https://example.com/a?b=1#c\"");
}

TEST(LogSink, SaysWhenOutletsPrintOneText) {
  model::Notification n = message();
  n.event.origins = {"AP"};
  EXPECT_NE(shown(n).find(" outlets=2 sources=1 reports=2 "), std::string::npos) << shown(n);
  n.event.origins = {"AP", "TIME"};
  EXPECT_EQ(shown(n).find("sources"), std::string::npos);
}

TEST(LogSink, TroubleHasNoEventAndNoTopic) {
  model::Notification n;
  n.id = "feed:time:trouble";
  n.type = "trouble";
  n.title = "feed time fails";
  EXPECT_EQ(shown(n), "trouble id=feed:time:trouble title=\"feed time fails\"");
}

}  // namespace
}  // namespace newswatch::notify
