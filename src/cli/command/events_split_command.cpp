// newswatch events split: some reports of an event are another happening.
#include <fmt/format.h>

#include <algorithm>

#include "cli/change_events.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"

namespace newswatch::cli::command {

int events_split(const EventsSplitArgs& args) {
  model::Regrouping wanted{.kind = model::RegroupKind::kSplit, .quiet = args.quiet};
  std::filesystem::path folder;
  {
    const auto opened = open_store(args.global);
    if (!opened) return opened.error();
    auto event = whole_event_id(*opened, args.event);
    if (!event) return event.error();
    wanted.event = std::move(*event);
    for (const std::string& what : args.stories) {
      auto report = find_report(*opened, what);
      if (!report) return report.error();
      if (std::ranges::find(wanted.stories, report->story) == wanted.stories.end()) {
        wanted.stories.push_back(std::move(report->story));
      }
    }
    folder = opened->folder;
  }
  const auto done = regroup(args.global, folder, wanted);
  if (!done) return done.error();
  print::Output out;
  out.line(args.global.json
               ? regrouped_json(wanted, *done)
               : fmt::format("event {} has the {}{}", *done,
                             print::counted(wanted.stories.size(), "report"),
                             args.quiet ? ", and nobody is told" : "; who wants it is told"));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
