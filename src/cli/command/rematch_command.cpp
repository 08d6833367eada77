// newswatch rematch: matches stored stories by the rules of today. The daemon does it, or, when
// none runs, this command on the store itself; the next run then sends the messages.
#include <memory>
#include <optional>
#include <string>

#include "cli/change_store.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "cli/time_window.h"
#include "daemon/control.h"
#include "engine/engine.h"
#include "engine/plan_document.h"
#include "match/story_text.h"
#include "record/json_io.h"
#include "store/queries.h"

namespace newswatch::cli::command {
namespace {

// What would be matched. Whether it opens an event or joins one is only known when it is done.
int list_matches(const OpenStore& opened, model::Time since, bool json, model::Time now) {
  const auto topics = match::TopicSet::compile(opened.settings.topics);
  if (!topics) {
    print::complain(topics.error().context);
    return kBadConfig;
  }
  print::Output out;
  print::TextTable table(
      {{"SEEN"}, {"TOPICS", false, 1}, {"OUTLET", false, 1}, {"TITLE", false, 3}, {""}});
  const auto walked = store::for_each_story(*opened.reader, "", [&](const model::Story& story) {
    if (story.first_seen < since) return true;
    std::vector<std::string> met;
    for (model::TopicMatch& match : match::newly_met(*topics, story)) {
      met.push_back(std::move(match.topic));
    }
    if (met.empty()) return true;
    const bool held = engine::is_too_old(story, opened.settings.notify, now);
    if (json) {
      record::JsonWriter io;
      io.field("schema", 1);
      io.field("story", story.id);
      io.field("topics", met);
      io.field("outlet", story.outlet);
      io.field("title", story.title);
      io.field("link", story.link);
      io.field("first_seen", story.first_seen);
      io.field("held", held);
      out.line(io.text());
    } else {
      table.row({{print::when(story.first_seen, now, out.terminal()), print::Style::kDim},
                 {print::joined(met), print::Style::kAccent},
                 {story.outlet},
                 {story.title},
                 {held ? "held" : ""}});
    }
    return out.open();
  });
  if (!walked) return out.finish(store_failed(walked.error()));
  if (!table.empty()) {
    out.write(table.text(out.terminal()));
  } else if (!json) {
    print::complain("no story would be matched");
  }
  return out.finish(kOk);
}

// {"schema":1,"daemon","matched"?}: whether the daemon does it; else how many stories matched.
std::string done_json(std::optional<std::size_t> matched) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("daemon", !matched);
  if (matched) io.field("matched", *matched);
  return io.text();
}

int match_here(const std::filesystem::path& folder, const config::Settings& settings,
               model::Time since, bool json) {
  const auto opened = open_engine(folder, settings);
  if (!opened) return opened.error();
  engine::Engine& engine = *opened->engine;
  engine.begin_look_back(since);
  std::size_t matched = 0;
  while (engine.looking_back()) {
    const auto step = engine.look_back(model::SystemClock().now());
    if (!step) {
      print::complain(step.error().context);
      return kFailure;
    }
    matched += step->matched;
  }
  print::Output out;
  out.line(json ? done_json(matched)
                : std::to_string(matched) + (matched == 1 ? " story" : " stories") +
                      " matched; no daemon runs here: what is to be told goes out when it does");
  return out.finish(kOk);
}

}  // namespace

int rematch(const RematchArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto since = parse_since(args.since, now);
  if (!since) {
    print::complain(since.error().context);
    return kUsage;
  }
  const auto settings = open_settings(args.global, config::NamedFiles::kLeave);
  if (!settings) return settings.error();
  std::filesystem::path folder;
  {
    const auto opened = open_store(args.global);
    if (!opened) return opened.error();
    if (args.dry_run) return list_matches(*opened, *since, args.global.json, now);
    folder = opened->folder;
  }
  model::ControlRequest request;
  request.command = model::ControlCommand::kRematch;
  request.since = *since;
  const auto asked = ask_daemon_of(folder, request);
  if (!asked) return asked.error();
  if (!asked->has_value()) return match_here(folder, *settings, *since, args.global.json);
  print::Output out;
  out.line(
      args.global.json
          ? done_json(std::nullopt)
          : "the daemon looks back; its log says what it finds (rules.matched when it is over)");
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
