// newswatch report: what happened in a time, as one page.
#include <string>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/config_file.h"
#include "cli/known_topic.h"
#include "cli/print/output.h"
#include "cli/report/report_html.h"
#include "cli/report/report_markdown.h"
#include "cli/report/report_reader.h"
#include "text/ascii.h"

namespace newswatch::cli::command {
namespace {

bool is_markdown(const ReportArgs& args) {
  if (!args.format.empty()) return args.format == "md";
  return text::ends_in_any_case(args.file, ".md") || text::ends_in_any_case(args.file, ".markdown");
}

}  // namespace

int report(const ReportArgs& args) {
  const model::Time now = model::SystemClock().now();
  EventFilter filter = args.filter;
  if (filter.since.empty()) filter.since = "7d";
  const auto choice = choose_events(filter, now);
  if (!choice) {
    print::complain(choice.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  if (const int status = check_topic(*opened, filter.topic); status != kOk) return status;
  const auto figures = report::read_figures(*opened, *choice, now);
  if (!figures) return store_failed(figures.error());
  const report::Subject subject{.topic = filter.topic, .made = now};
  const std::string text = is_markdown(args) ? report::markdown(*figures, subject)
                                             : report::html_page(*figures, subject);
  if (!args.file.empty() && args.file != "-") {
    const auto written = write_file(args.file, text);
    if (written) return kOk;
    print::complain(written.error().context);
    return kFailure;
  }
  print::Output out;
  out.write(text);
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
