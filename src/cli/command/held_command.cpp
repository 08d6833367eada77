// newswatch held: stories that matched a topic and were too old to notify of (the age gate); with
// --near those that a topic nearly took.
#include <algorithm>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "cli/time_window.h"
#include "record/near_miss_json.h"
#include "record/story_json.h"
#include "store/queries.h"

namespace newswatch::cli::command {

namespace {

int near_misses(const OpenStore& opened, const HeldArgs& args, const Window& window,
                model::Time now) {
  const auto misses = store::near_misses(*opened.reader, window.since);
  if (!misses) return store_failed(misses.error());
  print::Output out;
  print::TextTable table({{"SEEN"},
                          {"TOPIC", false, 1},
                          {"OUTLET", false, 1},
                          {"TITLE", false, 3},
                          {"WHY", false, 2}});
  for (const model::NearMiss& near : *misses) {
    const auto found = store::find_story(*opened.reader, near.story);
    if (!found) return out.finish(store_failed(found.error()));
    const std::optional<model::Story>& story = *found;
    // The topic may have taken it since.
    if (story && std::ranges::find(story->topics, near.topic) != story->topics.end()) continue;
    if (args.global.json) {
      out.line(record::near_miss_json(near));
    } else {
      table.row({{print::when(near.seen, now, out.terminal()), print::Style::kDim},
                 {near.topic, print::Style::kAccent},
                 {near.outlet},
                 {near.title},
                 {near.why}});
    }
  }
  if (!table.empty()) {
    out.write(table.text(out.terminal()));
  } else if (!args.global.json) {
    print::complain("no near miss is kept");
  }
  return out.finish(kOk);
}

}  // namespace

int held(const HeldArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto window = parse_window(args.since, "", now);
  if (!window) {
    print::complain(window.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  if (args.near) return near_misses(*opened, args, *window, now);
  print::Output out;
  print::TextTable table(
      {{"SEEN"}, {"STORY TIME"}, {"OUTLET", false, 1}, {"TITLE", false, 3}, {"TOPICS", false, 1}});
  const auto walked =
      store::for_each_held(*opened->reader, window->since, [&](const model::Story& story) {
        if (args.global.json) {
          out.line(record::story_json(story));
        } else {
          table.row({{print::when(story.first_seen, now, out.terminal()), print::Style::kDim},
                     {print::when(story.story_time, now, out.terminal())},
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
