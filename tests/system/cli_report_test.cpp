// newswatch report by the built program; and what other feed readers make of what it exports.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "support/folder.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string page_text(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

class CliReport : public CliFolder {
 protected:
  void SetUp() override {
    CliFolder::SetUp();
    store::Batch batch;
    batch.events = {event(kOld, "An old event", std::chrono::hours(24 * 20)),
                    event(kMerged, "Merged away", std::chrono::hours(1)),
                    event(kNew, "Altman: <i>overstated</i>", std::chrono::hours(2)),
                    event(kLast, "Of another topic", std::chrono::hours(1))};
    batch.events[1].merged_into = kNew;
    batch.events[3].topics = {"chips"};
    batch.reports = {report(kNew, "TIME", "Altman: overstated"),
                     report(kNew, "The Hill", "Altman: overstated"),
                     report(kLast, "TIME", "Of another topic")};
    batch.reports[0].published = ago(std::chrono::minutes(100));
    batch.reports[1].published = ago(std::chrono::minutes(60));
    commit(batch);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
};

TEST_F(CliReport, WritesOnePageOfTheLastDays) {
  const Ran ran = cli({"report", "-o", path("report.html")});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out + ran.err, "");
  const std::string page = page_text(path("report.html"));
  EXPECT_THAT(page, testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page, HasSubstr("2 events in 4 reports of 2 outlets."));
  EXPECT_THAT(page, HasSubstr("Altman: &lt;i&gt;overstated&lt;/i&gt;"));
  EXPECT_THAT(page, HasSubstr("The Hill after 40 min"));
  EXPECT_THAT(page, Not(HasSubstr("An old event")));
  EXPECT_THAT(page, Not(HasSubstr("Merged away")));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST_F(CliReport, WritesMarkdownByTheNameOrTheFormat) {
  ASSERT_EQ(cli({"report", "-o", path("report.md")}).status, 0);
  const std::string by_name = page_text(path("report.md"));
  EXPECT_THAT(by_name, testing::StartsWith("# News report\n"));
  EXPECT_THAT(by_name, HasSubstr("Altman: \\<i\\>overstated\\</i\\>"));
  EXPECT_THAT(cli({"report", "--format", "md"}).out, HasSubstr("| TIME | 2 | 1 | 1 | 0 | 100% |"));
  EXPECT_THAT(cli({"report", "--since", "30d", "--format", "md"}).out, HasSubstr("An old event"));
  const Ran of_topic = cli({"report", "--topic", "chips", "--format", "md"});
  EXPECT_THAT(of_topic.out, HasSubstr("1 event in 2 reports of 2 outlets"));
  EXPECT_THAT(of_topic.out, Not(HasSubstr("overstated")));
}

TEST_F(CliReport, ReplacesAReportWholeOrLeavesIt) {
  std::ofstream(path("report.html")) << "the report of yesterday";
  ASSERT_EQ(cli({"report", "-o", path("report.html")}).status, 0);
  EXPECT_THAT(page_text(path("report.html")), HasSubstr("News report"));
  for (const std::string& file : {path("no/folder.html"), std::string("/dev/full"), path("")}) {
    const Ran ran = cli({"report", "-o", file});
    EXPECT_EQ(ran.status, 1) << file;
    EXPECT_EQ(lines(ran.err).size(), 1u) << ran.err;
  }
}

TEST_F(CliReport, SaysWhatItCannotDo) {
  EXPECT_EQ(cli({"report", "--since", "some day"}).status, 2);
  EXPECT_EQ(cli({"report", "--format", "pdf"}).status, 2);
  EXPECT_EQ(cli({"report", "--topic", "unknown"}).status, 3);
  EXPECT_EQ(run_cli({"report", "--state-dir", path("nothing"), "--config", config_}).status, 4);
}

// Debian's newsboat, where it is installed. Its exit status is 0 also when it fails.
class Newsboat : public CliReport {
 protected:
  void SetUp() override {
    if (std::system("newsboat --version > /dev/null 2>&1") != 0)
      GTEST_SKIP() << "newsboat is missing";
    CliReport::SetUp();
    std::ofstream(path("boat.conf")).flush();
  }

  std::string newsboat(const std::string& urls, const std::string& options) {
    std::ofstream(path("urls"), std::ios::app) << urls;
    const std::string command = "cd " + path("") +
                                " && HOME=. timeout 20 newsboat -q -C boat.conf -u " +
                                "urls -c cache.db " + options + " > said 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << page_text(path("said"));
    return page_text(path("said"));
  }
};

TEST_F(Newsboat, ReadsTheEventsAsAFeed) {
  std::ofstream(path("events.atom")) << cli({"events", "export", "--format", "atom"}).out;
  EXPECT_THAT(newsboat("file://" + path("events.atom") + "\n", "-x reload print-unread"),
              HasSubstr("3 unread articles"));
}

TEST_F(Newsboat, TakesTheFeedsAndGivesThemBack) {
  std::ofstream(path("feeds.opml")) << cli({"feeds", "export"}).out;
  newsboat("", "-i feeds.opml");
  EXPECT_THAT(page_text(path("urls")), testing::AllOf(HasSubstr("https://one.test/feed"),
                                                      HasSubstr("https://two.test/feed")));
  const std::string exported = newsboat("https://three.test/feed \"~Three\"\n", "-e");
  std::ofstream(path("back.opml")) << exported;
  const Ran back = cli({"feeds", "import", path("back.opml")});
  EXPECT_THAT(back.err, HasSubstr("1 taken, 2 known already")) << exported;
  EXPECT_THAT(back.out, HasSubstr("name = \"Three\""));
}

}  // namespace
}  // namespace newswatch::system_test
