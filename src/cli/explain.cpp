// newswatch explain: why a story is in its event, and what else it might have joined.
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/event_filter.h"
#include "cli/find.h"
#include "cli/open.h"
#include "cli/output.h"
#include "cli/paragraph.h"
#include "cli/reasons.h"
#include "cli/table.h"
#include "cli/when.h"
#include "match/topic.h"
#include "record/explain_json.h"
#include "store/queries.h"
#include "text/escape.h"
#include "text/time_text.h"

namespace newswatch::cli {
namespace {

// A story with all that the store says of its place.
struct Found {
  record::Explanation facts;
  std::optional<model::Event> event;    // as it is today
  std::optional<model::Report> report;  // absent: in no event, or no longer kept
};

model::Result<Found> look_up(const OpenStore& store, model::Story story) {
  Found found;
  found.facts.story = std::move(story);
  found.facts.threshold = store.settings.event.threshold;
  const std::string& at_first = found.facts.story.event;
  if (at_first.empty()) return found;
  auto event = living_event(*store.reader, at_first);
  if (!event) return tl::unexpected(event.error());
  found.event = std::move(*event);
  found.facts.event = found.event ? found.event->id : at_first;
  auto report = store::find_report(*store.reader, found.facts.event, found.facts.story.first_seen,
                                   found.facts.story.id);
  if (!report) return tl::unexpected(report.error());
  if (!*report) return found;
  found.report = std::move(*report);
  auto considered = rivals(*store.reader, *found.report);
  if (!considered) return tl::unexpected(considered.error());
  found.facts.opened = found.report->opened;
  found.facts.score = found.report->score;
  found.facts.why = found.report->why;
  found.facts.considered = std::move(*considered);
  return found;
}

// The topics that the rules of today find in the story.
std::vector<model::TopicMatch> matches_today(const model::Story& story,
                                             const config::Settings& settings) {
  const auto rules = match::TopicSet::compile(settings.topics);
  if (!rules) return {};  // `config check` says what is wrong with them
  match::Subject subject;
  subject.title = story.title;
  subject.summary = story.summary;
  subject.url = story.link;
  subject.categories = story.categories;
  subject.authors = story.authors;
  subject.time = story.story_time;
  subject.feed = story.feed;
  subject.outlet = story.outlet;
  for (const config::Feed& feed : settings.feeds) {
    if (feed.name == story.feed) subject.labels = feed.labels;
  }
  return rules->match(subject);
}

std::string topics_text(const model::Story& story, const config::Settings& settings) {
  const auto today = matches_today(story, settings);
  const auto with_words = [&](const std::string& topic) {
    for (const model::TopicMatch& match : today) {
      if (match.topic == topic) return topic + " (" + joined(match.why) + ")";
    }
    return topic;
  };
  std::vector<std::string> topics;
  topics.reserve(story.topics.size() + today.size());
  for (const std::string& topic : story.topics) topics.push_back(with_words(topic));
  if (!topics.empty()) return joined(topics);
  for (const model::TopicMatch& match : today) topics.push_back(with_words(match.topic));
  return topics.empty() ? "none, so it is in no event"
                        : "none when it came; by the rules of today " + joined(topics);
}

std::string held_text(const model::Story& story, const config::Settings& settings) {
  const auto age =
      std::chrono::duration_cast<std::chrono::hours>(story.first_seen - story.story_time);
  const auto& max_age = settings.notify.max_age;
  return "not told: " + text::duration(age) + " old when it was first seen (max_age is " +
         (max_age ? text::duration(*max_age) : "off") + " now)";
}

std::string story_text(const Found& found, const config::Settings& settings, model::Time now,
                       const Terminal& terminal) {
  const model::Story& story = found.facts.story;
  std::string out = styled(text::printable(story.title), Style::kBold, terminal) + "\n\n";
  const auto line = [&](std::string_view name, std::string_view value) {
    out += labelled(0, name, kFactLabel, value, terminal);
  };
  const auto lines = [&](std::string_view name, const std::vector<std::string>& values) {
    for (const std::string& value : values) line(&value == &values.front() ? name : "", value);
  };
  line("story", story.id);
  line("outlet", story.outlet + " (feed " + story.feed + ")");
  line("link", story.link);
  if (story.published) line("published", moment(*story.published, now));
  line("first seen", moment(story.first_seen, now));
  lines("known by", story.keys);
  lines("notes", story.notes);
  line("topics", topics_text(story, settings));
  if (story.held) line("held", held_text(story, settings));
  return out;
}

std::string considered_table(const Found& found, const Terminal& terminal) {
  Table table({{""}, {"SCORE", true}, {"EVENT", false, 3}, {"IN COMMON", false, 2}, {"ID"}});
  const record::Rival* next = next_best(found.facts.considered, found.facts.event);
  for (const record::Rival& rival : found.facts.considered) {
    const bool joined_it = rival.lives_in == found.facts.event;
    const bool moved = rival.lives_in != rival.considered.event;
    const std::string mark = joined_it        ? (moved ? "merged" : "joined")
                             : &rival == next ? (found.facts.opened ? "nearest" : "next best")
                                              : "";
    table.row({{mark, joined_it ? Style::kGood : Style::kPlain},
               {fmt::format("{:.2f}", rival.considered.score)},
               {rival.title.empty() ? "(no longer kept)" : rival.title},
               {rival.considered.why},
               {shown_id(rival.lives_in, terminal), Style::kDim}});
  }
  return table.text(terminal);
}

// The event, how the story came into it and what else there was.
std::string place_text(const Found& found, const Terminal& terminal) {
  const record::Explanation& facts = found.facts;
  const auto line = [&](std::string_view name, std::string_view value) {
    return labelled(0, name, kFactLabel, value, terminal);
  };
  if (facts.event.empty()) return facts.story.topics.empty() ? "" : line("event", "none");
  const std::string id = shown_id(facts.event, terminal);
  if (!found.report || !found.event) return line("event", id + ", no longer kept");
  std::string out = line("event", found.event->title + " (" + id + ")");
  if (facts.event != facts.story.event) {
    out += line("", shown_id(facts.story.event, terminal) + " was merged into it");
  }
  if (found.event->waiting) out += line("state", "waiting for the judge, not told yet");
  if (!found.report->origin.empty() && found.report->origin != found.report->outlet) {
    out += line("text of", found.report->origin);
  }
  out += "\n" + how_it_came(*found.report, *found.event) + "\n";
  out += reason_lines(*found.report, 2, terminal);
  if (!facts.considered.empty()) {
    out +=
        fmt::format("\nWhat it might have joined (the threshold is {:g} now):\n", facts.threshold);
    out += considered_table(found, terminal);
  }
  return out;
}

}  // namespace

int explain_story(const ExplainArgs& args) {
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  auto story = find_story(*opened->reader, opened->settings, args.what);
  if (!story) {
    if (story.error().kind != model::ErrorKind::kBadInput) return store_failed(story.error());
    complain(story.error().context);
    return kNotFound;
  }
  if (!*story) {
    complain("no story " + text::quoted(args.what) +
             "; give its link, or an id that `newswatch events show` names");
    return kNotFound;
  }
  const auto found = look_up(*opened, std::move(**story));
  if (!found) return store_failed(found.error());
  Output out;
  if (args.global.json) {
    out.line(record::explain_json(found->facts));
    return out.finish(kOk);
  }
  const model::Time now = model::SystemClock().now();
  out.write(story_text(*found, opened->settings, now, out.terminal()));
  out.write(place_text(*found, out.terminal()));
  return out.finish(kOk);
}

}  // namespace newswatch::cli
