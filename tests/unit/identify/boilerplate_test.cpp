#include "identify/boilerplate.h"

#include <gtest/gtest.h>

namespace newswatch::identify {
namespace {

model::TitleParts learned(const std::vector<std::string>& titles) {
  model::TitleParts parts;
  for (const std::string& title : titles) learn_title(parts, title);
  return parts;
}

// n titles that differ, each with this before and behind it.
std::vector<std::string> titles(int n, const std::string& front, const std::string& back = "") {
  std::vector<std::string> out;
  for (int i = 0; i < n; ++i) {
    out.push_back(front + "Story number " + std::to_string(i) + " of the day" + back);
  }
  return out;
}

std::vector<std::string> together(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(Boilerplate, TheOutletBehindATitleIsLearnedFromFiveTitles) {
  EXPECT_EQ(without_parts(learned(titles(4, "", " | TIME")), "Navy bans the app | TIME"),
            "Navy bans the app | TIME");
  const auto parts = learned(titles(5, "", " | TIME"));
  EXPECT_EQ(without_parts(parts, "Navy bans the app | TIME"), "Navy bans the app");
  EXPECT_EQ(without_parts(parts, "Navy bans the app | Time"), "Navy bans the app");
  EXPECT_EQ(without_parts(parts, "Person of the year - TIME"), "Person of the year");
  EXPECT_EQ(without_parts(parts, "It is time"), "It is time");
}

TEST(Boilerplate, ASeldomLabelIsLearnedWhereItsWordsStandNowhereElse) {
  const auto parts = learned(together(titles(95, ""), titles(5, "Watch: ")));
  EXPECT_EQ(without_parts(parts, "Watch: Navy bans the app"), "Navy bans the app");
  EXPECT_EQ(without_parts(parts, "Opinion | Navy bans the app"), "Opinion | Navy bans the app");
}

TEST(Boilerplate, ANameThatOpensHeadlinesIsNews) {
  auto parts = learned(together(titles(10, "DeepSeek: "), titles(10, "What DeepSeek means for ")));
  EXPECT_EQ(without_parts(parts, "DeepSeek: Navy bans the app"), "DeepSeek: Navy bans the app");
  parts = learned(titles(10, "Budget 2025: "));
  EXPECT_EQ(without_parts(parts, "Budget 2025: what it brings"), "Budget 2025: what it brings");
}

TEST(Boilerplate, SeveralPartsLeaveATitleButNotItsLastWords) {
  const auto parts = learned(titles(10, "Live: ", " - Technology | TIME"));
  EXPECT_EQ(without_parts(parts, "Live: Navy bans the app | TIME"), "Navy bans the app");
  EXPECT_EQ(without_parts(parts, "Live: Navy | TIME"), "Navy | TIME");
  EXPECT_EQ(without_parts(parts, ""), "");
}

TEST(Boilerplate, WhatIsNoLongerUsedFades) {
  auto parts = learned(titles(40, "Watch: "));
  for (int i = 0; i < 5; ++i) {
    for (const std::string& title : titles(1000, "Story: ")) learn_title(parts, title);
  }
  EXPECT_EQ(without_parts(parts, "Watch: Navy bans the app"), "Watch: Navy bans the app");
  EXPECT_EQ(without_parts(parts, "Story: Navy bans the app"), "Navy bans the app");
}

TEST(Boilerplate, MemoryIsBounded) {
  model::TitleParts parts;
  for (int i = 0; i < 5000; ++i) {
    learn_title(
        parts, "Label" + std::to_string(i) + ": some story of the day | Place" + std::to_string(i));
    learn_title(parts, std::string(1000, 'x') + ": " + std::string(1000, 'y') + " | z");
  }
  EXPECT_LE(parts.parts.size(), 64u);
  EXPECT_LT(parts.titles, 1000u);
  for (const auto& part : parts.parts) EXPECT_LE(part.words.size(), 60u);
}

TEST(Footer, OfPublishingSystemsLeavesASummary) {
  EXPECT_EQ(without_footer("It said so. The post Navy bans app appeared first on Some Site."),
            "It said so.");
  EXPECT_EQ(without_footer("It said so\u2026 Continue reading Navy bans app at Some Site"),
            "It said so\u2026");
  EXPECT_EQ(without_footer("It said so. Read more \u00bb"), "It said so.");
  EXPECT_EQ(without_footer("It said so. [Read More...]"), "It said so.");
  EXPECT_EQ(without_footer("Read more. Read more."), "");
}

TEST(Footer, AsPartOfASentenceStays) {
  for (const char* text :
       {"Children should read more", "The post office opened first.", "It said so.", "", "..."}) {
    EXPECT_EQ(without_footer(text), text);
  }
}

}  // namespace
}  // namespace newswatch::identify
