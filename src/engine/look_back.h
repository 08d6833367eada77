// LookBack: how far the engine has come with matching stored stories by the rules of today.
//
// First all stories of the time are looked at, by id, and those that now meet a topic are noted.
// Then these are folded, the oldest first, as they came. Nothing is stored about a look back until
// it is over: after a crash it begins again, and what was taken then meets nothing new. Plain
// values.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "engine/step_result.h"
#include "model/clock.h"

namespace newswatch::engine {

struct LookBack {
  std::string rules;                   // new ones, to be stored at the end; empty: there are none
  std::optional<model::Time> by_hand;  // a person asked for the stories since then
  std::optional<model::Time> since;    // known from the first step on
  std::map<std::string, std::string> urls;  // of the feeds of the settings, by name
  std::string last_seen;                    // the story that was looked at last
  bool all_seen = false;
  std::vector<std::pair<model::Time, std::string>> found;  // first seen, story id
  std::size_t taken = 0;                                   // of `found`
  std::size_t looked_at = 0, matched = 0;
};

struct LookBackStep {
  Changes changes;
  bool over = false;  // then the numbers are those of the whole look back
  std::size_t looked_at = 0, matched = 0;
};

// The rules as one short text: another text, and other stories may match.
std::string rules_text(const config::Settings& settings);

}  // namespace newswatch::engine
