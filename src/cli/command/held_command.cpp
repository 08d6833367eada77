// newswatch held: stories that matched a topic and were too old to notify of (the age gate); with
// --near those that a topic nearly took.
#include <fmt/format.h>

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
#include "notify/policy.h"
#include "record/json_io.h"
#include "record/near_miss_json.h"
#include "record/story_json.h"
#include "store/queries.h"

namespace newswatch::cli::command {
namespace {

// The newest rows, oldest first.
template <class Row>
struct LastRows {
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
  LastRows<model::NearMiss> newest{list_limit(args.limit)};
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
  LastRows<model::Story> newest{list_limit(args.limit)};
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

struct HeldMessage {
  model::Time since{};
  std::string sink, id, title, waits_for;
  std::optional<model::Time> until;
};

// Messages that wait because a sink or a person wants it so.
model::Result<void> add_waiting(const store::Rows& rows, model::Time now,
                                std::vector<HeldMessage>& to) {
  return store::for_each_outbox(rows, [&](const model::OutboxRow& row) {
    if (row.waits_for.empty() || row.attempts > 0 || row.not_before <= now) return true;
    to.push_back({row.created, row.sink, row.notification.id, row.notification.title, row.waits_for,
                  row.not_before});
    return true;
  });
}

// Events that are not reported widely enough for a sink yet.
model::Result<void> add_too_few(const OpenStore& opened, model::Time now,
                                std::vector<HeldMessage>& to) {
  constexpr notify::Reach kWidest = {1000, 1000};
  const model::Time open_since = now - opened.settings.event.window;
  return store::for_each_event_newest_first(*opened.reader, [&](const model::Event& event) {
    if (event.first_seen < open_since) return false;
    const bool is_told =
        event.merged_into.empty() && !event.waiting && !event.quiet && !event.told_topics.empty();
    const notify::Reach reach = notify::reach_of(event);
    for (const config::SinkSettings& sink : opened.settings.sinks) {
      const bool too_few = is_told && notify::takes(sink, notify::kEventNew) &&
                           !notify::hears_of(sink, event.told_topics, reach) &&
                           notify::hears_of(sink, event.told_topics, kWidest);
      if (!too_few) continue;
      const bool outlets = reach.outlets < static_cast<std::size_t>(sink.min_outlets);
      to.push_back({event.first_seen, sink.name, event.id + ":event.new", event.title,
                    outlets ? fmt::format("outlets: {} of {}", reach.outlets, sink.min_outlets)
                            : fmt::format("origins: {} of {}", reach.origins, sink.min_origins),
                    std::nullopt});
    }
    return true;
  });
}

std::string json_of(const HeldMessage& held) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("since", held.since);
  io.field("sink", held.sink);
  io.field("id", held.id);
  io.field("title", held.title);
  io.field("waits_for", held.waits_for);
  io.field("until", held.until);
  return io.text();
}

int held_messages(const OpenStore& opened, const HeldArgs& args, const Window& window,
                  model::Time now) {
  std::vector<HeldMessage> all;
  auto read = add_waiting(*opened.reader, now, all);
  if (read) read = add_too_few(opened, now, all);
  if (!read) return store_failed(read.error());
  std::ranges::stable_sort(all, {}, &HeldMessage::since);
  LastRows<HeldMessage> newest{list_limit(args.limit)};
  for (const HeldMessage& one : all) {
    if (!window.since || one.since >= *window.since) newest.add(one);
  }
  print::Output out;
  print::TextTable table(
      {{"SINCE"}, {"SINK", false, 1}, {"TITLE", false, 3}, {"WAITS FOR", false, 1}, {"UNTIL"}});
  for (const HeldMessage& one : newest.rows) {
    if (args.global.json) {
      out.line(json_of(one));
    } else {
      table.row({{print::when(one.since, now, out.terminal()), print::Style::kDim},
                 {one.sink, print::Style::kAccent},
                 {one.title},
                 {one.waits_for},
                 {one.until ? print::moment(*one.until, now, out.terminal()) : ""}});
    }
  }
  return finish(out, table, args, newest.more, "no message is held back");
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
  if (args.messages) return held_messages(*opened, args, *window, now);
  return args.near ? near_misses(*opened->reader, args, *window, now)
                   : held_stories(*opened->reader, args, *window, now);
}

}  // namespace newswatch::cli::command
