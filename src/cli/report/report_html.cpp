#include "cli/report/report_html.h"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>
#include <utility>

#include "cli/report/report_charts.h"
#include "version.h"

namespace newswatch::cli::report {
namespace {

using PageData = kainjow::mustache::data;

PageData object() { return PageData(PageData::type::object); }
PageData flag(bool value) {
  return PageData(value ? PageData::type::bool_true : PageData::type::bool_false);
}
// False when empty: a section of it is left out then. A template looks for a name further out when
// the inner object lacks it, so every object has all of its names.
PageData text_or_none(const std::string& text) {
  return text.empty() ? flag(false) : PageData(text);
}
PageData place(double value) { return PageData(fmt::format("{:.2f}", value)); }

template <class Values, class Make>
PageData list_of(const Values& values, Make make) {
  PageData list(PageData::type::list);
  for (const auto& value : values) list.push_back(make(value));
  return list;
}

PageData data_of(const Chart& chart) {
  PageData data = object();
  data.set("id", PageData(chart.id));
  data.set("title", PageData(chart.title));
  data.set("description", PageData(chart.description));
  data.set("height", PageData(fmt::format("{:.0f}", chart.height)));
  data.set("rules", list_of(chart.rules, [](const Chart::Rule& rule) {
             PageData one = object();
             one.set("across", flag(rule.across));
             one.set("x", place(rule.at));
             one.set("y", place(rule.y));
             return one;
           }));
  data.set("bars", list_of(chart.bars, [](const Chart::Bar& bar) {
             PageData one = object();
             one.set("x", place(bar.x));
             one.set("y", place(bar.y));
             one.set("width", place(bar.width));
             one.set("height", place(bar.height));
             one.set("kind", PageData(bar.kind));
             one.set("tip", text_or_none(bar.tip));
             one.set("strength", bar.strength < 1 ? place(bar.strength) : flag(false));
             return one;
           }));
  data.set("dots", list_of(chart.dots, [](const Chart::Dot& dot) {
             PageData one = object();
             one.set("x", place(dot.x));
             one.set("y", place(dot.y));
             one.set("kind", PageData(dot.kind));
             one.set("tip", text_or_none(dot.tip));
             return one;
           }));
  data.set("words", list_of(chart.words, [](const Chart::Words& words) {
             PageData one = object();
             one.set("x", place(words.x));
             one.set("y", place(words.y));
             one.set("kind", PageData(words.kind));
             one.set("text", PageData(words.text));
             return one;
           }));
  data.set("legend", list_of(chart.legend, [](const auto& entry) {
             PageData one = object();
             one.set("kind", PageData(entry.first));
             one.set("name", PageData(entry.second));
             return one;
           }));
  return data;
}

PageData cell_of(const Listing::Entry& entry, const Listing::Column& column, bool first) {
  PageData cell = object();
  cell.set("first", flag(first));
  cell.set("number", flag(column.number));
  cell.set("text", PageData(entry.text));
  cell.set("link", text_or_none(entry.link));
  return cell;
}

PageData data_of(const Listing& listing) {
  PageData data = object();
  data.set("caption", PageData(listing.caption));
  data.set("columns", list_of(listing.columns, [](const Listing::Column& column) {
             PageData one = object();
             one.set("name", PageData(std::string(column.name)));
             one.set("number", flag(column.number));
             return one;
           }));
  data.set("rows", list_of(listing.rows, [&](const std::vector<Listing::Entry>& row) {
             PageData cells(PageData::type::list);
             for (std::size_t i = 0; i < row.size(); ++i) {
               cells.push_back(cell_of(row[i], listing.columns[i], i == 0));
             }
             PageData one = object();
             one.set("cells", cells);
             return one;
           }));
  data.set("more", text_or_none(listing.more));
  return data;
}

struct Section {
  std::string id, name;
  Chart chart;  // may be empty
  Listing listing;
  bool folded = false;  // the table is shown on demand
};

PageData data_of(const Section& section) {
  PageData data = object();
  data.set("section", PageData(section.id));
  data.set("heading", PageData(section.name));
  data.set("charts", list_of(std::vector<Chart>(section.chart.empty() ? 0 : 1, section.chart),
                             [](const Chart& chart) { return data_of(chart); }));
  data.set("folded", flag(section.folded));
  data.set("tables",
           list_of(std::vector<Listing>(section.listing.rows.empty() ? 0 : 1, section.listing),
                   [](const Listing& listing) { return data_of(listing); }));
  data.set("nothing", flag(section.listing.rows.empty()));
  return data;
}

std::vector<Section> sections_of(const Figures& figures) {
  std::vector<Section> sections = {
      {"timeline", "Timeline", timeline_chart(figures), timeline_listing(figures), true},
      {"topics", "Topics", {}, topic_listing(figures)},
      {"events", "Events", spread_chart(figures), event_listing(figures)},
      {"first", "Who was first", first_chart(figures), first_listing(figures)},
      {"overlap", "Outlet overlap", overlap_chart(figures), overlap_listing(figures)},
      {"lag", "Feed lag", lag_chart(figures), lag_listing(figures)},
      {"health", "Feed health", health_chart(figures), health_listing(figures)}};
  if (figures.topics_all < 2) sections.erase(sections.begin() + 1);
  return sections;
}

}  // namespace

std::string html_page(const Figures& figures, const Subject& subject) {
  PageData page = object();
  page.set("scope", PageData(scope_text(figures, subject)));
  page.set("made", PageData(utc_minute(subject.made)));
  page.set("version", PageData(NEWSWATCH_VERSION));
  page.set("facts",
           list_of(main_facts(figures), [](const std::string& fact) { return PageData(fact); }));
  page.set("sections",
           list_of(sections_of(figures), [](const Section& one) { return data_of(one); }));
  kainjow::mustache::mustache mustache{std::string(kReportPage)};
  return mustache.render(page);
}

}  // namespace newswatch::cli::report
