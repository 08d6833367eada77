#include "cli/completion_names.h"

#include <cstddef>
#include <set>
#include <utility>

#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "notify/sinks.h"
#include "store/queries.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "view/find.h"

namespace newswatch::cli {
namespace {

constexpr std::size_t kMostEvents = 100;  // more than anybody looks through
constexpr std::size_t kTopicsOfEvents =
    1'000;                                 // so many events are asked for topics of old configs
constexpr std::size_t kLongestWhat = 60;   // bytes
constexpr std::size_t kShortStoryId = 12;  // digits, as lists show

std::string described(std::string_view text) {
  return text::shortened(text::printable(text), kLongestWhat);
}

// Config and store; without a store the config alone.
struct Source {
  config::Settings settings;
  std::unique_ptr<store::RocksReader> reader;
};

Source open_source(const Global& global) {
  auto loaded = config::load_settings(config::config_file(global.locations), notify::sink_table(),
                                      config::NamedFiles::kLeave, config::Feeds::kOptional);
  Source source;
  if (loaded) {
    source.settings = std::move(*loaded);
  } else {
    source.settings.daemon.state_dir = config::state_dir_of(config::config_file(global.locations));
  }
  const auto state = config::state_folder(global.locations, source.settings, config::Access::kRead);
  if (!state) return source;
  auto opened =
      store::RocksReader::open(store_folder(*state), {.on_damage = [](const store::Damage&) {}});
  if (opened) source.reader = std::move(*opened);
  return source;
}

class Names {
 public:
  void add(const std::string& word, std::string_view what) {
    if (!word.empty() && text::printable(word) == word && known_.insert(word).second) {
      found_.push_back({word, described(what)});
    }
  }
  std::vector<Candidate> take() { return std::move(found_); }

 private:
  std::set<std::string> known_;
  std::vector<Candidate> found_;
};

// An id is shown by its end, as in lists; by its beginning to whoever types that.
void add_events(const Source& source, std::string_view prefix, Names& names) {
  if (!source.reader) return;
  const std::string typed = text::ascii_upper(prefix);
  std::size_t count = 0;
  const auto walked =
      store::for_each_event_newest_first(*source.reader, [&](const model::Event& event) {
        if (!event.merged_into.empty()) return true;
        const std::string end = print::shown_id(event.id, {.is_terminal = true, .width = 80});
        if (end.starts_with(typed)) {
          names.add(end, event.title);
        } else if (event.id.starts_with(typed)) {
          names.add(event.id, event.title);
        } else {
          return true;
        }
        return ++count < kMostEvents;
      });
  (void)walked;
}

void add_reports(const Source& source, const std::string& event, Names& names) {
  if (!source.reader) return;
  const auto found = view::find_event_id(*source.reader, event);
  if (!found) return;
  const std::optional<std::string>& id = *found;
  if (!id) return;
  const auto reports = store::find_reports(*source.reader, *id, kMostEvents);
  if (!reports) return;
  for (const model::Report& report : *reports) {
    names.add(report.story.substr(0, kShortStoryId), report.outlet + ": " + report.title);
  }
}

void add_topics(const Source& source, Names& names) {
  for (const config::TopicSettings& topic : source.settings.topics) names.add(topic.name, "topic");
  if (!source.reader) return;
  std::size_t count = 0;
  const auto walked =
      store::for_each_event_newest_first(*source.reader, [&](const model::Event& event) {
        for (const std::string& topic : event.topics) names.add(topic, "topic, of stored events");
        return ++count < kTopicsOfEvents;
      });
  (void)walked;
}

void add_feeds(const Source& source, Names& names) {
  for (const config::FeedSettings& feed : source.settings.feeds) names.add(feed.name, feed.outlet);
  if (!source.reader) return;
  const auto states = store::all_feeds(*source.reader);
  if (!states) return;
  for (const model::FeedState& state : *states) names.add(state.name, state.title);
}

void add_sinks(const Source& source, Names& names) {
  for (const config::SinkSettings& sink : source.settings.sinks) names.add(sink.name, sink.type);
  if (!source.reader) return;
  const auto states = store::all_sinks(*source.reader);
  if (!states) return;
  for (const model::SinkState& state : *states) names.add(state.name, "not in the config");
}

void add_messages(const Source& source, Names& names) {
  if (!source.reader) return;
  std::size_t count = 0;
  const store::OutboxVisit take = [&](const model::OutboxRow& row) {
    names.add(std::to_string(row.row), row.sink + ": " + row.notification.title);
    return ++count < kMostEvents;
  };
  if (store::for_each_dead(*source.reader, take)) {
    const auto walked = store::for_each_outbox(*source.reader, take);
    (void)walked;
  }
}

}  // namespace

std::vector<Candidate> names_of(NameKind kind, const Global& global, std::string_view prefix,
                                const std::string& event) {
  const Source source = open_source(global);
  Names names;
  switch (kind) {
    case NameKind::kEvent:
      add_events(source, prefix, names);
      break;
    case NameKind::kReport:
      add_reports(source, event, names);
      break;
    case NameKind::kTopic:
      add_topics(source, names);
      break;
    case NameKind::kEventOrTopic:
      add_topics(source, names);
      add_events(source, prefix, names);
      break;
    case NameKind::kFeed:
      add_feeds(source, names);
      break;
    case NameKind::kSink:
      add_sinks(source, names);
      break;
    case NameKind::kMessage:
      add_messages(source, names);
      break;
  }
  return names.take();
}

}  // namespace newswatch::cli
