// newswatch explain: why a story is in its event, and what else it might have joined.
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/paragraph.h"
#include "cli/print/phrases.h"
#include "cli/print/reason_lines.h"
#include "cli/print/text_table.h"
#include "match/story_text.h"
#include "record/explain_json.h"
#include "store/queries.h"
#include "text/escape.h"
#include "text/times.h"
#include "view/find.h"
#include "view/how_it_came.h"
#include "view/rivals.h"

namespace newswatch::cli::command {
namespace {

// A story and its place among the events, as stored.
struct PlacedStory {
  record::Explanation facts;
  std::optional<model::Event> event;    // as it is today
  std::optional<model::Report> report;  // absent: in no event, or no longer kept
};

model::Result<PlacedStory> look_up(const OpenStore& store, model::Story story) {
  PlacedStory placed;
  placed.facts.story = std::move(story);
  if (store.config_read) placed.facts.threshold = store.settings.event.threshold;
  const std::string& at_first = placed.facts.story.event;
  if (at_first.empty()) return placed;
  auto event = view::living_event(*store.reader, at_first);
  if (!event) return tl::unexpected(event.error());
  placed.event = std::move(*event);
  placed.facts.event = placed.event ? placed.event->id : at_first;
  auto found = store::find_report(*store.reader, placed.facts.event, placed.facts.story.first_seen,
                                  placed.facts.story.id);
  if (!found) return tl::unexpected(found.error());
  placed.report = std::move(*found);
  if (!placed.report) return placed;
  const model::Report& report = *placed.report;
  auto considered = view::rivals(*store.reader, report);
  if (!considered) return tl::unexpected(considered.error());
  placed.facts.opened = report.opened;
  placed.facts.score = report.score;
  placed.facts.why = report.why;
  placed.facts.considered = std::move(*considered);
  return placed;
}

// The topics that match by today's rules.
std::vector<model::TopicMatch> matches_today(const model::Story& story,
                                             const config::Settings& settings) {
  const auto rules = match::TopicSet::compile(settings.topics);
  if (!rules) return {};  // `config check` says what is wrong with them
  return rules->match(match::text_of(story));
}

std::string topics_text(const model::Story& story, const config::Settings& settings) {
  const auto today = matches_today(story, settings);
  const auto with_words = [&](const std::string& topic) {
    for (const model::TopicMatch& match : today) {
      if (match.topic == topic) return topic + " (" + print::joined(match.why) + ")";
    }
    return topic;
  };
  std::vector<std::string> topics;
  topics.reserve(story.topics.size() + today.size());
  for (const std::string& topic : story.topics) topics.push_back(with_words(topic));
  if (!topics.empty()) return print::joined(topics);
  for (const model::TopicMatch& match : today) topics.push_back(with_words(match.topic));
  return topics.empty() ? "none, so it is in no event"
                        : "none when it arrived; today's rules match " + print::joined(topics);
}

// Why each topic of today does not take the story.
std::vector<std::string> refusals(const model::Story& story, const config::Settings& settings) {
  std::vector<std::string> out;
  const auto rules = match::TopicSet::compile(settings.topics);
  if (!rules) return out;
  for (const match::Refusal& one : rules->refusals(match::text_of(story))) {
    if (std::ranges::find(story.topics, one.topic) != story.topics.end()) continue;
    out.push_back(one.topic + ": " + one.why);
  }
  return out;
}

std::string held_text(const model::Story& story, const OpenStore& store) {
  const auto age =
      std::chrono::duration_cast<std::chrono::hours>(story.first_seen - story.story_time);
  const std::string out = "not told: " + text::duration(age) + " old when it was first seen";
  if (!store.config_read) return out;
  const auto& max_age = store.settings.notify.max_age;
  return out + " (max_age is " + (max_age ? text::duration(*max_age) : "off") + " now)";
}

std::string story_text(const PlacedStory& placed, const OpenStore& store, model::Time now,
                       const print::Terminal& terminal) {
  const model::Story& story = placed.facts.story;
  std::string out =
      print::styled(text::printable(story.title), print::Style::kBold, terminal) + "\n\n";
  const auto line = [&](std::string_view name, std::string_view value) {
    out += print::labelled(0, name, print::kFactLabel, value, terminal);
  };
  const auto lines = [&](std::string_view name, const std::vector<std::string>& values) {
    for (const std::string& value : values) line(&value == &values.front() ? name : "", value);
  };
  line("story", story.id);
  line("outlet", story.outlet + " (feed " + story.feed + ")");
  if (!story.more_feeds.empty()) line("also in", print::joined(story.more_feeds));
  line("link", story.link);
  if (story.published) line("published", print::moment(*story.published, now, terminal));
  line("first seen", print::moment(story.first_seen, now, terminal));
  lines("known by", story.keys);
  lines("notes", story.notes);
  line("topics", topics_text(story, store.settings));
  if (store.config_read) lines("not in", refusals(story, store.settings));
  if (story.held) line("held", held_text(story, store));
  return out;
}

std::string considered_table(const PlacedStory& placed, const print::Terminal& terminal) {
  print::TextTable table(
      {{""}, {"SCORE", true}, {"EVENT", false, 3}, {"IN COMMON", false, 2}, {"ID"}});
  const record::Rival* next = view::next_best(placed.facts.considered, placed.facts.event);
  for (const record::Rival& rival : placed.facts.considered) {
    const bool joined_it = rival.lives_in == placed.facts.event;
    const bool moved = rival.lives_in != rival.considered.event;
    const std::string mark = joined_it        ? (moved ? "merged" : "joined")
                             : &rival == next ? (placed.facts.opened ? "nearest" : "next best")
                                              : "";
    table.row({{mark, joined_it ? print::Style::kGood : print::Style::kPlain},
               {fmt::format("{:.2f}", rival.considered.score)},
               {rival.title.empty() ? "(no longer kept)" : rival.title},
               {rival.considered.why},
               {print::shown_id(rival.lives_in, terminal), print::Style::kDim}});
  }
  return table.text(terminal);
}

// The event, how the story came into it, and which other events it might have joined.
std::string place_text(const PlacedStory& placed, const print::Terminal& terminal) {
  const record::Explanation& facts = placed.facts;
  const auto line = [&](std::string_view name, std::string_view value) {
    return print::labelled(0, name, print::kFactLabel, value, terminal);
  };
  if (facts.event.empty()) return facts.story.topics.empty() ? "" : line("event", "none");
  const std::string id = print::shown_id(facts.event, terminal);
  if (!placed.report || !placed.event) return line("event", id + ", no longer kept");
  std::string out = line("event", placed.event->title + " (" + id + ")");
  if (facts.event != facts.story.event) {
    out += line("", print::shown_id(facts.story.event, terminal) + " was merged into it");
  }
  if (placed.event->waiting) out += line("state", "waiting for the judge, not told yet");
  if (!placed.report->origin.empty() && placed.report->origin != placed.report->outlet) {
    out += line("text of", placed.report->origin);
  }
  out += "\n" + view::how_it_came(*placed.report, *placed.event) + "\n";
  out += print::reason_lines(*placed.report, 2, terminal);
  if (!facts.considered.empty()) {
    out += "\nWhat it might have joined";
    if (facts.threshold) out += fmt::format(" (the threshold is {:g} now)", *facts.threshold);
    out += ":\n";
    out += considered_table(placed, terminal);
  }
  return out;
}

}  // namespace

int explain(const ExplainArgs& args) {
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  auto found = view::find_story(*opened->reader, opened->settings, args.what);
  if (!found) {
    if (found.error().kind != model::ErrorKind::kBadInput) return store_failed(found.error());
    print::complain(found.error().context);
    return kNotFound;
  }
  std::optional<model::Story>& story = *found;
  if (!story) {
    print::complain("no story " + text::quoted(args.what) +
                    "; give its link, or an id that `newswatch events show` names");
    return kNotFound;
  }
  const auto placed = look_up(*opened, std::move(*story));
  if (!placed) return store_failed(placed.error());
  print::Output out;
  if (args.global.json) {
    out.line(record::explain_json(placed->facts));
    return out.finish(kOk);
  }
  const model::Time now = model::SystemClock().now();
  out.write(story_text(*placed, *opened, now, out.terminal()));
  out.write(place_text(*placed, out.terminal()));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
