// newswatch held: stories that matched a topic and were too old to notify of (the age gate).
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "cli/time_window.h"
#include "record/story_json.h"
#include "store/queries.h"
#include "text/times.h"

namespace newswatch::cli::command {

int held(const HeldArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto window = parse_window(args.since, "", now);
  if (!window) {
    print::complain(window.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  print::Output out;
  print::TextTable table(
      {{"SEEN"}, {"STORY TIME"}, {"OUTLET", false, 1}, {"TITLE", false, 3}, {"TOPICS", false, 1}});
  const auto walked =
      store::for_each_held(*opened->reader, window->since, [&](const model::Story& story) {
        if (args.global.json) {
          out.line(record::story_json(story));
        } else {
          table.row({{text::relative(story.first_seen, now), print::Style::kDim},
                     {text::relative(story.story_time, now)},
                     {story.outlet},
                     {story.title},
                     {print::joined(story.topics), print::Style::kAccent}});
        }
        return out.open();
      });
  if (!walked) return out.finish(store_failed(walked.error()));
  if (!table.empty()) {
    out.write(table.text(out.terminal()));
  } else if (!args.global.json) {
    print::complain("no story is held");
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
