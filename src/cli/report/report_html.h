// A report as one HTML page that needs nothing else: no script, no other file, charts as inline
// SVG, each above a table of the same numbers. What came from feeds is escaped by the template
// (report_page.mustache), and its links are http or https. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "cli/report/report_words.h"

namespace newswatch::cli::report {

// The template's text; defined by a file that the build makes of it.
extern const std::string_view kReportPage;

std::string html_page(const Figures& figures, const Subject& subject);

}  // namespace newswatch::cli::report
