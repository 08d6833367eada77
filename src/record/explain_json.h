// JSON of why a story is in its event: what `newswatch explain --json` prints (newswatch(1)).
// Texts and times as in event_json.h. Pure; any thread; nothing throws.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/event.h"
#include "model/story.h"

namespace newswatch::record {

// An event that the story might have joined: its score at the decision, and its title today.
struct Rival {
  model::Considered considered;
  std::string lives_in;  // id of the event that has its reports today; its own, if not merged
  std::string title;     // of that event; empty: the event is no longer kept
};

struct Explanation {
  model::Story story;
  std::string event;  // id of the event that it is in today; empty: none
  bool opened = false;
  double score = 0;                 // of the decision; 0 when it opened the event
  std::optional<double> threshold;  // of today's config; nullopt: it can't be read
  std::vector<std::string> why;     // reasons for people
  std::vector<Rival> considered;    // best first
};

// One line, no newline at its end.
std::string explain_json(const Explanation& explanation);

}  // namespace newswatch::record
