// Turns the feeds of another reader's list into [[feed]] tables: what `newswatch feeds import`
// prints. The user appends them to the config, which takes them as they are; nothing here edits it.
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

// `settings` are those in effect: their feeds are not taken again. The feeds of the built-in
// default do not count, because the first [[feed]] of a config replaces them.
Import import_feeds(const Opml& opml, const Settings& settings);

}  // namespace newswatch::config
