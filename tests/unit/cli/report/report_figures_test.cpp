#include "cli/report/report_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "cli/report/report_words.h"

namespace newswatch::cli::report {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

const model::Time kBegin = model::Time(days(20'000));

model::Report figure_report(const std::string& outlet, model::Duration published,
                            model::Duration seen) {
  model::Report report;
  report.outlet = outlet;
  report.feed = "feed of " + outlet;
  report.published = kBegin + published;
  report.first_seen = kBegin + seen;
  return report;
}

model::Event figure_event(const std::string& id, const std::vector<model::Report>& reports) {
  model::Event event;
  event.id = id;
  event.topics = {"chips"};
  event.first_seen = reports.front().first_seen;
  for (const model::Report& report : reports) {
    if (std::ranges::find(event.outlets, report.outlet) == event.outlets.end()) {
      event.outlets.push_back(report.outlet);
    }
  }
  event.report_count = static_cast<std::uint32_t>(reports.size());
  return event;
}

using Happenings = std::vector<std::pair<model::Event, std::vector<model::Report>>>;

Figures figures_of(const Happenings& all, model::Duration whole = days(7),
                   const std::vector<engine::FeedRow>& feeds = {},
                   const std::vector<model::Coverage>& coverage = {}) {
  Collector collector(kBegin, kBegin + whole, feeds, coverage);
  for (const auto& [event, reports] : all) collector.count(event);
  collector.rank();
  for (const auto& [event, reports] : all) collector.read(event, reports);
  return collector.take();
}

TEST(ReportFigures, AnOutletCountsFromItsFirstReportThatWasNotAhead) {
  std::vector<model::Report> reports = {
      figure_report("B", minutes(9), minutes(10)), figure_report("A", minutes(30), minutes(31)),
      figure_report("A", minutes(5), minutes(40)), figure_report("C", hours(9), minutes(20))};
  reports.push_back(figure_report("D", {}, minutes(7)));
  reports.back().published.reset();
  EXPECT_THAT(
      outlet_times(reports),
      ElementsAre(OutletTime{"A", kBegin + minutes(5)}, OutletTime{"D", kBegin + minutes(7)},
                  OutletTime{"B", kBegin + minutes(9)}, OutletTime{"C", kBegin + minutes(20)}))
      << "C's date is ahead of when it was seen, D has none";
}

TEST(ReportFigures, SayWhoWasFirstAndByHowLong) {
  const std::vector<model::Report> led = {figure_report("A", minutes(0), minutes(1)),
                                          figure_report("B", minutes(12), minutes(13)),
                                          figure_report("C", minutes(50), minutes(51))};
  const std::vector<model::Report> tied = {figure_report("A", hours(2), hours(3)),
                                           figure_report("B", hours(2), hours(3)),
                                           figure_report("C", hours(4), hours(5))};
  const std::vector<model::Report> alone = {figure_report("A", hours(9), hours(9))};
  const Figures figures = figures_of({{figure_event("1", led), led},
                                      {figure_event("2", tied), tied},
                                      {figure_event("3", alone), alone}});
  EXPECT_EQ(figures.events, 3u);
  EXPECT_EQ(figures.reports, 7u);
  EXPECT_EQ(figures.outlets, 3u);
  EXPECT_EQ(figures.shared, 2u);
  EXPECT_EQ(figures.tied, 1u);
  EXPECT_EQ(figures.lead.quantile(0.5), minutes(12) - seconds(720 % 8));
  ASSERT_EQ(figures.by_outlet.size(), 3u);
  const OutletFigures& a = figures.by_outlet[0];
  EXPECT_EQ(a.name, "A");
  EXPECT_EQ(std::tuple(a.events, a.shared, a.first, a.tied), std::tuple(3u, 2u, 1u, 1u));
  EXPECT_EQ(a.behind.count(), 0u);
  const OutletFigures& c = figures.by_outlet[2];
  EXPECT_EQ(std::tuple(c.shared, c.first, c.tied, c.behind.count()), std::tuple(2u, 0u, 0u, 2u));
  EXPECT_EQ(figures.overlap.shared[0], (std::vector<std::uint64_t>{3, 2, 2}));
  EXPECT_EQ(figures.overlap.shared[2], (std::vector<std::uint64_t>{2, 2, 2}));
  ASSERT_EQ(figures.listed.size(), 3u);
  EXPECT_EQ(event_listing(figures).rows[0][4].text, "B after 12 min, C after 50 min");
  EXPECT_EQ(event_listing(figures).rows[1][3].text, "tied");
}

TEST(ReportFigures, EveryEventAndReportOfTheTimeIsOnTheTimeline) {
  Happenings all;
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    const auto at = seconds(random() % (7 * 86'400));
    const std::vector<model::Report> reports = {figure_report("A", at, at)};
    all.emplace_back(figure_event(std::to_string(1000 + i), reports), reports);
  }
  for (const model::Duration whole : {model::Duration(days(7)), model::Duration(days(4'000))}) {
    const Figures figures = figures_of(all, whole);
    EXPECT_LE(figures.slots.size(), 92u);
    std::uint64_t events = 0, reports = 0;
    for (const Slot& slot : figures.slots) {
      events += slot.events;
      reports += slot.reports;
    }
    EXPECT_EQ(events, 500u);
    EXPECT_EQ(reports, 500u);
    EXPECT_EQ(figures.listed.size(), kListedEvents) << "and no more, however many there are";
  }
}

TEST(ReportFigures, TheLagCountsWhatWasPublishedWhileItsFeedWasAsked) {
  engine::FeedRow row;
  row.name = "feed of A";
  row.condition = engine::FeedCondition::kWell;
  row.state.url = "https://a.test/";
  row.state.first_success = kBegin + hours(1);
  model::Coverage covered;
  covered.url = row.state.url;
  std::vector<model::Report> reports = {
      figure_report("A", minutes(1), hours(2)),  // before the feed was first asked
      figure_report("A", hours(2), hours(2) + seconds(100)),
      figure_report("A", hours(3), hours(3) - seconds(5)),  // ahead: no lag
      figure_report("A", hours(4), hours(90)), figure_report("B", hours(4), hours(5))};
  reports[3].held = true;
  const Figures figures =
      figures_of({{figure_event("1", reports), reports}}, days(7), {row}, {covered});
  ASSERT_EQ(figures.feeds.size(), 1u);
  EXPECT_EQ(figures.feeds[0].lag.count(), 2u);
  EXPECT_EQ(figures.feeds[0].lag.quantile(0.1), seconds(0));
  EXPECT_EQ(figures.feeds[0].lag.quantile(0.9), seconds(100));
  EXPECT_EQ(figures.feeds_well, 1u);
}

TEST(ReportFigures, NothingIsAReportToo) {
  const Figures figures = figures_of({}, model::Duration(0));
  EXPECT_EQ(figures.events, 0u);
  EXPECT_THAT(main_facts(figures), ElementsAre("0 events in 0 reports of 0 outlets."));
}

TEST(Spread, QuantilesAreOffByNoMoreThanItSays) {
  Spread spread;
  std::vector<std::int64_t> all;
  std::mt19937_64 random(3);
  for (int i = 0; i < 2'000; ++i) {
    all.push_back(static_cast<std::int64_t>(random() >> (34 + random() % 28)));
    spread.add(seconds(all.back()));
  }
  std::ranges::sort(all);
  for (const double share : {0.1, 0.5, 0.9, 1.0}) {
    const auto exact = all[static_cast<std::size_t>(share * 2'000) - 1];
    const auto found = std::chrono::duration_cast<seconds>(spread.quantile(share)).count();
    EXPECT_LE(found, exact);
    EXPECT_GE(found, exact - exact / 64) << share;
  }
  EXPECT_EQ(Spread().quantile(0.5), seconds(0));
}

TEST(ReportWords, SayHowLongInTwoUnitsAtMost) {
  EXPECT_EQ(span_text(seconds(59)), "59 s");
  EXPECT_EQ(span_text(seconds(90)), "2 min");
  EXPECT_EQ(span_text(minutes(60)), "1 h");
  EXPECT_EQ(span_text(minutes(95)), "1 h 35 min");
  EXPECT_EQ(span_text(hours(76)), "3 d 4 h");
  EXPECT_EQ(number_text(1'234'567), "1,234,567");
  EXPECT_EQ(number_text(999), "999");
  EXPECT_EQ(percent_text(1, 3), "33%");
}

}  // namespace
}  // namespace newswatch::cli::report
