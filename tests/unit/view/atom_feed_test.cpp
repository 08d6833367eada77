#include "view/atom_feed.h"

#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <string>
#include <vector>

#include "text/times.h"

namespace newswatch::view {
namespace {

model::Event event() {
  model::Event event;
  event.id = "01JK2V9Q8M5N6P7R8S9T0V1W2X";
  event.topics = {"deepseek-r1", "a<b"};
  event.title = "Altman: \"<wildly> overstated\" & more\x1b[31m\xef\xbf\xbe";
  event.summary = "Tom & Jerry";
  event.link = "https://thehill.com/?p=1&q=\"2\"";
  event.first_published = text::parse_rfc3339("2025-01-28T09:00:00Z");
  event.first_seen = *text::parse_rfc3339("2025-01-28T09:05:00Z");
  event.updated = *text::parse_rfc3339("2025-01-28T10:00:00Z");
  return event;
}

pugi::xml_document document(const std::string& entries) {
  pugi::xml_document document;
  const std::string xml =
      atom_head(*text::parse_rfc3339("2025-01-28T10:00:00Z")) + entries + atom_foot();
  EXPECT_TRUE(document.load_buffer(xml.data(), xml.size())) << xml;
  return document;
}

TEST(Atom, FeedHasWhatRfc4287AsksFor) {
  const auto feed = document("");
  const auto root = feed.child("feed");
  EXPECT_STREQ(root.attribute("xmlns").value(), "http://www.w3.org/2005/Atom");
  EXPECT_STRNE(root.child_value("id"), "");
  EXPECT_STRNE(root.child_value("title"), "");
  EXPECT_STREQ(root.child("link").attribute("rel").value(), "self");
  EXPECT_STRNE(root.child("link").attribute("href").value(), "");
  EXPECT_STREQ(root.child_value("updated"), "2025-01-28T10:00:00Z");
  EXPECT_STREQ(root.child("author").child_value("name"), "newswatch");
}

TEST(Atom, EntrySurvivesMarkupAndControlCharacters) {
  const auto feed = document(atom_entry(event(), {}));
  const auto entry = feed.child("feed").child("entry");
  EXPECT_STREQ(entry.child_value("title"),
               "Altman: \"<wildly> overstated\" & more\\x1b[31m\xef\xbf\xbd");
  EXPECT_STREQ(entry.child_value("id"),
               "tag:newswatch.example,2026:event/01JK2V9Q8M5N6P7R8S9T0V1W2X");
  EXPECT_STREQ(entry.child_value("published"), "2025-01-28T09:00:00Z");
  EXPECT_STREQ(entry.child_value("summary"), "Tom & Jerry");
  EXPECT_STREQ(entry.child("link").attribute("href").value(), "https://thehill.com/?p=1&q=\"2\"");
  EXPECT_STREQ(entry.find_child_by_attribute("category", "term", "a<b").attribute("term").value(),
               "a<b");
}

TEST(Atom, ReportsAreAListOfWebLinksOnly) {
  model::Report web;
  web.outlet = "TIME";
  web.title = "<script>alert(1)</script>";
  web.link = "https://time.com/1/";
  model::Report other = web;
  other.link = "javascript:alert(1)";
  const auto feed = document(atom_entry(event(), std::vector{web, other}));
  const std::string content = feed.child("feed").child("entry").child_value("content");
  EXPECT_EQ(content.find("<script"), std::string::npos);
  EXPECT_EQ(content.find("javascript:"), std::string::npos);
  EXPECT_NE(content.find("<a href=\"https://time.com/1/\">"), std::string::npos);
}

}  // namespace
}  // namespace newswatch::view
