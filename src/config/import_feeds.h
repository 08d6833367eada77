// Feeds of another reader's list as [[feed]] tables to append to a config: what `newswatch feeds
// import` prints. A config takes them as they are; it is the user's, and nothing here edits it.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/opml.h"
#include "config/settings.h"

namespace newswatch::config {

struct Import {
  std::string toml;              // tables, and comments on what was refused
  std::size_t taken = 0;         // tables
  std::size_t known = 0;         // in the config already
  std::vector<std::string> bad;  // a sentence each: which feed, why, what to write; no secret
};

// What is built in counts as nothing: the first [[feed]] of a config replaces it.
Import import_feeds(const Opml& opml, const Settings& settings);

}  // namespace newswatch::config
