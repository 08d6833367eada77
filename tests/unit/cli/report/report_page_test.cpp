// What a report makes of titles that want to be markup, in both formats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "cli/report/report_html.h"
#include "cli/report/report_markdown.h"

namespace newswatch::cli::report {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kHostileTitles = {
    "<script>alert(1)</script>",
    "\" onload=alert(1) x=\"",
    "' autofocus onfocus='alert(1)",
    "{{scope}} {{{title}}} {{/rows}}",
    "</style></svg></table><img src=x onerror=alert(1)>",
    "a | b\n# head\n- item",
    "[x](javascript:alert(1)) ![y](https://evil.test/p.png) `code`",
    "www.evil.test https://evil.test/ a@evil.test",
    "\u202edesrever \x1b[31m\xff"};

Figures hostile_figures() {
  const model::Time begin{std::chrono::days(20'000)};
  Figures figures;
  figures.from = begin;
  figures.to = begin + std::chrono::days(1);
  figures.slot = std::chrono::hours(1);
  figures.slots = {{begin, 9, 18}};
  figures.events = kHostileTitles.size();
  figures.shared = 1;
  figures.outlets = 2;
  for (const std::string& title : kHostileTitles) {
    ListedEvent one;
    one.event.title = title;
    one.event.link = "javascript:alert('" + title + "')";
    one.outlets = {{title, begin}, {"Two", begin + std::chrono::hours(1)}};
    figures.listed.push_back(one);
    OutletFigures& outlet = figures.by_outlet.emplace_back();
    outlet.name = title;
    outlet.shared = outlet.events = 3;
    FeedFigures& feed = figures.feeds.emplace_back();
    feed.row.name = feed.row.state.last_error = title;
    feed.lag.add(std::chrono::minutes(2));
    feed.coverage.unwatched = {{.from = begin, .to = figures.to, .why = title}};
    figures.topics.push_back({title, 1, 1});
    figures.overlap.outlets.push_back(title);
  }
  figures.topics_all = figures.topics.size();
  figures.overlap.shared.assign(kHostileTitles.size(),
                                std::vector<std::uint64_t>(kHostileTitles.size(), 2));
  figures.listed[0].event.link = "https://one.test/?a=\"<b>\"&c=|d>\\";
  return figures;
}

TEST(ReportPage, TheTemplateEscapesAllAndHasNoScript) {
  const std::string page(kReportPage);
  EXPECT_THAT(page, Not(HasSubstr("{{{")));
  EXPECT_THAT(page, Not(HasSubstr("{{&")));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_FALSE(std::regex_search(page, std::regex("<[^>]*=\\{\\{")))
      << "an attribute without quotes";
  const std::string style =
      page.substr(page.find("<style>"), page.find("</style>") - page.find("<style>"));
  EXPECT_THAT(style, Not(HasSubstr("{{")));
}

TEST(ReportPage, NoTitleBecomesMarkup) {
  const std::string page = html_page(hostile_figures(), {.topic = kHostileTitles[0]});
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("href=\"javascript")));
  EXPECT_FALSE(std::regex_search(page, std::regex("<[a-z]+[^<>]* on[a-z]+=")));
  EXPECT_THAT(page, HasSubstr("{{scope}} {{{title}}}")) << "a title is no template";
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  EXPECT_EQ(page.find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_THAT(page, HasSubstr("href=\"https://one.test/?a=&quot;&lt;b&gt;&quot;&amp;c=|d&gt;\\\""));
  // No request to anywhere: nothing is loaded, and links go only where a person clicks.
  EXPECT_FALSE(std::regex_search(page, std::regex("<[^>]*\\b(src|srcset|data|action)=")));
}

TEST(ReportPage, EveryChartHasAnAccountInWordsAndATable) {
  const std::string page = html_page(hostile_figures(), {});
  const auto count = [&](const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = page.find(what, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  EXPECT_EQ(count("<svg "), 6u);
  EXPECT_EQ(count("<svg "), count("role=\"img\" aria-labelledby="));
  EXPECT_EQ(count("<desc "), 6u);
  EXPECT_EQ(count("<caption "), 7u) << "and one of topics, which has no chart";
}

TEST(ReportMarkdown, NoTitleBecomesMarkup) {
  const std::string page = markdown(hostile_figures(), {});
  EXPECT_THAT(page, HasSubstr("\\<script\\>alert\\(1\\)\\</script\\>"));
  EXPECT_THAT(page, HasSubstr("a \\| b \\# head - item"));
  EXPECT_THAT(page, Not(HasSubstr("](javascript")));
  EXPECT_THAT(page, HasSubstr("www\\.evil\\.test https\\://evil\\.test/ a\\@evil\\.test"));
  EXPECT_THAT(page, HasSubstr("](<https://one.test/?a=\"%3Cb%3E\"&c=%7Cd%3E%5C>)"));
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  // Each row of a table has as many cells as its head.
  const std::regex cell("(^|[^\\\\])\\|");
  std::size_t columns = 0;
  std::istringstream in(page);
  for (std::string line; std::getline(in, line);) {
    const bool is_row = line.starts_with('|');
    const auto cells = static_cast<std::size_t>(std::distance(
        std::sregex_iterator(line.begin(), line.end(), cell), std::sregex_iterator()));
    if (is_row && columns > 0) {
      EXPECT_EQ(cells, columns) << line;
    }
    columns = is_row ? cells : 0;
  }
}

}  // namespace
}  // namespace newswatch::cli::report
