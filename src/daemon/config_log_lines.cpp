// The log lines about the config that are not those of every start and reload.
#include <fmt/format.h>

#include "daemon/log.h"
#include "daemon/log_lines.h"
#include "record/log_line.h"

namespace newswatch::daemon::log_lines {

using record::LogLine;

void old_trust_kept(const model::Error& error) {
  log(Level::kError, LogLine{"config.error", {}}
                         .field("error", error.context)
                         .field("next", "the old certificates and networks stay"));
}

void built_in_config(const config::Settings& settings) {
  if (settings.source != config::kBuiltIn) return;
  std::vector<std::string> topics;
  topics.reserve(settings.topics.size());
  for (const config::TopicSettings& topic : settings.topics) topics.push_back(topic.name);
  log(Level::kWarning,
      LogLine{"config.built_in", {}}
          .field("topics", fmt::format("{}", fmt::join(topics, ", ")))
          .field("next",
                 "there is no config file, so this is watched; to name your own feeds and "
                 "topics: newswatch config init /etc/newswatch/newswatch.toml"));
}

void feeds_left_out(const config::Settings& settings) {
  for (const config::FeedsFile& file : settings.feeds_from) {
    if (file.left_out.empty()) continue;
    log(Level::kWarning, LogLine{"config.feeds_left_out", {}}
                             .field("file", file.path.string())
                             .field("why", file.left_out)
                             .field("next", "the others of the file are polled"));
  }
}

}  // namespace newswatch::daemon::log_lines
