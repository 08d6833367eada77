#include "cli/report/report_html.h"

#include <fmt/format.h>

#include <utility>

#include "cli/report/report_charts.h"
#include "version.h"
#include "web/page.h"

namespace newswatch::cli::report {
namespace {

using web::Fields;

std::string place(double value) { return fmt::format("{:.2f}", value); }

template <class Values, class Make>
std::vector<Fields> list_of(const Values& values, Make make) {
  std::vector<Fields> list;
  list.reserve(values.size());
  for (const auto& value : values) list.push_back(make(value));
  return list;
}

Fields fields_of(const Chart::Rule& rule) {
  Fields one;
  one.flag("across", rule.across).text("x", place(rule.at)).text("y", place(rule.y));
  return one;
}

Fields fields_of(const Chart::Bar& bar) {
  Fields one;
  one.text("x", place(bar.x))
      .text("y", place(bar.y))
      .text("width", place(bar.width))
      .text("height", place(bar.height))
      .text("kind", bar.kind)
      .text("tip", bar.tip)
      .text("strength", bar.strength < 1 ? place(bar.strength) : std::string());
  return one;
}

Fields fields_of(const Chart::Dot& dot) {
  Fields one;
  one.text("x", place(dot.x)).text("y", place(dot.y)).text("kind", dot.kind).text("tip", dot.tip);
  return one;
}

Fields fields_of(const Chart::Words& words) {
  Fields one;
  one.text("x", place(words.x)).text("y", place(words.y)).text("kind", words.kind);
  one.text("text", words.text);
  return one;
}

constexpr auto kFieldsOf = [](const auto& value) { return fields_of(value); };

Fields fields_of(const Chart& chart) {
  Fields fields;
  fields.text("id", chart.id)
      .text("title", chart.title)
      .text("description", chart.description)
      .text("height", fmt::format("{:.0f}", chart.height))
      .list("rules", list_of(chart.rules, kFieldsOf))
      .list("bars", list_of(chart.bars, kFieldsOf))
      .list("dots", list_of(chart.dots, kFieldsOf))
      .list("words", list_of(chart.words, kFieldsOf))
      .list("legend", list_of(chart.legend, [](const auto& entry) {
              Fields one;
              one.text("kind", entry.first).text("name", entry.second);
              return one;
            }));
  return fields;
}

Fields fields_of(const Listing& listing) {
  Fields fields;
  fields.text("caption", listing.caption)
      .list("columns", list_of(listing.columns,
                               [](const Listing::Column& column) {
                                 Fields one;
                                 one.text("name", column.name).flag("number", column.number);
                                 return one;
                               }))
      .list("rows", list_of(listing.rows,
                            [&](const std::vector<Listing::Entry>& row) {
                              std::vector<Fields> cells(row.size());
                              for (std::size_t i = 0; i < row.size(); ++i) {
                                cells[i]
                                    .flag("first", i == 0)
                                    .flag("number", listing.columns[i].number)
                                    .text("text", row[i].text)
                                    .link("link", row[i].link);
                              }
                              Fields one;
                              one.list("cells", std::move(cells));
                              return one;
                            }))
      .text("more", listing.more);
  return fields;
}

struct Section {
  std::string id, name;
  Chart chart;  // may be empty
  Listing listing;
  bool folded = false;  // the table is shown on demand
};

Fields fields_of(const Section& section) {
  std::vector<Fields> charts, tables;
  if (!section.chart.empty()) charts.push_back(fields_of(section.chart));
  if (!section.listing.rows.empty()) tables.push_back(fields_of(section.listing));
  Fields fields;
  fields.text("section", section.id)
      .text("heading", section.name)
      .flag("folded", section.folded)
      .flag("nothing", tables.empty())
      .list("charts", std::move(charts))
      .list("tables", std::move(tables));
  return fields;
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
  Fields page;
  page.text("scope", scope_text(figures, subject))
      .text("made", utc_minute(subject.made))
      .text("version", NEWSWATCH_VERSION)
      .list("facts", list_of(main_facts(figures),
                             [](const std::string& fact) {
                               Fields one;
                               one.text("fact", fact);
                               return one;
                             }))
      .list("sections", list_of(sections_of(figures), kFieldsOf));
  return web::render(kReportPage, page);
}

}  // namespace newswatch::cli::report
