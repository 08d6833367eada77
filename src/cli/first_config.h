// First config: the short config that `newswatch init` writes, made of a few answers. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/opml.h"
#include "model/result.h"

namespace newswatch::cli {

// Feeds that were found together: the first is taken, the others are named in a comment.
struct FoundFeeds {
  std::vector<config::OpmlFeed> taken;
  std::vector<std::string> others;  // addresses
};

struct FirstAnswers {
  FoundFeeds feeds;
  std::vector<std::string> allow_networks;
  std::string topic;                        // its name; empty: its first word
  std::vector<std::string> words, without;  // of the topic: any of them, none of them
  std::vector<std::string> sinks;           // see sink_tables(); none: the log
};

struct FirstConfig {
  std::string toml;
  std::vector<std::string> refused;  // feeds that are not in it, and why
};

// kBadInput: an answer can't be written into a config. Whether the config is good is for its reader
// to say.
model::Result<FirstConfig> first_config(const FirstAnswers& answers);

// "a, b c ,d" as three.
std::vector<std::string> split_words(std::string_view typed);

// How a sink is written in one word, for help and errors.
extern const std::string_view kSinkForms;

}  // namespace newswatch::cli
