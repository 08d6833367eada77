#include "config/show.h"

#include <fmt/format.h>

#include <string_view>

#include "config/keys.h"
#include "config/term_fields.h"
#include "config/toml_text.h"
#include "text/hash.h"

namespace newswatch::config {
namespace {

class TomlText {
 public:
  void header(std::string_view header) { out_ += fmt::format("\n{}\n", header); }
  void set(std::string_view key, std::string_view toml) {
    out_ += fmt::format("{} = {}\n", key, toml);
  }
  // A value that is taken from [fetch]: a comment, for people.
  void inherited(std::string_view key, std::string_view toml) {
    out_ += fmt::format("# {} = {}  # of [fetch]\n", key, toml);
  }
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

void show_feed(const FeedSettings& feed, const FetchSettings& fetch, TomlText& to) {
  to.header("[[feed]]");
  for (const KeyOf<FeedSettings>& key : feed_keys()) {
    if (const auto own = key.toml(feed)) {
      to.set(key.name, *own);
      continue;
    }
    for (const KeyOf<FetchSettings>& of_fetch : fetch_section().keys) {
      if (of_fetch.name != key.name) continue;
      if (const auto shared = of_fetch.toml(fetch)) to.inherited(key.name, *shared);
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

}  // namespace

std::string show(const Settings& settings, SinkTable sink_types) {
  TomlText to;
  show_section(daemon_section(), settings, to);
  show_section(fetch_section(), settings, to);
  for (const FeedSettings& feed : settings.feeds) show_feed(feed, settings.fetch, to);
  for (const TopicSettings& topic : settings.topics) show_topic(topic, to);
  show_section(event_section(), settings, to);
  show_judge(settings.judge, to);
  show_section(notify_section(), settings, to);
  show_section(retention_section(), settings, to);
  show_section(heartbeat_section(), settings, to);
  show_section(web_section(), settings, to);
  for (const SinkSettings& sink : settings.sinks) show_sink(sink, sink_types, to);
  if (settings.sinks.empty()) return "sink = []\n\n" + to.take();
  return to.take();
}

std::uint64_t hash(const Settings& settings, SinkTable sink_types) {
  return text::hash64(show(settings, sink_types));
}

}  // namespace newswatch::config
