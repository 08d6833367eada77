#include "config/show.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

#include "config/keys.h"
#include "config/term_fields.h"
#include "config/toml_text.h"
#include "text/escape.h"
#include "text/hash.h"

namespace newswatch::config {
namespace {

// Whether it is said in which file a feed stands.
enum class Origins { kShown, kLeftOut };

class TomlText {
 public:
  // file: where the table stands when that is another file: a comment, for people.
  void header(std::string_view header, std::string_view file = {}) {
    out_.append("\n").append(header);
    if (!file.empty()) out_ += "  # of " + text::printable(file);
    out_ += '\n';
  }
  void set(std::string_view key, std::string_view toml) {
    out_.append(key).append(" = ").append(toml) += '\n';
  }
  void line(std::string_view line) { out_.append(line) += '\n'; }
  std::string take() { return std::move(out_).substr(1); }

 private:
  std::string out_;
};

template <class Keys, class Values>
void show_keys(const Keys& keys, const Values& values, TomlText& to) {
  for (const auto& key : keys) {
    if (const auto value = key.toml(values)) to.set(key.name, *value);
  }
}

template <class T>
void show_section(const SectionOf<T>& section, const Settings& settings, TomlText& to) {
  to.header(fmt::format("[{}]", section.name));
  show_keys(section.keys, settings.*section.values, to);
}

// For each key of a feed what stands in its place when the feed takes its value from [fetch]: a
// comment, for people. Empty: [fetch] has no such key.
std::vector<std::string> inherited_lines(const FetchSettings& fetch) {
  std::vector<std::string> lines;
  for (const KeyOf<FeedSettings>& key : feed_keys()) {
    std::string& line = lines.emplace_back();
    for (const KeyOf<FetchSettings>& of_fetch : fetch_section().keys) {
      if (of_fetch.name != key.name) continue;
      const auto shared = of_fetch.toml(fetch);
      if (shared) line = fmt::format("# {} = {}  # of [fetch]", key.name, *shared);
    }
  }
  return lines;
}

void show_feed(const FeedSettings& feed, const std::vector<std::string>& inherited, TomlText& to) {
  for (std::size_t i = 0; i < inherited.size(); ++i) {
    const KeyOf<FeedSettings>& key = feed_keys()[i];
    if (const auto own = key.toml(feed)) {
      to.set(key.name, *own);
    } else if (!inherited[i].empty()) {
      to.line(inherited[i]);
    }
  }
}

std::string terms(const Terms& terms) {
  std::string out;
  for (const auto& [field, member] : kTermFields) {
    const std::vector<std::string>& values = terms.*member;
    if (values.empty()) continue;
    out += fmt::format("{} {} = {}", out.empty() ? "{" : ",", field, toml_text(values));
  }
  return out + " }";
}

void show_topic(const TopicSettings& topic, TomlText& to) {
  to.header("[[topic]]");
  show_keys(topic_keys(), topic, to);
  for (const Clause& clause : topic.clauses) {
    to.header("[[topic.clause]]");
    if (!clause.any.empty()) to.set("any", terms(clause.any));
    if (!clause.all.empty()) to.set("all", terms(clause.all));
    if (!clause.none.empty()) to.set("none", terms(clause.none));
  }
}

// Without a judge there is no table: a [judge] without url or command is refused.
void show_judge(const JudgeSettings& judge, TomlText& to) {
  if (!judge.on()) return;
  to.header("[judge]");
  for (const KeyOf<JudgeSettings>& key : judge_section().keys) {
    const bool other_form = judge.url.empty() ? belongs_to_url(key.name) : key.name == "command";
    if (other_form) continue;
    if (const auto value = key.toml(judge)) to.set(key.name, *value);
  }
}

void show_sink(const SinkSettings& sink, SinkTable sink_types, TomlText& to) {
  to.header("[[sink]]");
  show_keys(common_sink_keys(), sink, to);
  if (const SinkKeys* type = find_sink_type(sink_types, sink.type)) {
    show_keys(type->keys, sink.options, to);
  }
}

// Keys above the first table that have another value than their default. Comments, because what
// they name stands below.
std::string show_above(const Settings& settings) {
  std::string out;
  for (const KeyOf<Settings>& key : top_keys()) {
    if (key.same(settings, Settings{})) continue;
    out += fmt::format("# {} = {}  # their feeds stand below\n\n", key.name,
                       key.toml(settings).value_or(""));
  }
  return out;
}

void show_feeds(const Settings& settings, Origins origins, TomlText& to) {
  std::size_t own = settings.feeds.size();
  for (const FeedsFile& file : settings.feeds_from) own -= file.feeds;
  const std::vector<std::string> inherited = inherited_lines(settings.fetch);
  auto feed = settings.feeds.begin();
  const auto show_next = [&](std::size_t count, std::string_view file) {
    for (std::size_t i = 0; i < count; ++i, ++feed) {
      to.header("[[feed]]", file);
      show_feed(*feed, inherited, to);
    }
  };
  show_next(own, {});
  for (const FeedsFile& file : settings.feeds_from) {
    show_next(file.feeds, origins == Origins::kShown ? file.path.native() : std::string());
  }
}

std::string show(const Settings& settings, SinkTable sink_types, Origins origins) {
  TomlText to;
  show_section(daemon_section(), settings, to);
  show_section(fetch_section(), settings, to);
  show_feeds(settings, origins, to);
  for (const TopicSettings& topic : settings.topics) show_topic(topic, to);
  show_section(event_section(), settings, to);
  show_judge(settings.judge, to);
  show_section(notify_section(), settings, to);
  show_section(retention_section(), settings, to);
  show_section(heartbeat_section(), settings, to);
  show_section(web_section(), settings, to);
  for (const SinkSettings& sink : settings.sinks) show_sink(sink, sink_types, to);
  std::string above = origins == Origins::kShown ? show_above(settings) : "";
  if (settings.sinks.empty()) above += "sink = []\n\n";
  return above + to.take();
}

}  // namespace

std::string show(const Settings& settings, SinkTable sink_types) {
  return show(settings, sink_types, Origins::kShown);
}

std::uint64_t hash(const Settings& settings, SinkTable sink_types) {
  return text::hash64(show(settings, sink_types, Origins::kLeftOut));
}

}  // namespace newswatch::config
