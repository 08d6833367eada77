#include "identify/identify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "identify/boilerplate.h"
#include "text/times.h"

namespace newswatch::identify {
namespace {

model::Time at(const char* text) { return *text::parse_rfc3339(text); }

model::Item item(std::string id, std::string link, std::string title,
                 const char* published = "2025-01-28T10:00:00Z") {
  model::Item out;
  out.id = std::move(id);
  out.link = std::move(link);
  out.title = std::move(title);
  if (published != nullptr) out.published = at(published);
  return out;
}

// A store in memory that keeps what identify() says, poll after poll.
class Identify : public ::testing::Test {
 protected:
  std::vector<ItemOutcome> poll(std::vector<model::Item> items,
                                const char* now = "2025-01-28T12:00:00Z", std::string feed = "time",
                                std::string outlet = "TIME") {
    model::FeedDocument document;
    document.items = std::move(items);
    const auto candidates =
        prepare(document, {std::move(feed), std::move(outlet), at(now), title_parts_});
    ItemOutcomes out = identify(candidates, known_);
    for (const ItemOutcome& outcome : out.outcomes) {
      if (outcome.store) known_.stories[outcome.story.id] = outcome.story;
      for (const std::string& key : outcome.new_keys) known_.keys[key] = outcome.story.id;
    }
    for (const auto& [key, days] : out.title_days) known_.title_days[key] = days;
    return out.outcomes;
  }
  Known known_;
  model::TitleParts title_parts_;  // learned of the feed
};

const char* const kTitle = "What to know about the new model";

TEST_F(Identify, KeepsBoundedTextsOfAHugeItem) {
  const std::string huge(5'000'000, 'x');
  model::Item big = item(huge, "https://time.com/" + huge, huge);
  big.categories.assign(5000, huge.substr(0, 10'000));
  big.authors.assign(5000, {.name = huge.substr(0, 10'000), .email = "", .uri = ""});
  const auto first = poll({big});
  const model::Story& story = first[0].story;
  EXPECT_LE(story.title.size(), 1000u);
  EXPECT_LE(story.guid.size(), 1000u);
  EXPECT_EQ(story.link, "");
  for (const auto* names : {&story.categories, &story.authors}) {
    EXPECT_EQ(names->size(), 100u);
    EXPECT_LE(names->front().size(), 200u);
  }
  EXPECT_EQ(poll({big})[0].change, Change::kSeen);
}

TEST_F(Identify, SameItemAgainIsSeen) {
  const auto first = poll({item("g1", "https://time.com/7210296/a/", kTitle)});
  const auto again = poll({item("g1", "https://time.com/7210296/a/", kTitle)});
  EXPECT_EQ(first[0].change, Change::kNew);
  EXPECT_EQ(again[0].change, Change::kSeen);
  EXPECT_FALSE(again[0].store);
  EXPECT_EQ(first[0].story.id.size(), 32u);
}

TEST_F(Identify, KeepsTheStoryWhenGuidLinkOrTitleMoves) {
  const std::string id =
      poll({item("https://time.com/?p=7210296", "https://time.com/7210296/a/", kTitle)})[0]
          .story.id;
  EXPECT_EQ(poll({item("https://time.com/7210296/a/", "https://time.com/7210296/a/", kTitle)})[0]
                .story.id,
            id);
  const auto edited =
      poll({item("https://time.com/?p=7210296", "https://time.com/7210296/b-new-slug/",
                 "Another headline for the very same article")});
  EXPECT_EQ(edited[0].story.id, id);
  EXPECT_EQ(edited[0].change, Change::kChanged);
  EXPECT_EQ(poll({item("other", "https://time.com/7210296/a/amp/?utm_source=rss", kTitle)},
                 "2025-01-28T13:00:00Z", "time-tech")[0]
                .story.id,
            id);
}

TEST_F(Identify, ServerThatFlipsBetweenCopiesChangesNothing) {
  poll({item("g1", "https://e.example/1", kTitle)});
  EXPECT_EQ(poll({item("g1", "https://e.example/1", "An edited headline of this one")})[0].change,
            Change::kChanged);
  EXPECT_EQ(poll({item("g1", "https://e.example/1", kTitle)})[0].change, Change::kSeen);
  EXPECT_EQ(poll({item("g1", "https://e.example/1", "An edited headline of this one")})[0].change,
            Change::kSeen);
}

TEST_F(Identify, NewerUpdatedTimeIsAChangeAnOlderIsNot) {
  model::Item one = item("g1", "https://e.example/1", kTitle);
  poll({one});
  one.updated = at("2025-01-28T11:00:00Z");
  EXPECT_EQ(poll({one})[0].change, Change::kChanged);
  EXPECT_EQ(poll({one})[0].change, Change::kSeen);
  one.updated = at("2025-01-28T10:30:00Z");
  EXPECT_EQ(poll({one})[0].change, Change::kSeen);
}

TEST_F(Identify, TitleAndDayJoinWhatHasNoStrongKeyInCommon) {
  const std::string id = poll({item("g1", "https://e.example/1", kTitle)})[0].story.id;
  EXPECT_EQ(poll({item("g2", "https://e.example/2", kTitle)})[0].story.id, id);
  EXPECT_NE(poll({item("g3", "https://e.example/3", kTitle, "2025-01-29T10:00:00Z")},
                 "2025-01-29T12:00:00Z")[0]
                .story.id,
            id);
}

TEST_F(Identify, ShortTitlesAreNoKey) {
  const auto two = poll({item("g1", "https://e.example/1", "Morning brief")});
  EXPECT_NE(poll({item("g2", "https://e.example/2", "Morning brief")})[0].story.id,
            two[0].story.id);
}

TEST_F(Identify, DifferentCmsNumbersAreNeverOneThroughTheTitle) {
  const std::string id = poll({item("https://thehill.com/?p=5115701",
                                    "https://thehill.com/homenews/5115701-a/", kTitle)},
                              "2025-01-28T12:00:00Z", "hill", "The Hill")[0]
                             .story.id;
  const auto other = poll(
      {item("https://thehill.com/?p=5115702", "https://thehill.com/homenews/5115702-b/", kTitle)},
      "2025-01-28T12:10:00Z", "hill", "The Hill");
  EXPECT_EQ(other[0].change, Change::kNew);
  EXPECT_NE(other[0].story.id, id);
  ASSERT_FALSE(other[0].story.notes.empty());
  EXPECT_NE(other[0].story.notes[0].find("CMS number"), std::string::npos);
}

TEST_F(Identify, TwoItemsOfOneDocumentWithOwnGuidsAndLinksStayTwo) {
  const auto both =
      poll({item("g1", "https://e.example/1", kTitle), item("g2", "https://e.example/2", kTitle)});
  EXPECT_NE(both[0].story.id, both[1].story.id);
  const auto again =
      poll({item("g2", "https://e.example/2", kTitle), item("g1", "https://e.example/1", kTitle)});
  EXPECT_EQ(again[0].story.id, both[1].story.id);
  EXPECT_EQ(again[1].story.id, both[0].story.id);
}

TEST_F(Identify, SameItemTwiceInOneDocumentIsOneStory) {
  const auto both =
      poll({item("g1", "https://e.example/1", kTitle), item("g1", "https://e.example/1", kTitle)});
  EXPECT_EQ(both[0].story.id, both[1].story.id);
  EXPECT_EQ(both[1].change, Change::kSeen);
}

TEST_F(Identify, GuidThatRepeatsWithinTheDocumentIsNoKey) {
  const auto two = poll({item("g", "https://e.example/1", "First thing that happened today"),
                         item("g", "https://e.example/2", "Second thing that happened today")});
  EXPECT_NE(two[0].story.id, two[1].story.id);
  EXPECT_TRUE(std::none_of(two[0].story.keys.begin(), two[0].story.keys.end(),
                           [](const std::string& key) { return key.starts_with("guid:"); }));
}

TEST_F(Identify, LinkThatServesManyItemsIsNoKey) {
  const auto two = poll({item("g1", "https://e.example/log#1", "First entry of the log today"),
                         item("g2", "https://e.example/log#2", "Second entry of the log today")});
  EXPECT_NE(two[0].story.id, two[1].story.id);
}

TEST_F(Identify, GuidThatComesBackWithAnotherArticleIsNoKey) {
  const std::string id =
      poll({item("1", "https://e.example/a", "The first article of this feed")})[0].story.id;
  const auto other = poll({item("1", "https://e.example/b", "A wholly different piece of news")});
  EXPECT_NE(other[0].story.id, id);
  EXPECT_EQ(other[0].change, Change::kNew);
  EXPECT_EQ(poll({item("1", "https://e.example/b", "A wholly different piece of news")})[0].change,
            Change::kSeen);
}

TEST_F(Identify, GuidIsScopedToTheOutlet) {
  const std::string id =
      poll({item("1", "https://e.example/a", "The first article of this feed")})[0].story.id;
  EXPECT_NE(poll({item("1", "https://f.example/z", "The first article of this feed")},
                 "2025-01-28T12:00:00Z", "f", "Other")[0]
                .story.id,
            id);
}

TEST_F(Identify, TitleSeenOnThreeDaysIsNoKey) {
  const char* const kBrief = "Live updates from the White House";
  poll({item("a", "https://e.example/a", kBrief, "2025-01-26T10:00:00Z")}, "2025-01-26T12:00:00Z");
  poll({item("b", "https://e.example/b", kBrief, "2025-01-27T10:00:00Z")}, "2025-01-27T12:00:00Z");
  const std::string third = poll({item("c", "https://e.example/c", kBrief)})[0].story.id;
  EXPECT_NE(poll({item("d", "https://e.example/d", kBrief)})[0].story.id, third);
}

TEST_F(Identify, ItemWithoutIdLinkAndDateIsOneStoryOnEveryDay) {
  const std::string id =
      poll({item("", "", "Short one", nullptr)}, "2025-01-28T12:00:00Z")[0].story.id;
  const auto next = poll({item("", "", "Short one", nullptr)}, "2025-01-29T12:00:00Z");
  EXPECT_EQ(next[0].story.id, id);
  EXPECT_EQ(next[0].change, Change::kSeen);
}

TEST_F(Identify, AggregatorNamesTheOutletAndOnlyTitleAndDayCount) {
  model::Item one =
      item("rot1", "https://agg.example/x1", "What to know about the new model - The Hill");
  const auto first = poll({one}, "2025-01-28T12:00:00Z", "agg", "*");
  EXPECT_EQ(first[0].story.outlet, "The Hill");
  EXPECT_EQ(first[0].story.title, kTitle);
  one.id = "rot2";
  one.link = "https://agg.example/x2";
  EXPECT_EQ(poll({one}, "2025-01-28T12:30:00Z", "agg", "*")[0].story.id, first[0].story.id);
  one.title = std::string(kTitle) + " - Reuters";
  one.source = model::Source{"Reuters", "https://reuters.example"};
  const auto other = poll({one}, "2025-01-28T12:40:00Z", "agg", "*");
  EXPECT_EQ(other[0].story.outlet, "Reuters");
  EXPECT_NE(other[0].story.id, first[0].story.id);
}

TEST_F(Identify, AnAggregatorsShortTitleIsAKeyAndComesEveryDay) {
  model::Item one = item("", "", "Morning brief - The Hill");
  std::set<std::string> ids;
  for (const char* day : {"26", "27", "28", "29"}) {
    for (const char* copy : {"a", "b"}) {
      one.id = one.link = std::string("https://agg.example/") + day + copy;
      one.published = at((std::string("2025-01-") + day + "T10:00:00Z").c_str());
      ids.insert(poll({one}, "2025-01-29T12:00:00Z", "agg", "*")[0].story.id);
    }
  }
  EXPECT_EQ(ids.size(), 4u);
}

TEST_F(Identify, AnAggregatorsListOfHeadlinesIsNotTheStorysText) {
  model::Item one = item("CBMi1", "https://news.agg.example/rss/articles/CBMi1?oc=5",
                         std::string(kTitle) + " - The Hill");
  one.source = model::Source{"The Hill", "https://hill.example"};
  one.summary =
      "<ol><li><a href=\"https://news.agg.example/rss/articles/CBMi1?oc=5\" target=\"_blank\">" +
      std::string(kTitle) +
      "</a>&nbsp;&nbsp;<font color=\"#6f6f6f\">The Hill</font></li><li><a "
      "href=\"https://news.agg.example/rss/articles/CBMi2?oc=5\">Navy bans the app over "
      "fears</a>&nbsp;&nbsp;<font color=\"#6f6f6f\">CNN</font></li></ol>";
  EXPECT_EQ(poll({one}, "2025-01-28T12:00:00Z", "agg", "*")[0].story.summary, "");
  one.title = "Another headline of this day - The Hill";
  one.summary = "Another headline of this day  The Hill";
  EXPECT_EQ(poll({one}, "2025-01-28T12:00:00Z", "agg", "*")[0].story.summary, "");
  one.title = "A third headline of this day - The Hill";
  one.summary = "<p>A text of its own with <a href='https://e.example/1'>one link</a> in it.</p>";
  EXPECT_EQ(poll({one}, "2025-01-28T12:00:00Z", "agg", "*")[0].story.summary,
            "A text of its own with one link in it.");
}

TEST_F(Identify, ARowNumberWithoutALinkIsAGuidOfItsFeedAlone) {
  const auto first = poll({item("12", "", "Harbour pilots walk out")}, "2025-01-28T12:00:00Z", "a");
  const auto other = poll({item("12", "", "Rain in the north")}, "2025-01-28T12:00:00Z", "b");
  EXPECT_EQ(other[0].change, Change::kNew);
  EXPECT_NE(other[0].story.id, first[0].story.id);
  const auto again =
      poll({item("12", "", "Harbour pilots end walk-out")}, "2025-01-28T13:00:00Z", "a");
  EXPECT_EQ(again[0].change, Change::kChanged);
  EXPECT_EQ(again[0].story.id, first[0].story.id);
  const std::vector<std::string> scopes = {"TIME", "TIME|a"};
  const auto keys = lookup_keys("12", scopes);
  EXPECT_TRUE(std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
    return known_.keys.contains(key) && known_.keys[key] == first[0].story.id;
  }));
}

TEST_F(Identify, ALongNumberOrOneWithALinkIsAGuidOfTheOutlet) {
  const auto by_number =
      poll({item("4711204", "", "Harbour pilots walk out")}, "2025-01-28T12:00:00Z", "a");
  EXPECT_EQ(poll({item("4711204", "", "Ships wait")}, "2025-01-28T12:00:00Z", "b")[0].story.id,
            by_number[0].story.id);
  const auto linked = poll({item("12", "https://time.com/x", "Rain")}, "2025-01-28T12:00:00Z", "a");
  EXPECT_EQ(
      poll({item("12", "https://time.com/x?y", "Rain")}, "2025-01-28T12:00:00Z", "b")[0].story.id,
      linked[0].story.id);
}

TEST(WholeText, IsWhatTheStoryKeepsOnlyInPart) {
  model::Item one = item("1", "", "Title");
  one.summary = std::string(5000, 's');
  one.content = "<p>content</p>";
  model::FeedDocument document;
  document.items = {one};
  const auto prepared = prepare(document, {"time", "TIME", at("2025-01-28T12:00:00Z")});
  model::Story story = prepared[0].story;
  WholeText whole = whole_text(one, story, false);
  EXPECT_EQ(whole.title, "Title");
  EXPECT_EQ(whole.summary_html, one.summary);
  EXPECT_EQ(whole.content_html, one.content);
  EXPECT_EQ(whole_text(one, story, true).content_html, "");
  story.summary = "short";
  EXPECT_EQ(whole_text(one, story, false).summary_html, "");
  one.summary = "<img src=x>";  // no text: the content stands in for it
  one.content = std::string(5000, 'c');
  document.items = {one};
  story = prepare(document, {"time", "TIME", at("2025-01-28T12:00:00Z")})[0].story;
  whole = whole_text(one, story, false);
  EXPECT_EQ(whole.summary_html, one.content);
  EXPECT_EQ(whole.content_html, "");
  one.title = std::string(3000, 't');
  EXPECT_EQ(whole_text(one, story, false).title, one.title);
}

// Without guid and link in common: the title key alone.
TEST_F(Identify, BoilerplateThatBecomesKnownMakesNoStoryNewOrChanged) {
  const std::string given = std::string(kTitle) + " | TIME";
  const std::string id = poll({item("g1", "https://e.example/1", given)})[0].story.id;
  for (int i = 0; i < 5; ++i) learn_title(title_parts_, "Story " + std::to_string(i) + " | TIME");

  const auto same = poll({item("g1", "https://e.example/1", given)});
  EXPECT_EQ(same[0].change, Change::kSeen);
  const auto moved = poll({item("g2", "https://e.example/2", given)});
  EXPECT_EQ(moved[0].story.id, id);
  EXPECT_EQ(moved[0].change, Change::kSeen);
  EXPECT_EQ(moved[0].story.title, given);
  // Another feed of the outlet gives the title alone.
  EXPECT_EQ(poll({item("g3", "https://e.example/3", kTitle)})[0].story.id, id);

  title_parts_ = {};  // forgotten again
  EXPECT_EQ(poll({item("g4", "https://e.example/4", given)})[0].story.id, id);
  EXPECT_EQ(known_.stories.size(), 1u);
}

TEST_F(Identify, BoilerplateInFrontIsNoNewTitle) {
  for (int i = 0; i < 5; ++i) learn_title(title_parts_, "Watch: story " + std::to_string(i) + " x");
  poll({item("g1", "https://e.example/1", kTitle)});
  EXPECT_EQ(poll({item("g1", "https://e.example/1", std::string("Watch: ") + kTitle)})[0].change,
            Change::kSeen);
  EXPECT_EQ(
      poll({item("g1", "https://e.example/1", std::string("Watch: all ") + kTitle)})[0].change,
      Change::kChanged);
}

TEST_F(Identify, BareTitleOfThreeDaysIsNoKey) {
  for (int i = 0; i < 5; ++i) learn_title(title_parts_, "Live: story " + std::to_string(i) + " x");
  const std::string title = "Live: updates of the day here";
  std::set<std::string> ids;
  for (int day = 1; day <= 4; ++day) {
    for (const char* article : {"a", "b"}) {
      const std::string name = std::to_string(day) + article;
      ids.insert(poll({item(name, "https://e.example/" + name, title,
                            ("2025-01-0" + std::to_string(day) + "T10:00:00Z").c_str())})[0]
                     .story.id);
    }
  }
  EXPECT_EQ(ids.size(), 6u);  // two days by title, then each article is its own
}

TEST_F(Identify, ImplausibleDatesCountAsAbsent) {
  const auto old = poll({item("g1", "https://e.example/1", kTitle, "1970-01-01T00:00:00Z")});
  EXPECT_EQ(old[0].story.story_time, at("2025-01-28T12:00:00Z"));
  EXPECT_FALSE(old[0].story.published);
  const auto ahead = poll({item("g2", "https://e.example/2", "Some other headline of the day",
                                "2025-02-08T00:00:00Z")});
  EXPECT_FALSE(ahead[0].story.published);
}

TEST_F(Identify, KeysOfAStoryAreBounded) {
  for (int i = 0; i < 60; ++i) {
    poll({item("g" + std::to_string(i), "https://e.example/1", kTitle)});
  }
  ASSERT_EQ(known_.stories.size(), 1u);
  EXPECT_EQ(known_.stories.begin()->second.keys.size(), kMaxKeys);
}

TEST_F(Identify, LooksAStoryUpUnderTheKeysItIsStoredBy) {
  const std::string long_guid(2000, 'g');
  const std::string link = "https://time.com/7210296/white-house/?q=" + std::string(400, 'x');
  const auto story = poll({item(long_guid, link, "Short")})[0].story;
  const std::vector<std::string> outlets = {"The Hill", "TIME"};
  const auto holds = [&](const std::vector<std::string>& keys) {
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
      return std::find(story.keys.begin(), story.keys.end(), key) != story.keys.end();
    });
  };
  EXPECT_TRUE(holds(lookup_keys(long_guid, outlets)));
  EXPECT_TRUE(holds(lookup_keys(link + "&utm_source=x#top", {})));
  EXPECT_TRUE(holds(lookup_keys("http://www.time.com/7210296/another-slug", {})));
  EXPECT_FALSE(holds(lookup_keys(long_guid, {})));
  EXPECT_TRUE(lookup_keys("no link", {}).empty());
}

}  // namespace
}  // namespace newswatch::identify
