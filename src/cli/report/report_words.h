// The words and numbers that a report has in each of its formats. What came from feeds is one clean
// line (text::visible()), not yet escaped for the format. Times are in UTC. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/report/report_figures.h"
#include "model/clock.h"

namespace newswatch::cli::report {

// What the report is about, beside its figures.
struct Subject {
  std::string topic;  // empty: all
  model::Time made{};
};

// "45 s", "12 min", "1 h 35 min", "3 d 4 h"
std::string span_text(model::Duration time);
// "2025-01-28 20:15"
std::string utc_minute(model::Time time);
// "12,345"
std::string number_text(std::uint64_t number);
// "30%"; "0%" of nothing.
std::string percent_text(std::uint64_t part, std::uint64_t whole);

// A list with its head, as it is printed below the chart of the same figures.
struct Listing {
  struct Column {
    std::string_view name;
    bool number = false;
  };
  struct Entry {
    std::string text, link;  // link: http or https, or empty
  };
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<Entry>> rows;
  std::string more;  // what is left out, in words; empty: nothing
};

Listing timeline_listing(const Figures& figures);
Listing event_listing(const Figures& figures);
Listing first_listing(const Figures& figures);
Listing overlap_listing(const Figures& figures);
Listing lag_listing(const Figures& figures);
Listing health_listing(const Figures& figures);
Listing topic_listing(const Figures& figures);

// The figures in a few sentences, for the head.
std::vector<std::string> main_facts(const Figures& figures);
// "Events first seen from 2025-01-21 20:15 to 2025-01-28 20:15 UTC, of the topic deepseek-r1"
std::string scope_text(const Figures& figures, const Subject& subject);

// Feeds whose lag is known.
std::vector<const FeedFigures*> feeds_with_lag(const Figures& figures);

}  // namespace newswatch::cli::report
