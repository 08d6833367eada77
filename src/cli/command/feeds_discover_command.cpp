// newswatch feeds discover: the feeds of a site.
#include <string>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "cli/site_feeds.h"
#include "engine/discovery.h"
#include "record/feed_json.h"
#include "record/json_io.h"
#include "text/escape.h"

namespace newswatch::cli::command {
namespace {

using engine::Discovery;

std::string json_of(const Discovery::Found& found) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("url", found.url);
  io.field("title", found.title);
  io.field("format", record::format_name(found.format));
  io.field("items", found.items);
  io.field("newest", found.newest);
  io.field("how", found.how);
  return io.text();
}

void print_feeds(const std::vector<Discovery::Found>& all, bool json, print::Output& out) {
  const model::Time now = model::SystemClock().now();
  print::TextTable table(
      {{"URL"}, {"FORMAT"}, {"ITEMS", true}, {"NEWEST"}, {"TITLE", false, 1}, {"HOW", false, 1}});
  for (const Discovery::Found& found : all) {
    if (json) {
      out.line(json_of(found));
      continue;
    }
    table.row({{found.url, print::Style::kBold},
               {std::string(record::format_name(found.format))},
               {std::to_string(found.items)},
               {found.newest ? print::when(*found.newest, now, out.terminal()) : "undated"},
               {found.title},
               {found.how, print::Style::kDim}});
  }
  if (!table.empty()) out.write(table.text(out.terminal()));
}

}  // namespace

int feeds_discover(const FeedsDiscoverArgs& args) {
  const auto site = site_address(args.url);
  if (!site) {
    print::complain("not an http or https address: " + text::quoted(args.url));
    return kUsage;
  }
  const auto settings =
      open_settings(args.global, config::NamedFiles::kLeave, config::Feeds::kOptional);
  if (!settings) return settings.error();
  const model::SystemClock clock;
  const auto fetcher = open_fetcher(*settings, clock);
  if (!fetcher) {
    print::complain(fetcher.error().context);
    return kFailure;
  }
  const Discovery discovery = find_site_feeds(**fetcher, settings->fetch, *site);
  if (discovery.found().empty()) {
    print::complain("no feed found at " + *site + "; tried:");
    for (const std::string& miss : discovery.misses()) print::complain("  " + miss);
    return kNotFound;
  }
  print::Output out;
  print_feeds(discovery.found(), args.global.json, out);
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
