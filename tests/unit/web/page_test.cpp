#include "web/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "text/times.h"

namespace newswatch::web {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kHostile = "</title><script>alert('x')</script>\" onload=\"x\u202e\x01&amp;";

const std::set<std::string> kTemplates = {"layout.html", "events.html", "event.html",
                                          "feeds.html",  "topics.html", "sinks.html",
                                          "search.html", "message.html"};

TEST(Page, WhatStrangersWroteIsEscaped) {
  const Pages pages;
  Fields fields;
  fields.text("page_title", kHostile).text("text", kHostile).text("query", kHostile);
  const std::string html = pages.render("message", fields);
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(html, Not(HasSubstr("\" onload")));
  EXPECT_THAT(html, Not(HasSubstr("\u202e")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&apos;x&apos;)&lt;/script&gt;&quot;"));
  EXPECT_THAT(html, HasSubstr("&amp;amp;"));
}

TEST(Page, AnAddressBecomesALinkOnlyIfItLeadsToTheWeb) {
  const Pages pages;
  const auto rendered = [&](const std::string& link) {
    Fields hit;
    hit.text("title", "T").link("link", link).flag("event", false);
    std::vector<Fields> hits;
    hits.push_back(std::move(hit));
    Fields fields;
    fields.list("hits", std::move(hits));
    return pages.render("search", fields);
  };
  EXPECT_THAT(rendered("https://a.example/?a=1&b=\"x\""),
              HasSubstr("<a href=\"https://a.example/?a=1&amp;b=&quot;x&quot;\" rel="));
  for (const char* bad :
       {"javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "//evil.example", "", "/etc",
        " https://a.example", "\thttps://a.example"}) {
    EXPECT_THAT(rendered(bad), AllOf(HasSubstr(">T</h2>"), Not(HasSubstr(">T</a>")))) << bad;
  }
}

TEST(Page, AnEmptyTextIsNoSectionAndNotThatOfWhatIsAround) {
  const Pages pages;
  Fields hit;
  hit.text("title", "T").link("link", "").flag("event", false);
  std::vector<Fields> hits;
  hits.push_back(std::move(hit));
  Fields fields;
  fields.link("link", "https://outer.example/").list("hits", std::move(hits));
  EXPECT_THAT(pages.render("search", fields), Not(HasSubstr("outer.example")));
}

TEST(Page, TimesAreForProgramsAndForPeople) {
  const Pages pages;
  const model::Time now = *text::parse_rfc3339("2025-01-28T20:15:00Z");
  Fields reason;
  reason.text("detail", "d").time("since", now - std::chrono::minutes(5), now);
  std::vector<Fields> reasons;
  reasons.push_back(std::move(reason));
  Fields fields;
  fields.list("reasons", std::move(reasons));
  EXPECT_THAT(
      pages.render("message", fields),
      HasSubstr("<time datetime=\"2025-01-28T20:10:00Z\" title=\"2025-01-28 20:10 UTC\">5 min "
                "ago</time>"));
}

// What a template could do wrong is looked for here, so that a change of one can't.
TEST(Templates, EscapeEverythingAndQuoteEveryAttribute) {
  for (const std::string& name : kTemplates) {
    const std::string html(web_file(name));
    ASSERT_FALSE(html.empty()) << name;
    EXPECT_THAT(html, Not(HasSubstr("{{{"))) << name;
    EXPECT_THAT(html, Not(HasSubstr("{{&"))) << name;
    EXPECT_THAT(html, Not(testing::ContainsRegex("<style|style=| on[a-z]+=|javascript:"))) << name;
    // A variable in a tag stands inside of double quotes.
    const std::regex tag("<[a-zA-Z][^>]*>");
    for (std::sregex_iterator at(html.begin(), html.end(), tag), end; at != end; ++at) {
      const std::string bare = std::regex_replace(at->str(), std::regex("\"[^\"]*\""), "");
      EXPECT_FALSE(std::regex_search(bare, std::regex("\\{\\{[^#^/]")))
          << name << ": " << at->str();
    }
    // Scripts have no content here.
    EXPECT_FALSE(std::regex_search(html, std::regex("<script[^>]*>[^<]"))) << name;
  }
}

TEST(Templates, LinksGoThroughOneFunctionOrStayHere) {
  for (const std::string& name : kTemplates) {
    const std::string html(web_file(name));
    const std::regex link("(href|action|src)=\"([^\"]*)\"");
    for (std::sregex_iterator at(html.begin(), html.end(), link), end; at != end; ++at) {
      const std::string to = (*at)[2];
      const bool ours = to.starts_with("/") || to.starts_with("#");
      // Fields::link(), and paths of our own.
      EXPECT_TRUE(ours || to == "{{link}}" || to == "{{path}}" || to == "{{back}}")
          << name << ": " << to;
    }
  }
}

TEST(Files, AreSmallAndAskNobodyElse) {
  std::size_t first_page = web_file("layout.html").size() + web_file("style.css").size() +
                           web_file("live.js").size() + web_file("icon.svg").size();
  EXPECT_LT(first_page, 20'000u);
  for (const char* name : {"layout.html", "style.css", "live.js"}) {
    EXPECT_THAT(std::string(web_file(name)), Not(HasSubstr("://"))) << name;
  }
  EXPECT_TRUE(web_file("nothing").empty());
}

}  // namespace
}  // namespace newswatch::web
