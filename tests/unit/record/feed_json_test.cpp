#include "record/feed_json.h"

#include <gtest/gtest.h>

namespace newswatch::record {
namespace {

TEST(FeedJson, LeavesAbsentValuesOut) {
  model::FeedDocument document;
  document.format = model::FeedFormat::kAtom10;
  document.encoding = "utf-8";
  document.feed.title = "f";
  document.items.resize(1);
  document.items[0].id = "1";
  document.items[0].title = "bad \xFF byte";
  const std::string json = feed_document_json(document);
  EXPECT_NE(json.find(R"("format":"atom10")"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("id":"1")"), std::string::npos) << json;
  EXPECT_NE(json.find("bad \xEF\xBF\xBD byte"), std::string::npos) << json;
  EXPECT_EQ(json.find("\"link\""), std::string::npos) << json;
  EXPECT_EQ(json.find('\n'), std::string::npos) << json;
}

TEST(FeedJson, WritesEveryFieldOfTheContract) {
  model::FeedDocument document;
  document.feed.hub = "https://h.example/";
  document.feed.ttl_minutes = 60;
  model::Item item;
  item.authors = {{"Ann", "a@e.example", ""}};
  item.published = model::Time{std::chrono::seconds(1738051200)};
  item.enclosures = {{"http://e.example/a", "audio/mpeg", 5}};
  item.source = model::Source{"s", ""};
  document.items.push_back(item);
  const std::string json = feed_document_json(document);
  for (const std::string_view part :
       {R"("ttl_minutes":60)", R"("hub":"https://h.example/")", R"("name":"Ann")",
        R"("email":"a@e.example")", R"("published":"2025-01-28T08:00:00Z")", R"("length":5)",
        R"("source":{"title":"s"})", R"("warnings":[])", R"("id_is_permalink":false)"}) {
    EXPECT_NE(json.find(part), std::string::npos) << part << " in " << json;
  }
}

}  // namespace
}  // namespace newswatch::record
