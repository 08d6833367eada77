#include "identify/outgoing_links.h"

#include <gtest/gtest.h>

#include <chrono>

namespace newswatch::identify {
namespace {

using Links = std::vector<std::string>;

const char* const kOwn = "https://time.com/7210296/a/?utm_source=rss#more";

TEST(OutgoingLinks, AreCanonicalAndEachOnce) {
  const Links links = outgoing_links(
      "<p>As <a href='https://www.hill.example/policy/1/?utm_medium=x'>reported</a>,</p>",
      "<A HREF=\"http://hill.example/policy/1\">again</A> "
      "<a href=\"https://e.example/p?b=2&amp;a=1\">and</a>",
      kOwn);
  ASSERT_EQ(links.size(), 2u);
  EXPECT_NE(links[0].find("hill.example/policy/1"), std::string::npos);
  EXPECT_NE(links[1].find("a=1&b=2"), std::string::npos);
}

TEST(OutgoingLinks, LeaveOutTheOwnPageShareButtonsHomePagesAndOtherSchemes) {
  EXPECT_EQ(
      outgoing_links(
          "",
          "<a href='https://time.com/7210296/a/#comments'>4</a>"
          "<a href='https://www.facebook.com/sharer.php?u=https%3A%2F%2Ftime.com%2F7210296%2Fa%2F'>"
          "<a href='https://x.example/intent?text=Read%20this%20https%3A%2F%2Ftime.com/7210296/a'>"
          "<a href='https://time.com/'>TIME</a><a href='https://hill.example'>The Hill</a>"
          "<a href='mailto:a@b.example'>m</a><a href='javascript:x()'>j</a><a "
          "href='/x'>r</a><a>n</a>",
          kOwn),
      Links{});
}

TEST(OutgoingLinks, AreBoundedOnHostileText) {
  std::string html;
  for (int i = 0; i < 100'000; ++i)
    html += "<div><a href='https://e.example/" + std::to_string(i) + "'>";
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(outgoing_links(html, html, kOwn).size(), 31u);
  EXPECT_EQ(outgoing_links(std::string(1'000'000, '<'), "\xff\xfe<a href='\xff'>\0", kOwn),
            Links{});
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
}

}  // namespace
}  // namespace newswatch::identify
