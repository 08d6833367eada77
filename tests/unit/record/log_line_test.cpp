#include "record/log_line.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace newswatch::record {
namespace {

TEST(LogLine, QuotesOnlyValuesThatNeedIt) {
  LogLine line{"event.new", {}};
  line.field("id", "01J").field("title", "Altman: \"wildly overstated\"").field("outlets", 1);
  line.field("empty", "").field("took", 1.5).field("ok", true).field("why", "a=b");
  EXPECT_EQ(logfmt(line),
            "event.new id=01J title=\"Altman: \\\"wildly overstated\\\"\" outlets=1 empty=\"\" "
            "took=1.5 ok=true why=\"a=b\"");
}

TEST(LogLine, IsOneLineWithoutControlCharactersWhateverTheValue) {
  std::string evil = "a\nb\x1b[31m\x7f\xc2\x9b\xe2\x80\xae\xff\xc3";
  evil += '\0';
  LogLine line{"feed.error", {}};
  line.field("why", evil);
  const std::string text = logfmt(line);
  EXPECT_EQ(text, "feed.error why=\"a\\nb\\x1b[31m\\x7f\\x9b\\u202e\\xff\\xc3\\x00\"");
  const std::string object = record::json(line);
  for (const char c : object) {
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) << object;
  }
  EXPECT_EQ(object.find("\xc2\x9b"), std::string::npos);
  EXPECT_EQ(object.find("\xe2\x80\xae"), std::string::npos);
}

TEST(LogLine, JsonKeepsTheOrderAndWritesNumbersBare) {
  LogLine line{"event.report", {}};
  line.field("id", "01J").field("score", 0.58).field("whole", 2.0).field("reports", 2);
  line.field("below", -3).field("held", false).field("why", "a\t\x1b\u2028“b”");
  EXPECT_EQ(record::json(line),
            R"({"event":"event.report","id":"01J","score":0.58,"whole":2,"reports":2,"below":-3,)"
            R"("held":false,"why":"a\t\u001b\u2028“b”"})");
}

TEST(LogLine, JsonReadsBackAsItWasSaid) {
  LogLine line{"event.new", {}};
  line.field("title", "“R1” – 5.6\t\"M\" \\ 🚀 \xc2\x85\xe2\x80\xa8\xef\xbb\xbf");
  line.field("outlets", std::uint64_t{18446744073709551615u}).field("below", -3);
  line.field("took", 0.1).field("lost", std::numeric_limits<double>::quiet_NaN());
  line.field("held", false);
  const auto read = nlohmann::json::parse(record::json(line));
  EXPECT_EQ(read["event"], "event.new");
  EXPECT_EQ(read["title"], line.fields[0].value);
  EXPECT_EQ(read["outlets"], 18446744073709551615u);
  EXPECT_EQ(read["below"], -3);
  EXPECT_EQ(read["took"], 0.1);
  EXPECT_EQ(read["lost"], "nan");
  EXPECT_EQ(read["held"], false);
}

TEST(LogLine, JsonReplacesBadBytes) {
  LogLine line{"x", {}};
  line.field("v", "a\xff\xf0\x9f\x98 b");
  EXPECT_EQ(nlohmann::json::parse(record::json(line))["v"], "a\xef\xbf\xbd\xef\xbf\xbd b");
}

}  // namespace
}  // namespace newswatch::record
