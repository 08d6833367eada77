// newswatch held: stories that matched a topic and were too old to notify of (the age gate); with
// --near those that a topic nearly took.
#include <algorithm>
#include <deque>
#include <string_view>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/list_limit.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "cli/time_window.h"
#include "record/near_miss_json.h"
#include "record/story_json.h"
#include "store/queries.h"

namespace newswatch::cli::command {
namespace {

// The newest rows, oldest first.
template <class Row>
struct Newest {
  std::size_t limit;
  std::deque<Row> rows;
  bool more = false;  // there are older ones

  void add(const Row& row) {
    rows.push_back(row);
    if (rows.size() <= limit) return;
    rows.pop_front();
    more = true;
  }
};

int finish(print::Output& out, const print::TextTable& table, const HeldArgs& args, bool more,
           std::string_view none) {
  if (!table.empty()) {
    out.write(table.text(out.terminal()));
  } else if (!args.global.json) {
    print::complain(none);
  }
  out.flush();
  if (more) tell_left_out(args.limit);
  return out.finish(kOk);
}

int near_misses(const store::RocksReader& reader, const HeldArgs& args, const Window& window,
                model::Time now) {
  const auto misses = store::near_misses(reader, window.since);
  if (!misses) return store_failed(misses.error());
  Newest<model::NearMiss> newest{list_limit(args.limit)};
  for (const model::NearMiss& near : *misses) {
    const auto found = store::find_story(reader, near.story);
    if (!found) return store_failed(found.error());
    const std::optional<model::Story>& story = *found;
    // The topic may have taken it since.
    if (story && std::ranges::find(story->topics, near.topic) != story->topics.end()) continue;
    newest.add(near);
  }
  print::Output out;
  print::TextTable table({{"SEEN"},
                          {"TOPIC", false, 1},
                          {"OUTLET", false, 1},
                          {"TITLE", false, 3},
                          {"WHY", false, 2}});
  for (const model::NearMiss& near : newest.rows) {
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
  return finish(out, table, args, newest.more, "no near miss is kept");
}

int held_stories(const store::RocksReader& reader, const HeldArgs& args, const Window& window,
                 model::Time now) {
  Newest<model::Story> newest{list_limit(args.limit)};
  const auto walked = store::for_each_held(reader, window.since, [&](const model::Story& story) {
    newest.add(story);
    return true;
  });
  if (!walked) return store_failed(walked.error());
  print::Output out;
  print::TextTable table(
      {{"SEEN"}, {"STORY TIME"}, {"OUTLET", false, 1}, {"TITLE", false, 3}, {"TOPICS", false, 1}});
  for (const model::Story& story : newest.rows) {
    if (args.global.json) {
      out.line(record::shown_story_json(story));
    } else {
      table.row({{print::when(story.first_seen, now, out.terminal()), print::Style::kDim},
                 {print::when(story.story_time, now, out.terminal())},
                 {story.outlet},
                 {story.title},
                 {print::joined(story.topics), print::Style::kAccent}});
    }
  }
  return finish(out, table, args, newest.more, "no story is held");
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
  return args.near ? near_misses(*opened->reader, args, *window, now)
                   : held_stories(*opened->reader, args, *window, now);
}

}  // namespace newswatch::cli::command
