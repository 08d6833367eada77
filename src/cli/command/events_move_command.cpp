// newswatch events move: a story belongs to another event.
#include <fmt/format.h>

#include "cli/change_events.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"

namespace newswatch::cli::command {

int events_move(const EventsMoveArgs& args) {
  model::Regrouping wanted{.kind = model::RegroupKind::kMove};
  std::filesystem::path folder;
  {
    const auto opened = open_store(args.global);
    if (!opened) return opened.error();
    auto report = find_report(*opened, args.story);
    if (!report) return report.error();
    auto into = whole_event_id(*opened, args.event);
    if (!into) return into.error();
    wanted.event = std::move(report->event);
    wanted.stories = {std::move(report->story)};
    wanted.into = std::move(*into);
    folder = opened->folder;
  }
  const auto done = regroup(args.global, folder, wanted);
  if (!done) return done.error();
  print::Output out;
  out.line(args.global.json
               ? regrouped_json(wanted, *done)
               : fmt::format("story {} is in event {} now", wanted.stories.front(), *done));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
