// newswatch events merge: two events are one happening.
#include <fmt/format.h>

#include "cli/change_events.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"

namespace newswatch::cli::command {

int events_merge(const EventsMergeArgs& args) {
  model::Regrouping wanted{.kind = model::RegroupKind::kMerge};
  std::filesystem::path folder;
  {
    const auto opened = open_store(args.global);
    if (!opened) return opened.error();
    auto one = whole_event_id(*opened, args.one);
    if (!one) return one.error();
    auto other = whole_event_id(*opened, args.other);
    if (!other) return other.error();
    wanted.event = std::move(*one);
    wanted.into = std::move(*other);
    folder = opened->folder;
  }
  const auto done = regroup(args.global, folder, wanted);
  if (!done) return done.error();
  print::Output out;
  out.line(args.global.json ? regrouped_json(wanted, *done)
                            : fmt::format("event {} has the reports of both", *done));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
