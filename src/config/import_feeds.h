// Turns the feeds of another reader's list into feeds of the config: as [[feed]] tables, which
// `newswatch feeds import` prints and the user appends to the config, and as the values that these
// tables are read to, for a list that the config names (feeds_files). Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "config/feed_places.h"
#include "config/opml.h"
#include "config/settings.h"

namespace newswatch::config {

// Takes feeds one after the other, so that each url is taken once and each name is another.
class FeedImport {
 public:
  enum class Why { kKnown, kUnusable };
  struct Refused {
    Why why;
    std::string reason;   // of an unusable feed, a sentence: which feed, why, what to write
    std::string comment;  // lines of TOML to stand in its place; mostly empty
  };

  // places: of the feeds that are there, which get those that are taken. Must outlive it.
  explicit FeedImport(FeedPlaces& places) : places_(places) {}
  // A feed of the config: it is not taken again, nor is its name, and its host has its outlet.
  void know(const FeedSettings& feed);
  // The feed as the config has it from now on. place: of its outline.
  tl::expected<FeedSettings, Refused> take(const OpmlFeed& feed, const FeedPlace& place);

 private:
  std::string free_name(const std::string& wish, const FeedPlace& place);
  std::string outlet_of(const std::string& host) const;

  FeedPlaces& places_;
  std::unordered_map<std::string, int> numbers_;          // by wish: the last one behind its name
  std::unordered_map<std::string, std::string> outlets_;  // by host; empty: several
};

struct Import {
  std::string toml;              // tables, and comments on what was refused
  std::size_t taken = 0;         // tables
  std::size_t known = 0;         // in the config already
  std::vector<std::string> bad;  // a sentence each: which feed, why, what to write; no secret
};

// `settings` are those in effect: their feeds are not taken again. The feeds of the built-in
// default do not count, because the first [[feed]] of a config replaces them.
Import import_feeds(const Opml& opml, const Settings& settings);

// "12 taken, 3 known already, 1 repeated, 2 unusable: the reasons"
std::string import_summary(const Opml& opml, const Import& import);

}  // namespace newswatch::config
