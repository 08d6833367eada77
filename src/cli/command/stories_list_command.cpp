// newswatch stories list: stories, newest first, whether a topic took them or not.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/known_topic.h"
#include "cli/list_limit.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "record/raw_members.h"
#include "record/story_json.h"
#include "store/parallel_scan.h"
#include "store/queries.h"
#include "text/escape.h"
#include "text/nearest.h"
#include "view/newest.h"

namespace newswatch::cli::command {
namespace {

constexpr auto kStoryFamily = std::to_array({store::Family::kStories});

// The ids of the newest stories that are asked for. Their keys are in no order of time, so every
// row is looked at.
model::Result<view::Newest> newest_stories(const store::Rows& rows, const StoriesListArgs& args,
                                           const Window& window) {
  static constexpr auto kNames =
      std::to_array<std::string_view>({"feed", "first_seen", "more_feeds", "topics"});
  const std::string feed = record::as_raw(args.feed), topic = record::as_raw(args.filter.topic);
  std::vector<view::Newest> newest(store::scan_workers(), view::Newest(list_limit(args.limit)));
  const auto scanned = store::scan_parallel(
      rows, kStoryFamily,
      [&](std::size_t worker, store::Family, std::string_view id,
          std::string_view row) -> model::Result<void> {
        const auto found = record::raw_members(row, kNames);
        const auto seen = found ? record::raw_time((*found)[1]) : std::nullopt;
        if (!seen) {
          return model::fail(model::ErrorKind::kCorrupt,
                             "stored row " + std::string(id) + ": not as newswatch writes it");
        }
        const auto& [first_feed, first_seen, more_feeds, topics] = *found;
        const bool chosen =
            window.holds(*seen) && (!args.unmatched || topics == "[]") &&
            (args.feed.empty() || first_feed == feed || record::raw_list_has(more_feeds, feed)) &&
            (args.filter.topic.empty() || record::raw_list_has(topics, topic));
        if (!chosen) return {};
        if (newest[worker].takes(*seen)) {
          newest[worker].add({*seen, std::string(id)});
        } else {
          newest[worker].leave_out();
        }
        return {};
      });
  if (!scanned) return tl::unexpected(scanned.error());
  for (std::size_t i = 1; i < newest.size(); ++i) newest.front().add(std::move(newest[i]));
  return std::move(newest.front());
}

// kNotFound: nothing is known of the feed; what may be meant was printed.
int check_feed(const OpenStore& opened, const std::string& name) {
  const auto states = store::all_feeds(*opened.reader);
  if (!states) return store_failed(states.error());
  std::vector<std::string> known;
  known.reserve(opened.settings.feeds.size() + states->size());
  for (const auto& feed : opened.settings.feeds) known.push_back(feed.name);
  for (const auto& state : *states) known.push_back(state.name);
  if (std::ranges::find(known, name) != known.end()) return kOk;
  constexpr std::size_t kShownName = 80;  // bytes
  const std::string_view near = text::nearest(name, known);
  print::complain("no feed " + text::quoted(text::shortened(name, kShownName)) +
                  " in the config, nor one that stored stories have" +
                  (near.empty() ? "" : "; did you mean " + text::quoted(near) + "?"));
  return kNotFound;
}

// Rows are read and printed in parts, so that a list of all takes little memory.
model::Result<void> print_stories(const store::Rows& rows, const std::vector<view::TimedId>& order,
                                  bool json, model::Time now, print::Output& out) {
  constexpr std::size_t kPart = 500;
  print::TextTable table({{"WHEN"},
                          {"OUTLET", false, 1},
                          {"FEED", false, 1},
                          {"TITLE", false, 3},
                          {"TOPICS", false, 1},
                          {"EVENT"},
                          {"STATE", false, 0, true}});
  for (std::size_t from = 0; from < order.size() && out.open(); from += kPart) {
    std::vector<std::string> ids;
    for (std::size_t i = from; i < std::min(from + kPart, order.size()); ++i) {
      ids.push_back(order[i].id);
    }
    const auto stories = store::find_stories(rows, ids);
    if (!stories) return tl::unexpected(stories.error());
    for (const std::optional<model::Story>& story : *stories) {
      if (!story) continue;
      if (json) {
        out.line(record::shown_story_json(*story));
        continue;
      }
      table.row(
          {{print::when(story->first_seen, now, out.terminal()), print::Style::kDim},
           {story->outlet},
           {story->feed},
           {story->title},
           {story->topics.empty() ? "-" : print::joined(story->topics), print::Style::kAccent},
           {story->event.empty() ? "-" : print::shown_id(story->event, out.terminal()),
            print::Style::kDim},
           {story->held ? "held" : "", print::Style::kWarn}});
    }
    out.write(table.part(out.terminal()));
  }
  if (!table.empty()) out.write(table.text(out.terminal()));
  return {};
}

}  // namespace

int stories_list(const StoriesListArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto choice = choose_events(args.filter, now);
  if (!choice) {
    print::complain(choice.error().context);
    return kUsage;
  }
  if (args.unmatched && !args.filter.topic.empty()) {
    print::complain("--unmatched can't go with --topic: a story that no topic took has none");
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  if (const int status = check_topic(*opened, args.filter.topic); status != kOk) return status;
  auto newest = newest_stories(*opened->reader, args, choice->window);
  if (!newest) return store_failed(newest.error());
  const bool more = newest->left_out();
  const std::vector<view::TimedId> order = std::move(*newest).rows();
  if (order.empty()) {
    if (!args.feed.empty() && opened->config_read) {
      if (const int status = check_feed(*opened, args.feed); status != kOk) return status;
    }
    if (!args.global.json) print::complain("no stories");
  }
  print::Output out;
  const auto printed = print_stories(*opened->reader, order, args.global.json, now, out);
  if (!printed) return out.finish(store_failed(printed.error()));
  out.flush();
  if (more) tell_left_out(args.limit);
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
