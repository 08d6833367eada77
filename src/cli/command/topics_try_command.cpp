// newswatch topics try: what the rules of a file would take of the stored stories.
#include <algorithm>
#include <map>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/input_file.h"
#include "cli/list_limit.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "cli/time_window.h"
#include "cli/topic_trial.h"
#include "notify/sinks.h"
#include "record/json_io.h"
#include "text/escape.h"

namespace newswatch::cli::command {
namespace {

constexpr std::size_t kLargestTopics = 16u << 20;
constexpr std::size_t kSamples = 10;

// An outlet and how many of its stories match, the greatest number first.
using OutletCounts = std::vector<std::pair<std::string, std::size_t>>;
OutletCounts by_count(const std::map<std::string, std::size_t>& outlets) {
  OutletCounts counts(outlets.begin(), outlets.end());
  std::ranges::stable_sort(counts, std::ranges::greater{}, &OutletCounts::value_type::second);
  return counts;
}

std::string counted_stories(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " story" : " stories");
}

// {"schema":1,"kind":"topic",...} and then a line for each sample.
void print_trial_json(const TopicTrial& trial, print::Output& out) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("kind", "topic");
  io.field("topic", trial.topic);
  io.field("stories", static_cast<std::uint64_t>(trial.stories));
  io.field("matched", static_cast<std::uint64_t>(trial.matched.count));
  io.field("near", static_cast<std::uint64_t>(trial.near.count));
  io.field("in_force", trial.has_current);
  io.field("gained", static_cast<std::uint64_t>(trial.gained.count));
  io.field("lost", static_cast<std::uint64_t>(trial.lost.count));
  io.list("outlets", by_count(trial.outlets), [](record::JsonWriter& inner, const auto& outlet) {
    inner.field("outlet", outlet.first);
    inner.field("stories", static_cast<std::uint64_t>(outlet.second));
  });
  out.line(io.text());
  const auto samples = [&](const char* kind, const TrialStories& stories) {
    for (const TrialSample& sample : stories.newest) {
      record::JsonWriter line;
      line.field("schema", 1);
      line.field("kind", kind);
      line.field("topic", trial.topic);
      line.field("story", sample.story.id);
      line.field("first_seen", sample.story.first_seen);
      line.field("outlet", sample.story.outlet);
      line.field("title", sample.story.title);
      line.field("link", sample.story.link);
      line.field("why", sample.why);
      out.line(line.text());
    }
  };
  samples("match", trial.matched);
  samples("near", trial.near);
  samples("gained", trial.gained);
  samples("lost", trial.lost);
}

void print_samples(std::string_view what, const TrialStories& stories, std::string_view why,
                   model::Time now, print::Output& out) {
  if (stories.count == 0) return;
  out.line("");
  const std::size_t shown = stories.newest.size();
  out.line(counted_stories(stories.count) + ' ' + std::string(what) +
           (shown < stories.count ? ", the newest " + std::to_string(shown) : "") + ':');
  print::TextTable table(
      {{"SEEN"}, {"OUTLET", false, 1}, {"TITLE", false, 3}, {std::string(why), false, 2}});
  for (const TrialSample& sample : stories.newest) {
    table.row({{print::when(sample.story.first_seen, now, out.terminal()), print::Style::kDim},
               {sample.story.outlet},
               {sample.story.title},
               {print::joined(sample.why), print::Style::kAccent}});
  }
  out.write(table.text(out.terminal()));
}

void print_trial(const TopicTrial& trial, model::Time now, print::Output& out) {
  out.line(text::printable("topic " + text::quoted(trial.topic) + " would take " +
                           std::to_string(trial.matched.count) + " of " +
                           counted_stories(trial.stories)));
  constexpr std::size_t kShownOutlets = 10;
  std::string outlets;
  const OutletCounts counts = by_count(trial.outlets);
  for (const auto& [outlet, count] : counts | std::views::take(kShownOutlets)) {
    outlets += (outlets.empty() ? "" : ", ") + outlet + ' ' + std::to_string(count);
  }
  if (counts.size() > kShownOutlets) {
    outlets += " and " + std::to_string(counts.size() - kShownOutlets) + " more";
  }
  if (!outlets.empty()) out.line(text::printable("by outlet: " + outlets));
  out.line(trial.has_current ? "beside the rule in force: " + std::to_string(trial.gained.count) +
                                   " gained, " + std::to_string(trial.lost.count) + " lost"
                             : "no topic of this name is in force");
  print_samples("would be taken", trial.matched, "WORDS", now, out);
  print_samples("would be gained", trial.gained, "WORDS", now, out);
  print_samples("would be lost", trial.lost, "WHY", now, out);
  print_samples("nearly taken", trial.near, "WHY NOT", now, out);
}

// The topics of the file, or the one of them that was asked for. Else the exit status.
tl::expected<std::vector<config::TopicSettings>, int> topics_of_file(
    const TopicsTryArgs& args, const std::vector<config::FeedSettings>& feeds) {
  const std::string name = args.file == "-" ? "standard input" : args.file;
  const auto toml = read_input(args.file, kLargestTopics);
  if (!toml) {
    print::complain(toml.error().context);
    return tl::unexpected(kBadConfig);
  }
  std::error_code ignored;
  const auto folder = std::filesystem::absolute(args.file, ignored).parent_path();
  auto settings = config::parse_topics(*toml, name, notify::sink_table(), folder, feeds);
  if (!settings) return tl::unexpected(config_failed(settings.error()));
  std::vector<config::TopicSettings>& topics = settings->topics;
  if (args.topic.empty()) return std::move(topics);
  std::erase_if(topics, [&](const auto& topic) { return topic.name != args.topic; });
  if (!topics.empty()) return std::move(topics);
  constexpr std::size_t kShownName = 80;  // bytes
  print::complain(name + " has no topic " + text::quoted(text::shortened(args.topic, kShownName)));
  return tl::unexpected(kNotFound);
}

}  // namespace

int topics_try(const TopicsTryArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto window = parse_window(args.since, "", now);
  if (!window) {
    print::complain(window.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const auto topics = topics_of_file(args, opened->settings.feeds);
  if (!topics) return topics.error();
  const auto trials = try_topics(*opened->reader, *topics, opened->settings.topics, window->since,
                                 list_limit(args.limit.value_or(kSamples)));
  if (!trials) return store_failed(trials.error());
  print::Output out;
  bool first = true;
  for (const TopicTrial& trial : *trials) {
    if (args.global.json) {
      print_trial_json(trial, out);
      continue;
    }
    if (!std::exchange(first, false)) out.line("");
    print_trial(trial, now, out);
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
