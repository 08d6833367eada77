// Documents in the structure of the outlets that newswatch watches first, and the labelled corpus.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "text/times.h"
#include "unit/parse/feed_text.h"

namespace newswatch::parse {
namespace {

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

model::FeedDocument outlet(const std::string& name) {
  const std::string bytes =
      bytes_of(std::filesystem::path(NEWSWATCH_TEST_DATA) / "outlets" / (name + ".xml"));
  return parsed(bytes, "text/xml;charset=UTF-8", "https://e.example/" + name);
}

TEST(Outlets, EveryItemHasWhatIdentityNeeds) {
  for (const std::string name :
       {"time-main", "time-section-tech", "thehill-main-partnerfeed", "thehill-policy-technology",
        "indiatimes-toi-topstories", "indiatimes-toi-section", "indiatimes-et-tech"}) {
    const auto document = outlet(name);
    EXPECT_EQ(document.format, model::FeedFormat::kRss20) << name;
    EXPECT_TRUE(document.warnings.empty()) << name << ": " << document.warnings.front();
    EXPECT_GE(document.items.size(), 2U) << name;
    EXPECT_FALSE(document.feed.title.empty()) << name;
    EXPECT_TRUE(document.feed.updated) << name;
    for (const model::Item& item : document.items) {
      EXPECT_FALSE(item.id.empty()) << name;
      EXPECT_FALSE(item.title.empty()) << name;
      EXPECT_TRUE(item.link.starts_with("https://")) << name;
      EXPECT_TRUE(item.published) << name;
    }
  }
}

TEST(Outlets, TimeGivesContentAndNumericReferences) {
  const auto document = outlet("time-main");
  EXPECT_EQ(document.feed.title, "TIME");
  EXPECT_TRUE(document.feed.ttl_is_syndication);
  EXPECT_EQ(document.items[0].title, "Why Some Researchers Fear Reasoning We Can’t Read");
  EXPECT_EQ(document.items[0].id, "https://time.com/?p=7210888");
  EXPECT_FALSE(document.items[0].id_is_permalink);
  EXPECT_TRUE(document.items[0].content.starts_with("<p>"));
}

TEST(Outlets, TheHillGivesModifiedTimes) {
  const auto document = outlet("thehill-main-partnerfeed");
  ASSERT_TRUE(document.items[0].updated);
  EXPECT_EQ(text::rfc3339(*document.items[0].updated), "2025-01-30T20:02:11Z");
  EXPECT_EQ(document.items[0].categories.size(), 4U);
}

TEST(Outlets, IndiaTimesWritesTwoFormsOfDateInItsOwnZone) {
  const auto document = outlet("indiatimes-et-tech");
  EXPECT_EQ(text::rfc3339(document.items[0].published.value()), "2025-01-30T02:55:27Z");
  EXPECT_EQ(text::rfc3339(document.items[1].published.value()), "2025-01-30T12:27:36Z");
  EXPECT_TRUE(document.items[0].id_is_permalink);
}

TEST(Outlets, TheHillPadsItsPeriod) {
  const auto feed = outlet("thehill-main-partnerfeed").feed;
  EXPECT_EQ(feed.ttl_minutes, 60);
  EXPECT_TRUE(feed.ttl_is_syndication);
}

TEST(Outlets, ItemsKeepTheOrderOfTheDocument) {
  const auto items = outlet("time-main").items;
  EXPECT_GT(items[0].published, items[1].published);
  EXPECT_LT(items[1].published, items[2].published);
}

TEST(Outlets, AnEmptyDescriptionIsNoSummary) {
  const auto items = outlet("indiatimes-toi-topstories").items;
  EXPECT_EQ(items[3].summary, "");
  EXPECT_NE(items[4].summary, "");
}

TEST(Outlets, WhiteSpaceAroundCdataIsNoPartOfATitle) {
  for (const auto& item : outlet("indiatimes-et-tech").items) {
    EXPECT_NE(item.title.back(), ' ');
    EXPECT_NE(item.link.back(), ' ');
  }
}

TEST(Outlets, ARedirectHasNoDocument) {
  const auto path = std::filesystem::path(NEWSWATCH_TEST_DATA) / "outlets";
  EXPECT_EQ(refusal(bytes_of(path / "thehill-main-redirect.xml")), "not a feed: an empty document");
}

TEST(Outlets, ABlockingPageIsNamed) {
  const auto path = std::filesystem::path(NEWSWATCH_TEST_DATA) / "outlets" / "thehill-blocked.xml";
  EXPECT_EQ(refusal(bytes_of(path)),
            "not a feed: an HTML page: title 'Access to this page has been denied'");
}

// Every document of the labelled corpus and every truncation of it is answered.
TEST(Corpus, NoDocumentIsMoreThanRefused) {
  const auto cases = std::filesystem::path(NEWSWATCH_SHARED_DIR) / "corpus" / "feeds" / "cases";
  if (!std::filesystem::exists(cases)) GTEST_SKIP() << "shared corpus is not there";
  std::size_t read = 0, refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(cases)) {
    const std::string bytes = bytes_of(entry.path());
    (parse({bytes, {}, {}}) ? read : refused) += 1;
    for (std::size_t part = 1; part < 16; ++part) {
      (void)parse({std::string_view(bytes).substr(0, bytes.size() * part / 16), {}, {}});
    }
  }
  EXPECT_GE(read, 370U);
  EXPECT_LE(refused, 6U);
}

}  // namespace
}  // namespace newswatch::parse
