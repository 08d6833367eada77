// newswatch search: the stories and events whose titles and summaries hold words, newest first.
#include <string>
#include <utility>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/known_topic.h"
#include "cli/list_limit.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "record/json_io.h"
#include "view/store_search.h"

namespace newswatch::cli::command {
namespace {

std::string json_of(const view::SearchHit& hit) {
  record::JsonWriter io;
  io.field("schema", 1);
  if (hit.event) {
    io.field("kind", "event");
    io.field("id", hit.event->id);
    io.field("time", hit.time);
    io.field("title", hit.event->title);
    io.field("link", hit.event->link);
    io.field("topics", hit.event->topics);
    io.field("outlets", hit.event->outlets);
    io.field("report_count", hit.event->report_count);
    io.field("stories", static_cast<std::uint64_t>(hit.stories));
  } else {
    io.field("kind", "story");
    io.field("id", hit.story.id);
    io.field("time", hit.time);
    io.field("title", hit.story.title);
    io.field("link", hit.story.link);
    io.field("topics", hit.story.topics);
    io.field("outlets", std::vector{hit.story.outlet});
  }
  return io.text();
}

print::TextTable hit_table() {
  return print::TextTable({{"WHEN"},
                           {"OUTLETS", false, 1},
                           {"TITLE", false, 3},
                           {"STORIES", true},
                           {"EVENT"},
                           {"LINK", false, 2}});
}

void add_hit(print::TextTable& table, const view::SearchHit& hit, model::Time now,
             const print::Terminal& terminal) {
  const print::Cell when{print::when(hit.time, now, terminal), print::Style::kDim};
  if (!hit.event) {
    table.row({when, {hit.story.outlet}, {hit.story.title}, {}, {}, {hit.story.link}});
    return;
  }
  const model::Event& event = *hit.event;
  table.row({when,
             {print::joined(event.outlets)},
             {event.title},
             {std::to_string(hit.stories) + " of " + std::to_string(event.report_count)},
             {print::shown_id(event.id, terminal), print::Style::kDim},
             {event.link}});
}

}  // namespace

int search(const SearchArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto choice = choose_events(args.filter, now);
  if (!choice) {
    print::complain(choice.error().context);
    return kUsage;
  }
  auto words = match::WordSearch::compile(match::typed_terms(args.words));
  if (!words) {
    print::complain(words.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  if (const int status = check_topic(*opened, args.filter.topic); status != kOk) return status;
  print::Output out;
  print::TextTable table = hit_table();
  const auto more = view::search_store(*opened->reader,
                                       {.words = std::move(*words),
                                        .window = choice->window,
                                        .topic = args.filter.topic,
                                        .limit = list_limit(args.limit)},
                                       [&](const view::SearchHit& hit) {
                                         if (args.global.json) {
                                           out.line(json_of(hit));
                                         } else {
                                           add_hit(table, hit, now, out.terminal());
                                           out.write(table.part(out.terminal()));
                                         }
                                         return out.open();
                                       });
  if (!more) return out.finish(store_failed(more.error()));
  if (!table.empty()) {
    out.write(table.text(out.terminal()));
  } else if (!args.global.json) {
    print::complain("nothing found");
  }
  out.flush();
  if (*more) tell_left_out(args.limit);
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
