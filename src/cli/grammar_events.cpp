// The grammar of the commands about events.
#include <CLI/CLI.hpp>

#include "cli/command/commands.h"
#include "cli/grammar.h"
#include "cli/value_checks.h"

namespace newswatch::cli {
namespace {

void add_silence(CLI::App& events, CommandLine& line) {
  const auto silence =
      add_command(events, line, "silence", "Send no message about an event or topic for a time",
                  "newswatch events silence X9DM3S4G --for 2h", command::events_silence);
  add_positional(silence.app, "ID|TOPIC", silence.args.subject,
                 "Event id, or a topic's name; without it the silences are listed");
  silence.app.add_option("--for", silence.args.time, "How long; default: 2h")->type_name("TIME");
  silence.app.add_flag("--word", silence.args.word, "The subject is a word of titles");
  silence.app.add_flag("--end", silence.args.end, "End the silence now");
}

void add_regrouping(CLI::App& events, CommandLine& line) {
  const auto merge =
      add_command(events, line, "merge", "Make one event of two that are one happening",
                  "newswatch events merge X9DM3S4G K2P7QW11", command::events_merge);
  add_positional(merge.app, "A", merge.args.one, "Event id")->required();
  add_positional(merge.app, "B", merge.args.other, "Event id")->required();

  const auto split = add_command(
      events, line, "split", "Make an event of reports that are another happening, and tell of it",
      "newswatch events split X9DM3S4G https://time.com/7210296/deepseek/", command::events_split);
  add_positional(split.app, "EVENT", split.args.event, "Event id")->required();
  add_positional(split.app, "STORY", split.args.stories, "Links, guids or ids of its stories")
      ->required();
  split.app.add_flag("--quiet", split.args.quiet, "Tell nobody");

  const auto move = add_command(events, line, "move", "Put a story into another event",
                                "newswatch events move https://time.com/7210296/deepseek/ X9DM3S4G",
                                command::events_move);
  add_positional(move.app, "STORY", move.args.story, "Link, guid or id")->required();
  add_positional(move.app, "EVENT", move.args.event, "Event id")->required();

  const auto dismiss = add_command(
      events, line, "dismiss", "Say that an event does not belong to its topics; by which word?",
      "newswatch events dismiss X9DM3S4G", command::events_dismiss);
  add_positional(dismiss.app, "ID", dismiss.args.event, "Event id")->required();
}

void add_events(CLI::App& app, CommandLine& line) {
  CLI::App& events = add_group(app, line, "events", "List, show, follow and export events",
                               "newswatch events list --since 7d");

  const auto list = add_command(events, line, "list", "List events, newest first",
                                "newswatch events list --since 7d", command::events_list);
  add_window(list.app, list.args.filter);
  add_count(list.app, list.args.limit);

  const auto show = add_command(events, line, "show",
                                "Show one event: its reports, and why each of them is in it",
                                "newswatch events show X9DM3S4G", command::events_show);
  add_positional(show.app, "ID", show.args.id,
                 "Event id, or enough of its start or end to be unique")
      ->required();

  const auto tail = add_command(events, line, "tail", "Show the newest events, oldest first",
                                "newswatch events tail --follow --json", command::events_tail);
  add_window(tail.app, tail.args.filter);
  add_count(tail.app, tail.args.lines, "Start with the newest N; default: 10");
  tail.app.add_flag("-f,--follow", tail.args.follow, "Keep printing events as they come");
  tail.app.add_option("--after", tail.args.after, "Start after this event; none is skipped")
      ->type_name("ID");

  const auto exported =
      add_command(events, line, "export", "Print all events with their reports",
                  "newswatch events export --format atom > events.atom", command::events_export);
  add_window(exported.app, exported.args.filter);
  exported.app
      .add_option("--format", exported.args.format, "jsonl, csv or atom; with --json: jsonl")
      ->type_name("FORMAT")
      ->check(one_of({"jsonl", "csv", "atom"}));
  add_silence(events, line);
  add_regrouping(events, line);
  exported.app.add_flag("--bom", exported.args.bom,
                        "csv: a byte order mark in front, by which Excel knows UTF-8");
}

void add_report(CLI::App& app, CommandLine& line) {
  const auto report = add_command(
      app, line, "report",
      "Write what happened as one page: timeline, who was first, overlap, feeds and their lag",
      "newswatch report --since 7d -o report.html", command::report, JsonOutput::kNone);
  report.app.add_option("--topic", report.args.filter.topic, "Only events of this topic")
      ->type_name("TOPIC");
  add_when(report.app, "--since", report.args.filter.since,
           "Only events first seen at WHEN or later; default: 7d");
  add_when(report.app, "--until", report.args.filter.until,
           "Only events first seen before WHEN; a day is included");
  report.app
      .add_option("-o,--output", report.args.file,
                  "To write, replaced if it is there; default: standard output")
      ->type_name("FILE");
  report.app
      .add_option("--format", report.args.format,
                  "html or md (Markdown); default: by the FILE's name, else html")
      ->type_name("FORMAT")
      ->check(one_of({"html", "md"}));
}

void add_explain(CLI::App& app, CommandLine& line) {
  const auto explain = add_command(
      app, line, "explain", "Say why a story is in its event, and what else it might have joined",
      "newswatch explain https://time.com/7210296/white-house-deepseek-review/", command::explain);
  add_positional(explain.app, "STORY", explain.args.what,
                 "Its link, guid or id (the first six digits are enough), or an event id for the "
                 "story that opened the event")
      ->required();
}

}  // namespace

void add_event_commands(CLI::App& app, CommandLine& line) {
  add_events(app, line);
  add_report(app, line);
  add_explain(app, line);
}

}  // namespace newswatch::cli
