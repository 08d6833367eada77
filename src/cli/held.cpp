// newswatch held: stories that the age gate kept from being told.
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/event_filter.h"
#include "cli/open.h"
#include "cli/output.h"
#include "cli/table.h"
#include "cli/when.h"
#include "record/story_json.h"
#include "store/queries.h"
#include "text/time_text.h"

namespace newswatch::cli {

int list_held(const HeldArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto window = parse_window(args.since, "", now);
  if (!window) {
    complain(window.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  Output out;
  Table table(
      {{"SEEN"}, {"STORY TIME"}, {"OUTLET", false, 1}, {"TITLE", false, 3}, {"TOPICS", false, 1}});
  const auto walked =
      store::for_each_held(*opened->reader, window->since, [&](const model::Story& story) {
        if (args.global.json) {
          out.line(record::story_json(story));
        } else {
          table.row({{text::relative(story.first_seen, now), Style::kDim},
                     {text::relative(story.story_time, now)},
                     {story.outlet},
                     {story.title},
                     {joined(story.topics), Style::kAccent}});
        }
        return out.open();
      });
  if (!walked) return out.finish(store_failed(walked.error()));
  if (!table.empty()) {
    out.write(table.text(out.terminal()));
  } else if (!args.global.json) {
    complain("no story is held");
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli
