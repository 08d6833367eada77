#include "config/show.h"

#include <fmt/format.h>

#include <string_view>

#include "config/toml_text.h"
#include "text/hash.h"
#include "text/sizes.h"
#include "text/time_text.h"

namespace newswatch::config {
namespace {

// Settings hold valid UTF-8 without control characters.
std::string quote(std::string_view value) { return toml_text(value); }

std::string quote(model::Duration value) { return quote(text::duration(value)); }

std::string list(const std::vector<std::string>& values) { return toml_text(values); }

class Text {
 public:
  void header(std::string_view header) { out_ += fmt::format("\n{}\n", header); }
  void set(std::string_view key, std::string_view toml) {
    out_ += fmt::format("{} = {}\n", key, toml);
  }
  // A setting that is taken from [fetch], for people.
  void inherited(std::string_view key, std::string_view toml) {
    out_ += fmt::format("# {} = {}  # of [fetch]\n", key, toml);
  }
  std::string take() { return std::move(out_).substr(1); }

 private:
  std::string out_;
};

void show_daemon(const Daemon& daemon, Text& to) {
  to.header("[daemon]");
  to.set("state_dir", quote(daemon.state_dir.string()));
  to.set("log_level", quote(daemon.log_level));
  to.set("log_format", quote(daemon.log_format));
}

void show_fetch(const Fetch& fetch, Text& to) {
  to.header("[fetch]");
  to.set("interval", quote(fetch.interval));
  to.set("min_interval", quote(fetch.min_interval));
  to.set("max_interval", quote(fetch.max_interval));
  to.set("timeout", quote(fetch.timeout));
  to.set("max_body", quote(text::byte_size(fetch.max_body)));
  to.set("per_host", fmt::to_string(fetch.per_host));
  to.set("host_gap", quote(fetch.host_gap));
  to.set("user_agent", quote(fetch.user_agent));
  to.set("ca_file", quote(fetch.ca_file.string()));
  to.set("proxy", quote(fetch.proxy));
  to.set("allow_networks", list(fetch.allow_networks));
  to.set("move_after", quote(fetch.move_after));
}

void show_feed(const Feed& feed, const Fetch& fetch, Text& to) {
  to.header("[[feed]]");
  to.set("name", quote(feed.name));
  to.set("outlet", quote(feed.outlet));
  to.set("url", quote(feed.url));
  to.set("labels", list(feed.labels));
  const auto optional = [&](std::string_view key, const auto& own, const auto& of_fetch) {
    if (own) {
      to.set(key, quote(*own));
    } else {
      to.inherited(key, quote(of_fetch));
    }
  };
  optional("interval", feed.interval, fetch.interval);
  optional("user_agent", feed.user_agent, fetch.user_agent);
  optional("proxy", feed.proxy, fetch.proxy);
  to.set("priority", fmt::to_string(feed.priority));
  to.set("auth_file", quote(feed.auth_file.string()));
  to.set("headers_file", quote(feed.headers_file.string()));
}

std::string terms(const Terms& terms) {
  std::string out;
  const auto add = [&](std::string_view field, const std::vector<std::string>& values) {
    if (values.empty()) return;
    out += fmt::format("{} {} = {}", out.empty() ? "{" : ",", field, list(values));
  };
  add("title", terms.title);
  add("summary", terms.summary);
  add("text", terms.text);
  add("category", terms.category);
  add("author", terms.author);
  add("url", terms.url);
  return out + " }";
}

void show_topic(const Topic& topic, Text& to) {
  to.header("[[topic]]");
  to.set("name", quote(topic.name));
  if (topic.since) to.set("since", text::rfc3339(*topic.since));
  if (topic.until) to.set("until", text::rfc3339(*topic.until));
  to.set("feeds", list(topic.feeds));
  to.set("outlets", list(topic.outlets));
  to.set("labels", list(topic.labels));
  for (const Clause& clause : topic.clauses) {
    to.header("[[topic.clause]]");
    if (!clause.any.empty()) to.set("any", terms(clause.any));
    if (!clause.all.empty()) to.set("all", terms(clause.all));
    if (!clause.none.empty()) to.set("none", terms(clause.none));
  }
}

std::string_view name(SinkType type) {
  switch (type) {
    case SinkType::kLog:
      return "log";
    case SinkType::kFile:
      return "file";
    case SinkType::kCommand:
      return "command";
  }
  return "";
}

// Without one there is no table: a [judge] that asks nobody is refused.
void show_judge(const Judge& judge, Text& to) {
  if (!judge.on()) return;
  to.header("[judge]");
  if (judge.url.empty()) {
    to.set("command", list(judge.command));
  } else {
    to.set("url", quote(judge.url));
    to.set("model", quote(judge.model));
    to.set("api_key_file", quote(judge.api_key_file.string()));
    to.set("allow_networks", list(judge.allow_networks));
  }
  to.set("timeout", quote(judge.timeout));
  to.set("max_per_hour", fmt::to_string(judge.max_per_hour));
  to.set("band", fmt::format("[{}, {}]", judge.band.low, judge.band.high));
  to.set("candidates", fmt::to_string(judge.candidates));
}

void show_sink(const Sink& sink, Text& to) {
  to.header("[[sink]]");
  to.set("name", quote(sink.name));
  to.set("type", quote(name(sink.type)));
  to.set("topics", list(sink.topics));
  to.set("types", list(sink.types));
  if (sink.type == SinkType::kFile) to.set("path", quote(sink.path.string()));
  if (sink.type == SinkType::kCommand) {
    to.set("command", list(sink.command));
    to.set("timeout", quote(sink.timeout));
  }
}

}  // namespace

std::string show(const Settings& settings) {
  Text to;
  show_daemon(settings.daemon, to);
  show_fetch(settings.fetch, to);
  for (const Feed& feed : settings.feeds) show_feed(feed, settings.fetch, to);
  for (const Topic& topic : settings.topics) show_topic(topic, to);
  to.header("[event]");
  to.set("window", quote(settings.event.window));
  to.set("threshold", fmt::to_string(settings.event.threshold));
  to.set("cluster_threshold", fmt::to_string(settings.event.cluster_threshold));
  show_judge(settings.judge, to);
  to.header("[notify]");
  to.set("max_age", settings.notify.max_age ? quote(*settings.notify.max_age) : quote("off"));
  to.set("first_poll",
         settings.notify.first_poll == FirstPoll::kQuiet ? "\"quiet\"" : "\"notify\"");
  for (const Sink& sink : settings.sinks) show_sink(sink, to);
  if (settings.sinks.empty()) return "sink = []\n\n" + to.take();
  return to.take();
}

std::uint64_t hash(const Settings& settings) { return text::hash64(show(settings)); }

}  // namespace newswatch::config
